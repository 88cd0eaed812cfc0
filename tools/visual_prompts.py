"""Visual prompts: a picture in which a mask is pointed out, for CLIP to look at.

Source: clip_as_rnn.txt, section 3.3, appendix C and Algorithm B.
"""

# SciPy has no types.
# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, cast, get_args

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError

VisualPrompt = Literal["circle", "contour", "rectangle", "blur", "gray", "mask"]
"""What is drawn; "mask" (the paper's table 4) is the "black" of Algorithm B."""

Pixels = NDArray[np.uint8]
BoolMask = NDArray[np.bool_]
Colour = tuple[int, int, int]

KINDS: tuple[VisualPrompt, ...] = get_args(VisualPrompt)
RED: Colour = (255, 0, 0)


def draw(
    pixels: Pixels,
    mask: BoolMask,
    kinds: Sequence[VisualPrompt],
    thickness: int = 1,
    colour: Colour = RED,
    *,
    blur: int = 15,
) -> Pixels:
    """Point a mask out by all the named prompts at once.

    Whatever the order of `kinds`, what changes the surroundings comes first ("blur", "gray",
    "mask") and what draws a line last ("circle", "rectangle", "contour"). The pixels under the mask
    change by lines alone. Ellipses differ by some pixels between OpenCV 4 and 5.

    Args:
        pixels: (H, W, 3) uint8, RGB.
        mask: (H, W) bool, same grid.
        kinds: which prompts; none of them leaves the picture as it is.
        thickness: of the lines, in pixels of this picture, 1 or more.
        colour: of the lines, RGB.
        blur: side of the Gaussian window in pixels, odd; its sigma follows from it.

    Returns:
        (H, W, 3) uint8, a new array; the picture unchanged where the mask is empty.

    Raises:
        InputError: the shapes or types do not fit, an unknown kind, an even window or no thickness.
    """
    _check(pixels, mask, kinds, thickness, blur)
    out = pixels.copy()
    if not mask.any():
        return out
    if "blur" in kinds:
        out = _outside(out, mask, _blurred(out, blur))
    if "gray" in kinds:
        out = _outside(out, mask, _grey(out))
    if "mask" in kinds:
        out = _outside(out, mask, np.zeros_like(out))
    if "circle" in kinds:
        out = _ellipse(out, mask, colour, thickness)
    if "rectangle" in kinds:
        out = _rectangle(out, mask, colour, thickness)
    if "contour" in kinds:
        out = _contours(out, mask, colour, thickness)
    return out


def _outside(pixels: Pixels, mask: BoolMask, other: Pixels) -> Pixels:
    return np.where(mask[:, :, None], pixels, other)


def _blurred(pixels: Pixels, side: int) -> Pixels:
    import cv2

    return cast("Pixels", cv2.GaussianBlur(pixels, (side, side), 0))


def _grey(pixels: Pixels) -> Pixels:
    import cv2

    # Algorithm B weighs the channels of an RGB picture as if they were BGR.
    grey = cast("Pixels", cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY))
    return np.repeat(grey[:, :, None], 3, axis=2)


def _centre_and_half(mask: BoolMask) -> tuple[tuple[int, int], tuple[int, int]]:
    """The mean (x, y) of a mask's pixels, and half the sides of its box; all rounded down."""
    ys, xs = np.nonzero(mask)
    wide, high = int(np.ptp(xs)) + 1, int(np.ptp(ys)) + 1
    return (int(xs.mean()), int(ys.mean())), (wide // 2, high // 2)


def _ellipse(pixels: Pixels, mask: BoolMask, colour: Colour, thickness: int) -> Pixels:
    import cv2

    centre, axes = _centre_and_half(mask)
    return cast("Pixels", cv2.ellipse(pixels, centre, axes, 0, 0, 360, colour, thickness))


def _rectangle(pixels: Pixels, mask: BoolMask, colour: Colour, thickness: int) -> Pixels:
    import cv2

    (x, y), (half_x, half_y) = _centre_and_half(mask)
    start, end = (x - half_x, y - half_y), (x + half_x, y + half_y)
    return cast("Pixels", cv2.rectangle(pixels, start, end, colour, thickness))


def _contours(pixels: Pixels, mask: BoolMask, colour: Colour, thickness: int) -> Pixels:
    import cv2
    from scipy.ndimage import binary_fill_holes

    filled = np.asarray(binary_fill_holes(mask), np.uint8)
    contours, _ = cv2.findContours(filled, cv2.RETR_TREE, cv2.CHAIN_APPROX_SIMPLE)
    return cast("Pixels", cv2.drawContours(pixels, contours, -1, colour, thickness))


def _check(
    pixels: Pixels, mask: BoolMask, kinds: Sequence[VisualPrompt], thickness: int, blur: int
) -> None:
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8 or not pixels.size:
        got = f"{pixels.shape} {pixels.dtype}"
        raise InputError("picture", f"expected (H, W, 3) uint8, not empty, got {got}")
    if mask.shape != pixels.shape[:2] or mask.dtype != np.bool_:
        expected = f"{pixels.shape[:2]} bool as the picture has"
        raise InputError("mask", f"expected {expected}, got {mask.shape} {mask.dtype}")
    for kind in kinds:
        if kind not in KINDS:
            raise InputError(
                f"visual prompt {kind!r}", "unknown", f"take one of {', '.join(KINDS)}"
            )
    if thickness < 1:
        raise InputError("thickness", f"expected 1 or more pixels, got {thickness}")
    if blur < 1 or blur % 2 == 0:
        raise InputError("blur", f"expected an odd number of pixels, got {blur}")
