"""Masks: H x W booleans in memory, COCO run-length encodings at rest.

The encoding is COCO's compressed one, byte for byte (column-major runs, six bits a character), so
that files can be read by `pycocotools` and by everybody who reads COCO.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from ..errors import InputError
from .base import Frozen

BoolMask = NDArray[np.bool_]


class Rle(Frozen):
    """A COCO run-length encoding: `size` is [height, width], `counts` the compressed runs."""

    size: list[int] = Field(min_length=2, max_length=2)
    counts: str


def encode(mask: BoolMask) -> Rle:
    """Encode a mask.

    Args:
        mask: (H, W) bool.

    Returns:
        the COCO encoding; an empty mask is one run of zeros.

    Raises:
        InputError: the array is not two-dimensional and boolean.
    """
    if mask.ndim != 2 or mask.dtype != np.bool_:
        raise InputError("mask", f"expected (H, W) bool, got {mask.shape} {mask.dtype}")
    flat = mask.reshape(-1, order="F")
    changes = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    edges = np.concatenate([[0], changes, [flat.size]])
    runs = np.diff(edges).tolist()
    if flat.size and flat[0]:
        runs = [0, *runs]
    return Rle(size=[int(mask.shape[0]), int(mask.shape[1])], counts=_pack(runs))


def decode(rle: Rle) -> BoolMask:
    """Decode an encoding.

    Returns:
        (H, W) bool.

    Raises:
        InputError: the runs do not fill the size, or the text is not an encoding.
    """
    height, width = rle.size
    runs = _unpack(rle.counts)
    if sum(runs) != height * width or any(run < 0 for run in runs):
        raise InputError("rle", f"its runs do not fill {height} x {width}")
    values = (np.arange(len(runs)) % 2).astype(np.bool_)
    return np.repeat(values, runs).reshape((height, width), order="F")


MOST_VALUES = 250_000_000
"""Pixels times masks at most that are decoded together; a few hundred characters may claim more."""


def decode_all(rles: Sequence[Rle], size_hw: tuple[int, int]) -> NDArray[np.bool_]:
    """Decode masks that are all to lie on one grid.

    Args:
        rles: N encodings, N at least 1.
        size_hw: the grid.

    Returns:
        (N, H, W) bool.

    Raises:
        InputError: a mask has another grid (told before it is decoded), is damaged, or they are
            too many for so large a grid.
    """
    for number, rle in enumerate(rles):
        if tuple(rle.size) != size_hw:
            problem = f"is {rle.size[0]} x {rle.size[1]}, the picture {size_hw[0]} x {size_hw[1]}"
            raise InputError(f"masks.{number}", problem, "give masks of this picture")
    if len(rles) * size_hw[0] * size_hw[1] > MOST_VALUES:
        problem = f"{len(rles)} are too many for {size_hw[0]} x {size_hw[1]} pixels"
        raise InputError("masks", problem, "give some at a time")
    return np.stack([decode(rle) for rle in rles])


def _pack(runs: Sequence[int]) -> str:
    # COCO stores from the third run on the difference to the run two before it.
    out: list[str] = []
    for index, run in enumerate(runs):
        value = run - runs[index - 2] if index > 2 else run
        more = True
        while more:
            chunk = value & 0x1F
            value >>= 5
            more = value != -1 if chunk & 0x10 else value != 0
            out.append(chr((chunk | 0x20 if more else chunk) + 48))
    return "".join(out)


def _unpack(counts: str) -> list[int]:
    runs: list[int] = []
    position = 0
    while position < len(counts):
        value, shift, more = 0, 0, True
        while more:
            if position >= len(counts):
                raise InputError("rle", "its counts end in the middle of a run")
            chunk = ord(counts[position]) - 48
            if not 0 <= chunk < 64:
                raise InputError("rle", f"character {counts[position]!r} is no part of an encoding")
            value |= (chunk & 0x1F) << shift
            more = bool(chunk & 0x20)
            position += 1
            shift += 5
            if not more and chunk & 0x10:
                value |= -1 << shift
        if len(runs) > 2:
            value += runs[-2]
        runs.append(value)
    return runs


def tight_box(mask: BoolMask) -> list[float]:
    """The smallest box around a mask.

    Args:
        mask: (H, W) bool.

    Returns:
        [x0, y0, x1, y1], pixels, x1 and y1 exclusive; all zero for an empty mask.
    """
    rows = np.flatnonzero(mask.any(axis=1))
    cols = np.flatnonzero(mask.any(axis=0))
    if not rows.size:
        return [0.0, 0.0, 0.0, 0.0]
    return [float(cols[0]), float(rows[0]), float(cols[-1] + 1), float(rows[-1] + 1)]


def iou(a: BoolMask, b: BoolMask) -> float:
    """Intersection over union of two masks on one grid.

    Args:
        a: (H, W) bool.
        b: (H, W) bool.

    Returns:
        in [0, 1]; 0 where both are empty.

    Raises:
        InputError: the grids differ.
    """
    if a.shape != b.shape:
        raise InputError("masks", f"different grids, {a.shape} and {b.shape}")
    union = int((a | b).sum())
    return float((a & b).sum() / union) if union else 0.0


def box_iou(a: Sequence[float], b: Sequence[float]) -> float:
    """Intersection over union of two boxes.

    Args:
        a: (x0, y0, x1, y1), any unit, x1 and y1 exclusive.
        b: the same.

    Returns:
        in [0, 1]; 0 where either is empty.
    """
    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if wide <= 0 or high <= 0:
        return 0.0
    both = wide * high
    return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)
