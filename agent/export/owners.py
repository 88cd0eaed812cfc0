"""One owner a pixel: what an index picture can hold of segments that may overlap."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...tools.mask import decode
from .dataset import Dataset, Item, Losses

LOST = "pixels of segments that are another segment's, or nobody's, in an index picture: {n}"


def class_grid(item: Item, dataset: Dataset) -> NDArray[np.int32]:
    """The label map of a result under the dataset's numbers: (H, W) int32, 0 where it has none."""
    grid = np.zeros((item.result.image.height, item.result.image.width), np.int32)
    for name, rle in item.result.labels.items():
        grid[decode(rle)] = dataset.number(name)
    return grid


def owners(item: Item, dataset: Dataset, losses: Losses) -> tuple[NDArray[np.int32], ...]:
    """Who owns each pixel.

    The label map decides about the class where the result has one; among segments of that class,
    or among all, the surest owns the pixel, and of equally sure ones the first.

    Returns:
        two (H, W) int32 arrays: the segment's position from 1, and the number of its label; 0 for
        nobody. A pixel may have a class and no segment.
    """
    classes = class_grid(item, dataset)
    mapped = bool(item.result.labels)
    segments = np.zeros(classes.shape, np.int32)
    claims = 0
    for number, segment, mask in item.segments(losses, surest_last=True):
        claims += int(mask.sum())
        label = dataset.number(segment.label)
        mine = mask & (classes == label) if mapped else mask
        segments[mine] = number
        if not mapped:
            classes[mine] = label
    losses.add(LOST, claims - int((segments > 0).sum()))
    return segments, classes
