"""Masks as polygons: along the pixels' edges (exact in the plane), or from pixel to pixel."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Ring = NDArray[np.int32]
"""(K, 2) int32: x, y of its corners; the last is not the first again."""

Corner = tuple[int, int]


@dataclass
class Part:
    """A part of a mask: what hangs together, with its holes.

    Attributes:
        outer: its outline.
        holes: their outlines.
    """

    outer: Ring = field(default_factory=lambda: np.zeros((0, 2), np.int32))
    holes: list[Ring] = field(default_factory=list[Ring])


def edge_outlines(mask: NDArray[np.bool_]) -> list[Part]:
    """Outline a mask along the edges of its pixels: the area inside is the number of pixels.

    Pixels that touch at a corner only are two parts. No ring visits a corner twice, so that each
    part is a valid polygon (rings may touch in a point).

    Args:
        mask: (H, W) bool; pixel (x, y) is the square from (x, y) to (x + 1, y + 1).

    Returns:
        one part for each 4-connected component; outer rings run so that the shoelace formula
        gives a positive area, holes the other way round.

    Example:
        [[0, 1]] has one part with the ring (1, 0), (2, 0), (2, 1), (1, 1).
    """
    import cv2

    _, marks = cv2.connectedComponents(mask.astype(np.uint8), connectivity=4)
    parts: dict[int, Part] = {}
    for ring in _rings(mask):
        area = _signed_area(ring)
        part = parts.setdefault(int(marks[_pixel_beside(ring)]), Part())
        if area > 0:
            part.outer = ring
        else:
            part.holes.append(ring)
    return [parts[mark] for mark in sorted(parts)]


def _signed_area(ring: Ring) -> float:
    x, y = ring[:, 0].astype(np.int64), ring[:, 1].astype(np.int64)
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum()) / 2


def _pixel_beside(ring: Ring) -> tuple[int, int]:
    """(row, column) of the pixel of the mask at the ring's first edge, which is horizontal."""
    (x0, y), (x1, _) = ring[0].tolist(), ring[1].tolist()
    return (y, x0) if x1 > x0 else (y - 1, x0 - 1)


def _rings(mask: NDArray[np.bool_]) -> list[Ring]:
    """Walk along all edges with the mask at the right hand (y points down)."""
    ahead = _edges(mask)
    rings: list[Ring] = []
    while ahead:
        start, _ = next(iter(ahead))
        rings += _walk(ahead, start)
    return rings


def _edges(mask: NDArray[np.bool_]) -> dict[tuple[Corner, Corner], Corner]:
    """Straight edges, corner to corner: (start, direction) -> end; directions are unit steps."""
    padded = np.pad(mask, 1).astype(np.int8)
    edges: dict[tuple[Corner, Corner], Corner] = {}
    down = np.diff(padded, axis=0)[:, 1:-1]  # (H + 1, W): 1 where the mask begins below
    for y, (x0, x1), sign in _stretches(down):
        if sign > 0:
            edges[(x0, y), (1, 0)] = (x1, y)
        else:
            edges[(x1, y), (-1, 0)] = (x0, y)
    right = np.diff(padded, axis=1)[1:-1].T  # (W + 1, H): 1 where the mask begins to the right
    for x, (y0, y1), sign in _stretches(right):
        if sign > 0:
            edges[(x, y1), (0, -1)] = (x, y0)
        else:
            edges[(x, y0), (0, 1)] = (x, y1)
    return edges


def _stretches(lines: NDArray[np.int8]) -> list[tuple[int, Corner, int]]:
    """Runs of equal values other than 0: (line, (start, end exclusive), value)."""
    padded = np.pad(lines, ((0, 0), (1, 1)))
    rows, places = np.nonzero(np.diff(padded, axis=1))
    values = padded[rows, places + 1]
    inside = np.flatnonzero(values)
    # A run that is not 0 always has an end, which is the next change of its line.
    found = zip(rows[inside], places[inside], places[inside + 1], values[inside], strict=True)
    return [(int(row), (int(a), int(b)), int(value)) for row, a, b, value in found]


def _walk(ahead: dict[tuple[Corner, Corner], Corner], start: Corner) -> list[Ring]:
    """One closed walk, cut into rings where it comes to a corner again."""
    step = next(each for each in ((1, 0), (-1, 0), (0, 1), (0, -1)) if (start, each) in ahead)
    path: list[Corner] = []
    places: dict[Corner, int] = {}
    rings: list[Ring] = []
    corner = start
    while True:
        if corner in places:
            first = places[corner]
            rings.append(_ring(path[first:]))
            for gone in path[first:]:
                del places[gone]
            del path[first:]
        if (corner, step) not in ahead:
            return rings
        places[corner] = len(path)
        path.append(corner)
        corner = ahead.pop((corner, step))
        # To the right first: pixels that touch at a corner stay apart.
        right, left = (-step[1], step[0]), (step[1], -step[0])
        step = right if (corner, right) in ahead else left


def _ring(path: list[Corner]) -> Ring:
    """A ring whose first edge is horizontal."""
    ring = np.array(path, np.int32)
    return ring if ring[0, 1] == ring[1, 1] else np.roll(ring, -1, axis=0)


def pixel_outlines(mask: NDArray[np.bool_]) -> list[Part]:
    """Outline a mask through the centres of its border pixels, as OpenCV fills it again exactly.

    Args:
        mask: (H, W) bool.

    Returns:
        one part for each 8-connected component; x, y are columns and rows of pixels. A ring may
        have one corner or two. A hole's ring runs through the mask's pixels around it.
    """
    import cv2

    method = cv2.CHAIN_APPROX_SIMPLE
    rings, tree = cv2.findContours(mask.astype(np.uint8), cv2.RETR_CCOMP, method)
    if tree is None:
        return []
    parts: dict[int, Part] = {}
    for number, (ring, (_, _, _, parent)) in enumerate(zip(rings, tree[0].tolist(), strict=True)):
        part = parts.setdefault(number if parent < 0 else parent, Part())
        corners = ring.reshape(-1, 2).astype(np.int32)
        if parent < 0:
            part.outer = corners
        else:
            part.holes.append(corners)
    return list(parts.values())
