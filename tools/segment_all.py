"""`segment_all`: masks of everything in a picture, without being asked for anything.

What SAM's automatic mask generator does (clip_as_rnn.txt, section 3.4 uses it to match masks).
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from .base import BackendInfo, Frozen, Tool
from .image import Image, ImageStore
from .mask import Rle, encode


class Input(Frozen):
    """Which picture."""

    image_id: str = Field(description="SHA-256 of the image's pixels, as a result names it.")


class Output(Frozen):
    """Masks that may overlap, largest first."""

    masks: list[Rle]


class AutoSegmenter(Protocol):
    """What a segmenter that needs no prompts must do."""

    info: BackendInfo

    def segment_all(self, image: Image) -> NDArray[np.bool_]:
        """Cut a picture into everything that holds together.

        Args:
            image: the picture.

        Returns:
            (M, H, W) bool, masks at several grains that may overlap, largest first; M at least 1.
        """
        ...


DESCRIPTION = "Cut a picture into everything that holds together, unnamed, coarse and fine."


def build(backend: AutoSegmenter, images: ImageStore) -> Tool[Input, Output]:
    """The tool over a backend; pictures are looked up in `images` by their id."""

    def run(ask: Input) -> Output:
        masks = backend.segment_all(images.get(ask.image_id))
        return Output(masks=[encode(mask) for mask in masks])

    return Tool("segment_all", DESCRIPTION, Input, Output, run, backend.info)
