"""What every format is given: pictures with their results, numbered labels, and a place for losses.

A format is a module with `write(dataset, losses)`, which yields the paths and bytes of its files.
Paths are made of the pictures' names by `stem_of` and never of labels.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ...errors import InputError
from ...tools.image import Image, load_image
from ...tools.mask import decode
from ...tools.result import Result
from ...tools.segment import Segment

if TYPE_CHECKING:
    from ...tools.image import ImageSource

FORMATS = ("coco", "coco-panoptic", "voc", "yolo", "labelme", "labelstudio", "cvat", "geojson")

MOST_LETTERS = 50
"""So many of a picture's name begin its files' names: at most 200 bytes of the 255 of a file."""


class Losses:
    """What the formats could not hold, counted sentence by sentence."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, sentence: str, count: int = 1) -> None:
        """Count a loss.

        Args:
            sentence: with "{n}" where the sum of all counts is to stand.
            count: how many more; 0 says nothing.
        """
        if count:
            self._counts[sentence] += count

    def told(self) -> list[str]:
        """The sentences, in the order of their first loss."""
        return [sentence.replace("{n}", str(count)) for sentence, count in self._counts.items()]


@dataclass(frozen=True)
class Item:
    """A picture and what was found in it.

    Attributes:
        number: from 1.
        result: what was found.
        stem: begins the names of this picture's files; letters, digits, ".", "-" and "_" only.
        source: where its pixels come from; read when a format asks for them.
    """

    number: int
    result: Result
    stem: str
    source: ImageSource | Image

    @property
    def file_name(self) -> str:
        """The picture's own file name, or one made of its stem where it came without a file."""
        name = Path(self.result.image.path or "").name
        return f"{self.stem}.png" if name in {"", ".", ".."} else name

    @property
    def turned(self) -> bool:
        """Whether its own file holds it turned: EXIF says how to put it upright, as masks are."""
        return self.result.image.turned

    def picture(self) -> Image:
        """The picture.

        Raises:
            InputError: it cannot be read, or is not the one that the result is of.
        """
        image, ref = load_image(self.source), self.result.image
        if (image.id, image.width, image.height) != (ref.sha256, ref.width, ref.height):
            raise InputError(self.file_name, "is not the picture of this result")
        return image

    def segments(
        self, losses: Losses, surest_last: bool = False
    ) -> Iterator[tuple[int, Segment, NDArray[np.bool_]]]:
        """The segments that have a pixel, one mask in memory at a time.

        Args:
            losses: segments without a pixel are counted there.
            surest_last: by score, of equal ones the first last, instead of in the result's order.

        Yields:
            position in the result from 1, segment, (H, W) bool mask.
        """
        found = list(enumerate(self.result.segments, 1))
        if surest_last:
            found.sort(key=lambda each: (each[1].score, -each[0]))
        for number, segment in found:
            mask = decode(segment.mask)
            if mask.any():
                yield number, segment, mask
            else:
                losses.add("segments without a pixel are left out: {n}")


@dataclass(frozen=True)
class Dataset:
    """The pictures of one export.

    Attributes:
        items: the pictures, in order.
        labels: the classes of all results in order, then labels that are no class.
    """

    items: list[Item]
    labels: list[str]
    _numbers: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        numbers = {label: number for number, label in enumerate(self.labels, 1)}
        object.__setattr__(self, "_numbers", numbers)

    def number(self, label: str) -> int:
        """A label's number, from 1; 0 is the background."""
        return self._numbers[label]


def dataset_of(found: Iterable[tuple[Result, ImageSource | Image]]) -> Dataset:
    """Number pictures and labels, and give each picture a name of its own."""
    items: list[Item] = []
    taken: set[str] = set()
    for number, (result, source) in enumerate(found, 1):
        stem = _free(stem_of(result), taken)
        taken.add(stem.casefold())
        items.append(Item(number, result, stem, source))
    results = [item.result for item in items]
    named = [name for result in results for name in result.classes]
    named += [each.label for result in results for each in result.segments]
    named += [name for result in results for name in result.labels]
    return Dataset(items, list(dict.fromkeys(named)))


def stem_of(result: Result) -> str:
    """How the files of a picture begin: its own name, as far as it is harmless, or its id."""
    stem = re.sub(r"[^\w.-]+", "_", Path(result.image.path or "").stem).strip("._-")
    return stem[:MOST_LETTERS] or result.image.sha256[:16]


def _free(stem: str, taken: set[str]) -> str:
    number, free = 1, stem
    while free.casefold() in taken:
        number += 1
        free = f"{stem}-{number}"
    return free


def xml_text(text: str, losses: Losses) -> str:
    """A text as XML 1.0 can hold it: control characters and lone surrogates become U+FFFD."""
    kept = re.sub("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)
    losses.add("names with characters that XML cannot hold were changed: {n}", int(kept != text))
    return kept
