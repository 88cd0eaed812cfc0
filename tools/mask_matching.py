"""Matching coarse masks with a segmenter's automatic masks, whose edges are better.

A mask is replaced by the union of the candidates that match it, if that union is nearly the mask
itself. Pure arrays.

Source: clip_as_rnn.txt, section 3.4 (matching with SAM); the authors' code differs as reference.md,
section 1.A, tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError

Masks = NDArray[np.bool_]
Values = NDArray[np.float32]
Parity = Literal["paper", "reference"]

PHI = 0.7
"""phi_iom and phi_iou of the paper, on every dataset."""
MIN_PRED = 0.05
"""Of the authors' code, for Pascal VOC; their demonstration has 0.01."""

BAND_BYTES = 32 * 2**20
"""So much of one side's masks is packed at a time."""


@dataclass(frozen=True, eq=False)
class Matched:
    """What matching made of N masks.

    Attributes:
        masks: (N, H, W) bool; they may overlap where candidates matched several masks.
        replaced: (N,) bool: whether the row is a union of candidates.
        chosen: for each mask the indices of the candidates whose union was tried, ascending;
            empty where none matched.
    """

    masks: Masks
    replaced: NDArray[np.bool_]
    chosen: list[list[int]]


def intersection_over_min(a: Masks, b: Masks) -> Values:
    """How much of the smaller of each two masks the other covers.

    Args:
        a: (N, H, W) bool.
        b: (M, H, W) bool, same grid.

    Returns:
        (N, M) float32 in [0, 1]; 0 where either mask is empty.

    Raises:
        InputError: the grids differ, or are no masks.

    Source: clip_as_rnn.txt, section 3.4 (IoM).

    Example:
        A mask within another is covered whole::

            intersection_over_min(np.array([[[1, 0]]], bool), np.array([[[1, 1]]], bool))
            # [[1.0]]
    """
    _check(a, b)
    smaller = np.minimum(_areas(a)[:, None], _areas(b)[None, :])
    return (_intersections(a, b) / np.maximum(smaller, 1)).astype(np.float32)


def match(
    masks: Masks,
    candidates: Masks,
    phi_iom: float = PHI,
    phi_iou: float = PHI,
    parity: Parity = "paper",
    *,
    min_pred: float = MIN_PRED,
) -> Matched:
    """Replace masks by unions of candidates where these agree with them.

    A candidate matches a mask if their IoM is above `phi_iom`; the union of all that match replaces
    the mask if its IoU with it is above `phi_iou`. A candidate may match several masks.

    Args:
        masks: (N, H, W) bool; an empty mask stays empty.
        candidates: (M, H, W) bool, same grid; M may be 0.
        phi_iom: in [0, 1]; the authors' code has 0.6 for VOC, 0.7 for COCO, 0.5 for Context.
        phi_iou: in [0, 1]; the authors' code has 0.9.
        parity: "reference": a candidate that covers less than `min_pred` of the mask does not match
            for lying within it, and where none matches, the one with the largest IoM is tried.
        min_pred: in [0, 1]; only for `parity = "reference"`.

    Raises:
        InputError: the grids differ, are no masks, or a threshold is out of range.
    """
    _check(masks, candidates)
    for name, value in (("phi_iom", phi_iom), ("phi_iou", phi_iou), ("min_pred", min_pred)):
        if not 0 <= value <= 1:
            raise InputError(name, f"expected a number in [0, 1], got {value}")
    reference = parity == "reference"
    if reference:
        overlap = _reference_iom(masks, candidates, min_pred)
    else:
        overlap = intersection_over_min(masks, candidates)
    out, replaced = masks.copy(), np.zeros(len(masks), np.bool_)
    chosen: list[list[int]] = []
    for row, mask in enumerate(masks):
        tried = _choose(overlap[row], phi_iom, best=reference) if mask.any() else []
        chosen.append(tried)
        union: NDArray[np.bool_] = np.logical_or.reduce(candidates[tried], axis=0)
        if tried and _iou(union, mask) > phi_iou:
            out[row], replaced[row] = union, True
    return Matched(out, replaced, chosen)


def _choose(overlap: Values, phi_iom: float, *, best: bool) -> list[int]:
    tried = [int(index) for index in np.flatnonzero(overlap > phi_iom)]
    if best and not tried and overlap.size:
        tried = [int(overlap.argmax())]
    return tried


def _reference_iom(masks: Masks, candidates: Masks, min_pred: float) -> Values:
    both = _intersections(masks, candidates)
    # Reciprocals first, as the authors do: the last bit decides at a threshold.
    one = np.float32(1)
    of_mask = both * (one / np.maximum(_areas(masks), 1))[:, None]
    of_candidate = both * (one / np.maximum(_areas(candidates), 1))[None, :]
    return np.maximum(np.where(of_mask < min_pred, 0, of_candidate), of_mask)


def _iou(a: NDArray[np.bool_], b: NDArray[np.bool_]) -> float:
    return int((a & b).sum()) / max(1, int((a | b).sum()))


def _areas(masks: Masks) -> Values:
    return masks.sum(axis=(1, 2)).astype(np.float32)


def _intersections(a: Masks, b: Masks) -> Values:
    """(N, M) float32: pixels in common. In bits and in bands, so that hundreds of masks fit."""
    out = np.zeros((len(a), len(b)), np.int64)
    rows = max(1, BAND_BYTES * 8 // max(1, a.shape[2] * max(len(a), len(b))))
    for top in range(0, a.shape[1], rows):
        bits_a, bits_b = _packed(a[:, top : top + rows]), _packed(b[:, top : top + rows])
        for row, bits in enumerate(bits_a):
            out[row] += np.bitwise_count(bits_b & bits).sum(axis=1, dtype=np.int64)
    return out.astype(np.float32)


def _packed(masks: Masks) -> NDArray[np.uint8]:
    return np.packbits(masks.reshape(len(masks), masks.shape[1] * masks.shape[2]), axis=1)


def _check(a: Masks, b: Masks) -> None:
    for name, given in (("masks", a), ("candidates", b)):
        if given.ndim != 3 or given.dtype != np.bool_ or 0 in given.shape[1:]:
            got = f"{given.shape} {given.dtype}"
            raise InputError(name, f"expected (N, H, W) bool, H and W not 0, got {got}")
    if a.shape[1:] != b.shape[1:]:
        raise InputError("candidates", f"expected the masks' grid {a.shape[1:]}, got {b.shape[1:]}")
