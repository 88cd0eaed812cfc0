"""The embedded detector: boxes and points from peaks of multi-scale class maps.

A phrase is in the picture if windows of several scales say so, or the objects network (where it has
a word for it). It is in the boxes of that network, and where its class map, spread to what looks
alike (`self_training.py`), beats the background and the other phrases: one box for each connected
part that windows confirm. People have evidence of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from ..base import Frozen
from ..detector import Detection
from ..image import Image
from ..mask import box_iou, tight_box
from ..resize import resize
from .class_maps import ClassMaps
from .evidence import maps_of, part_within, person_cut, things_of, trusted_people
from .network import backend_info, network
from .objects import WEIGHTS as OBJECTS
from .objects import Box, Thing
from .people import CUTTER
from .people import DETECTOR as PEOPLE
from .people_words import means_people
from .self_training import features, spread

Array = NDArray[np.float32]


SAME_PERSON = 0.7
"""A box that lies in a surer one by more than this part is of one person, found twice."""
BOXED = 0.3
"""A part of a map that lies by more than this in found boxes is no further thing."""
BROADEST = 118
"""Breeds of dog in ImageNet."""


class Settings(Frozen):
    """Hyper-parameters of the embedded detector (chosen on the tune parts of the packs)."""

    presence: float = Field(
        default=0.04, ge=0, le=1, description="Least window probability of a phrase in the picture."
    )
    breadth: float = Field(
        default=0.2, ge=0, le=1,
        description="What a phrase with as many classes as dog (118) needs on top, by the square "
        "root of their number: the more classes a phrase gathers, the more noise.",
    )  # fmt: skip
    box_threshold: float = Field(
        default=0.04, ge=0, le=1, description="Least window probability inside a box."
    )
    background: float = Field(
        default=0.28, ge=0, le=1, description="Seed value of the background; maps peak at 1."
    )
    shadow: float = Field(
        default=0.7, ge=-1, le=1, description="Correlation of maps that makes two phrases rivals."
    )
    shadow_share: float = Field(
        default=0.8, ge=0, le=1, description="Part of how sure a rival is that a phrase needs."
    )
    things: bool = Field(
        default=True, description="Ask the objects network too, where it has a word for a phrase."
    )
    thing_threshold: float = Field(
        default=0.5, ge=0, le=2,
        description="Least sum of a phrase's best find and what its windows have over their least.",
    )  # fmt: skip
    thing_weight: float = Field(
        default=0.8, ge=0, le=1, description="Weight of the find beside the windows, among rivals."
    )
    thing_box: float = Field(default=0.3, ge=0, le=1, description="Least score of a find's box.")
    thing_share: float = Field(
        default=0.5, ge=0, le=1, description="Part of the best find's score that a box needs."
    )
    rival_iou: float = Field(
        default=0.5,
        ge=0,
        le=1,
        description="Overlap (IoU) with a surer phrase's box that ends a box.",
    )
    person_threshold: float = Field(
        default=0.57, ge=0, le=1, description="Least trust in a found person."
    )
    person_margin: float = Field(
        default=1.0, ge=1, le=3, description="View of a person's cut, as a part of its circle."
    )
    margin: float = Field(
        default=0.1, ge=0, le=1, description="By how much of its size a box is widened."
    )
    least_area: float = Field(
        default=0.002, ge=0, le=1, description="Least part of the picture for one of several boxes."
    )
    max_boxes: int = Field(default=12, ge=1, description="Most boxes a phrase.")


class EmbeddedDetector:
    """Boxes for phrases; see the module's docstring. Constructing loads nothing."""

    Settings = Settings

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        others = (OBJECTS, PEOPLE, CUTTER) if settings.things else (PEOPLE, CUTTER)
        self.info = backend_info("detector", "class_maps", *others)

    def detect(self, image: Image, phrases: Sequence[str], n_points: int) -> list[Detection]:
        """Find the phrases; see `tools.detector.Detector`."""
        asked = tuple(dict.fromkeys(phrases))
        if not asked:
            return []
        maps = maps_of(image, asked)
        things: list[list[Thing]] = [[] for _ in asked]
        if self.settings.things:
            things = things_of(image, asked)
        found: list[Detection] = []
        sure = self._sure(maps, things)
        present = [
            row
            for row, phrase in enumerate(asked)
            if self._is_there(maps, things[row], row) and not means_people(phrase)
        ]
        present = self._without_shadows(maps, sure, present)
        things = self._boxes(things, sure, present)
        areas = self._areas(image, maps, present)
        for row, area in zip(present, areas, strict=True):
            found += self._things(
                image, asked[row], maps, row, area, things=things[row], n_points=n_points
            )
        for phrase in asked:
            if means_people(phrase):
                found += self._people(image, phrase, n_points)
        return sorted(found, key=lambda d: (-d.score, d.phrase, d.box))

    def _least(self, members: float) -> float:
        return self.settings.presence + self.settings.breadth * (members / BROADEST) ** 0.5

    def _is_there(self, maps: ClassMaps, things: list[Thing], row: int) -> bool:
        surplus = float(maps.presence[row] - self._least(maps.members[row]))
        if not things:
            return surplus >= 0
        return things[0].score + surplus >= self.settings.thing_threshold

    def _sure(self, maps: ClassMaps, things: list[list[Thing]]) -> list[float]:
        """For each phrase how sure it is, to be compared among rivals."""
        weight = self.settings.thing_weight
        return [
            (1 - weight) * float(presence) + weight * finds[0].score if finds else float(presence)
            for presence, finds in zip(maps.presence, things, strict=True)
        ]

    def _without_shadows(self, maps: ClassMaps, sure: list[float], present: list[int]) -> list[int]:
        """Drop phrases that only follow a surer one: a cow's shape also stirs sheep and horse."""
        kept: list[int] = []
        for row in sorted(present, key=lambda row: -sure[row]):
            rivals = [r for r in kept if _alike(maps, row, r) >= self.settings.shadow]
            least = self.settings.shadow_share * max((sure[r] for r in rivals), default=0.0)
            if sure[row] >= least:
                kept.append(row)
        return sorted(kept)

    def _boxes(
        self, things: list[list[Thing]], sure: list[float], present: list[int]
    ) -> list[list[Thing]]:
        """Of the finds those to trust; of several on one thing the one whose phrase is surest."""
        out: list[list[Thing]] = [[] for _ in things]
        taken: list[Thing] = []
        for row in sorted(present, key=lambda row: -sure[row]):
            if not things[row]:
                continue
            least = max(self.settings.thing_box, self.settings.thing_share * things[row][0].score)
            out[row] = [
                thing
                for thing in things[row]
                if thing.score >= least
                and all(box_iou(thing.box, other.box) < self.settings.rival_iou for other in taken)
            ]
            taken += out[row]
        return out

    def _areas(self, image: Image, maps: ClassMaps, present: list[int]) -> list[NDArray[np.bool_]]:
        """For each phrase the cells of the texture grid that it wins."""
        if not present:
            return []
        ground = np.full((1, *maps.activation.shape[1:]), self.settings.background, np.float32)
        seeds = np.concatenate([ground, maps.activation[present]])
        rows = features(network().pyramid(image).texture, image.pixels)
        winner = spread(rows, seeds.reshape(len(seeds), -1)).argmax(axis=0)
        winner = winner.reshape(seeds.shape[1:])
        return [winner == index + 1 for index in range(len(present))]

    def _things(
        self,
        image: Image,
        phrase: str,
        maps: ClassMaps,
        row: int,
        area: NDArray[np.bool_],
        *,
        things: list[Thing],
        n_points: int,
    ) -> list[Detection]:
        from scipy import ndimage  # pyright: ignore[reportMissingTypeStubs]

        activation = maps.activation[row]
        labels, count = cast(Any, ndimage).label(area)
        found: list[Detection] = []
        boxed = np.zeros(area.shape, np.bool_)
        for thing in things:
            inside = _cells(thing.box, area.shape, image)
            boxed |= inside
            points = _top_points(np.where(inside & area, activation, -1), n_points, image)
            box = [round(v, 2) for v in thing.box]
            found.append(Detection(phrase=phrase, score=thing.score, box=box, points=points))
        for index in range(1, count + 1):
            part: NDArray[np.bool_] = labels == index
            if (part & boxed).sum() > BOXED * part.sum():
                continue
            if part.mean() < self.settings.least_area and count > 1:
                continue
            inside = maps.probability[:, row][:, part]  # (S, cells)
            score = float(inside.max(axis=1).mean())
            if score < self.settings.box_threshold:
                continue
            box = _to_pixels(tight_box(part), area.shape, image)
            points = _top_points(np.where(part, activation, -1), n_points, image)
            found.append(
                Detection(
                    phrase=phrase,
                    score=min(1.0, score),
                    box=_widened(box, self.settings.margin, image),
                    points=points,
                )
            )
        found.sort(key=lambda d: -d.score)
        return found[: self.settings.max_boxes]

    def _people(self, image: Image, phrase: str, n_points: int) -> list[Detection]:
        found: list[Detection] = []
        boxes: list[Box] = []
        for person, trust in trusted_people(image, things=self.settings.things):
            if trust < self.settings.person_threshold or len(found) >= self.settings.max_boxes:
                break
            if any(part_within(person.box, other) > SAME_PERSON for other in boxes):
                continue
            soft = person_cut(image, person.view(self.settings.person_margin))
            grid = (max(1, image.height // 8), max(1, image.width // 8))
            cells = np.where(_cells(person.box, grid, image), resize(soft[None], grid)[0], 0)
            if not (cells > 0.5).any():
                continue
            boxes.append(person.box)
            found.append(
                Detection(
                    phrase=phrase,
                    score=trust,
                    box=_widened(list(person.box), 0, image),
                    points=_top_points(cells, n_points, image),
                )
            )
        return found


def _alike(maps: ClassMaps, a: int, b: int) -> float:
    """Correlation of two maps over the picture."""
    one, two = (maps.activation[row].reshape(-1) for row in (a, b))
    one, two = one - one.mean(), two - two.mean()
    return float(one @ two / max(1e-9, float(np.linalg.norm(one) * np.linalg.norm(two))))


def _cells(box: Box, grid_hw: tuple[int, int], image: Image) -> NDArray[np.bool_]:
    """(G, F) bool: the cells whose centres lie in a box."""
    ys = (np.arange(grid_hw[0]) + 0.5) / grid_hw[0] * image.height
    xs = (np.arange(grid_hw[1]) + 0.5) / grid_hw[1] * image.width
    down = (ys >= box[1]) & (ys < box[3])
    across = (xs >= box[0]) & (xs < box[2])
    return down[:, None] & across[None]


def _to_pixels(box: list[float], grid_hw: tuple[int, int], image: Image) -> list[float]:
    sx, sy = image.width / grid_hw[1], image.height / grid_hw[0]
    return [box[0] * sx, box[1] * sy, box[2] * sx, box[3] * sy]


def _widened(box: list[float], margin: float, image: Image) -> list[float]:
    dx, dy = (box[2] - box[0]) * margin, (box[3] - box[1]) * margin
    return [
        round(max(0.0, box[0] - dx), 2),
        round(max(0.0, box[1] - dy), 2),
        round(min(float(image.width), box[2] + dx), 2),
        round(min(float(image.height), box[3] + dy), 2),
    ]


def _top_points(values: Array, n_points: int, image: Image) -> list[list[float]]:
    """Centres of the cells with the highest positive values, best first, as (x, y) pixels."""
    flat = values.reshape(-1)
    order = np.argsort(-flat, kind="stable")[:n_points]
    high, wide = values.shape
    points: list[list[float]] = []
    for cell in order:
        if flat[cell] <= 0:
            break
        y, x = divmod(int(cell), wide)
        points.append(
            [round((x + 0.5) * image.width / wide, 2), round((y + 0.5) * image.height / high, 2)]
        )
    return points
