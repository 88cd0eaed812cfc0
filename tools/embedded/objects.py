"""A second pair of eyes: a small detector with 23 everyday words of its own.

ImageNet knows breeds and brands, and it knows them filling the picture; chairs, tables, cars and
people in a room it hardly sees. MediaPipe's SSD (MobileNetV2, Open Images V4) was trained on boxes
in whole scenes and finds just these. Its words join the phrases asked for through the noun graph,
as ImageNet's classes do; a phrase that none of them can stand for is left to the class maps.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..image import Image
from ..language.sentences import embed
from ..mask import box_iou
from .concepts import concept_space, spoken, visual_senses
from .litert import runner
from .recent import Recent

WEIGHTS = "mediapipe-object-detection"
INPUT = 300
TILE = 0.6
"""Side of the views beside the whole picture, as a part of its long side; they overlap by half."""
LEAST_SCORE = 0.1
SAME = 0.5
"""Boxes of one label that overlap more (IoU) are one thing."""
EDGE = 3
"""A box that ends this near to an inner edge of its view is cut off there (network's pixels)."""
SAME_WORD = 0.78
"""Sentence similarity from which a label stands for a phrase that the graph does not lead to."""
KEPT_PICTURES = 16

LABELS = (
    "bicycle", "boot", "laptop", "person", "chair", "cattle", "desk", "cat", "computer mouse",
    "computer monitor", "box", "mug", "coffee cup", "stationary bicycle", "table", "bottle",
    "high heels", "vehicle", "footwear", "dog", "book", "camera", "car",
)  # fmt: skip
"""In the order of the network's outputs, after its "nothing" (0)."""
GROUPS = ("vehicle", "footwear")
"""Labels that name no one kind of thing: they stand for wider words only, not for narrower ones."""
SENSES = {"table": (0, 1)}
"""Which visual senses of a label are meant, where not the first."""

Array = NDArray[np.float32]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class Thing:
    """One find: an index of `LABELS`, a score in [0, 1] and a box in pixels."""

    label: int
    score: float
    box: Box


class Objects:
    """The network with a cache of the most recent pictures; safe to share between threads."""

    def __init__(self) -> None:
        self._found: Recent[str, list[Thing]] = Recent(KEPT_PICTURES)

    def find(self, image: Image) -> list[Thing]:
        """Things in a picture, best first, several finds of one thing merged.

        Raises:
            MissingError: ai-edge-litert is not installed.
        """
        return self._found.get(image.key, lambda: self._search(image))

    def _search(self, image: Image) -> list[Thing]:
        return _merged([thing for view in _views(image) for thing in self._in_view(image, view)])

    def _in_view(self, image: Image, view: tuple[int, int, int, int]) -> list[Thing]:
        outputs = {out.shape[-1]: out for out in runner(WEIGHTS).run(_pixels(image, view))}
        scores = 1 / (1 + np.exp(-np.clip(outputs[len(LABELS) + 1][:, 1:], -50, 50)))
        rows, labels = np.nonzero(scores > LEAST_SCORE)
        boxes = _decoded(outputs[4][rows].astype(np.float64), _anchors()[rows])
        x0, y0, x1, y1 = view
        boxes = boxes * [x1 - x0, y1 - y0, x1 - x0, y1 - y0] + [x0, y0, x0, y0]
        inner = [x0 > 0, y0 > 0, x1 < image.width, y1 < image.height]
        gap = np.abs(boxes - view) / [x1 - x0, y1 - y0, x1 - x0, y1 - y0] * INPUT
        beyond = np.stack([boxes[:, 0] < x0, boxes[:, 1] < y0, boxes[:, 2] > x1, boxes[:, 3] > y1])
        cut_off = ((gap < EDGE) | beyond.T) & np.array(inner)
        limits = [image.width, image.height, image.width, image.height]
        boxes = np.clip(boxes, 0, limits)
        seen = (boxes[:, 2:] - boxes[:, :2] >= 1).all(axis=1)
        return [
            Thing(int(labels[k]), float(scores[rows[k], labels[k]]), _box(boxes[k]))
            for k in np.flatnonzero(seen & ~cut_off.any(axis=1))
        ]


@lru_cache(maxsize=1)
def objects() -> Objects:
    """The one network of this process."""
    return Objects()


@lru_cache(maxsize=256)
def label_owners(phrases: tuple[str, ...]) -> list[int]:
    """For each of `LABELS` the index of the phrase that it stands for, or -1.

    A label stands for a phrase that it is a kind of ("desk" for "furniture"), that is a kind of it
    ("armchair" for "chair") or means the same; of several for the one it fits best.
    """
    if not phrases:
        return [-1] * len(LABELS)
    table = np.stack([_fit(phrase) for phrase in phrases])  # (C, labels)
    best = table.argmax(axis=0)
    return [int(best[k]) if table[best[k], k] > 0 else -1 for k in range(len(LABELS))]


@lru_cache(maxsize=4096)
def _fit(phrase: str) -> Array:
    """(labels,) float32: how well each label stands for a phrase; 0 where it does not."""
    both = embed([spoken(phrase), *LABELS])
    alike = both[1:] @ both[0]
    graph = concept_space().graph
    senses = visual_senses(phrase)[:1]
    out = np.zeros(len(LABELS), np.float32)
    for k, label in enumerate(LABELS):
        own = _senses(label)
        narrower = any(graph.is_kind_of(mine, sense) for mine in own for sense in senses)
        wider = any(graph.is_kind_of(sense, mine) for mine in own for sense in senses)
        if narrower or (label not in GROUPS and (wider or alike[k] >= SAME_WORD)):
            out[k] = 1 + alike[k]
    return out


def _senses(label: str) -> list[int]:
    wanted = SENSES.get(label, 0)
    wanted = wanted if isinstance(wanted, tuple) else (wanted,)
    senses = visual_senses(label)
    return [senses[k] for k in wanted if k < len(senses)]


def _views(image: Image) -> list[tuple[int, int, int, int]]:
    """The whole picture, then overlapping squares, cut at its borders."""
    side = max(1, round(max(image.height, image.width) * TILE))
    return [(0, 0, image.width, image.height)] + [
        (x, y, min(image.width, x + side), min(image.height, y + side))
        for y in _starts(image.height, side)
        for x in _starts(image.width, side)
    ]


def _starts(length: int, side: int) -> list[int]:
    if side >= length:
        return [0]
    count = int(np.ceil((length - side) / (side / 2))) + 1
    return [round(v) for v in np.linspace(0, length - side, count)]


def _pixels(image: Image, view: tuple[int, int, int, int]) -> Array:
    import PIL.Image

    x0, y0, x1, y1 = view
    part = PIL.Image.fromarray(image.pixels[y0:y1, x0:x1])
    small = part.resize((INPUT, INPUT), PIL.Image.Resampling.BILINEAR, reducing_gap=2.0)
    return np.asarray(small, np.float32) / 127.5 - 1


def _decoded(codes: NDArray[np.float64], anchors: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N, 4) boxes as (x0, y0, x1, y1) parts of the view."""
    y = codes[:, 0] / 10 * anchors[:, 3] + anchors[:, 1]
    x = codes[:, 1] / 10 * anchors[:, 2] + anchors[:, 0]
    high = np.exp(np.minimum(codes[:, 2] / 5, 5)) * anchors[:, 3] / 2
    wide = np.exp(np.minimum(codes[:, 3] / 5, 5)) * anchors[:, 2] / 2
    return np.stack([x - wide, y - high, x + wide, y + high], axis=1)


@lru_cache(maxsize=1)
def _anchors() -> NDArray[np.float64]:
    """(1917, 4) float64: the anchors' centre x, y, width and height, as parts of the view."""
    sides = (19, 10, 5, 3, 2, 1)
    scales = [*np.linspace(0.2, 0.95, len(sides)), 1.0]
    ratios = (1.0, 2.0, 0.5, 3.0, 1 / 3)
    rows: list[NDArray[np.float64]] = []
    for level, side in enumerate(sides):
        shapes = [(scales[level], ratio) for ratio in ratios]
        shapes.append(((scales[level] * scales[level + 1]) ** 0.5, 1.0))
        if level == 0:
            shapes = [(0.1, 1.0), (scales[0], 2.0), (scales[0], 0.5)]
        sizes = np.array([(s * r**0.5, s / r**0.5) for s, r in shapes])
        ys, xs = np.divmod(np.arange(side * side), side)
        centres = (np.stack([xs, ys], axis=1) + 0.5) / side
        rows.append(
            np.concatenate(
                [np.repeat(centres, len(sizes), axis=0), np.tile(sizes, (side * side, 1))], axis=1
            )
        )
    return np.concatenate(rows)


def _merged(finds: list[Thing]) -> list[Thing]:
    kept: list[Thing] = []
    for find in sorted(finds, key=lambda thing: -thing.score):
        rivals = (other for other in kept if other.label == find.label)
        if all(box_iou(list(find.box), list(other.box)) < SAME for other in rivals):
            kept.append(find)
    return kept


def _box(values: NDArray[np.float64]) -> Box:
    x0, y0, x1, y1 = (float(v) for v in values)
    return x0, y0, x1, y1
