"""Label maps: one class index for each pixel, made from segments that may overlap.

In memory (H, W) int32: 0 is the background, class number i of the list is i + 1, `IGNORE` is -1.
At rest an indexed PNG with the colours of Pascal VOC and 255 for ignore, or, where 255 would be a
class, a 16-bit greyscale PNG and 65535.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError

Overlap = Literal["score", "area", "order"]
"""Who gets a pixel that several segments claim: the surest, the smallest, or the last."""

LabelMap = NDArray[np.int32]
Masks = NDArray[np.bool_]

IGNORE = -1
IGNORE_8, IGNORE_16 = 255, 65535
MOST_CLASSES = IGNORE_16 - 1


def compose(
    masks: Masks, indices: Sequence[int], scores: Sequence[float], overlap: Overlap = "score"
) -> LabelMap:
    """Paint segments into one label map.

    Args:
        masks: (N, H, W) bool, best first.
        indices: N class indices, 1 or more.
        scores: N scores.
        overlap: "score": the higher score wins, the earlier segment where they are equal; "area":
            the smaller segment lies on top; "order": a later segment lies on top.

    Returns:
        (H, W) int32; 0 where no segment is.

    Raises:
        InputError: not as many indices or scores as masks.

    Example:
        Two segments claim the middle pixel; the second is surer::

            compose(np.array([[[1, 1, 0]], [[0, 1, 1]]], bool), [1, 2], [0.4, 0.6])
            # [[1, 2, 2]]
    """
    if not len(masks) == len(indices) == len(scores):
        counts = f"{len(masks)} masks, {len(indices)} indices, {len(scores)} scores"
        raise InputError("label map", f"expected equal numbers, got {counts}")
    labels = np.zeros(masks.shape[1:], np.int32)
    for row in _bottom_to_top(masks, scores, overlap):
        labels[masks[row]] = indices[row]
    return labels


def _bottom_to_top(masks: Masks, scores: Sequence[float], overlap: Overlap) -> list[int]:
    rows = range(len(masks))
    if overlap == "score":
        return sorted(rows, key=lambda row: (scores[row], -row))
    if overlap == "area":
        areas = masks.sum(axis=(1, 2))
        return sorted(rows, key=lambda row: (-int(areas[row]), row))
    return list(rows)


def remove_overlaps(masks: Masks, phrases: Sequence[str], scores: Sequence[float]) -> Masks:
    """The authors' overlap rule between the masks of different phrases.

    A mask loses what a surer mask of another phrase covers, and of two equally sure ones both lose
    it; masks of one phrase keep their overlap, and the later one is painted over the earlier.
    Scores are compared as the authors print them, cut (not rounded) to two decimals.

    Args:
        masks: (N, H, W) bool, in the detector's order.
        phrases: N detected phrases, before they become classes.
        scores: N scores in [0, 1].

    Returns:
        (N, H, W) bool, to be painted with `compose(..., overlap="order")`.

    Source: reference.md, section 3 (`postprocess_masks`; `parity = "reference"`).
    """
    cut = [_cut(score) for score in scores]
    kept = masks.copy()
    for row in range(len(masks)):
        for other in range(len(masks)):
            if phrases[other] != phrases[row] and cut[other] >= cut[row]:
                kept[row] &= ~masks[other]
    return kept


def _cut(score: float) -> float:
    text = str(float(score))
    return 0.0 if "e" in text else float(text[:4])


def voc_palette(colours: int = 256) -> NDArray[np.uint8]:
    """The colours of Pascal VOC: (colours, 3) uint8; 0 is black, 1 dark red, 255 a pale grey."""
    index = np.arange(colours)
    palette = np.zeros((colours, 3), np.uint8)
    for bit in range(8):
        for channel in range(3):
            palette[:, channel] |= (((index >> (3 * bit + channel)) & 1) << (7 - bit)).astype(
                np.uint8
            )
    return palette


def to_png(labels: LabelMap, classes: int) -> bytes:
    """The file of a label map.

    Args:
        labels: (H, W) int32; `IGNORE`, 0 or a class index up to `classes`.
        classes: how many classes there are beside the background; more than 254 need 16 bits.

    Returns:
        the bytes of a PNG: indexed, 8 bits, or greyscale, 16 bits.

    Raises:
        InputError: an index is out of range, or there are more classes than 16 bits hold.
    """
    import PIL.Image

    if classes > MOST_CLASSES:
        raise InputError("classes", f"{classes} of them, more than {MOST_CLASSES}")
    if labels.size and (labels.min() < IGNORE or labels.max() > classes):
        raise InputError("label map", f"an index lies outside {IGNORE}..{classes}")
    small = classes < IGNORE_8
    stored = np.where(labels == IGNORE, IGNORE_8 if small else IGNORE_16, labels)
    picture = PIL.Image.fromarray(stored.astype(np.uint8 if small else np.uint16))
    if small:
        picture.putpalette(voc_palette().tobytes())
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def read_label_map(path: str | Path) -> LabelMap:
    """Read a label map that `to_png` made.

    Returns:
        (H, W) int32; `IGNORE` where the file says ignore.

    Raises:
        InputError: no such file, or not an 8-bit indexed or 16-bit greyscale PNG.
    """
    import PIL.Image

    try:
        with PIL.Image.open(path, formats=["PNG"]) as picture:
            stored = np.asarray(picture)
            mode = picture.mode
    except OSError as error:
        raise InputError(str(path), f"is no readable label map ({error})") from error
    if mode not in {"P", "L"} and not mode.startswith("I"):
        raise InputError(str(path), f"is no label map: expected an indexed PNG, got {mode}")
    ignore = IGNORE_16 if mode.startswith("I") else IGNORE_8
    # Widened first: in 8 bits -1 is 255 again.
    return np.where(stored == ignore, IGNORE, stored.astype(np.int32))
