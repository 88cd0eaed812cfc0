"""Everything the embedded backends know about some phrases in one picture.

ImageNet phrases have class maps; phrases for people have the finds of the people detector, trusted
as far as no animal is seen there. Detector and segmenter share this, so what one finds the other
can cut.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..image import Image
from ..mask import box_iou, tight_box
from .class_maps import ClassMaps, class_maps, resize, windows
from .concepts import concept_space, membership
from .network import Pyramid, network
from .people import Person, is_person, people

ANIMAL_SCALE = 512
ANIMAL_WINDOW = 5

Array = NDArray[np.float32]


def maps_of(image: Image, phrases: tuple[str, ...]) -> ClassMaps:
    """Class maps of phrases that compete with one another; people among them get empty rows."""
    key = (image.key, phrases)
    with _lock:
        found = _maps.get(key)
        if found is not None:
            _maps.move_to_end(key)
            return found
    members = membership(phrases)
    for row, phrase in enumerate(phrases):
        if is_person(phrase):
            members[row] = 0
    found = class_maps(network().pyramid(image), members)
    # Not held while computing: the pyramid has a lock of its own.
    with _lock:
        _maps[key] = found
        _maps.move_to_end(key)
        while len(_maps) > KEPT:
            _maps.popitem(last=False)
    return found


KEPT = 32
_maps: OrderedDict[tuple[str, tuple[str, ...]], ClassMaps] = OrderedDict()
_lock = threading.Lock()


def trusted_people(image: Image) -> list[tuple[Person, float]]:
    """Finds of the people detector with their trust: score x (1 - animal seen there)."""
    pyramid = network().pyramid(image)
    return pyramid.once("people", lambda: _trusted(image, pyramid))


def _trusted(image: Image, pyramid: Pyramid) -> list[tuple[Person, float]]:
    finds = people().find(image)
    if not finds:
        return []
    animal = _animal_map(pyramid)
    out = [(person, person.score * (1 - _mean_in(animal, person.box, image))) for person in finds]
    return sorted(out, key=lambda pair: -pair[1])


def person_view(image: Image, box: list[float], margin: float) -> tuple[float, float, float, float]:
    """The square through which to cut the person in a box.

    A box that belongs to a find has that find's own view, so that detector and segmenter see the
    same; any other has the square around it.
    """
    best, view = 0.5, None
    for person, _ in trusted_people(image):
        found = tight_box(person_mask(image, person, margin))
        overlap = box_iou(found, box)
        if overlap > best:
            best, view = overlap, person.view(margin)
    if view is None:
        half = max(box[2] - box[0], box[3] - box[1]) * margin / 2
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        view = (x - half, y - half, x + half, y + half)
    return view


def person_mask(image: Image, person: Person, margin: float) -> NDArray[np.bool_]:
    """(H, W) bool: a found person, cut out of the square around its circle."""
    return people().cut(image, person.view(margin)) > 0.5


@lru_cache(maxsize=1)
def _animals() -> list[int]:
    space = concept_space()
    return space.kinds_of(space.graph.senses("animal")[0])


def _animal_map(pyramid: Pyramid) -> Array:
    """(h, w) float32 in [0, 1]: probability that a small window shows an animal."""
    summed = windows(pyramid, ANIMAL_SCALE, ANIMAL_WINDOW)[_animals()].sum(axis=0)
    _, high, wide = pyramid.scores[ANIMAL_SCALE].shape
    return resize(summed[None], (high, wide))[0]


def _mean_in(values: Array, box: tuple[float, float, float, float], image: Image) -> float:
    high, wide = values.shape
    x0, x1 = (int(v / image.width * wide) for v in (box[0], box[2]))
    y0, y1 = (int(v / image.height * high) for v in (box[1], box[3]))
    part = values[max(0, y0) : max(1, y1 + 1), max(0, x0) : max(1, x1 + 1)]
    return float(part.mean()) if part.size else 1.0
