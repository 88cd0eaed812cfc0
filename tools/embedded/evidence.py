"""Everything the embedded backends know about some phrases in one picture.

ImageNet phrases have class maps; some phrases have boxes from the objects network besides; phrases
for people have the finds of both people detectors. Detector and segmenter share this, so what one
finds the other can cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..image import Image
from ..mask import box_iou, tight_box
from ..resize import resize
from .class_maps import ClassMaps, class_maps, windows
from .concepts import concept_space, membership
from .network import Pyramid, network
from .objects import LABELS, SAME, Box, Thing, label_owners, objects
from .people import Person, people
from .people_words import means_people
from .recent import Recent

ANIMAL_SCALE = 512
ANIMAL_WINDOW = 5
ANIMAL = 0.6
"""Probability of an animal from which a pixel is no person's."""
POSED_MARGIN = 1.25
"""View of a person whom only the people detector found, as a part of its circle."""
SECONDED = 0.35
"""What the people detector's full trust adds to a box of the objects network."""
WITHIN = 0.5
"""Part of the people detector's box that must lie in the other's."""

Array = NDArray[np.float32]


def maps_of(image: Image, phrases: tuple[str, ...]) -> ClassMaps:
    """Class maps of phrases that compete with one another; people among them get empty rows."""
    return _maps.get((image.key, phrases), lambda: _maps_of(image, phrases))


def _maps_of(image: Image, phrases: tuple[str, ...]) -> ClassMaps:
    members = membership(phrases)
    for row, phrase in enumerate(phrases):
        if means_people(phrase):
            members[row] = 0
    return class_maps(network().pyramid(image), members)


_maps: Recent[tuple[str, tuple[str, ...]], ClassMaps] = Recent(32)


def things_of(image: Image, phrases: tuple[str, ...]) -> list[list[Thing]]:
    """For each phrase what the objects network finds of it, best first; no people."""
    owners = label_owners(phrases)
    out: list[list[Thing]] = [[] for _ in phrases]
    for thing in objects().find(image):
        row = owners[thing.label]
        if row < 0 or LABELS[thing.label] == "person" or means_people(phrases[row]):
            continue
        # Several labels may stand for one phrase and see one thing ("desk" and "table").
        if all(box_iou(thing.box, other.box) < SAME for other in out[row]):
            out[row].append(thing)
    return out


def raised_in_boxes(
    maps: Array, boxes: Sequence[Sequence[float]], image: Image, prior: float
) -> Array:
    """A map with its peak in each box raised to 1, over a bump in the middle of the box.

    Args:
        maps: (G, F) float32 in [0, 1].
        boxes: around whole things, pixels.
        image: the picture.
        prior: height of the bump, in [0, 1].

    Returns:
        (G, F) float32 in [0, 1]; 0 outside the boxes.
    """
    out = np.zeros_like(maps)
    high, wide = maps.shape
    ys, xs = np.mgrid[:high, :wide] + 0.5
    for box in boxes:
        x0, x1 = (v / image.width * wide for v in (box[0], box[2]))
        y0, y1 = (v / image.height * high for v in (box[1], box[3]))
        u = np.abs(xs - (x0 + x1) / 2) / max(0.5, (x1 - x0) / 2)
        v = np.abs(ys - (y0 + y1) / 2) / max(0.5, (y1 - y0) / 2)
        own = maps * (np.maximum(u, v) <= 1)
        own = own / max(1e-6, float(own.max()))
        bump = np.clip(1 - np.maximum(u, v) ** 2, 0, 1)
        out = np.maximum(out, np.maximum(own, prior * bump))
    return out.astype(np.float32)


def trusted_people(image: Image, *, things: bool = True) -> list[tuple[Person, float]]:
    """People with the trust in each, best first.

    The objects network draws boxes around whole people; the people detector, which takes a salient
    animal for a person at times, is asked for a second opinion. Without `things` it stands alone,
    trusted as far as no animal is seen there.
    """
    pyramid = network().pyramid(image)
    if not things:
        return pyramid.once("posed people", lambda: _posed(image, pyramid))
    return pyramid.once("people", lambda: _trusted(image))


