"""Large arrays of mostly zeros: masks of many things in one large picture."""

from __future__ import annotations

import math
import mmap
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

LEAST_BYTES = 64 * 2**20
"""A smaller array is an ordinary one."""


def sparse_zeros(shape: tuple[int, ...], dtype: DTypeLike) -> NDArray[Any]:
    """Zeros that take memory only where something else is written, by pages of some kilobytes.

    NumPy's own ask the system for huge pages, so that a mask one pixel wide takes as much as the
    picture.

    Args:
        shape: any number of axes.
        dtype: of a fixed size.

    Returns:
        writable; an ordinary array where it is small or the system has no such memory.
    """
    kind = np.dtype(dtype)
    size = math.prod(shape) * kind.itemsize
    if size < LEAST_BYTES or not hasattr(mmap, "MAP_ANONYMOUS"):
        return np.zeros(shape, kind)
    memory = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    if hasattr(mmap, "MADV_NOHUGEPAGE"):
        memory.madvise(mmap.MADV_NOHUGEPAGE)
    return np.frombuffer(memory, kind).reshape(shape)
