"""Datasets: a folder of photographs and their ground truth, read and checked before any work.

The layout is that of a semantic-segmentation dataset at its plainest:

    images/NAME.jpg     photographs
    masks/NAME.png      one channel of class ids; 255 = ignore (65535 in 16 bit)
    classes.txt         id <tab> name [<tab> synonym, synonym]
    parts.tsv           NAME <tab> tune|test (optional)
    refs.tsv            image <tab> mask (and more): masks of single objects (optional)

A mask that refs.tsv lists may have a name of its own, beside its picture's: a picture has as many
of them as objects are described (`phrases.py`), and each counts as a picture of its own.

An id whose class is called "background" is what a picture is where no class was painted. Where
there is no such class (streets, stuff), a pixel that was left unpainted is simply missed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError

Part = Literal["tune", "test", "all"]
IMAGE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif"})
IGNORED = -1
"""Index of a true pixel that counts for nothing, and of a painted pixel without a class."""


@dataclass(frozen=True)
class Item:
    """One photograph and its ground truth."""

    name: str
    image: Path
    mask: Path

    def digest(self) -> str:
        """SHA-256 of both files' bytes: a row stays valid as long as this does."""
        digest = hashlib.sha256(self.image.read_bytes())
        digest.update(self.mask.read_bytes())
        return digest.hexdigest()


@dataclass(frozen=True)
class Dataset:
    """A checked dataset.

    Attributes:
        root: its folder.
        ids: the class ids as the masks hold them, in the order of classes.txt.
        names: the class names, in the same order; a class's index is its position here.
        synonyms: other names of a class, by its name.
        background: index of the background class, None where the dataset has none.
        items: the selected pictures, sorted by name.
        part: which part they are.
    """

    root: Path
    ids: tuple[int, ...]
    names: tuple[str, ...]
    synonyms: dict[str, tuple[str, ...]]
    background: int | None
    items: tuple[Item, ...]
    part: Part

    @property
    def name(self) -> str:
        """What tables call it: the folder's name."""
        return self.root.name

    @property
    def queries(self) -> list[str]:
        """The class names that are asked for: all but the background."""
        return [name for index, name in enumerate(self.names) if index != self.background]

    def truth(self, item: Item) -> NDArray[np.int32]:
        """The ground truth of one picture.

        Returns:
            (H, W) int32 class indices, `IGNORED` where nothing counts.

        Raises:
            InputError: the file is no single-channel picture, or holds an unlisted id.
        """
        raw, ignore = _read_ids(item.mask)
        present = np.unique(raw)
        unknown = np.setdiff1d(present, [*self.ids, ignore])
        if unknown.size:
            raise InputError(
                str(item.mask),
                f"id {int(unknown[0])} is not in classes.txt",
                f"list it there, or use {ignore} for pixels that count for nothing",
            )
        table = np.full(max(ignore, *self.ids) + 1, IGNORED, dtype=np.int32)
        for index, class_id in enumerate(self.ids):
            # An 8-bit mask cannot hold a class 255: there it always means ignore.
            if class_id != ignore:
                table[class_id] = index
        return table[raw]

    def present(self, item: Item) -> list[str]:
        """Names of the classes that are in one picture, in class order, without the background."""
        indices = np.unique(self.truth(item)).tolist()
        return [self.names[i] for i in indices if i not in (IGNORED, self.background)]


def read_dataset(root: Path, part: Part | None = None, limit: int | None = None) -> Dataset:
    """Read a dataset folder and check it.

    Args:
        root: folder with `images/`, `masks/` and `classes.txt`.
        part: which pictures; by default `test` where there is a `parts.tsv`, else `all`.
        limit: take at most so many of them, chosen by a hash of their names: a fixed, fair sample,
            and a larger one holds every smaller one.

    Raises:
        InputError: a folder or file is missing or malformed, a mask has no image or another
            size, or no picture is left.
    """
    for folder in (root, root / "images", root / "masks"):
        if not folder.is_dir():
            raise InputError(str(folder), "no such folder", "a dataset has images/ and masks/")
    ids, names, synonyms = _read_classes(root / "classes.txt")
    background = next((i for i, name in enumerate(names) if name.casefold() == "background"), None)
    chosen: Part = part or ("test" if (root / "parts.tsv").is_file() else "all")
    items = _select(root, _find_items(root), chosen)
    if limit is not None:
        items = _sample(items, limit)
    for item in items:
        _check_sizes(item)
    return Dataset(root.resolve(), ids, names, synonyms, background, tuple(items), chosen)


def check_masks(dataset: Dataset) -> None:
    """Read every selected mask once, so that a bad one is told before hours of work.

    Raises:
        InputError: as `Dataset.truth`.
    """
    for item in dataset.items:
        dataset.truth(item)


def class_sets(dataset: Dataset) -> list[set[str]]:
    """Which classes occur together: one set of class names a picture, background left out.

    `maskwright prompts tips` counts from these. A dataset that is evaluated on hands over its tune
    part only: tips counted on the test part would leak its ground truth.
    """
    return [set(dataset.present(item)) for item in dataset.items]


def with_items(dataset: Dataset, items: Iterable[Item]) -> Dataset:
    """The same dataset with other pictures selected."""
    return replace(dataset, items=tuple(items))


