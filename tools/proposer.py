"""`propose`: a soft mask for each query, before anybody asks whether it is there.

Source: clip_as_rnn.txt, section 3.3 (f, the mask proposal generator), and the dense methods of
contrastive_concepts.txt, section 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from .base import BackendInfo, Frozen, Tool
from .image import Image, ImageStore
from .mask import Rle, encode
from .resize import resize

Maps = NDArray[np.float32]


class Input(Frozen):
    """Which words to look for in which picture."""

    image_id: str = Field(description="SHA-256 of the image's pixels, as a result names it.")
    queries: list[str] = Field(min_length=1, description="Words to look for.")
    background: list[str] = Field(
        default_factory=list[str], description="Words whose places are nobody's."
    )
    eta: float = Field(default=0.4, ge=0, le=1, description="A mask is where its map is above.")


class Output(Frozen):
    """One mask for each query, in the order of the queries."""

    masks: list[Rle]
    scores: list[float]


@dataclass(frozen=True)
class Proposal:
    """What a proposal backend returns, one row for each query.

    Attributes:
        maps: (N, h, w) float32 in [0, 1] on a grid that covers the whole picture; cell (i, j) is
            the picture's part from i / h to (i + 1) / h and j / w to (j + 1) / w.
        scores: (N,) float32 in [0, 1]: the share of each query in the softmax over queries and
            background for the whole picture.
        notes: what a person should know ("read at 1024 x 768 pixels").
    """

    maps: Maps
    scores: NDArray[np.float32]
    notes: tuple[str, ...] = ()


class Proposer(Protocol):
    """What a proposal backend must do."""

    info: BackendInfo

    def propose(
        self, image: Image, queries: Sequence[str], background: Sequence[str], step: int = 0
    ) -> Proposal:
        """Draw a soft mask for each query.

        Args:
            image: the picture.
            queries: N texts that compete with one another, N at least 1.
            background: texts that compete with the queries and get no map; may be empty.
            step: which step of the recurrence asks, from 0 (the authors' code words its texts
                otherwise after the first).

        Returns:
            N maps, also for queries that are not in the picture.
        """
        ...


DESCRIPTION = "Draw a soft mask for each of some words in a picture, wherever they may be."


def build(backend: Proposer, images: ImageStore) -> Tool[Input, Output]:
    """The tool over a backend; pictures are looked up in `images` by their id."""

    def run(ask: Input) -> Output:
        image = images.get(ask.image_id)
        found = backend.propose(image, ask.queries, ask.background)
        full = resize(found.maps, (image.height, image.width))
        masks = [encode(row > ask.eta) for row in full]
        return Output(masks=masks, scores=[float(score) for score in found.scores])

    return Tool("propose", DESCRIPTION, Input, Output, run, backend.info)
