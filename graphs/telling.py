"""Sentences about a result; every number in them is computed from it here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from ..tools.mask import decode
from ..tools.result import Result
from ..tools.segment import Segment
from .class_list import fold
from .number import is_plural
from .places import in_words
from .shelf import Shelf, picture_key

MOST_NAMED = 6
"""Segments that are told one by one; of more, only how many there are of each label."""


def listed(words: Sequence[str], last: str = "and") -> str:
    """Words as a sentence lists them: "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def size_of(result: Result) -> tuple[int, int]:
    """(width, height) of the picture."""
    return result.image.width, result.image.height


def share(segments: Iterable[Segment], result: Result) -> float:
    """Part of the picture that some segments cover together, pixels counted once; in [0, 1]."""
    width, height = size_of(result)
    union = np.zeros((height, width), np.bool_)
    for segment in segments:
        union |= decode(segment.mask)
    return float(union.mean()) if union.size else 0.0


def percent(part: float) -> str:
    """A share in [0, 1] in words: "12.3 %"."""
    return "less than 0.1 %" if 0 < part < 0.001 else f"{100 * part:.1f} %"


def one(segment: Segment, result: Result) -> str:
    """A segment with what tells it apart: "cat (left, 12.3 % of the picture, score 0.91)"."""
    where, part = in_words(segment, size_of(result)), percent(share([segment], result))
    return f"{segment.label} ({where}, {part} of the picture, score {segment.score:.2f})"


def counted(segments: Sequence[Segment]) -> list[str]:
    """How many there are of each label: "3 x cat"."""
    number = Counter(each.label for each in segments)
    return [label if count == 1 else f"{count} x {label}" for label, count in number.items()]


def missing(result: Result) -> list[str]:
    """What was asked for and is not there; not what a person took out, for that was there."""
    there = {fold(name) for name in [*(each.label for each in result.segments), *taken_out(result)]}
    return [name for name in result.classes if fold(name) not in there]


def taken_out(result: Result) -> list[str]:
    """Labels of which a person took out the last segment."""
    there = {fold(each.label) for each in result.segments}
    gone = [name for entry in result.trace.get("edits", []) for name in entry.get("gone", [])]
    return [name for name in dict.fromkeys(gone) if fold(name) not in there]


def no(words: Sequence[str]) -> str:
    """How a sentence begins that tells what is not there: "There are no cats or dogs"."""
    return f"There {'are' if is_plural(words[-1]) else 'is'} no {listed(words, 'or')}"


def only(number: int) -> str:
    """How a sentence begins that tells that there are fewer than were meant."""
    return f"There {'is' if number == 1 else 'are'} only {number} of them"


def found(result: Result) -> str:
    """What a result holds, and what it was asked for and does not hold."""
    told: list[str] = []
    if 0 < len(result.segments) <= MOST_NAMED:
        told.append(f"Found {listed([one(each, result) for each in result.segments])}.")
    elif result.segments:
        told.append(f"Found {len(result.segments)} segments: {listed(counted(result.segments))}.")
    absent = missing(result)
    if absent and result.task == "closed_set":
        told.append("" if result.segments else f"Found none of {listed(absent, 'or')}.")
    elif absent:
        told.append(f"{no(absent)} in the picture.")
    elif not result.segments:
        told.append("Nothing is left.")
    if out := taken_out(result):
        told.append(f"You rejected {listed(out)}.")
    return " ".join(filter(None, told))


def found_in(results: Sequence[tuple[str, Result]]) -> str:
    """The same for several pictures, one line each.

    Args:
        results: with the names of their pictures.
    """
    if len(results) == 1:
        return found(results[0][1])
    return "\n".join(f"{name}: {found(result)}" for name, result in results)


def name_of(result: Result, pictures: Sequence[str], shelf: Shelf) -> str:
    """What the picture of a result is called in its thread."""
    key = picture_key(result.image)
    return shelf.picture(key)[0] if key in pictures else result.image.sha256[:12]
