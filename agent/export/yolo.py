"""YOLO segmentation: a text file a picture, one line a segment: its class and one polygon.

The folder is a data set as Ultralytics' trainer and supervision read it: `images/`, `labels/` and
`data.yaml`. Pictures are written anew, upright, so that the shares of width and height hold.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ..files import png
from .dataset import Dataset, Item, Losses
from .outlines import pixel_outlines
from .seams import joined

SCORES = "scores are left out: the format of labels has no place for them"
SEVERAL = "segments with holes or several parts are one polygon with seams a pixel wide: {n}"
INSIDE = 0.25
"""So far from its pixel's corner lies a point: readers that round or cut both find the pixel."""


def write(dataset: Dataset, losses: Losses) -> Iterator[tuple[str, bytes]]:
    """Yield a picture and its labels, one after the other, then `data.yaml`."""
    import yaml

    for item in dataset.items:
        yield f"images/{item.stem}.png", png(item.picture().pixels)
        lines = [line + "\n" for line in _lines(item, dataset, losses)]
        losses.add(SCORES, int(bool(lines)))
        yield f"labels/{item.stem}.txt", "".join(lines).encode()
    told = {"train": "images", "val": "images", "names": dataset.labels}
    # Quoted, else a class named "no" or "1" would be read as another kind of value.
    yield "data.yaml", yaml.safe_dump(told, default_style='"', sort_keys=False).encode()


def _lines(item: Item, dataset: Dataset, losses: Losses) -> Iterator[str]:
    size = np.array([item.result.image.width, item.result.image.height])
    for _, segment, mask in item.segments(losses):
        parts = pixel_outlines(mask)
        losses.add(SEVERAL, int(len(parts) > 1 or bool(parts[0].holes)))
        points = (three(joined(parts)) + INSIDE) / size
        numbers = " ".join(f"{number:.7f}" for number in points.reshape(-1))
        yield f"{dataset.number(segment.label) - 1} {numbers}"


def three(ring: NDArray[np.int32]) -> NDArray[np.int32]:
    """A ring of at least three corners, which a polygon must have: the last one is repeated."""
    missing = max(0, 3 - len(ring))
    return np.concatenate([ring, np.repeat(ring[-1:], missing, axis=0)])
