"""What to ask of each picture in words of its own: phrases.tsv, or refs.tsv.

    phrases.tsv   NAME <tab> phrase      frames of videos; one line a question, several may be asked
    refs.tsv      image, mask, expression and other columns, named in its first line; photographs,
                  one mask an expression (the packs' RefCOCOg): a mask's name is its picture's NAME

The mask's object is every class but the background (id 0 where no class is called so).
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from .dataset import IGNORED, Dataset

FILE = "phrases.tsv"
REFERRING = "refs.tsv"
COLUMNS = ("image", "mask", "expression")


def read_phrases(dataset: Dataset) -> dict[str, list[str]]:
    """The phrases of every picture that the file lists; of refs.tsv where only that is there.

    Raises:
        InputError: no such file, a line that is none, or a selected picture without a phrase.
    """
    path = dataset.root / (REFERRING if is_referring(dataset) else FILE)
    phrases = _expressions(path) if path.name == REFERRING else _phrases(path)
    for item in dataset.items:
        if item.name not in phrases:
            raise InputError(str(path), f"has no phrase for {item.name!r}")
    return phrases


def is_referring(dataset: Dataset) -> bool:
    """Whether its phrases are expressions for photographs, which are scored by IoU.

    Frames of videos are scored by J and F.
    """
    return not (dataset.root / FILE).is_file() and (dataset.root / REFERRING).is_file()


def _phrases(path: Path) -> dict[str, list[str]]:
    phrases: dict[str, list[str]] = {}
    for number, line in enumerate(_lines(path), start=1):
        name, _, phrase = (field.strip() for field in line.partition("\t"))
        if number == 1 and (name, phrase) == ("image", "phrase"):
            continue
        if not name or not phrase:
            raise InputError(f"{path}:{number}", "expected 'image <tab> phrase'")
        phrases.setdefault(name, []).append(phrase)
    return phrases


def _expressions(path: Path) -> dict[str, list[str]]:
    """By the name of the mask: one picture may hold several objects, each with its own."""
    first, *lines = _lines(path) or [""]
    header = [field.strip() for field in first.split("\t")]
    if not {*COLUMNS} <= {*header}:
        raise InputError(f"{path}:1", f"expected the columns {', '.join(COLUMNS)}")
    phrases: dict[str, list[str]] = {}
    for number, line in enumerate(lines, start=2):
        fields = [field.strip() for field in line.split("\t")]
        row = dict(zip(header, fields, strict=False))
        if not all(row.get(column) for column in COLUMNS):
            raise InputError(f"{path}:{number}", f"lacks one of {', '.join(COLUMNS)}")
        phrases.setdefault(PurePosixPath(row["mask"]).stem, []).append(row["expression"])
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
    """Frames "bear_00010" and "bear_00030" are of the video "bear"; any other name is its own.

    In the same way objects "25_598548" and "25_598550" are of the photograph "25".
    """
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
        raise InputError(
            str(path), "no such file", "one 'image <tab> phrase' a line, or refs.tsv"
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(str(path), "not a UTF-8 text file") from error
    return [line for line in text.splitlines() if line.strip()]
