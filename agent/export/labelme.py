"""LabelMe: one JSON file a picture beside the picture, polygons and, for holes, masks.

A segment without holes is a polygon a part; parts of one segment share a `group_id`. A polygon
cannot have a hole, so a segment with one is a shape of the kind "mask": exact, but known only to
LabelMe 5.3 and later and passed over by readers that know polygons alone.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...tools.mask import tight_box
from ...tools.segment import Segment
from ..files import png
from .coco import as_json
from .dataset import Dataset, Item, Losses
from .outlines import pixel_outlines
from .yolo import three

VERSION = "5.5.0"
"""The version of LabelMe whose format this is."""

HOLES = "segments with holes are masks, which readers that know polygons alone pass over: {n}"


def write(dataset: Dataset, losses: Losses) -> Iterator[tuple[str, bytes]]:
    """Yield a picture and its shapes, one after the other."""
    for item in dataset.items:
        yield f"{item.stem}.png", png(item.picture().pixels)
        content = {
            "version": VERSION,
            "flags": {},
            "shapes": list(_shapes(item, losses)),
            "imagePath": f"{item.stem}.png",
            "imageData": None,
            "imageHeight": item.result.image.height,
            "imageWidth": item.result.image.width,
        }
        yield f"{item.stem}.json", as_json(content)


def _shapes(item: Item, losses: Losses) -> Iterator[dict[str, Any]]:
    for number, segment, mask in item.segments(losses):
        parts = pixel_outlines(mask)
        if any(part.holes for part in parts):
            losses.add(HOLES)
            yield _shape(number, segment, "mask", **_cut_out(mask))
            continue
        for part in parts:
            yield _shape(number, segment, "polygon", points=three(part.outer).tolist())


def _shape(number: int, segment: Segment, kind: str, **more: Any) -> dict[str, Any]:
    return {
        "label": segment.label,
        "group_id": number,
        "description": "",
        "shape_type": kind,
        "flags": {},
        "score": segment.score,
        **more,
    }


def _cut_out(mask: NDArray[np.bool_]) -> dict[str, Any]:
    """A mask inside its box: the first and the last pixel of the box, and a PNG."""
    x0, y0, x1, y1 = (int(edge) for edge in tight_box(mask))
    inside = png(mask[y0:y1, x0:x1].astype(np.uint8) * 255)
    return {
        "points": [[x0, y0], [x1 - 1, y1 - 1]],
        "mask": base64.b64encode(inside).decode("ascii"),
    }
