"""Boxes around the strong parts of a class activation map, and the mask of their insides.

The class-aware affinity of CLIP-ES lets only cells inside these boxes speak. Pure arrays.

Source: clip_as_rnn.txt, appendix B, B_c of equation (8); the rounding, the strict threshold and the
last row and column are the authors' (reference.md, section 1.A, CAA).
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError

Variant = Literal["car", "clip_es"]
"""Whose threshold: CLIP as RNN lowers it until something is above, CLIP-ES does not."""

Box = tuple[int, int, int, int]
Cam = NDArray[np.float32]

STEP = 0.1
"""By how much lambda is lowered while nothing is above it."""
NOTHING: Box = (0, 0, 0, 0)


def boxes_of(cam: Cam, lam: float, variant: Variant = "car") -> list[Box]:
    """The boxes around all contours of the map above lambda times its maximum.

    The map is rounded down to 256 grey levels and the comparison is strict. A hole has a contour
    and so a box of its own.

    Args:
        cam: (h, w) float32 in [0, 1].
        lam: lambda, in [0, 1].
        variant: "car": lambda is lowered by 0.1 while nothing is above; "clip_es": it is not.

    Returns:
        (x0, y0, x1, y1) in cells, x1 and y1 exclusive but at most w - 1 and h - 1, so that the last
        column and row are in no box; in the order of OpenCV's contours. One empty box (0, 0, 0, 0)
        where nothing is above.

    Raises:
        InputError: the map is not two-dimensional, is empty or has a value that is no number, or
            lambda is out of range.
    """
    import cv2

    _check(cam, lam)
    grey = (np.clip(cam, 0, 1) * 255).astype(np.uint8)
    binary = _above(grey, lam, lowers=variant == "car").astype(np.uint8)
    contours, _ = cv2.findContours(binary, cv2.RETR_TREE, cv2.CHAIN_APPROX_SIMPLE)
    right, bottom = cam.shape[1] - 1, cam.shape[0] - 1
    out: list[Box] = []
    for contour in contours:
        x, y, wide, high = cv2.boundingRect(contour)
        out.append((x, y, min(x + wide, right), min(y + high, bottom)))
    return out or [NOTHING]


def box_mask(cam: Cam, lam: float, variant: Variant = "car") -> NDArray[np.bool_]:
    """The cells that lie in any of the boxes of `boxes_of`, which tells the arguments.

    Returns:
        (h, w) bool; False everywhere where nothing is above lambda.

    Example:
        A block of two by two cells in a map of four by four has its box; the last row and column
        have none, whatever stands there::

            cam = np.zeros((4, 4), np.float32)
            cam[1:3, 1:3] = 1
            box_mask(cam, 0.4).sum()  # 4
    """
    mask = np.zeros(cam.shape, np.bool_)
    for x0, y0, x1, y1 in boxes_of(cam, lam, variant):
        mask[y0:y1, x0:x1] = True
    return mask


def _above(grey: NDArray[np.uint8], lam: float, *, lowers: bool) -> NDArray[np.bool_]:
    top = int(grey.max())
    above = grey > int(lam * top)
    while lowers and top and not above.any():
        lam -= STEP
        above = grey > int(lam * top)
    return above


def _check(cam: Cam, lam: float) -> None:
    if cam.ndim != 2 or not cam.size:
        raise InputError("activation map", f"expected (h, w), not empty, got {cam.shape}")
    if not np.isfinite(cam).all():
        raise InputError("activation map", "holds a value that is no finite number")
    if not 0 <= lam <= 1:
        raise InputError("lambda", f"expected a number in [0, 1], got {lam}")
