"""The embedded proposer: Grad-CAM on EfficientNet, refined by what looks alike.

The objects network and the people networks add what ImageNet has no class for, as in the closed-set
detector; without them (`things`, `people`) this is the paper's proposal step on a small network.

Source: clip_as_rnn.txt, section 3.3 and appendix B.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from ..base import Frozen
from ..image import Image
from ..proposer import Proposal
from ..resize import resize
from ..texts import words_of
from .affinity import refined
from .class_maps import unit_peak
from .evidence import person_cut, raised_in_boxes, things_of, trusted_people
from .grad_cam import dense, grad_cam, text_scores
from .network import Pyramid, backend_info, network
from .objects import WEIGHTS as OBJECTS
from .people import CUTTER
from .people import DETECTOR as PEOPLE
from .people_words import means_people
from .texts import members_of

Array = NDArray[np.float32]

LEAST_THING = 0.25
"""Least score of a find of the objects network that lifts a map."""


class Settings(Frozen):
    """Hyper-parameters of the embedded proposer (chosen on the tune parts of the packs)."""

    method: Literal["grad_cam", "clip_es", "maskclip"] = Field(
        default="clip_es",
        description="Plain Grad-CAM, Grad-CAM refined by class-aware affinity (CAA), or, as "
        "MaskCLIP does on a ViT, the classifier read at every cell; for that one switch off "
        "open_vocabulary.recurrence.",
    )
    sharpness: float = Field(
        default=20.0, gt=0, description="What scores are multiplied with before the softmax."
    )
    lam: float = Field(
        default=0.4, ge=0, le=1, description="lambda: part of a map's peak that makes CAA's boxes."
    )
    t: int = Field(default=1, ge=0, le=8, description="How often the affinity is applied (eq. 8).")
    least: float = Field(
        default=0.1, ge=0, le=1, description="maskclip: cells below this probability are nobody's."
    )
    things: bool = Field(default=True, description="Ask the objects network for its 23 words too.")
    people: bool = Field(default=True, description="Ask the people networks for people.")
    box_prior: float = Field(
        default=0.5, ge=0, le=1, description="Least value in the middle of a found thing's box."
    )
    person_margin: float = Field(
        default=1.0, ge=1, le=3, description="View of a person's cut, as a part of its circle."
    )


class EmbeddedProposer:
    """Soft masks for words; see the module's docstring. Constructing loads nothing."""

    Settings = Settings

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        others = (OBJECTS,) if settings.things else ()
        people = (PEOPLE, CUTTER) if settings.people else ()
        self.info = backend_info("proposer", "grad_cam", *others, *people)

    def propose(
        self, image: Image, queries: Sequence[str], background: Sequence[str], step: int = 0
    ) -> Proposal:
        """Draw a soft mask for each query; see `tools.proposer.Proposer`."""
        pyramid = network().pyramid(image)
        members = members_of((*queries, *background))
        maps = pyramid.once(
            ("proposal", self.settings, tuple(queries), tuple(background)),
            lambda: self._maps(image, pyramid, queries, members),
        )
        logits = self.settings.sharpness * text_scores(pyramid, members)
        share = np.exp(logits - logits.max())
        return Proposal(maps, (share / share.sum())[: len(queries)].astype(np.float32))

    def _maps(
        self, image: Image, pyramid: Pyramid, queries: Sequence[str], members: Array
    ) -> Array:
        if self.settings.method == "maskclip":
            maps = dense(pyramid, members)[: len(queries)]
            return np.where(maps < self.settings.least, np.float32(0), maps)
        maps = grad_cam(pyramid, members, len(queries), self.settings.sharpness)
        if self.settings.method == "clip_es":
            maps = refined(pyramid, maps, self.settings.lam, self.settings.t)
        rows = [self._seen(image, query, row) for query, row in zip(queries, maps, strict=True)]
        return np.stack(rows)

    def _seen(self, image: Image, query: str, row: Array) -> Array:
        """The map of a query with what the other networks see of it."""
        words = words_of(query)
        if any(map(means_people, words)):
            if not self.settings.people:
                return row
            # The same for all words for people, of which a query's concepts are full.
            key = ("people map", self.settings.things, self.settings.person_margin)
            pyramid = network().pyramid(image)
            return pyramid.once(key, lambda: self._people(image, pyramid.grid_hw))
        if self.settings.things:
            finds = [find for word in words for find in things_of(image, (word,))[0]]
            boxes = [find.box for find in finds if find.score >= LEAST_THING]
            if boxes:
                raised = raised_in_boxes(row, boxes, image, self.settings.box_prior)
                row = unit_peak(np.maximum(row, raised))
        return row

    def _people(self, image: Image, grid_hw: tuple[int, int]) -> Array:
        soft = np.zeros((image.height, image.width), np.float32)
        for person, _ in trusted_people(image, things=self.settings.things):
            soft = np.maximum(soft, person_cut(image, person.view(self.settings.person_margin)))
        return resize(soft[None], grid_hw)[0]
