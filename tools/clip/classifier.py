"""The ViT CLIP's classifier: what it sees in a picture with a mask pointed out.

Each prompted picture is encoded once for all templates, and again only where its mask changes.

Source: clip_as_rnn.txt, section 3.3 and appendix C; reference.md, section 1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from ...errors import InputError
from ..image import Image
from ..texts import as_written
from ..visual_prompts import VisualPrompt, draw
from .batched import Batched
from .cam import Parity, softmax
from .settings import ClipSettings, Template
from .text import SEMANTIC, unit
from .views import View, embeddings, square

Array = NDArray[np.float32]
Masks = NDArray[np.bool_]

KEPT = 2048
"""Prompted pictures whose embeddings are kept."""


class Settings(ClipSettings):
    """Hyper-parameters of the classifier."""

    model: str = Field(default="ViT-L-14", description="open_clip's name of the model.")
    prompts: list[VisualPrompt] = Field(
        default_factory=lambda: ["circle", "blur"],
        description="Visual prompts, all in one picture (appendix C).",
    )
    templates: list[Template] = Field(
        default_factory=lambda: list(SEMANTIC),
        min_length=1,
        description="How a query is worded; cosines are averaged.",
    )
    view: View = Field(
        default="centre",
        description="What the model sees: the central square (CLIP's own preprocessing, which "
        "hides what lies outside), or the whole picture squashed.",
    )
    parity: Parity = Field(
        default="paper",
        description="reference: the last block is skipped, and a softmax for each template is "
        "summed and goes through a softmax again, as in the authors' code.",
    )


class ClipClassifier:
    """Words for masks; see the module's docstring. Constructing loads nothing.

    Raises:
        InputError: there is no such checkpoint.
    """

    Settings = Settings

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.info = settings.info("classifier", "clip")
        self._kept: Batched[tuple[str, str], Array] = Batched(KEPT)

    def score(self, image: Image, masks: Masks, queries: Sequence[str]) -> Array:
        """Compare each mask with each query; see `tools.classifier.Classifier`.

        Raises:
            InputError: masks of another shape or type, no queries, or the model or device is not
                there.
            MissingError: the weights are not on this machine.
            ToolError: the checkpoint is no ViT CLIP.
        """
        _check(image, masks, queries)
        queries = [as_written(query) for query in queries]
        if not len(masks):
            return np.zeros((0, len(queries)), np.float32)
        clip = self.settings.load()
        texts = unit(clip.texts.embed(queries, self.settings.templates))  # (T, N, E)
        seen = unit(self.embed(image, masks))  # (M, E)
        logits = clip.logit_scale * np.einsum("me,tne->tmn", seen.astype(np.float64), texts)
        return self._shares(logits).astype(np.float32)

    def embed(self, image: Image, masks: Masks) -> Array:
        """What the model makes of the picture with each mask pointed out.

        Args:
            image: the picture.
            masks: (M, H, W) bool, image grid; an empty one leaves the picture as it is.

        Returns:
            (M, E) float32, not normalised.
        """
        keys = [(image.key, _bits(mask)) for mask in masks]
        by_key = dict(zip(keys, masks, strict=True))

        def encode(missing: list[tuple[str, str]]) -> list[Array]:
            return list(self._encode(image, [by_key[key] for key in missing]))

        return np.stack(self._kept.get(keys, encode))

    def _encode(self, image: Image, masks: Sequence[Masks]) -> Array:
        clip = self.settings.load()
        settings = self.settings
        pictures = [
            square(draw(image.pixels, mask, settings.prompts), clip.side, settings.view)
            for mask in masks
        ]
        authors = settings.parity == "reference"
        return embeddings(clip, np.stack(pictures), skip_last=authors, half_table=authors)

    def _shares(self, logits: NDArray[np.float64]) -> NDArray[np.float64]:
        """(T, M, N) scaled cosines of each template to (M, N) shares of the queries."""
        if self.settings.parity == "paper" or len(logits) == 1:
            return softmax(logits.mean(axis=0))
        return softmax(softmax(logits).sum(axis=0))


def _bits(mask: Masks) -> str:
    return hashlib.sha256(np.packbits(mask).tobytes()).hexdigest()


def _check(image: Image, masks: Masks, queries: Sequence[str]) -> None:
    size = (image.height, image.width)
    if masks.ndim != 3 or masks.shape[1:] != size or masks.dtype != np.bool_:
        got = f"{masks.shape} {masks.dtype}"
        raise InputError("masks", f"expected (M, {size[0]}, {size[1]}) bool, got {got}")
    if not queries:
        raise InputError("queries", "there are none", "give at least one text")
