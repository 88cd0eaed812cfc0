"""People: they are no ImageNet class, so they have a detector and a cutter of their own.

BlazePose's person detector finds them in overlapping square tiles of the picture, MediaPipe's
selfie network cuts them out of a square around each. Both take a salient animal for a person at
times, so the first only seconds the objects network, and the second's pixels count only where the
ImageNet network sees no animal (`evidence.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..image import Image
from ..language.noun_graph import noun_graph
from ..mask import box_iou
from .concepts import visual_senses
from .litert import runner
from .recent import Recent

DETECTOR = "mediapipe-pose-detection"
CUTTER = "mediapipe-selfie-segmentation"
INPUT = 224
CUT_INPUT = 256
TILES = (1.0, 0.7, 0.5)
"""Sides of the tiles, as a part of the picture's long side; they overlap by half."""
LEAST_SCORE = 0.3
SAME = 0.3
"""Boxes that overlap more (IoU) are one person."""
KEPT_PICTURES = 16
KEPT_VIEWS = 64

Array = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Person:
    """One find.

    Attributes:
        score: in [0, 1].
        centre: (x, y) in pixels, of the hips, or of the box that the objects network drew.
        radius: of a circle around the body, pixels.
        box: (x0, y0, x1, y1) in pixels: from the people detector around the upper body, from
            `evidence.trusted_people` around the whole one.
    """

    score: float
    centre: tuple[float, float]
    radius: float
    box: tuple[float, float, float, float]

    def view(self, margin: float) -> tuple[float, float, float, float]:
        """The square around the circle, `margin` times as wide."""
        (x, y), r = self.centre, self.radius * margin
        return x - r, y - r, x + r, y + r


@lru_cache(maxsize=4096)
def is_person(phrase: str) -> bool:
    """Whether a phrase names a person ("girl", "cyclist", "people"): first visual sense."""
    graph = noun_graph()
    if graph.senses(phrase)[:1] == graph.senses("people")[:1]:
        return True
    person = graph.senses("person")[0]
    return any(graph.is_kind_of(sense, person) for sense in visual_senses(phrase)[:1])


class People:
    """Both networks with a cache of the most recent pictures; safe to share between threads."""

    def __init__(self) -> None:
        self._found: Recent[str, list[Person]] = Recent(KEPT_PICTURES)
        self._views: Recent[tuple[str, int, int, int, int], Array] = Recent(KEPT_VIEWS)

    def find(self, image: Image) -> list[Person]:
        """People in a picture, best first, overlapping finds merged.

        Raises:
            MissingError: ai-edge-litert is not installed.
        """
        return self._found.get(image.key, lambda: self._search(image))

    def cut(self, image: Image, box: tuple[float, float, float, float]) -> Array:
        """How surely each pixel is a person, seen through a square around a box.

        Args:
            image: the picture.
            box: pixels, may reach beyond the picture.

        Returns:
            (H, W) float32 in [0, 1]; 0 outside the square.
        """
        x0, y0, x1, y1 = (round(v) for v in box)
        x1, y1 = max(x1, x0 + 1), max(y1, y0 + 1)
        inside = self._views.get(
            (image.key, x0, y0, x1, y1), lambda: _cut_view(image, (x0, y0, x1, y1))
        )
        return _paste(inside, (x0, y0, x1, y1), (image.height, image.width))

    def _search(self, image: Image) -> list[Person]:
        finds = [find for tile in _tiles(image) for find in self._in_tile(image, tile)]
        return _merged(finds)

    def _in_tile(self, image: Image, tile: tuple[int, int, int, int]) -> list[Person]:
        patch = _crop(image, tile, INPUT) / 127.5 - 1
        outputs = {out.shape[-1]: out for out in runner(DETECTOR).run(patch)}
        logits, values = outputs[1][:, 0], outputs[12]
        scores = 1 / (1 + np.exp(-np.clip(logits, -50, 50)))
        x0, y0, x1, _ = tile
        side = x1 - x0
        finds: list[Person] = []
        for row in np.flatnonzero(scores > LEAST_SCORE):
            cx, cy = values[row, :2] / INPUT + _anchors()[row]
            wide, high = values[row, 2:4] / INPUT
            keypoints = values[row, 4:8].reshape(2, 2) / INPUT + _anchors()[row]
            hip, rim = keypoints * side + (x0, y0)
            corners = np.array([cx - wide / 2, cy - high / 2, cx + wide / 2, cy + high / 2])
            left, top, right, bottom = corners * side + (x0, y0, x0, y0)
            finds.append(
                Person(
                    score=float(scores[row]),
                    centre=(float(hip[0]), float(hip[1])),
                    radius=max(1.0, float(np.hypot(*(rim - hip)))),
                    box=(float(left), float(top), float(right), float(bottom)),
                )
            )
        return _merged(finds)


@lru_cache(maxsize=1)
def people() -> People:
    """The one pair of networks of this process."""
    return People()


@lru_cache(maxsize=1)
def _anchors() -> NDArray[np.float64]:
    """Centres of the detector's 2254 anchors, as a part of the tile."""
    rows: list[NDArray[np.float64]] = []
    for stride, per_cell in ((8, 2), (16, 2), (32, 6)):
        side = INPUT // stride
        ys, xs = np.divmod(np.arange(side * side), side)
        centres = (np.stack([xs, ys], axis=1) + 0.5) / side
        rows.append(np.repeat(centres, per_cell, axis=0))
    return np.concatenate(rows)


def _tiles(image: Image) -> list[tuple[int, int, int, int]]:
    long_side = max(image.height, image.width)
    out: list[tuple[int, int, int, int]] = []
    for part in TILES:
        side = max(1, round(long_side * part))
        out += [
            (x, y, x + side, y + side)
            for y in _starts(image.height, side)
            for x in _starts(image.width, side)
        ]
    return out


def _starts(length: int, side: int) -> list[int]:
    if side >= length:
        return [(length - side) // 2]
    count = int(np.ceil((length - side) / (side / 2))) + 1
    return [round(v) for v in np.linspace(0, length - side, count)]


def _merged(finds: list[Person]) -> list[Person]:
    kept: list[Person] = []
    for find in sorted(finds, key=lambda person: -person.score):
        if all(box_iou(find.box, other.box) < SAME for other in kept):
            kept.append(find)
    return kept


def _cut_view(image: Image, box: tuple[int, int, int, int]) -> Array:
    return runner(CUTTER).run(_crop(image, box, CUT_INPUT) / 255.0)[0][..., 0]


def _crop(image: Image, box: tuple[int, int, int, int], side: int) -> Array:
    """A square view of a box, black beyond the picture: (side, side, 3) float32, 0..255."""
    import PIL.Image

    view = PIL.Image.fromarray(image.pixels).crop(box)
    small = view.resize((side, side), PIL.Image.Resampling.BILINEAR, reducing_gap=2.0)
    return np.asarray(small, np.float32)


def _paste(view: Array, box: tuple[int, int, int, int], size_hw: tuple[int, int]) -> Array:
    import PIL.Image

    x0, y0, x1, y1 = box
    full = PIL.Image.fromarray(view).resize((x1 - x0, y1 - y0), PIL.Image.Resampling.BILINEAR)
    values = np.asarray(full, np.float32)
    out = np.zeros(size_hw, np.float32)
    left, top, right, bottom = max(0, x0), max(0, y0), min(size_hw[1], x1), min(size_hw[0], y1)
    if left < right and top < bottom:
        out[top:bottom, left:right] = values[top - y0 : bottom - y0, left - x0 : right - x0]
    return out
