"""`score`: which of some words fits what a mask shows.

Source: clip_as_rnn.txt, section 3.4 (g, the mask classifier), equations 4 to 6.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from .base import BackendInfo, Frozen, Tool
from .image import Image, ImageStore
from .mask import Rle, decode_all


class Input(Frozen):
    """Which masks to compare with which words."""

    image_id: str = Field(description="SHA-256 of the image's pixels, as a result names it.")
    masks: list[Rle] = Field(min_length=1, description="Masks on the image grid.")
    queries: list[str] = Field(min_length=1, description="Words that compete for each mask.")


class Output(Frozen):
    """For each mask the share of each query, in the orders of the input; rows sum to 1."""

    shares: list[list[float]]


class Classifier(Protocol):
    """What a classifier backend must do."""

    info: BackendInfo

    def score(
        self, image: Image, masks: NDArray[np.bool_], queries: Sequence[str]
    ) -> NDArray[np.float32]:
        """Compare what each mask shows with each query, under visual prompts.

        Args:
            image: the picture.
            masks: (M, H, W) bool, image grid.
            queries: N texts that compete with one another.

        Returns:
            (M, N) float32 in [0, 1], P of equation 4; an empty mask's row tells how the whole
            picture fits.
        """
        ...


DESCRIPTION = "Say which of some words fits what each mask in a picture shows, and how surely."


def build(backend: Classifier, images: ImageStore) -> Tool[Input, Output]:
    """The tool over a backend; pictures are looked up in `images` by their id."""

    def run(ask: Input) -> Output:
        image = images.get(ask.image_id)
        masks = decode_all(ask.masks, (image.height, image.width))
        shares = backend.score(image, masks, ask.queries)
        return Output(shares=[[float(value) for value in row] for row in shares])

    return Tool("score", DESCRIPTION, Input, Output, run, backend.info)
