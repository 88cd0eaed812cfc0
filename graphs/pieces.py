"""One mask of several things, taken apart: what hangs together is one thing.

open_vocabulary gives one mask a query, however many things of that name there are. "The left cat"
and "how many cats" mean things, so its masks are cut into connected pieces first.
"""

# SciPy has no types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..tools.mask import decode, encode, tight_box
from ..tools.result import Result
from ..tools.segment import Segment
from .repaint import Kept

CRUMB = 0.1
"""A piece with less than this share of the largest one's pixels belongs to the nearest piece."""

WHOLE = ("open_vocabulary",)
"""Tasks that give one mask a word, not one a thing."""


def things(result: Result) -> list[Kept]:
    """The segments of a result as things: each with the position of the segment it is of.

    A segment that is one thing stays as it is; pieces keep its label and score.
    """
    out: list[Kept] = []
    for row, segment in enumerate(result.segments):
        parts = pieces(decode(segment.mask)) if result.task in WHOLE else []
        if len(parts) < 2:
            out.append((row, segment))
        else:
            out += [(row, _piece(segment, part)) for part in parts]
    return out


def pieces(mask: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
    """The connected pieces of a mask, crumbs with the nearest one.

    Args:
        mask: (H, W) bool.

    Returns:
        (H, W) bool each, disjoint; together the mask; from the top left on. None for an empty one.
    """
    from scipy import ndimage

    # Their stubs do not tell apart what depends on a flag.
    label: Any = ndimage.label
    transform: Any = ndimage.distance_transform_edt
    labels, count = label(mask, structure=np.ones((3, 3), np.int8))
    if count < 2:
        return [mask] if count else []
    sizes = np.bincount(labels.ravel())[1:]
    large = np.flatnonzero(sizes >= CRUMB * sizes.max()) + 1
    cores = np.where(np.isin(labels, large), labels, 0)
    rows, cols = transform(cores == 0, return_distances=False, return_indices=True)
    owner = cores[rows, cols]
    return [mask & (owner == number) for number in large.tolist()]


def _piece(segment: Segment, mask: NDArray[np.bool_]) -> Segment:
    found = {"box": tight_box(mask), "area": int(mask.sum()), "mask": encode(mask)}
    return segment.model_copy(update=found)