def _posed(image: Image, pyramid: Pyramid) -> list[tuple[Person, float]]:
    finds = people().find(image)
    if not finds:
        return []
    animal = _animals_in(pyramid)
    out: list[tuple[Person, float]] = []
    for person in finds:
        trust = person.score * (1 - _mean_in(animal, person.box, image))
        wide = replace(person, radius=person.radius * POSED_MARGIN)
        mask = person_cut(image, wide.view(1.0)) > 0.5
        if mask.any():
            x0, y0, x1, y1 = tight_box(mask)
            out.append((replace(wide, box=(x0, y0, x1, y1)), trust))
    return sorted(out, key=lambda pair: -pair[1])


def _trusted(image: Image) -> list[tuple[Person, float]]:
    whole = [thing for thing in objects().find(image) if LABELS[thing.label] == "person"]
    posed = people().find(image) if whole else []
    out: list[tuple[Person, float]] = []
    for thing in whole:
        seconded = [p.score for p in posed if part_within(p.box, thing.box) > WITHIN]
        trust = min(1.0, thing.score + SECONDED * max(seconded, default=0.0))
        out.append((_whole(thing, trust), trust))
    return sorted(out, key=lambda pair: -pair[1])


def _whole(thing: Thing, trust: float) -> Person:
    x0, y0, x1, y1 = thing.box
    return Person(
        score=trust,
        centre=((x0 + x1) / 2, (y0 + y1) / 2),
        radius=max(1.0, max(x1 - x0, y1 - y0) / 2),
        box=thing.box,
    )


def part_within(inner: Box, outer: Box) -> float:
    """The part of a box that lies in another."""
    wide = min(inner[2], outer[2]) - max(inner[0], outer[0])
    high = min(inner[3], outer[3]) - max(inner[1], outer[1])
    area = (inner[2] - inner[0]) * (inner[3] - inner[1])
    return max(0.0, wide) * max(0.0, high) / max(area, 1e-6)


def person_view(image: Image, box: list[float], margin: float, *, things: bool = True) -> Box:
    """The square through which to cut the person in a box.

    A box that belongs to a find has that find's own view, so that detector and segmenter see the
    same; any other has the square around it.
    """
    best, view = 0.5, None
    for person, _ in trusted_people(image, things=things):
        overlap = box_iou(person.box, box)
        if overlap > best:
            best, view = overlap, person.view(margin)
    if view is None:
        half = max(box[2] - box[0], box[3] - box[1]) * margin / 2
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        view = (x - half, y - half, x + half, y + half)
    return view


def person_cut(image: Image, view: Box) -> Array:
    """(H, W) float32 in [0, 1]: how surely each pixel is a person and no animal.

    The cutter keeps whatever stands out in the view; a horse under its rider does.
    """
    soft = people().cut(image, view)
    animal = _animals_in(network().pyramid(image))
    return np.where(resize(animal[None], soft.shape)[0] > ANIMAL, np.float32(0), soft)


@lru_cache(maxsize=1)
def _animals() -> list[int]:
    space = concept_space()
    return space.kinds_of(space.graph.senses("animal")[0])


def _animals_in(pyramid: Pyramid) -> Array:
    return pyramid.once("animals", lambda: _animal_map(pyramid))


def _animal_map(pyramid: Pyramid) -> Array:
    """(h, w) float32 in [0, 1]: probability that a small window shows an animal."""
    summed = windows(pyramid, ANIMAL_SCALE, ANIMAL_WINDOW)[_animals()].sum(axis=0)
    _, high, wide = pyramid.scores[ANIMAL_SCALE].shape
    return resize(summed[None], (high, wide))[0]


def _mean_in(values: Array, box: Box, image: Image) -> float:
    high, wide = values.shape
    x0, x1 = (int(v / image.width * wide) for v in (box[0], box[2]))
    y0, y1 = (int(v / image.height * high) for v in (box[1], box[3]))
    part = values[max(0, y0) : max(1, y1 + 1), max(0, x0) : max(1, x1 + 1)]
    return float(part.mean()) if part.size else 1.0
