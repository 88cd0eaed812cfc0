"""Bilinear resizing of maps."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


def resize(maps: Array, size_hw: tuple[int, int]) -> Array:
    """Bilinear resize of (C, h, w) maps to (C, *size_hw), float32, cell centres aligned."""
    if 0 in maps.shape:
        return np.zeros((maps.shape[0], *size_hw), np.float32)
    above, below, down = _places(maps.shape[1], size_hw[0])
    left, right, across = _places(maps.shape[2], size_hw[1])
    rows = maps[:, above] * (1 - down)[:, None] + maps[:, below] * down[:, None]
    return (rows[:, :, left] * (1 - across) + rows[:, :, right] * across).astype(np.float32)


@lru_cache(maxsize=256)
def _places(given: int, wanted: int) -> tuple[NDArray[np.intp], NDArray[np.intp], Array]:
    """For each of `wanted` cells: the cells around its centre, and how far it is to the second."""
    place = np.clip((np.arange(wanted) + 0.5) * given / wanted - 0.5, 0, given - 1)
    before = place.astype(np.intp)
    return before, np.minimum(before + 1, given - 1), (place - before).astype(np.float32)
