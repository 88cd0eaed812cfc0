"""The embedded segmenter: a promptable graph cut on colour and features.

All prompts of a call are cut together, so each thing is contrast for the others. A prompt's box
says where its thing may be (and ends it, if the objects network drew it), its points what it surely
is, its phrase (if ImageNet or the people networks know it) what it looks like. Soft seeds from
these are spread by the picture's own classifier (`self_training.py`) and cut along colour borders
(`boundary.py`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from ..base import Frozen
from ..image import Image
from ..mask import box_iou
from ..resize import resize
from ..segmenter import Cutout, Prompt
from .boundary import cut
from .class_maps import unit_peak
from .evidence import maps_of, person_cut, person_view, raised_in_boxes, things_of, trusted_people
from .network import Pyramid, backend_info, network
from .objects import WEIGHTS as OBJECTS
from .people import CUTTER
from .people import DETECTOR as PEOPLE
from .people_words import means_people
from .segment_all import regions
from .self_training import features, lab_colour, spread
from .sparse import sparse_zeros

Array = NDArray[np.float32]

LEAST_WHOLE = 0.25
"""Least score of a find whose box is taken for that of a whole thing."""
SAME_BOX = 0.9
"""Boxes that overlap more (IoU) are one."""
POINT_REACH = 16
"""Pixels around a point whose texture tells what an unknown thing looks like."""
MOST_VALUES = 2**28
"""Logits that are held in full; of more, those outside the masks are 0."""
BAND_VALUES = 2**20
"""Pixels of the picture's grid that are worked on at once."""


class Settings(Frozen):
    """Hyper-parameters of the embedded segmenter (chosen on the tune parts of the packs)."""

    background: float = Field(
        default=0.28, ge=0, le=1, description="Seed value of the background; maps peak at 1."
    )
    outside: float = Field(
        default=0.3, ge=0, le=1, description="What is left of a map outside the boxes."
    )
    smoothness: float = Field(
        default=6.0, ge=0, description="Cost of a border in flat colour, in nats (graph cut)."
    )
    person_margin: float = Field(
        default=1.0, ge=1, le=3, description="View of a person's cut, as a part of its circle."
    )
    things: bool = Field(
        default=True, description="Take boxes of the objects network for those of whole things."
    )
    box_prior: float = Field(
        default=0.5, ge=0, le=1, description="Least seed value in the middle of a box."
    )
    open_ground: float = Field(
        default=0.4, ge=0, le=1, description="Seed value of the background outside all boxes."
    )
    cut_side: int = Field(
        default=256, ge=16, le=2048, description="Long side of the graph cut's grid, in pixels."
    )


class EmbeddedSegmenter:
    """Masks for prompts; see the module's docstring. Constructing loads nothing."""

    Settings = Settings

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        others = (OBJECTS, PEOPLE, CUTTER) if settings.things else (PEOPLE, CUTTER)
        self.info = backend_info("segmenter", "graph_cut", *others)

    def segment(self, image: Image, prompts: Sequence[Prompt]) -> Cutout:
        """Cut the prompted things out; see `tools.segmenter.Segmenter`.

        Where N x H x W is above `MOST_VALUES`, logits that would be below 0 are 0, so that memory
        grows with the masks, not with the number of prompts; masks and scores stay the same.
        """
        if not prompts:
            return Cutout(np.zeros((0, image.height, image.width), np.float32), np.zeros(0, "f4"))
        pyramid = network().pyramid(image)
        prompts = [_clipped(prompt, image) for prompt in prompts]
        groups = _groups(prompts)
        seeds = self._seeds(image, pyramid, prompts, groups)
        certain = _certain(pyramid.grid_hw, image, prompts, groups)
        rows = features(pyramid.texture, image.pixels)
        labels = spread(rows, seeds.reshape(len(seeds), -1), certain.reshape(-1))
        size = _cut_size(image, self.settings.cut_side)
        probability = resize(labels.reshape(seeds.shape), size)
        colour = lab_colour(image.pixels, size)
        winner = cut(probability, colour, self.settings.smoothness)
        return _cutout(image, prompts, groups, probability, winner)

    def segment_all(self, image: Image) -> NDArray[np.bool_]:
        """Cut everything out; see `tools.segment_all.AutoSegmenter`."""
        return regions(image)

    def _seeds(
        self, image: Image, pyramid: Pyramid, prompts: Sequence[Prompt], groups: list[list[int]]
    ) -> Array:
        """(1 + groups, G, F) float32 in [0, 1]: the background, then one map a group."""
        phrases = tuple(prompts[group[0]].phrase for group in groups)
        maps = maps_of(image, phrases)
        grid = pyramid.grid_hw
        out = np.full((len(groups) + 1, *grid), self.settings.background, np.float32)
        free = np.ones(grid, np.bool_)
        for row, group in enumerate(groups):
            boxes = [prompts[index].box for index in group]
            inside = _inside(boxes, grid, image)
            if means_people(phrases[row]):
                seed = self._people(image, boxes, grid)
            elif phrases[row] and maps.activation[row].max() > 0:
                seed = maps.activation[row]
            else:
                points = [point for index in group for point in prompts[index].points]
                seed = _likeness(pyramid, image, points, boxes)
            whole = self._whole(boxes, image, phrases[row])
            if whole and not means_people(phrases[row]):
                raised = raised_in_boxes(seed, whole, image, self.settings.box_prior)
                seed = np.maximum(seed, raised)
            # A box around a whole thing ends it; one around a map's telling part does not.
            outside = 0.0 if len(whole) == len(boxes) else self.settings.outside
            out[row + 1] = seed * np.where(inside, 1.0, outside)
            free &= ~inside
        out[0][free] = self.settings.open_ground
        return out

    def _whole(self, boxes: list[list[float]], image: Image, phrase: str) -> list[list[float]]:
        """Those of the boxes that the objects network drew, around whole things."""
        if not self.settings.things or not phrase:
            return []
        if means_people(phrase):
            drawn = [person.box for person, _ in trusted_people(image)]
        else:
            finds = things_of(image, (phrase,))[0]
            drawn = [thing.box for thing in finds if thing.score >= LEAST_WHOLE]
        return [box for box in boxes if any(box_iou(box, own) > SAME_BOX for own in drawn)]

    def _people(self, image: Image, boxes: list[list[float]], grid: tuple[int, int]) -> Array:
        soft = np.zeros((image.height, image.width), np.float32)
        for box in boxes:
            view = person_view(image, box, self.settings.person_margin, things=self.settings.things)
            np.maximum(soft, person_cut(image, view), out=soft)
        return resize(soft[None], grid)[0]


