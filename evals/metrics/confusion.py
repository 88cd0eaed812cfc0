"""The confusion matrix: how many pixels of each true class were painted as which class.

    M[t, p] = number of pixels with truth t and prediction p;  M[t, C] = truth t, left unpainted

C classes, one row each; one column each and a last one for pixels that were given no class at all
(only datasets without a background class can have those). Ignored ground-truth pixels are in no
cell. An empty picture, or one whose every pixel is ignored, yields zeros.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...errors import InputError

Matrix = NDArray[np.int64]


class Counts(NamedTuple):
    """Pixel counts a class, each (..., C): all that intersection over union needs.

    Attributes:
        hit: true and painted (the diagonal).
        truth: true (row sums).
        painted: painted, on pixels that count (column sums).
    """

    hit: NDArray[np.float64]
    truth: NDArray[np.float64]
    painted: NDArray[np.float64]


def confusion(truth: NDArray[np.integer], painted: NDArray[np.integer], classes: int) -> Matrix:
    """Count one picture.

    Args:
        truth: (H, W) class indices, -1 = ignore.
        painted: (H, W) class indices, -1 = no class.
        classes: C, the number of classes.

    Returns:
        (C, C + 1) int64; the last column counts pixels without a class.

    Raises:
        InputError: the grids differ, or an index lies outside -1..C-1.
    """
    if truth.shape != painted.shape:
        raise InputError("label map", f"is {painted.shape}, the ground truth {truth.shape}")
    for name, indices in (("ground truth", truth), ("label map", painted)):
        if indices.size and (indices.min() < -1 or indices.max() >= classes):
            raise InputError(name, f"has an index outside -1..{classes - 1}")
    counts = truth >= 0
    rows = truth[counts].astype(np.int64)
    cols = painted[counts].astype(np.int64)
    cols[cols < 0] = classes
    flat = np.bincount(rows * (classes + 1) + cols, minlength=classes * (classes + 1))
    return flat.astype(np.int64).reshape(classes, classes + 1)


def class_counts(matrix: NDArray[np.integer]) -> Counts:
    """The three counts a class from a confusion matrix.

    Args:
        matrix: (..., C, C + 1) pixel counts.

    Returns:
        three (..., C) float64 arrays; exact, because pixel counts stay far below 2**53.
    """
    classes = matrix.shape[-2]
    square = matrix[..., :classes]
    return Counts(
        hit=np.diagonal(square, axis1=-2, axis2=-1).astype(np.float64),
        truth=matrix.sum(axis=-1).astype(np.float64),
        painted=square.sum(axis=-2).astype(np.float64),
    )


def foreground(matrix: Matrix, background: int) -> Matrix:
    """The counts of foreground pixels alone; the background is then no class.

    Args:
        matrix: (C, C + 1) pixel counts.
        background: index of the background class.

    Returns:
        (C, C + 1) int64: truly background pixels are in no cell, and foreground pixels that were
        painted as background have no class.

    Source: clip_as_rnn.txt, appendix A.2.
    """
    out = matrix.copy()
    out[background] = 0
    out[:, -1] += out[:, background]
    out[:, background] = 0
    return out


def to_sparse(matrix: Matrix) -> list[list[int]]:
    """The cells that are not zero as [truth, painted, count]: a picture has few of them."""
    rows, cols = np.nonzero(matrix)
    return np.stack([rows, cols, matrix[rows, cols]], axis=1).tolist()


def from_sparse(cells: Iterable[Iterable[int]], classes: int) -> Matrix:
    """The matrix back from its cells.

    Returns:
        (C, C + 1) int64.

    Raises:
        InputError: a cell lies outside the matrix.
    """
    matrix = np.zeros((classes, classes + 1), dtype=np.int64)
    for truth, painted, count in cells:
        if not (0 <= truth < classes and 0 <= painted <= classes):
            raise InputError("row", f"cell ({truth}, {painted}) is outside {classes} classes")
        matrix[truth, painted] = count
    return matrix
