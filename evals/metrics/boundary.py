"""Boundary measure F: do the contours of a mask and of its ground truth lie on each other?

    precision = part of the mask's boundary that lies at most r pixels from the truth's
    recall    = part of the truth's boundary that lies at most r pixels from the mask's
    F = 2 precision recall / (precision + recall),   r = ceil(0.008 * diagonal in pixels)

Perazzi et al., "A Benchmark Dataset and Evaluation Methodology for Video Object Segmentation",
CVPR 2016, section 5.1. The paper matches contours one to one; as the benchmark's own code does,
each is compared with the other, grown by a disk of radius r. A boundary pixel differs from its
right, lower or lower right neighbour. Empty: no boundary in either mask is 1, in one of them 0.
"""

from __future__ import annotations

import math
from typing import cast

import numpy as np
from numpy.typing import NDArray

from ...errors import InputError

BoolMask = NDArray[np.bool_]
TOLERANCE = 0.008


def boundary_measure(found: BoolMask, truth: BoolMask, tolerance: float = TOLERANCE) -> float:
    """F of one frame.

    Args:
        found: (H, W) bool.
        truth: (H, W) bool, same grid.
        tolerance: r as a part of the picture's diagonal, rounded up to whole pixels.

    Returns:
        in [0, 1].

    Raises:
        InputError: the grids differ.
    """
    if found.shape != truth.shape or found.ndim != 2:
        raise InputError("mask", f"is {found.shape}, the ground truth {truth.shape}")
    lines, true_lines = boundary_of(found), boundary_of(truth)
    if not lines.any() or not true_lines.any():
        return float(lines.any() == true_lines.any())
    reach = math.ceil(tolerance * math.hypot(*found.shape))
    precision = float(_near(true_lines, reach)[lines].mean())
    recall = float(_near(lines, reach)[true_lines].mean())
    both = precision + recall
    return 2 * precision * recall / both if both else 0.0


def boundary_of(mask: BoolMask) -> BoolMask:
    """Pixels that differ from their right, lower or lower right neighbour: (H, W) bool.

    Example:
        >>> boundary_of(np.array([[0, 1, 1], [0, 0, 0]], dtype=bool)).astype(int).tolist()
        [[1, 1, 1], [0, 0, 0]]
    """
    beyond = np.pad(mask, ((0, 1), (0, 1)), mode="edge")
    right, lower, diagonal = beyond[:-1, 1:], beyond[1:, :-1], beyond[1:, 1:]
    return (mask != right) | (mask != lower) | (mask != diagonal)


def _near(lines: BoolMask, reach: int) -> BoolMask:
    """Pixels at most `reach` from a boundary pixel; there is one."""
    from scipy import ndimage

    distance = cast("NDArray[np.float64]", ndimage.distance_transform_edt(~lines))
    return distance <= reach
