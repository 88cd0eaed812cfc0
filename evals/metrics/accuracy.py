"""Pixel accuracy: the part of the counted pixels that got their true class.

    accuracy = sum_c hit(c) / sum_c truth(c)

Dominated by the background, hence never the only figure. No counted pixel: NaN.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .confusion import Counts


def pixel_accuracy(counts: Counts) -> NDArray[np.float64]:
    """Accuracy over all classes.

    Args:
        counts: arrays of shape (..., C).

    Returns:
        (...) in [0, 1]; NaN where no pixel counts. A pixel left without a class is wrong.
    """
    with np.errstate(invalid="ignore"):
        return np.asarray(counts.hit.sum(axis=-1) / counts.truth.sum(axis=-1))
