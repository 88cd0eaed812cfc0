"""The pictures of a chat: a folder a turn and picture, with the files that `segment` writes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..tools.image import Image
from ..tools.result import Result
from .files import OVERLAY, REPORT, plan_folders, png, put_folder, write_folder
from .overlay import draw_overlay
from .turn import Turn

LONGEST_NAME = 60


def folder_of(out: Path, thread: str) -> Path:
    """The folder of a conversation.

    Args:
        out: the folder for all of them.
        thread: any text; what no file should be called is replaced, and two threads never share.
    """
    plain = "".join(each if each.isalnum() or each in "-_" else "-" for each in thread)
    if plain != thread or len(plain) > LONGEST_NAME:
        digest = hashlib.sha256(thread.encode("utf-8", "surrogatepass")).hexdigest()
        plain = f"{plain[:LONGEST_NAME]}-{digest[:8]}"
    return out / plain


def write_turn(
    out: Path, turn: Turn, found: Sequence[tuple[str, Result]], images: Sequence[Image]
) -> list[Path]:
    """Write what a turn found.

    Args:
        out: the conversation's folder; the pictures' folders are `NUMBER-NAME` in it.
        turn: where it waits, only an overlay is written, with the numbers of the segments.
        found: results with the names of their pictures.
        images: the pictures, in the same order.

    Returns:
        what a person wants to look at: the overlays and the report pages.

    Raises:
        InputError: a folder is in the way that holds other files.
        ToolError: the disk is full, or a folder cannot be written.
    """
    if not found:
        return []
    names = [f"{turn.number}-{Path(name).stem[:LONGEST_NAME]}.png" for name, _ in found]
    folders = plan_folders(names, out, overwrite=True)
    files: list[Path] = []
    rows: list[dict[str, Any]] = turn.waiting["segments"] if turn.waiting else []
    for folder, (_, result), image, key in zip(folders, found, images, turn.results, strict=True):
        if turn.waiting:
            mine = [row["id"] for row in rows if row["result_id"] == key]
            overlay = draw_overlay(image.pixels, numbered(result, mine))
            put_folder(folder, [(OVERLAY, png(overlay))])
            files.append(folder / OVERLAY)
        else:
            write_folder(folder, result, image)
            files += [folder / OVERLAY, folder / REPORT]
    return files


def numbered(result: Result, ids: Sequence[int]) -> Result:
    """A result whose segments are called by their numbers and labels, each in its own colour.

    Args:
        result: of a turn that waits.
        ids: one number a segment.
    """
    segments = [
        each.model_copy(update={"label": f"{number} {each.label}"})
        for number, each in zip(ids, result.segments, strict=True)
    ]
    labels = {each.label: each.mask for each in segments}
    changes = {"segments": segments, "labels": labels, "classes": list(labels)}
    return result.model_copy(update=changes)
