"""Where Maskwright keeps files of its own on this machine: caches and fetched weights."""

from __future__ import annotations

import os
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
