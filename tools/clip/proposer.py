"""The ViT CLIP's proposer: Grad-CAM for each query, spread by class-aware affinity (CLIP-ES).

What a picture answers to a text is kept, so a later step of the recurrence, with fewer queries,
costs a softmax and a matrix product.

Source: clip_as_rnn.txt, section 3.3 and appendix B; reference.md, section 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from ...errors import InputError
from ..embedded.recent import Recent
from ..image import Image
from ..proposer import Proposal
from ..texts import as_written
from .affinity import Affinity, affinity_of, boxes_around, spread
from .batched import Batched
from .cam import (
    AUTHORS_EPS,
    Gradients,
    Parity,
    authors_directions,
    class_directions,
    class_maps,
    log_sum_exp,
    normalised,
    softmax,
)
from .features import Features, features_of
from .settings import ClipSettings, Template
from .text import ORIGAMI, RAW, worded
from .text_space import ClipTexts

if TYPE_CHECKING:
    from .load import Clip

Array = NDArray[np.float32]

PICTURES = 2
"""Pictures whose gradients are kept."""
TEXTS = 1024
"""Texts whose gradients are kept for each of them."""


class Settings(ClipSettings):
    """Hyper-parameters of the proposer."""

    method: Literal["grad_cam", "clip_es"] = Field(
        default="clip_es", description="Plain Grad-CAM, or refined by class-aware affinity (CAA)."
    )
    lam: float = Field(
        default=0.4, ge=0, le=1, description="lambda: part of a map's peak that makes CAA's boxes."
    )
    t: int = Field(
        default=1,
        ge=0,
        le=6,
        description="t of equation 8: the affinity's power; with parity = reference, how often it "
        "is squared.",
    )
    max_tokens: int = Field(
        default=2048, ge=1, le=8192, description="Patches above which a picture is read smaller."
    )
    query_template: Template = Field(default=ORIGAMI, description="How a query is worded.")
    background_template: Template = Field(
        default=ORIGAMI, description="How a background text is worded."
    )
    parity: Parity = Field(
        default="paper",
        description="reference: raw names at step 0, positions rounded to float16, an empty map is "
        "made again without the background, as the authors' code does.",
    )


class ClipProposer:
    """Maps for queries; see the module's docstring. Constructing loads nothing.

    Raises:
        InputError: there is no such checkpoint.
    """

    Settings = Settings

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.info = settings.info("proposer", "clip")
        self.texts = ClipTexts(settings)
        self._pictures: Recent[str, _Picture] = Recent(PICTURES)

    def propose(
        self, image: Image, queries: Sequence[str], background: Sequence[str], step: int = 0
    ) -> Proposal:
        """Draw a soft mask for each query; see `tools.proposer.Proposer`.

        Raises:
            InputError: there are no queries, or the model or device is not there.
            MissingError: the weights are not on this machine.
            ToolError: the checkpoint is no ViT CLIP.
        """
        if not queries:
            raise InputError("queries", "there are none", "give at least one text")
        queries = [as_written(query) for query in queries]
        picture = self._pictures.get(image.key, lambda: self._look(image))
        plain = self.settings.parity == "reference" and step == 0
        template = RAW if plain else self.settings.query_template
        words = [worded(template, query) for query in queries]
        behind = tuple(worded(self.settings.background_template, text) for text in background)
        maps, shares = self._activate(picture, words, behind)
        if self.settings.method == "clip_es":
            maps = self._refine(picture, maps)
        return Proposal(maps, shares.astype(np.float32), picture.notes)

    def _look(self, image: Image) -> _Picture:
        clip = self.settings.load()
        rounded = self.settings.parity == "reference"
        features = features_of(clip, image, self.settings.max_tokens, rounded)
        return _Picture(clip, image, features)

    def _activate(
        self, picture: _Picture, words: list[str], behind: tuple[str, ...]
    ) -> tuple[Array, NDArray[np.float64]]:
        """Class activation in [0, 1], (N, h, w), and the queries' shares, (N,)."""
        rivals: list[str | tuple[str, ...]] = [*words, behind] if behind else [*words]
        logits, pulls = picture.answers(rivals)
        count = len(words)
        if self.settings.parity == "paper":
            maps = normalised(picture.maps(class_directions(pulls, logits, count)))
        else:
            maps = self._authors_maps(picture, pulls, logits, count)
        return maps, softmax(logits)[:count]

    def _authors_maps(
        self, picture: _Picture, pulls: Array, logits: NDArray[np.float64], count: int
    ) -> Array:
        """Maps of the authors' size and, where one is empty, the authors' second try."""
        scale = picture.clip.logit_scale
        maps = picture.maps(authors_directions(pulls, logits, count, scale))
        empty = maps.max(axis=(1, 2)) == 0
        if empty.any():
            alone = authors_directions(pulls[:count], logits[:count], count, scale)
            maps = np.where(empty[:, None, None], picture.maps(alone), maps)
        return normalised(normalised(maps, AUTHORS_EPS), AUTHORS_EPS)

    def _refine(self, picture: _Picture, maps: Array) -> Array:
        boxes = boxes_around(maps, self.settings.lam)
        if self.settings.parity == "paper":
            # In a grid of one row or column the authors' boxes hold nothing.
            boxes[~boxes.any(axis=(1, 2))] = True
            return normalised(spread(maps, boxes, picture.affinity, self.settings.t))
        squared = 2**self.settings.t
        return normalised(spread(maps, boxes, picture.affinity, squared), AUTHORS_EPS)