def _read_classes(
    path: Path,
) -> tuple[tuple[int, ...], tuple[str, ...], dict[str, tuple[str, ...]]]:
    if not path.is_file():
        raise InputError(str(path), "no such file", "one class a line: id <tab> name")
    ids: list[int] = []
    names: list[str] = []
    synonyms: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(_lines(path), start=1):
        fields = [field.strip() for field in line.split("\t")]
        if len(fields) < 2 or not fields[0].isdecimal() or not fields[1]:
            raise InputError(f"{path}:{number}", "expected 'id <tab> name'")
        if int(fields[0]) in ids or fields[1] in names:
            raise InputError(f"{path}:{number}", f"{fields[0]} {fields[1]!r} is listed twice")
        ids.append(int(fields[0]))
        names.append(fields[1])
        others = [word.strip() for word in ",".join(fields[2:]).split(",") if word.strip()]
        if others:
            synonyms[fields[1]] = tuple(others)
    if not names:
        raise InputError(str(path), "no classes in it")
    if max(ids) > 65534:
        raise InputError(str(path), f"id {max(ids)} does not fit a 16-bit mask")
    return tuple(ids), tuple(names), synonyms


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(str(path), "not a UTF-8 text file") from error
    return [line for line in text.splitlines() if line.strip()]


def _find_items(root: Path) -> dict[str, Item]:
    images: dict[str, Path] = {}
    for path in sorted((root / "images").iterdir()):
        if path.suffix.lower() in IMAGE_SUFFIXES:
            if path.stem in images:
                raise InputError(str(path), f"a second picture called {path.stem!r}")
            images[path.stem] = path
    items: dict[str, Item] = {}
    pictures = _pictures_of_objects(root / "refs.tsv")
    for mask in sorted((root / "masks").glob("*.png")):
        picture = pictures.get(mask.stem, mask.stem)
        if picture not in images:
            raise InputError(str(mask), f"no picture called {picture!r} in images/")
        items[mask.stem] = Item(mask.stem, images[picture], mask)
    return items


def _pictures_of_objects(path: Path) -> dict[str, str]:
    """By the names of the masks that refs.tsv lists; empty where there is no such file."""
    if not path.is_file():
        return {}
    first, *lines = _lines(path) or [""]
    header = first.split("\t")
    rows = [dict(zip(header, line.split("\t"), strict=False)) for line in lines]
    listed = [row for row in rows if row.get("mask") and row.get("image")]
    return {Path(row["mask"]).stem: row["image"] for row in listed}


def _select(root: Path, items: dict[str, Item], part: Part) -> list[Item]:
    if part == "all":
        chosen = list(items.values())
    else:
        parts = _read_parts(root / "parts.tsv")
        chosen = [item for item in items.values() if parts.get(item.image.stem) == part]
    if not chosen:
        raise InputError(str(root), f"no pictures in part {part!r}")
    return chosen


def _read_parts(path: Path) -> dict[str, str]:
    if not path.is_file():
        raise InputError(str(path), "no such file", "use --part all, or list 'image <tab> part'")
    parts: dict[str, str] = {}
    for number, line in enumerate(_lines(path), start=1):
        fields = [field.strip() for field in line.split("\t")]
        if number == 1 and fields[:2] == ["image", "part"]:
            continue
        if len(fields) < 2 or fields[1] not in get_args(Part):
            raise InputError(f"{path}:{number}", "expected 'image <tab> tune|test'")
        parts[fields[0]] = fields[1]
    return parts


def _sample(items: Sequence[Item], limit: int) -> list[Item]:
    if limit < 1:
        raise InputError("--limit", f"{limit} is no number of pictures", "use 1 or more")
    by_hash = sorted(items, key=lambda item: hashlib.sha256(item.name.encode()).digest())
    return sorted(by_hash[:limit], key=lambda item: item.name)


def _check_sizes(item: Item) -> None:
    image, mask = _size(item.image, upright=True), _size(item.mask, upright=False)
    if image != mask:
        raise InputError(
            str(item.mask),
            f"is {mask[0]} x {mask[1]}, its picture {image[0]} x {image[1]} pixels",
        )


def _size(path: Path, *, upright: bool) -> tuple[int, int]:
    # Headers only: a dataset of thousands is checked in a moment.
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path) as picture:
            turned = upright and picture.getexif().get(0x0112, 1) in (5, 6, 7, 8)
            width, height = picture.size
    except (UnidentifiedImageError, OSError) as error:
        raise InputError(str(path), "not a readable picture") from error
    return (height, width) if turned else (width, height)


def _read_ids(path: Path) -> tuple[NDArray[np.int32], int]:
    """Class ids as stored, and the id that means ignore in a file of this depth."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path) as picture:
            mode, ids = picture.mode, np.asarray(picture)
    except (UnidentifiedImageError, OSError) as error:
        raise InputError(str(path), "not a readable picture") from error
    if mode not in ("1", "L", "P", "I", "I;16", "I;16B") or ids.ndim != 2:
        raise InputError(str(path), f"a mask has one channel of class ids, this one is {mode}")
    ignore = 65535 if mode.startswith("I") else 255
    if ids.size and (int(ids.min()) < 0 or int(ids.max()) > ignore):
        raise InputError(str(path), f"ids must lie in 0..{ignore}")
    return ids.astype(np.int32), ignore
