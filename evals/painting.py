"""A prediction's masks as class indices of a dataset, or as one mask."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ..errors import ToolError
from ..tools.mask import Rle, decode
from .dataset import IGNORED, Dataset


def blank_map(dataset: Dataset, shape: tuple[int, ...]) -> NDArray[np.int32]:
    """What a picture is before anything is painted: background, or no class at all."""
    empty = IGNORED if dataset.background is None else dataset.background
    return np.full(shape, empty, dtype=np.int32)


def paint(dataset: Dataset, labels: Mapping[str, Rle], shape: tuple[int, ...]) -> NDArray[np.int32]:
    """A prediction as class indices of the dataset.

    Args:
        dataset: whose classes.
        labels: one mask a class name.
        shape: (H, W) of the ground truth.

    Returns:
        (H, W) int32; the background's index, or -1 where there is no such class, elsewhere.

    Raises:
        ToolError: a label is no class of the dataset, or a mask has another size.
    """
    index = {name.casefold(): position for position, name in enumerate(dataset.names)}
    index |= {name: position for position, name in enumerate(dataset.names)}
    painted = blank_map(dataset, shape)
    for name, rle in labels.items():
        position = index.get(name, index.get(name.casefold()))
        if position is None:
            raise ToolError("eval", f"the answer has {name!r}, which is no class of {dataset.name}")
        painted[_checked(rle, shape)] = position
    return painted


def union(labels: Mapping[str, Rle], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Every pixel that got a label: (H, W) bool, the answer to a question with one query.

    Raises:
        ToolError: a mask has another size.
    """
    found = np.zeros(shape, dtype=np.bool_)
    for rle in labels.values():
        found |= _checked(rle, shape)
    return found


def _checked(rle: Rle, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    if tuple(rle.size) != tuple(shape):
        raise ToolError("eval", f"the answer is {rle.size}, the ground truth {list(shape)}")
    return decode(rle)
