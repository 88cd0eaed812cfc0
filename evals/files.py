"""Result files: written beside and renamed, so that a reader never meets half a file."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from ..errors import ToolError


def write_file(path: Path, content: str | bytes) -> Path:
    """Write a whole file, or nothing.

    Args:
        path: where; its folder is made.
        content: text is written as UTF-8.

    Returns:
        the path.

    Raises:
        ToolError: the folder cannot be written, or the disk is full.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise disk_error(path, error) from error
    return path


def disk_error(path: Path, error: OSError) -> ToolError:
    """What an operating-system error means for the person who gave the output folder."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return ToolError("eval", f"no space left to write {path}", "no_space")
    return ToolError("eval", f"cannot write {path}: {error.strerror}", "unwritable")
