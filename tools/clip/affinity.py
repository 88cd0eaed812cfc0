"""Class-aware affinity (CAA): maps spread along a picture's own attention, within boxes.

On plain arrays, so that any network's attention or self-similarity can stand behind it. n = h * w
cells.

Source: clip_as_rnn.txt, appendix B, equations 7 and 8.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..box_mask import Variant, box_mask

Array = NDArray[np.float32]
Affinity = NDArray[np.float64]

ROUNDS = 3
"""Normalisations of columns, then rows (the authors' number and order)."""


def affinity_of(attention: Array) -> Affinity:
    """Attention made doubly stochastic (Sinkhorn), then symmetric: A of equation 7.

    Args:
        attention: (n, n) float32, 0 or above.

    Returns:
        (n, n) float64; rows and columns sum to about 1, those without any attention to 0.
    """
    weights = attention.astype(np.float64)
    rows = columns = np.ones(len(weights))
    for _ in range(ROUNDS):
        columns = _inverse(rows @ weights)
        rows = _inverse(weights @ columns)
    weights *= rows[:, None]
    weights *= columns
    return (weights + weights.T) / 2


def _inverse(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(sums > 0, 1 / np.where(sums > 0, sums, 1), 0)


def spread(maps: Array, boxes: NDArray[np.bool_], affinity: Affinity, power: int) -> Array:
    """Maps after `power` steps along the affinity, from their cells inside the boxes.

    Equation 8, with the box mask on the columns of A^t as the authors have it. A is applied to the
    maps again and again; A^t itself is never made. Differences between cells are small beside the
    values, hence float64.

    Args:
        maps: (N, h, w) float32.
        boxes: (N, h, w) bool.
        affinity: (n, n) float64, symmetric.
        power: t of equation 8.

    Returns:
        (N, h, w) float32, not normalised.
    """
    rows = (maps * boxes).reshape(len(maps), -1).astype(np.float64)
    for _ in range(power):
        rows = rows @ affinity
    return rows.reshape(maps.shape).astype(np.float32)


def boxes_around(maps: Array, lam: float, variant: Variant = "car") -> NDArray[np.bool_]:
    """The box mask of each map; see `box_mask`.

    Args:
        maps: (N, h, w) float32 in [0, 1].
        lam: lambda, in [0, 1].
        variant: whose threshold.

    Returns:
        (N, h, w) bool.
    """
    return np.stack([box_mask(each, lam, variant) for each in maps])
