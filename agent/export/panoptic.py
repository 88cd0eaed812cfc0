"""COCO panoptic: each pixel one segment; its number is the colour, R + 256 G + 65536 B.

Source: the format page of COCO, "Panoptic Segmentation".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...tools.mask import tight_box
from ..files import png
from .coco import as_json, head
from .dataset import Dataset, Item, Losses
from .owners import owners

FOLDER = "annotations/panoptic_default"
FILE = f"{FOLDER}.json"
THINGS = "every class is called a thing: the labels do not tell things from stuff"


def write(dataset: Dataset, losses: Losses) -> Iterator[tuple[str, bytes]]:
    """Yield one PNG a picture, then the file that tells their segments."""
    annotations: list[dict[str, Any]] = []
    for item in dataset.items:
        segments, classes = owners(item, dataset, losses)
        numbers, told = _segments(item, segments, classes)
        name = f"{item.stem}.png"
        annotations.append({"image_id": item.number, "file_name": name, "segments_info": told})
        yield f"{FOLDER}/{name}", png(to_colours(numbers))
    losses.add(THINGS, int(any(each["segments_info"] for each in annotations)))
    names = [
        {"id": number, "name": name, "supercategory": "", "isthing": 1}
        for number, name in enumerate(dataset.labels, 1)
    ]
    yield FILE, as_json({**head(dataset, losses), "categories": names, "annotations": annotations})


def _segments(
    item: Item, segments: NDArray[np.int32], classes: NDArray[np.int32]
) -> tuple[NDArray[np.int32], list[dict[str, Any]]]:
    """Numbers of a picture's segments, and what is told of each; a class may have pixels alone."""
    alone = np.where(segments == 0, classes, 0)
    most = len(item.result.segments)
    numbers = np.where(alone > 0, most + alone, segments).astype(np.int32)
    told: list[dict[str, Any]] = []
    for number in np.unique(numbers[numbers > 0]).tolist():
        mask = numbers == number
        entry = _told(number, int(classes[mask][0]), mask)
        if number <= most:
            entry["score"] = item.result.segments[number - 1].score
        told.append(entry)
    return numbers, told


def _told(number: int, category: int, mask: NDArray[np.bool_]) -> dict[str, Any]:
    x0, y0, x1, y1 = (int(edge) for edge in tight_box(mask))
    return {
        "id": number,
        "category_id": category,
        "area": int(mask.sum()),
        "bbox": [x0, y0, x1 - x0, y1 - y0],
        "iscrowd": 0,
    }


def to_colours(numbers: NDArray[np.int32]) -> NDArray[np.uint8]:
    """(H, W) int32 in 0..2^24 - 1 as (H, W, 3) uint8: the lowest byte is red."""
    return np.stack([(numbers >> shift) & 255 for shift in (0, 8, 16)], axis=-1).astype(np.uint8)
