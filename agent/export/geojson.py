"""GeoJSON: one collection a picture, each segment a polygon along its pixels' edges, exact.

Source: RFC 7946, sections 3.1.6 (rings: outer ones counter-clockwise, closed) and 3.1.7.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .coco import as_json
from .dataset import Dataset, Item, Losses
from .outlines import Part, Ring, edge_outlines

PIXELS = "coordinates are pixels from the upper left corner, not degrees"


def write(dataset: Dataset, losses: Losses) -> Iterator[tuple[str, bytes]]:
    """Yield one file a picture."""
    for item in dataset.items:
        features = list(_features(item, dataset, losses))
        losses.add(PIXELS, int(bool(features)))
        ref = item.result.image
        picture = {"file_name": item.file_name, "sha256": ref.sha256}
        size = {"width": ref.width, "height": ref.height}
        content = {"type": "FeatureCollection", "image": picture | size, "features": features}
        yield f"{item.stem}.geojson", as_json(content)


def _features(item: Item, dataset: Dataset, losses: Losses) -> Iterator[dict[str, Any]]:
    for number, segment, mask in item.segments(losses):
        yield {
            "type": "Feature",
            "id": number,
            "properties": {
                "label": segment.label,
                "class": dataset.number(segment.label),
                "score": segment.score,
                "area": int(mask.sum()),
            },
            "geometry": geometry(edge_outlines(mask)),
        }


def geometry(parts: list[Part]) -> dict[str, Any]:
    """Parts as a Polygon, or as a MultiPolygon where there are several."""
    shapes = [[_closed(part.outer), *(_closed(hole) for hole in part.holes)] for part in parts]
    if len(shapes) == 1:
        return {"type": "Polygon", "coordinates": shapes[0]}
    return {"type": "MultiPolygon", "coordinates": shapes}


def _closed(ring: Ring) -> list[list[int]]:
    points = ring.tolist()
    return [*points, points[0]]
