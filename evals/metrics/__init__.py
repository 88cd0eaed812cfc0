"""Metrics: one file each, with its formula, its source and what an empty set yields.

Read `confusion.py` first: accuracy and IoU are computed from its counts.
"""

from .absent import false_area, false_rate
from .accuracy import pixel_accuracy
from .bootstrap import (
    RESAMPLES,
    SEED,
    Interval,
    bootstrap,
    bootstrap_difference,
    bootstrap_sums,
    resample,
)
from .boundary import boundary_measure
from .confusion import Counts, class_counts, confusion, foreground, from_sparse, to_sparse
from .iou import class_iou, mean_iou_all, mean_iou_present
from .region import region_similarity
from .wilson import wilson

__all__ = [
    "RESAMPLES",
    "SEED",
    "Counts",
    "Interval",
    "bootstrap",
    "bootstrap_difference",
    "bootstrap_sums",
    "boundary_measure",
    "class_counts",
    "class_iou",
    "confusion",
    "false_area",
    "false_rate",
    "foreground",
    "from_sparse",
    "mean_iou_all",
    "mean_iou_present",
    "pixel_accuracy",
    "region_similarity",
    "resample",
    "to_sparse",
    "wilson",
]
