"""The embedded detector: boxes and points from peaks of multi-scale class maps.

A phrase is in the picture if windows of several scales say so; it is where its class map, spread to
what looks alike (`self_training.py`), beats the background and the other phrases: one box for each
connected part that windows confirm. People come from their own detector.
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
from ..mask import iou, tight_box
from .class_maps import ClassMaps, resize
from .evidence import maps_of, trusted_people
from .network import backend_info, network
from .people import is_person, people
from .self_training import features, spread

Array = NDArray[np.float32]


SAME_PERSON = 0.5
"""Cuts that overlap more (IoU) are of one person, whose face and shoulders were found apart."""
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
        default=0.8, ge=0, le=1, description="Part of a rival's presence that a phrase needs."
    )
    person_threshold: float = Field(
        default=0.5, ge=0, le=1, description="Least trust in a found person."
    )
    person_margin: float = Field(
        default=1.25, ge=1, le=3, description="View of a person's cut, as a part of its circle."
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
        self.info = backend_info("detector", "class_maps")

    def detect(self, image: Image, phrases: Sequence[str], n_points: int) -> list[Detection]:
        """Find the phrases; see `tools.detector.Detector`."""
        asked = tuple(dict.fromkeys(phrases))
        if not asked:
            return []
        maps = maps_of(image, asked)
        found: list[Detection] = []
        present = [
            row
            for row, phrase in enumerate(asked)
            if maps.presence[row] >= self._least(maps.members[row]) and not is_person(phrase)
        ]
        present = self._without_shadows(maps, present)
        areas = self._areas(image, maps, present)
        for row, area in zip(present, areas, strict=True):
            found += self._things(image, asked[row], maps, row, area, n_points=n_points)
        for phrase in asked:
            if is_person(phrase):
                found += self._people(image, phrase, n_points)
        return sorted(found, key=lambda d: (-d.score, d.phrase, d.box))

    def _least(self, members: float) -> float:
        return self.settings.presence + self.settings.breadth * (members / BROADEST) ** 0.5

    def _without_shadows(self, maps: ClassMaps, present: list[int]) -> list[int]:
        """Drop phrases that only follow a surer one: a cow's shape also stirs sheep and horse."""
        kept: list[int] = []
        for row in sorted(present, key=lambda row: -float(maps.presence[row])):
            rivals = [r for r in kept if _alike(maps, row, r) >= self.settings.shadow]
            least = self.settings.shadow_share * max(
                (float(maps.presence[r]) for r in rivals), default=0.0
            )
            if maps.presence[row] >= least:
                kept.append(row)
        return sorted(kept)

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
        n_points: int,
    ) -> list[Detection]:
        from scipy import ndimage  # pyright: ignore[reportMissingTypeStubs]

        activation = maps.activation[row]
        labels, count = cast(Any, ndimage).label(area)
        found: list[Detection] = []
        for index in range(1, count + 1):
            part: NDArray[np.bool_] = labels == index
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
        masks: list[NDArray[np.bool_]] = []
        for person, trust in trusted_people(image):
            if trust < self.settings.person_threshold or len(found) >= self.settings.max_boxes:
                break
            soft = people().cut(image, person.view(self.settings.person_margin))
            mask = soft > 0.5
            if not mask.any() or any(iou(mask, other) > SAME_PERSON for other in masks):
                continue
            masks.append(mask)
            cells = resize(soft[None], (max(1, image.height // 8), max(1, image.width // 8)))[0]
            found.append(
                Detection(
                    phrase=phrase,
                    score=min(1.0, trust),
                    box=tight_box(mask),
                    points=_top_points(cells, n_points, image),
                )
            )
        return found


def _alike(maps: ClassMaps, a: int, b: int) -> float:
    """Correlation of two maps over the picture."""
    one, two = (maps.activation[row].reshape(-1) for row in (a, b))
    one, two = one - one.mean(), two - two.mean()
    return float(one @ two / max(1e-9, float(np.linalg.norm(one) * np.linalg.norm(two))))


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
