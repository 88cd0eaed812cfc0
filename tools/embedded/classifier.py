"""The embedded classifier: what EfficientNet sees in a picture with a mask pointed out.

ImageNet's classes give each query a probability that need not be shared out: where none of its
classes is seen, a query has nothing, though it be the only one (`shared` = false; the paper's
softmax over the queries gives a single query always 1). People and everyday things are vouched for
by the networks that know them, where a find lies under the mask.

Source: clip_as_rnn.txt, section 3.4.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from ..base import Frozen
from ..image import Image
from ..mask import tight_box
from ..texts import words_of
from ..visual_prompts import VisualPrompt, draw
from .evidence import part_within, things_of, trusted_people
from .network import backend_info, network, resized
from .objects import WEIGHTS as OBJECTS
from .people import CUTTER
from .people import DETECTOR as PEOPLE
from .people_words import means_people
from .recent import Recent
from .texts import members_of

Array = NDArray[np.float32]
Masks = NDArray[np.bool_]

SIDE = 260
"""Long side of a prompted picture, what the network was trained on."""
MARGIN = 0.2
"""Of a cropped view around the mask's box, as a part of the box's longer side."""
LEAST_VIEW = 0.5
"""Least side of a cropped view, as a part of the picture's long side: a patch of a cat's fur alone
is taken for a dog's."""
UNDER = 0.5
"""Part of a find's box that lies in the mask's box, or the other way round."""


class Settings(Frozen):
    """Hyper-parameters of the embedded classifier (chosen on the tune parts of the packs)."""

    prompts: list[VisualPrompt] = Field(
        default_factory=lambda: ["blur"], description="Visual prompts (appendix C)."
    )
    crop: bool = Field(default=True, description="Show the mask's surroundings only, not all.")
    kinship: float = Field(
        default=0.5, ge=0, le=1,
        description="ImageNet classes count for a query above this weight; up to .5 they are only "
        "the nearest there are.",
    )  # fmt: skip
    shared: bool = Field(
        default=False, description="Share each mask out among the queries (the paper's softmax)."
    )
    contrast: list[str] = Field(
        default_factory=list[str], description="Words that compete for ImageNet's classes besides."
    )
    things: bool = Field(default=True, description="Let the objects network vouch for its words.")
    people: bool = Field(default=True, description="Let the people networks vouch for people.")


class EmbeddedClassifier:
    """Words for masks; see the module's docstring. Constructing loads nothing."""

    Settings = Settings

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        others = (OBJECTS,) if settings.things else ()
        people = (PEOPLE, CUTTER) if settings.people else ()
        self.info = backend_info("classifier", "efficientnet", *others, *people)
        self._seen: Recent[tuple[str, bytes], Array] = Recent(256)

    def score(self, image: Image, masks: Masks, queries: Sequence[str]) -> Array:
        """Compare masks with queries; see `tools.classifier.Classifier`."""
        texts = (*queries, *self.settings.contrast)
        members = members_of(texts)[: len(queries)]
        members = np.where(members > self.settings.kinship, members, np.float32(0))
        rows = [self._look(image, mask) for mask in masks]
        shares = np.array([members @ row for row in rows], np.float32)
        shares = shares.reshape(len(masks), len(queries))
        for column, query in enumerate(queries):
            for row, mask in enumerate(masks):
                vouched = self._vouched(image, mask, query)
                shares[row, column] = max(shares[row, column], vouched)
        if self.settings.shared:
            shares = shares / np.maximum(shares.sum(axis=1, keepdims=True), 1e-6)
        return np.clip(shares, 0, 1)

    def _look(self, image: Image, mask: NDArray[np.bool_]) -> Array:
        """(1000,) class probabilities of the prompted picture; looked at once."""
        key = (image.key, np.packbits(mask).tobytes())
        return self._seen.get(key, lambda: self._glance(image, mask))

    def _glance(self, image: Image, mask: NDArray[np.bool_]) -> Array:
        pixels = image.pixels
        if mask.any():
            pixels = draw(pixels, mask, self.settings.prompts)
            if self.settings.crop:
                x0, y0, x1, y1 = _around(mask)
                pixels = pixels[y0:y1, x0:x1]
        view = resized(pixels, SIDE)
        return network().glance(np.stack([view, view[..., ::-1]])).mean(axis=0)

    def _vouched(self, image: Image, mask: NDArray[np.bool_], query: str) -> float:
        """The best find of the query's words under the mask, in [0, 1]; 0 for none."""
        if not mask.any():
            return 0.0
        x0, y0, x1, y1 = tight_box(mask)
        own = (x0, y0, x1, y1)
        words = words_of(query)
        finds: list[tuple[tuple[float, float, float, float], float]] = []
        if any(map(means_people, words)):
            if self.settings.people:
                people = trusted_people(image, things=self.settings.things)
                finds = [(person.box, trust) for person, trust in people]
        elif self.settings.things:
            found = [thing for word in words for thing in things_of(image, (word,))[0]]
            finds = [(thing.box, thing.score) for thing in found]
        under = [
            trust
            for box, trust in finds
            if part_within(box, own) > UNDER or part_within(own, box) > UNDER
        ]
        return float(max(under, default=0.0))


def _around(mask: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """The mask's box with a margin, at least a part of the picture, within it."""
    x0, y0, x1, y1 = (round(v) for v in tight_box(mask))
    high, wide = mask.shape
    margin = round(MARGIN * max(x1 - x0, y1 - y0))
    least = round(LEAST_VIEW * max(high, wide))
    across, down = max(margin, (least - x1 + x0) // 2), max(margin, (least - y1 + y0) // 2)
    return max(0, x0 - across), max(0, y0 - down), min(wide, x1 + across), min(high, y1 + down)
