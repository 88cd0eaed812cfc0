"""Class-aware affinity on the embedded network: feature self-similarity takes attention's place.

Source: clip_as_rnn.txt, appendix B, equations 7 and 8.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..box_mask import box_mask
from ..resize import resize
from .class_maps import unit_peak
from .network import Pyramid

SHARPNESS = 12.0
"""Cosine of two cells' features is multiplied with it before the exponential."""
CELLS = 2
"""Side of an affinity cell in cells of the texture grid: 16 pixels of the resized picture."""
ROUNDS = 3
"""Column and row normalisations of Sinkhorn's."""

Array = NDArray[np.float32]


def refined(pyramid: Pyramid, maps: Array, lam: float, t: int) -> Array:
    """Maps spread to what looks like their bright parts, within boxes around these.

    Args:
        pyramid: what the network sees.
        maps: (N, G, F) float32 in [0, 1] on the texture grid.
        lam: part of a map's peak above which its boxes are drawn.
        t: how often the affinity is applied.

    Returns:
        (N, G, F) float32 in [0, 1]; a map's maximum is 1, or 0 where it was 0.
    """
    affinity, grid = pyramid.once("affinity", lambda: affinity_of(pyramid))
    small = resize(maps, grid)
    out = np.zeros_like(maps)
    for row, seed in enumerate(small):
        if seed.max() > 0:
            spread = seed.reshape(-1)
            for _ in range(t):
                spread = affinity @ spread
            boxed = spread.reshape(grid) * box_mask(seed, lam)
            out[row] = unit_peak(resize(boxed[None], maps.shape[1:3]))[0]
    return out


def affinity_of(pyramid: Pyramid) -> tuple[Array, tuple[int, int]]:
    """How much each cell belongs to each other.

    Returns:
        (n, n) float32, symmetric, rows and columns sum to about 1, and the grid (h, w) with
        n = h * w.
    """
    depth, high, wide = pyramid.texture.shape
    grid = (max(1, high // CELLS), max(1, wide // CELLS))
    cells = resize(pyramid.texture, grid).reshape(depth, -1)
    cells = cells / np.maximum(np.linalg.norm(cells, axis=0), 1e-6)
    matrix = np.exp(SHARPNESS * (cells.T @ cells - 1))
    for _ in range(ROUNDS):
        matrix /= matrix.sum(axis=0, keepdims=True)
        matrix /= matrix.sum(axis=1, keepdims=True)
    return ((matrix + matrix.T) / 2).astype(np.float32), grid