def _groups(prompts: Sequence[Prompt]) -> list[list[int]]:
    """Prompts of one phrase are one class; a prompt without a phrase is a class of its own."""
    by_phrase: dict[str, list[int]] = {}
    for index, prompt in enumerate(prompts):
        by_phrase.setdefault(prompt.phrase or f"\0{index}", []).append(index)
    return list(by_phrase.values())


def _clipped(prompt: Prompt, image: Image) -> Prompt:
    x0, y0, x1, y1 = prompt.box
    return Prompt(
        box=[
            min(max(x0, 0.0), float(image.width)),
            min(max(y0, 0.0), float(image.height)),
            min(max(x1, 0.0), float(image.width)),
            min(max(y1, 0.0), float(image.height)),
        ],
        points=[
            [min(max(x, 0.0), image.width - 1.0), min(max(y, 0.0), image.height - 1.0)]
            for x, y in prompt.points
        ],
        phrase=prompt.phrase,
    )


def _inside(boxes: list[list[float]], grid_hw: tuple[int, int], image: Image) -> NDArray[np.bool_]:
    out = np.zeros(grid_hw, np.bool_)
    sx, sy = grid_hw[1] / image.width, grid_hw[0] / image.height
    for x0, y0, x1, y1 in boxes:
        top, bottom = int(y0 * sy), int(np.ceil(y1 * sy))
        left, right = int(x0 * sx), int(np.ceil(x1 * sx))
        out[max(0, top) : max(0, bottom), max(0, left) : max(0, right)] = True
    return out


def _certain(
    grid_hw: tuple[int, int], image: Image, prompts: Sequence[Prompt], groups: list[list[int]]
) -> NDArray[np.int64]:
    """(G, F) int64: the group (from 1) whose point lies in a cell, else -1."""
    out = np.full(grid_hw, -1, np.int64)
    for row, group in enumerate(groups):
        for index in group:
            for x, y in prompts[index].points:
                column = min(grid_hw[1] - 1, max(0, int(x / image.width * grid_hw[1])))
                line = min(grid_hw[0] - 1, max(0, int(y / image.height * grid_hw[0])))
                out[line, column] = row + 1
    return out


def _likeness(
    pyramid: Pyramid, image: Image, points: list[list[float]], boxes: list[list[float]]
) -> Array:
    """How much each cell's texture is like that around the points and in the middle of the boxes.

    Returns:
        (G, F) float32 in [0, 1], maximum 1; zeros for empty boxes without points.
    """
    depth, high, wide = pyramid.texture.shape
    cells = pyramid.texture.reshape(depth, -1)
    reach = POINT_REACH
    around = [[x - reach, y - reach, x + reach, y + reach] for x, y in points]
    telling = _inside([*around, *(_middle(box) for box in boxes)], (high, wide), image)
    if not telling.any():
        return np.zeros((high, wide), np.float32)
    model = cells[:, telling.reshape(-1)].mean(axis=1)
    norm = np.linalg.norm(cells, axis=0) * np.linalg.norm(model) + 1e-6
    return unit_peak((cells.T @ model / norm).reshape(high, wide).astype(np.float32))


