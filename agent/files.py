"""What a run leaves on disk: one folder a picture, written beside and renamed as a whole."""

from __future__ import annotations

import errno
import io
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, ToolError
from ..tools.image import Image
from ..tools.labelmap import LabelMap, to_png
from ..tools.mask import decode
from ..tools.result import Result
from .overlay import draw_overlay

RESULT, LABEL_MAP, OVERLAY, REPORT = "result.json", "label_map.png", "overlay.png", "report.html"
FILES = frozenset({RESULT, LABEL_MAP, OVERLAY, REPORT})
VIDEO_FILES = frozenset({"frames.jsonl", "overlay.mp4", "summary.json"})
EXPORTS, MANIFEST = "export", "export.json"
"""The folder of other formats inside a result's folder, and the list of its files."""

FIRST = ("image", "task", "classes", "segments", "label_map", "stop", "timings", "provenance")
"""How a result's JSON begins; the other fields follow."""


def to_json(result: Result) -> dict[str, Any]:
    """A result as plain JSON, its best-known fields first."""
    plain = result.model_dump(mode="json")
    return {**{name: plain[name] for name in FIRST}, **plain}


def label_map(result: Result) -> LabelMap:
    """The label map of a result: (H, W) int32, 0 for the background, class i of the list i + 1."""
    labels = np.zeros((result.image.height, result.image.width), np.int32)
    for name, rle in result.labels.items():
        labels[decode(rle)] = result.classes.index(name) + 1
    return labels


def plan_folders(names: Sequence[str], out: Path, overwrite: bool) -> list[Path]:
    """Choose a folder for each picture, before any work.

    Args:
        names: paths of the pictures; two of one stem get a suffix.
        out: the folder for all of them.
        overwrite: whether results that are there may be replaced.

    Returns:
        one path a picture, none of them twice.

    Raises:
        InputError: a result is there already, or a folder that holds other files than results.
        ToolError: the folder cannot be looked at or written to.
    """
    folders: list[Path] = []
    for name in names:
        stem = Path(name).stem if name != "-" else "stdin"
        folder, number = out / stem, 1
        while folder in folders:
            number += 1
            folder = out / f"{stem}-{number}"
        folders.append(folder)
    with disk_errors(out):
        for folder in folders:
            _check_free(folder, overwrite)
        _check_writable(out)
    return folders


def _check_free(folder: Path, overwrite: bool) -> None:
    if not folder.exists():
        return
    there = {path.name for path in folder.iterdir()} if folder.is_dir() else {folder.name}
    others = sorted(there - FILES - VIDEO_FILES - {EXPORTS}) or strangers(folder / EXPORTS)
    if others:
        problem = f"is in the way and holds other files ({others[0]})"
        raise InputError(str(folder), problem, "choose another folder with --out")
    if there and not overwrite:
        raise InputError(str(folder), "has results already", "say --overwrite to replace them")


def strangers(export: Path) -> list[str]:
    """Files in a folder of exports that its manifest does not list, sorted; all without one."""
    if not export.is_dir():
        return [export.name] if export.exists() else []
    try:
        listed = set(json.loads((export / MANIFEST).read_bytes())["files"])
    except (OSError, ValueError, KeyError, TypeError):
        listed = set[str]()
    files = [path for path in export.rglob("*") if path.is_symlink() or not path.is_dir()]
    there = {path.relative_to(export).as_posix() for path in files}
    return sorted(there - listed - {MANIFEST})


def _check_writable(out: Path) -> None:
    """Fail now rather than after the work; nothing is left behind."""
    place = out
    while not place.exists():
        place = place.parent
    with tempfile.TemporaryFile(dir=place):
        pass


def write_folder(
    folder: Path,
    result: Result,
    image: Image,
    report: bool = True,
    more: Mapping[str, bytes] | None = None,
) -> Path:
    """Write a result's files; either all of them are there afterwards, or none is changed.

    Args:
        folder: where; replaced if it is there (`plan_folders` has looked at what it holds).
        result: what was found.
        image: in what.
        report: whether to make the report page.
        more: further files: their bytes by path inside the folder.

    Returns:
        the folder.

    Raises:
        ToolError: the disk is full, or the folder cannot be written.
    """
    from .report import render_report

    result = result.model_copy(update={"label_map": LABEL_MAP})
    overlay = draw_overlay(image.pixels, result)
    content = {
        RESULT: json.dumps(to_json(result), indent=2, ensure_ascii=False).encode() + b"\n",
        LABEL_MAP: to_png(label_map(result), len(result.classes)),
        OVERLAY: png(overlay),
    }
    if report:
        content[REPORT] = render_report(result, image).encode()
    put_folder(folder, [*content.items(), *(more or {}).items()])
    return folder


def put_folder(folder: Path, content: Iterable[tuple[str, bytes]]) -> None:
    """Write a folder beside its place and rename it: it is there as a whole, or not changed.

    Args:
        folder: replaced if it is there.
        content: paths inside the folder with their bytes, written as they come.

    Raises:
        ToolError: the disk is full, or the folder cannot be written.
    """
    with beside(folder) as place:
        for name, data in content:
            with disk_errors(folder):
                (place / name).parent.mkdir(parents=True, exist_ok=True)
                _write(place / name, data)


@contextmanager
def beside(folder: Path) -> Iterator[Path]:
    """A new folder that takes the place of another when all has gone well.

    An error or Ctrl-C removes it, and those folders above it that were made for it.

    Args:
        folder: replaced if it is there.

    Yields:
        an empty folder beside it.

    Raises:
        ToolError: the disk is full, or the folder cannot be written.
    """
    made = [parent for parent in folder.parents if not parent.exists()]
    new: Path | None = None
    try:
        with disk_errors(folder):
            folder.parent.mkdir(parents=True, exist_ok=True)
            new = Path(tempfile.mkdtemp(prefix=f".{folder.name[:80]}.", dir=folder.parent))
        yield new
        with disk_errors(folder):
            new.chmod(0o777 & ~umask())
            swap(new, folder)
    except BaseException:
        if new is not None:
            shutil.rmtree(new, ignore_errors=True)
        for parent in made:
            with suppress(OSError):  # somebody else has put something there
                parent.rmdir()
        raise


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def umask() -> int:
    """The permission bits that this process takes from new files."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def swap(beside: Path, folder: Path) -> None:
    """Put the new folder in the old one's place; the old files stay until the new ones stand."""
    if not folder.exists():
        beside.rename(folder)
        return
    old = beside.with_name(beside.name + ".old")
    folder.rename(old)
    try:
        beside.rename(folder)
    except BaseException:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def png(pixels: NDArray[np.uint8]) -> bytes:
    """The bytes of a PNG file of (H, W, 3 or 4) uint8."""
    import PIL.Image

    buffer = io.BytesIO()
    PIL.Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Turn the operating system's errors into one sentence about `path`.

    Raises:
        ToolError: code `no_space` or `unwritable`.
    """
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise ToolError(
                "output", f"no space left on the disk for {path}", "no_space"
            ) from error
        why = (error.strerror or str(error)).lower()
        raise ToolError("output", f"cannot write to {path}: {why}", "unwritable") from error
