"""Reading a picture window by window, and laying the windows' maps together again.

Source: contrastive_concepts.txt, appendix 6.1 (short side 448, MMSegmentation's sliding window);
reference.md, section 2 (window 448, stride 224).
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import torch

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Window:
    """A part of a picture in pixels: rows from `y`, columns from `x`."""

    y: int
    x: int
    height: int
    width: int


def fitted_size(size_hw: tuple[int, int], short: int, longest: int) -> tuple[int, int]:
    """The size at which the short side is `short`, or the long one `longest` if that is smaller."""
    scale = min(short / min(size_hw), longest / max(size_hw))
    return max(1, int(size_hw[0] * scale + 0.5)), max(1, int(size_hw[1] * scale + 0.5))


def fitted(pixels: Pixels, short: int, longest: int) -> Pixels:
    """A picture resized by `fitted_size`, bilinear without antialias, as MMSegmentation does it."""
    import cv2

    high, wide = fitted_size((pixels.shape[0], pixels.shape[1]), short, longest)
    return np.asarray(cv2.resize(pixels, (wide, high), interpolation=cv2.INTER_LINEAR), np.uint8)


def squashed(pixels: Pixels, side: int) -> Pixels:
    """A picture squashed to a square, bicubic, as GEM's authors do it."""
    import PIL.Image

    picture = PIL.Image.fromarray(pixels)
    return np.asarray(picture.resize((side, side), PIL.Image.Resampling.BICUBIC), np.uint8)


def windows(size_hw: tuple[int, int], window: int, stride: int) -> list[Window]:
    """Windows that cover a picture; those at its end are pushed back into it.

    Args:
        size_hw: the picture's size.
        window: side of a window; where the picture is smaller, the window is as small.
        stride: from one window to the next.

    Returns:
        windows of one size, in raster order.

    Example:
        ``windows((448, 600), 448, 224)`` begin at (0, 0) and (0, 152).
    """
    high, wide = (min(window, side) for side in size_hw)
    rows, columns = (_starts(side, window, stride) for side in size_hw)
    return [Window(y, x, high, wide) for y in rows for x in columns]


def _starts(side: int, window: int, stride: int) -> list[int]:
    last = max(0, side - window)
    return [min(index * stride, last) for index in range(-(-last // stride) + 1)]


def padded(pixels: Pixels, patch: int) -> Pixels:
    """A window with black rows and columns at its end, so that patches fill it."""
    high, wide = pixels.shape[:2]
    return np.pad(pixels, ((0, -high % patch), (0, -wide % patch), (0, 0)))


def stitched(
    rows: torch.Tensor, places: Sequence[Window], patch: int, size_hw: tuple[int, int]
) -> NDArray[np.float32]:
    """Maps of windows as maps of the picture; where windows overlap, their mean.

    Args:
        rows: (W, C, h, w), a map for each window, on a grid that covers the padded window.
        places: the W windows.
        patch: side of a patch, to whose multiples windows were padded.
        size_hw: the picture's size.

    Returns:
        (C, *size_hw) float32, bilinear between cells.
    """
    import torch
    from torch.nn.functional import interpolate

    total = torch.zeros((rows.shape[1], *size_hw), dtype=torch.float32, device=rows.device)
    count = torch.zeros(size_hw, dtype=torch.float32, device=rows.device)
    for row, place in zip(rows, places, strict=True):
        size = [side + -side % patch for side in (place.height, place.width)]
        full = interpolate(row[None].float(), size, mode="bilinear", align_corners=False)[0]
        part = slice(place.y, place.y + place.height), slice(place.x, place.x + place.width)
        total[:, *part] += full[:, : place.height, : place.width]
        count[part] += 1
    return (total / count).cpu().numpy()
