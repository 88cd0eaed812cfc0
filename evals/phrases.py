"""phrases.tsv: what to ask of each picture in words of its own.

    NAME <tab> phrase       one line a question; a picture may have several

The mask's object is every class but the background (id 0 where no class is called so).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from .dataset import IGNORED, Dataset

FILE = "phrases.tsv"


def read_phrases(dataset: Dataset) -> dict[str, list[str]]:
    """The phrases of every picture that the file lists.

    Raises:
        InputError: no such file, a line that is none, or a selected picture without a phrase.
    """
    path = dataset.root / FILE
    phrases: dict[str, list[str]] = {}
    for number, line in enumerate(_lines(path), start=1):
        name, _, phrase = (field.strip() for field in line.partition("\t"))
        if number == 1 and (name, phrase) == ("image", "phrase"):
            continue
        if not name or not phrase:
            raise InputError(f"{path}:{number}", "expected 'image <tab> phrase'")
        phrases.setdefault(name, []).append(phrase)
    for item in dataset.items:
        if item.name not in phrases:
            raise InputError(str(path), f"has no phrase for {item.name!r}")
    return phrases


def object_index(dataset: Dataset) -> int:
    """The class that a phrase's mask is drawn as: the first one but the background.

    Raises:
        InputError: there is no such class.
    """
    rest = _rest(dataset)
    for index in range(len(dataset.names)):
        if index != rest:
            return index
    raise InputError(str(dataset.root / "classes.txt"), "lists no object")


def object_mask(dataset: Dataset, truth: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Where the object is: (H, W) bool, from (H, W) class indices."""
    return (truth != IGNORED) & (truth != _rest(dataset))


def video_of(picture: str) -> str:
    """Frames "bear_00010" and "bear_00030" are of the video "bear"; any other name is its own."""
    video, _, frame = picture.rpartition("_")
    return video if video and frame.isdecimal() else picture


def _rest(dataset: Dataset) -> int:
    if dataset.background is not None:
        return dataset.background
    return dataset.ids.index(0) if 0 in dataset.ids else IGNORED


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(str(path), "no such file", "one 'image <tab> phrase' a line") from error
    except UnicodeDecodeError as error:
        raise InputError(str(path), "not a UTF-8 text file") from error
    return [line for line in text.splitlines() if line.strip()]
