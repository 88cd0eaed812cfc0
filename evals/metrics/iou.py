"""Intersection over union of classes, and its two means.

    IoU(c) = hit(c) / (truth(c) + painted(c) - hit(c)), pixels summed over all pictures first

The Pascal VOC measure (Everingham et al., 2010, section 4.4), and the "mIoU" of llm_refinement.txt,
section 4. Two means are reported because a small dataset lacks some classes:

- `mean_iou_present`: over the classes that the ground truth holds, background among them. A class
  that is absent from it has no term of its own; painting it still costs, since the pixels are
  missing from the class that is really there.
- `mean_iou_all`: over all classes. One that is painted but nowhere true has IoU 0. One that is
  neither true nor painted has no IoU (0/0) and is left out, as mmsegmentation's nanmean does; the
  authors' code counts such a class as 0 (its VOC list even has a "void"): `parity = "reference"`.
"""

from __future__ import annotations

import warnings
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .confusion import Counts

Scores = NDArray[np.float64]
Parity = Literal["paper", "reference"]

NO_ZERO = 1e-10
"""What the authors' code adds to a union, so that 0/0 is 0."""


def class_iou(counts: Counts) -> Scores:
    """IoU of each class.

    Args:
        counts: arrays of shape (..., C).

    Returns:
        (..., C) in [0, 1]; NaN for a class that is neither true nor painted.
    """
    union = counts.truth + counts.painted - counts.hit
    with np.errstate(invalid="ignore"):
        return counts.hit / union


def mean_iou_present(counts: Counts) -> Scores:
    """Mean IoU over the classes present in the ground truth.

    Args:
        counts: arrays of shape (..., C).

    Returns:
        (...) in [0, 1]; NaN where the ground truth is empty.
    """
    return _nanmean(np.where(counts.truth > 0, class_iou(counts), np.nan))


def mean_iou_all(counts: Counts, parity: Parity = "paper") -> Scores:
    """Mean IoU over all classes that are true or painted.

    Args:
        counts: arrays of shape (..., C).
        parity: "reference": over all C classes, one that is neither true nor painted counting as 0,
            so that a dataset's list is part of the figure.

    Returns:
        (...) in [0, 1]; where nothing is true and nothing painted NaN, with `parity = "reference"`
        0.

    Source: reference.md, section 3 (the 22 entries of the authors' VOC list).
    """
    if parity == "paper":
        return _nanmean(class_iou(counts))
    union = counts.truth + counts.painted - counts.hit
    return np.asarray((counts.hit / (union + NO_ZERO)).mean(axis=-1))


def _nanmean(scores: Scores) -> Scores:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Mean of empty slice", RuntimeWarning)
        return np.asarray(np.nanmean(scores, axis=-1))
