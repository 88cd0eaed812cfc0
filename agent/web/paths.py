"""Masks as SVG paths, along the edges of their pixels."""

from __future__ import annotations

import numpy as np

from ...tools.mask import BoolMask
from ..export.outlines import Ring, edge_outlines


def view_size(width: int, height: int, side: int) -> tuple[int, int]:
    """(width, height) of a picture that is shown with a long side of at most `side` pixels."""
    scale = min(1.0, side / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def shrink(mask: BoolMask, size: tuple[int, int]) -> BoolMask:
    """A mask on a coarser grid: each pixel is that of the mask at its middle.

    Args:
        mask: (H, W) bool.
        size: (width, height), at most the mask's.
    """
    width, height = size
    if mask.shape == (height, width):
        return mask
    rows = ((np.arange(height) + 0.5) * mask.shape[0] / height).astype(np.intp)
    columns = ((np.arange(width) + 0.5) * mask.shape[1] / width).astype(np.intp)
    return mask[rows][:, columns]


def svg_path(mask: BoolMask) -> str:
    """The outline of a mask for the `d` of an SVG path with `fill-rule="evenodd"`.

    Args:
        mask: (H, W) bool.

    Returns:
        closed rings of horizontal and vertical steps; "" for an empty mask.

    Example:
        [[0, 1]] is "M1 0h1v1h-1z".
    """
    rings = [ring for part in edge_outlines(mask) for ring in (part.outer, *part.holes)]
    return "".join(_ring(ring) for ring in rings if len(ring))


def _ring(ring: Ring) -> str:
    """A ring whose first step is horizontal; the last step is the closing one."""
    steps = np.diff(ring, axis=0)
    told = [f"h{dx}" if dx else f"v{dy}" for dx, dy in steps.tolist()]
    return f"M{ring[0, 0]} {ring[0, 1]}{''.join(told)}z"
