"""Metrics: one file each, with its formula, its source and what an empty set yields.

Read `confusion.py` first: every other metric is computed from its counts.
"""

from .accuracy import pixel_accuracy
from .bootstrap import RESAMPLES, SEED, Interval, bootstrap, bootstrap_difference, resample
from .confusion import Counts, class_counts, confusion, from_sparse, to_sparse
from .iou import class_iou, mean_iou_all, mean_iou_present

__all__ = [
    "RESAMPLES",
    "SEED",
    "Counts",
    "Interval",
    "bootstrap",
    "bootstrap_difference",
    "class_counts",
    "class_iou",
    "confusion",
    "from_sparse",
    "mean_iou_all",
    "mean_iou_present",
    "pixel_accuracy",
    "resample",
    "to_sparse",
]
