"""Where Maskwright keeps files of its own on this machine: caches and fetched weights."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def cache_dir() -> Path:
    """The folder of all caches; it may not exist yet, and deleting it loses nothing but time.

    Returns:
        `$MASKWRIGHT_CACHE`, else the user's cache folder of this system, named "maskwright".
    """
    chosen = os.environ.get("MASKWRIGHT_CACHE")
    if chosen:
        return Path(chosen).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("maskwright")


def weights_dir() -> Path:
    """The folder of fetched weights.

    Returns:
        `$MASKWRIGHT_WEIGHTS` (to share weights while other caches stay apart), else the folder
        "weights" under `cache_dir()`.
    """
    chosen = os.environ.get("MASKWRIGHT_WEIGHTS")
    return Path(chosen).expanduser() if chosen else cache_dir() / "weights"


def write_beside(path: Path, data: bytes) -> None:
    """Write a whole file or nothing: beside its place, then renamed. Its folder is made.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(beside).replace(path)
    finally:
        Path(beside).unlink(missing_ok=True)
