"""Results into files: every format a folder of its own, all of them there or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import InputError
from ...tools.image import Image
from ...tools.nearest import nearest
from ...tools.result import Result
from ..files import EXPORTS, MANIFEST, disk_errors, put_folder, strangers
from .coco import as_json
from .dataset import FORMATS, Dataset, Losses, dataset_of

if TYPE_CHECKING:
    from ...tools.image import ImageSource


MODULES = {"coco-panoptic": "panoptic"}
"""Modules that are not named as their format."""

OWN_PICTURES = frozenset({"yolo", "labelme"})
TURNED = "pictures whose file is turned by EXIF, while the masks lie on the upright picture: {n}"


@dataclass(frozen=True)
class Exported:
    """What an export wrote.

    Attributes:
        files: their paths, `export.json` (which lists them, with the notes) last.
        notes: what a format could not hold, or how it holds it: "format: sentence".
    """

    files: list[Path]
    notes: list[str]


def export(
    result: Result,
    image: ImageSource | Image,
    formats: Sequence[str],
    folder: str | Path,
    overwrite: bool = False,
) -> Exported:
    """Write a result in other formats.

    Args:
        result: what was found.
        image: in what; YOLO and LabelMe write it beside their labels.
        formats: names of `FORMATS`; "_" is as good as "-".
        folder: gets one folder a format; must not be there, or be empty.
        overwrite: whether an earlier export in this folder may be replaced.

    Returns:
        the files, and what the formats could not hold.

    Raises:
        InputError: no such format, another picture, or the folder holds something.
        ToolError: the disk is full, or the folder cannot be written.
    """
    return export_many([(result, image)], formats, folder, overwrite)


def export_many(
    found: Iterable[tuple[Result, ImageSource | Image]],
    formats: Sequence[str],
    folder: str | Path,
    overwrite: bool = False,
) -> Exported:
    """Write several results as one data set: one COCO file, one YOLO folder and so on for all.

    Args:
        found: results with their pictures; a picture given by its path is read when it is needed,
            so that many of them fit.
        formats: see `export`.
        folder: see `export`.
        overwrite: see `export`.

    Returns:
        the files, and what the formats could not hold, summed over all results.

    Raises:
        InputError: see `export`.
        ToolError: see `export`.
    """
    chosen, place, dataset = read_formats(formats), Path(folder), dataset_of(found)
    with disk_errors(place):
        _check_free(place, overwrite)
    files: list[str] = []
    notes: list[str] = []
    put_folder(place, _content(dataset, chosen, files, notes))
    return Exported([place / name for name in files], notes)


def attach(result: Result, image: Image, formats: Sequence[str]) -> tuple[Result, dict[str, bytes]]:
    """A result's files in other formats, for `write_folder`, and the result with the notes on them.

    Args:
        result: what was found.
        image: in what.
        formats: of `read_formats`; nothing happens where there are none.

    Returns:
        the result, and the bytes by path, all under `EXPORTS`.
    """
    if not formats:
        return result, {}
    notes: list[str] = []
    content = dict(_content(dataset_of([(result, image)]), formats, [], notes))
    told = result.model_copy(update={"notes": [*result.notes, *notes]})
    return told, {f"{EXPORTS}/{name}": data for name, data in content.items()}


def read_formats(names: Iterable[str]) -> list[str]:
    """Names of formats, each once, "_" as "-".

    Raises:
        InputError: no such format; names the nearest.
    """
    chosen = list(dict.fromkeys(name.strip().lower().replace("_", "-") for name in names))
    for name in chosen:
        if name not in FORMATS:
            raise InputError(f"--format {name}", "no such format", nearest(name, FORMATS))
    return chosen


def _content(
    dataset: Dataset, formats: Sequence[str], files: list[str], notes: list[str]
) -> Iterator[tuple[str, bytes]]:
    """Each format's files as they are made, then the manifest; `files` and `notes` are filled."""
    turned = sum(item.turned for item in dataset.items)
    for name in formats:
        losses = Losses()
        module = import_module(f".{MODULES.get(name, name)}", __package__)
        for path, data in module.write(dataset, losses):
            files.append(f"{name}/{path}")
            yield files[-1], data
        if name not in OWN_PICTURES:
            losses.add(TURNED, turned)
        notes += [f"{name}: {sentence}" for sentence in losses.told()]
    yield MANIFEST, as_json({"files": list(files), "notes": notes})
    files.append(MANIFEST)


def _check_free(folder: Path, overwrite: bool) -> None:
    others = strangers(folder)
    if others:
        problem = f"is in the way and holds other files ({others[0]})"
        raise InputError(str(folder), problem, "choose another folder")
    if folder.is_dir() and any(folder.iterdir()) and not overwrite:
        raise InputError(str(folder), "holds an export already", "say overwrite to replace it")
