"""Several rings as one: a walk around each, over seams between those that lie near to each other.

The seams are the shortest tree that joins all rings: edges of the Delaunay triangulation of their
corners hold it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from .outlines import Part, Ring

Links = dict[tuple[int, int], list[tuple[int, int]]]
"""(ring, corner) -> the (ring, corner) at the other ends of its seams."""


def joined(parts: list[Part]) -> Ring:
    """One ring that goes around all outlines and holes, each seam there and back.

    Filled by the even-odd rule, holes stay open; a seam between two parts is one pixel wide.

    Args:
        parts: of `pixel_outlines`, at least one.

    Returns:
        (K, 2) int32; the only ring itself where there is but one.
    """
    rings = [ring for part in parts for ring in (part.outer, *part.holes)]
    if len(rings) == 1:
        return rings[0]
    links = _links(rings)
    path: list[NDArray[np.int32]] = []
    walks = [_around(0, 0, -1, rings, links)]
    while walks:
        place = next(walks[-1], None)
        if place is None:
            walks.pop()
            continue
        ring, corner, came = place
        if came is None:
            path.append(rings[ring][corner])
        else:
            walks.append(_around(ring, corner, came, rings, links))
    return np.array(path, np.int32)


def _around(
    ring: int, start: int, came: int, rings: list[Ring], links: Links
) -> Iterator[tuple[int, int, int | None]]:
    """The corners of a ring from `start` to `start`, and at each seam where it leads to.

    Yields:
        (ring, corner, None) for a corner, (ring, corner, this ring) for a walk to be done first.
    """
    size = len(rings[ring])
    for corner in (*range(start, size), *range(start)):
        yield ring, corner, None
        for other, there in links.get((ring, corner), ()):
            if other != came:
                yield other, there, ring
                yield ring, corner, None
    yield ring, start, None


def _links(rings: list[Ring]) -> Links:
    """The seams, as a tree over all rings."""
    owner = np.repeat(np.arange(len(rings)), [len(ring) for ring in rings])
    corner = np.concatenate([np.arange(len(ring)) for ring in rings])
    points, place = np.unique(np.concatenate(rings), axis=0, return_inverse=True)
    by_place = np.argsort(place, kind="stable")
    first = by_place[np.searchsorted(place[by_place], np.arange(len(points)))]
    # Rings that share a point, then the triangles' edges from the shortest to the longest.
    shared = np.stack([by_place, first[place[by_place]]], axis=1)
    pairs = np.concatenate([shared, first[_edges(points)]])
    pairs = pairs[owner[pairs[:, 0]] != owner[pairs[:, 1]]]
    links: Links = defaultdict(list)
    above = list(range(len(rings)))
    for a, b in pairs.tolist():
        root_a, root_b = _root(above, int(owner[a])), _root(above, int(owner[b]))
        if root_a != root_b:
            above[root_a] = root_b
            here, there = (int(owner[a]), int(corner[a])), (int(owner[b]), int(corner[b]))
            links[here].append(there)
            links[there].append(here)
    return links


def _root(above: list[int], ring: int) -> int:
    while above[ring] != ring:
        above[ring] = above[above[ring]]
        ring = above[ring]
    return ring


def _edges(points: NDArray[np.int32]) -> NDArray[np.int64]:
    """Edges of the triangulation of (N, 2) different points: (M, 2) positions, shortest first."""
    from scipy.spatial import Delaunay

    low, high = points.min(axis=0).astype(np.float64), points.max(axis=0).astype(np.float64)
    far = 10 * (high - low).max() + 10
    # Far corners, so that points on one line have triangles too.
    frame = np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]]) * far + (low + high) / 2
    triangles = Delaunay(np.concatenate([points, frame])).simplices
    edges = np.sort(triangles[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2), axis=1)
    edges = np.unique(edges[edges[:, 1] < len(points)], axis=0).astype(np.int64)
    away = np.diff(points[edges].astype(np.int64), axis=1)[:, 0]
    return edges[np.argsort((away**2).sum(axis=1), kind="stable")]