def _middle(box: list[float]) -> list[float]:
    """The middle half of a box."""
    x0, y0, x1, y1 = box
    dx, dy = (x1 - x0) / 4, (y1 - y0) / 4
    return [x0 + dx, y0 + dy, x1 - dx, y1 - dy]


def _cut_size(image: Image, long_side: int) -> tuple[int, int]:
    scale = min(1.0, long_side / max(image.height, image.width))
    return max(1, round(image.height * scale)), max(1, round(image.width * scale))


def _cutout(
    image: Image,
    prompts: Sequence[Prompt],
    groups: list[list[int]],
    probability: Array,
    winner: NDArray[np.int64],
) -> Cutout:
    """Each prompt's share of its class: the pixels whose best box is its own."""
    shape = (len(prompts), image.height, image.width)
    lean = math.prod(shape) > MOST_VALUES
    logits: Array = sparse_zeros(shape, np.float32) if lean else np.empty(shape, np.float32)
    for row, group in enumerate(groups):
        boxes = [prompts[index].box for index in group]
        for rows, odds in _log_odds(probability[row + 1], winner == row + 1, shape[1:]):
            owner = nearest_box(boxes, rows, image.width)
            for position, index in enumerate(group):
                own = owner == position
                if lean:
                    own &= odds > 0
                    logits[index, rows][own] = odds[own]
                else:
                    logits[index, rows] = np.where(own, odds, np.minimum(odds, -0.01))
    return Cutout(logits, np.array([_trust(each) for each in logits], np.float32))


def _trust(logits: Array) -> float:
    """Mean probability of a mask's pixels; 0 for an empty mask."""
    soft = logits[logits > 0]
    if not soft.size:
        return 0.0
    # In place: a mask may be as large as a picture of 100 million pixels.
    np.negative(soft, out=soft)
    np.exp(soft, out=soft)
    soft += 1
    np.divide(1, soft, out=soft)
    return float(soft.mean())


def _log_odds(
    probability: Array, won: NDArray[np.bool_], size_hw: tuple[int, int]
) -> Iterator[tuple[slice, Array]]:
    """Log odds of a class on the picture's grid, above 0 where the cut gave it the pixel.

    Yields:
        some rows of the picture, from the top, and their (rows, W) float32.
    """
    sure = np.clip(probability, 1e-3, 1 - 1e-3)
    odds = _bounded(np.log(sure / (1 - sure)), won, 0.05)
    # The cut decides the sign; resizing the signed values smooths its steps.
    sign = np.where(won, 1.0, -1.0)
    high, wide = size_hw
    tall = resize(np.stack([sign, odds]).astype(np.float32), (high, won.shape[1]))
    step = max(1, BAND_VALUES // wide)
    for top in range(0, high, step):
        rows = slice(top, min(high, top + step))
        band_sign, band = resize(tall[:, rows], (rows.stop - top, wide))
        yield rows, _bounded(band, band_sign > 0, 0.01)


def _bounded(odds: Array, positive: NDArray[np.bool_], least: float) -> Array:
    """Odds at least `least` where they are to be positive, at most -`least` elsewhere."""
    return np.where(positive, np.maximum(odds, least), np.minimum(odds, -least))


def nearest_box(boxes: list[list[float]], rows: slice, width: int) -> NDArray[np.int32]:
    """The box that a pixel lies deepest in, or nearest to, in units of the box's size.

    Args:
        boxes: at least one.
        rows: of the picture.
        width: of the picture.

    Returns:
        (rows, W); the first of equally near boxes.
    """
    ys = (np.arange(int(rows.start), int(rows.stop)) + 0.5)[:, None]
    xs = (np.arange(width) + 0.5)[None]
    owner = np.zeros((rows.stop - rows.start, width), np.int32)
    nearest = np.full(owner.shape, np.inf)
    for index, (x0, y0, x1, y1) in enumerate(boxes):
        distance = np.maximum(
            np.abs(xs - (x0 + x1) / 2) / max(x1 - x0, 1),
            np.abs(ys - (y0 + y1) / 2) / max(y1 - y0, 1),
        )
        owner[distance < nearest] = index
        np.minimum(nearest, distance, out=nearest)
    return owner
