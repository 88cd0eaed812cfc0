"""The weights registry: which files the models need, where each comes from, and how to check it.

One TOML file in `entries/` is one model; adding a model adds a file, not code. Read `registry.py`
first, then `download.py`. Nothing here loads a model.
"""

from __future__ import annotations

from .registry import Entry, entries, entry, path_of, state_of, verify

__all__ = ["Entry", "entries", "entry", "path_of", "state_of", "verify"]
