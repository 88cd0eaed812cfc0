"""Where segments are and which of them is meant: the one place where "left" is defined.

| place | the first one is |
| --- | --- |
| left, right | the one whose box has its centre furthest to the left or right |
| top, bottom | the same, upwards or downwards |
| middle | the one whose box has its centre nearest to the picture's |
| biggest, smallest | the one with most or fewest pixels |
| surest | the one with the highest score |

Of equals, the one that stands first in the result. `ordinal` counts on from there, `count` takes
so many. Without a place, an ordinal or a count counts from the left.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..prompts.request import Place
from ..tools.language.words import key_of, singulars
from ..tools.segment import Segment
from .class_list import fold

Size = tuple[int, int]
"""(width, height) of a picture, in pixels."""


def centre(segment: Segment) -> tuple[float, float]:
    """(x, y) of the middle of its box, in pixels."""
    x0, y0, x1, y1 = segment.box
    return (x0 + x1) / 2, (y0 + y1) / 2


def rank(segment: Segment, place: Place, size: Size) -> float:
    """How far behind the first one it is, by the table above; less is nearer to being meant."""
    x, y = centre(segment)
    width, height = size
    off = ((x / max(1, width) - 0.5) ** 2 + (y / max(1, height) - 0.5) ** 2) ** 0.5
    ranks: dict[Place, float] = {
        "left": x,
        "right": -x,
        "top": y,
        "bottom": -y,
        "middle": off,
        "biggest": -float(segment.area),
        "smallest": float(segment.area),
        "surest": -segment.score,
    }
    return ranks[place]


def named(segments: Sequence[Segment], words: Sequence[str]) -> list[int]:
    """Positions of the segments with one of these labels; all of them where there is no word."""
    return [
        row
        for row, each in enumerate(segments)
        if not words or any(same(word, each.label) for word in words)
    ]


def same(a: str, b: str) -> bool:
    """Whether two words name one label: spelling, case and number (cat, cats) do not count."""
    return fold(a) == fold(b) or bool(_forms(a) & _forms(b))


def _forms(text: str) -> set[str]:
    head, _, last = key_of(text).rpartition(" ")
    return {f"{head} {form}".strip() for form in (last, *singulars(last))} - {""}


def choose(
    segments: Sequence[Segment],
    rows: Sequence[int],
    *,
    place: Place | None,
    ordinal: int,
    count: int,
    size: Size,
) -> list[int]:
    """Which of some segments are meant.

    Args:
        segments: of a result.
        rows: positions of those that can be meant.
        place: what tells them apart; None where nothing does.
        ordinal: 2 for "the second from the left".
        count: 2 for "the two biggest".
        size: of the picture.

    Returns:
        positions in the order of the place; all rows where neither place, ordinal nor count tell.
    """
    if place is None and ordinal == 1 and count == 1:
        return list(rows)
    by = place or "left"
    ordered = sorted(rows, key=lambda row: (rank(segments[row], by, size), row))
    return ordered[ordinal - 1 : ordinal - 1 + count]


THIRDS = ("left", "", "right"), ("top", "", "bottom")


def in_words(segment: Segment, size: Size) -> str:
    """Which part of the picture the middle of its box is in: "top left", "right", "middle"."""
    (x, y), (width, height) = centre(segment), size
    across, down = (min(2, int(3 * at / max(1, of))) for at, of in ((x, width), (y, height)))
    return " ".join(filter(None, (THIRDS[1][down], THIRDS[0][across]))) or "middle"