class _Picture:
    """A picture's answers to texts, each worked out once."""

    def __init__(self, clip: Clip, image: Image, features: Features) -> None:
        self.clip = clip
        self.notes = _notes(image, features, clip.patch)
        self._features = features
        self._gradients = Gradients(clip, features)
        self._pulls: Batched[str | tuple[str, ...], Array] = Batched(TEXTS)

    def answers(self, rivals: Sequence[str | tuple[str, ...]]) -> tuple[NDArray[np.float64], Array]:
        """Logits (K,) and gradients (K, D) of texts; texts in a tuple count as one together."""
        logits = np.array([self._logit(each) for each in rivals])
        pulls = self._pulls.get(
            rivals,
            lambda missing: list(self._gradients.pulls(np.stack([*map(self._aim, missing)]))),
        )
        return logits, np.stack(pulls)

    def maps(self, directions: Array) -> Array:
        """Class activation along each direction, (N, h, w), not normalised."""
        return class_maps(self._gradients.activations, directions, self._features.grid_hw)

    @cached_property
    def affinity(self) -> Affinity:
        """The picture's affinity, (n, n)."""
        return affinity_of(self._features.attention)

    def _scaled(self, texts: str | tuple[str, ...]) -> tuple[Array, NDArray[np.float64]]:
        """Directions of one or more texts, (B, E), and their scaled cosines, (B,)."""
        rows = self.clip.texts.directions([texts] if isinstance(texts, str) else texts, RAW)
        return rows, self.clip.logit_scale * (rows.astype(np.float64) @ self._gradients.embedding)

    def _logit(self, texts: str | tuple[str, ...]) -> float:
        return log_sum_exp(self._scaled(texts)[1])

    def _aim(self, texts: str | tuple[str, ...]) -> Array:
        """The direction whose gradient stands for the texts: their mean, by their shares."""
        rows, logits = self._scaled(texts)
        return (softmax(logits) @ rows).astype(np.float32)


def _notes(image: Image, features: Features, patch: int) -> tuple[str, ...]:
    whole = tuple(-(-side // patch) for side in (image.height, image.width))
    if features.grid_hw == whole:
        return ()
    return (f"read at {features.size_hw[1]} x {features.size_hw[0]} pixels",)
