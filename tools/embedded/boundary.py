"""A boundary-aware graph cut: labels may change where the colour does.

Each class is cut against the rest by a minimum cut on the pixel grid (eight neighbours, colour
contrast in Lab); where two classes claim a pixel, the more probable one has it.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

LEAST = 1e-3
"""Floor of a probability, so that no pixel is decided before the cut."""

_RIGHT = ((0, 0, 0), (0, 0, 1), (0, 0, 0))
_DOWN = ((0, 0, 0), (0, 0, 0), (0, 1, 0))
_DOWN_RIGHT = ((0, 0, 0), (0, 0, 0), (0, 0, 1))
_DOWN_LEFT = ((0, 0, 0), (0, 0, 0), (1, 0, 0))


def cut(probability: Array, colour: Array, smoothness: float) -> NDArray[np.int64]:
    """Labels of least energy.

    Args:
        probability: (C, H, W) float32, columns sum to 1; row 0 is the background.
        colour: (H, W, 3) float32, Lab.
        smoothness: cost of a border between two pixels of one colour, in nats.

    Returns:
        (H, W) int64 in [0, C).
    """
    classes, high, wide = probability.shape
    energy = -np.log(np.clip(probability, LEAST, 1)).astype(np.float64)
    edges = _contrast(colour)
    labels = np.zeros((high, wide), np.int64)
    best = np.full((high, wide), np.inf)
    for own in range(1, classes):
        rest = np.min(np.delete(energy, own, axis=0), axis=0)
        mine = _binary(rest, energy[own], edges, smoothness) & (energy[own] < best)
        labels[mine] = own
        best[mine] = energy[own][mine]
    return labels


def _contrast(colour: Array) -> list[tuple[Any, NDArray[np.float64]]]:
    """For each direction its neighbourhood and the (H, W) weight of the edge that starts there."""
    high, wide = colour.shape[:2]
    steps = [
        (_RIGHT, np.s_[:, :-1], colour[:, 1:] - colour[:, :-1], 1.0),
        (_DOWN, np.s_[:-1], colour[1:] - colour[:-1], 1.0),
        (_DOWN_RIGHT, np.s_[:-1, :-1], colour[1:, 1:] - colour[:-1, :-1], 2**0.5),
        (_DOWN_LEFT, np.s_[:-1, 1:], colour[1:, :-1] - colour[:-1, 1:], 2**0.5),
    ]
    squares = [(step**2).sum(axis=2) for _, _, step, _ in steps]
    total = sum(float(square.sum()) for square in squares)
    mean = total / max(1, sum(square.size for square in squares)) + 1e-6
    out: list[tuple[Any, NDArray[np.float64]]] = []
    for (structure, where, _, length), square in zip(steps, squares, strict=True):
        weight = np.zeros((high, wide), np.float64)
        weight[where] = np.exp(-square / (2 * mean)) / length
        out.append((np.array(structure), weight))
    return out


def _binary(
    outside: NDArray[np.float64],
    inside: NDArray[np.float64],
    edges: list[tuple[Any, NDArray[np.float64]]],
    smoothness: float,
) -> NDArray[np.bool_]:
    import maxflow  # pyright: ignore[reportMissingTypeStubs]

    high, wide = inside.shape
    graph = cast(Any, maxflow).Graph[float](high * wide, 4 * high * wide)
    nodes = graph.add_grid_nodes((high, wide))
    for structure, weight in edges:
        graph.add_grid_edges(nodes, smoothness * weight, structure=structure, symmetric=True)
    graph.add_grid_tedges(nodes, inside, outside)
    graph.maxflow()
    return graph.get_grid_segments(nodes)
