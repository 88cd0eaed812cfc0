"""COCO instances: masks as compressed run-length encodings, as `pycocotools` reads them.

Holes and parts are kept. The format of data sets knows no score: each annotation carries one under
the key that COCO's format of results uses.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ...tools.mask import tight_box
from .dataset import Dataset, Item, Losses

FILE = "annotations/instances_default.json"
"""As COCO lays its files out; readers that look for a subset find it under "default"."""

SHARED = "pictures whose file name another picture has too (sha256 tells them apart): {n}"


def write(dataset: Dataset, losses: Losses) -> Iterator[tuple[str, bytes]]:
    """Yield one file for all pictures."""
    annotations: list[dict[str, Any]] = []
    for item in dataset.items:
        for _, segment, mask in item.segments(losses):
            x0, y0, x1, y1 = tight_box(mask)
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": item.number,
                    "category_id": dataset.number(segment.label),
                    "segmentation": segment.mask.model_dump(mode="json"),
                    "area": int(mask.sum()),
                    "bbox": [x0, y0, x1 - x0, y1 - y0],
                    "iscrowd": 0,
                    "score": segment.score,
                }
            )
    names = [{"id": dataset.number(name), "name": name} for name in dataset.labels]
    yield FILE, as_json({**head(dataset, losses), "categories": names, "annotations": annotations})


def head(dataset: Dataset, losses: Losses) -> dict[str, Any]:
    """What COCO's files begin with: `info` and `images`."""
    names = [item.file_name for item in dataset.items]
    shared = len(names) - len(set(names))
    losses.add(SHARED, shared)
    return {
        "info": {"description": "Made by Maskwright", "version": "1.0"},
        "licenses": [],
        "images": [image_entry(item) for item in dataset.items],
    }


def image_entry(item: Item) -> dict[str, Any]:
    """A picture as COCO names it, with its id of pixels."""
    ref = item.result.image
    return {
        "id": item.number,
        "file_name": item.file_name,
        "width": ref.width,
        "height": ref.height,
        "sha256": ref.sha256,
    }


def as_json(content: Any) -> bytes:
    """A JSON file, ASCII only, so that no text can fail to be written."""
    return json.dumps(content, separators=(",", ":")).encode("ascii") + b"\n"
