"""`segment`: a mask from a box, points and words (llm_refinement.txt, section 3.4)."""

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
from .segment import Box, Point


class Prompt(Frozen):
    """What a person or a detector points at.

    Attributes:
        box: pixels of the image, x1 and y1 exclusive.
        points: (x, y) that lie on the thing; may be empty.
        phrase: the thing's name, for segmenters that understand words; others ignore it.
    """

    box: Box = Field(description="(x0, y0, x1, y1) in pixels, x1 and y1 exclusive.")
    points: list[Point] = Field(
        default_factory=list[Point], description="(x, y) points on the thing."
    )
    phrase: str = Field(default="", description="Its name, for segmenters that understand words.")


class Input(Frozen):
    """Which things to cut out of which picture."""

    image_id: str = Field(description="SHA-256 of the image's pixels, as a result names it.")
    prompts: list[Prompt] = Field(min_length=1, description="One prompt for each thing.")


class Output(Frozen):
    """One mask for each prompt, in the order of the prompts."""

    masks: list[Rle]
    scores: list[float]


@dataclass(frozen=True)
class Cutout:
    """What a segmentation backend returns, one row for each prompt.

    Attributes:
        logits: (N, H, W) float32 on the image grid; the mask is where they are above 0.
        scores: (N,) float32 in [0, 1], the backend's trust in its mask.
    """

    logits: NDArray[np.float32]
    scores: NDArray[np.float32]


class Segmenter(Protocol):
    """What a segmentation backend must do."""

    info: BackendInfo

    def segment(self, image: Image, prompts: Sequence[Prompt]) -> Cutout:
        """Cut the prompted things out.

        Args:
            image: the picture.
            prompts: N of them; boxes and points are clipped to the image.

        Returns:
            logits and scores; N rows, also for prompts that yield an empty mask.
        """
        ...


DESCRIPTION = "Cut things out of a picture; each is given by a box and, if known, points on it."


def build(backend: Segmenter, images: ImageStore) -> Tool[Input, Output]:
    """The tool over a backend; pictures are looked up in `images` by their id."""

    def run(ask: Input) -> Output:
        cut = backend.segment(images.get(ask.image_id), ask.prompts)
        masks = [encode(logits > 0) for logits in cut.logits]
        return Output(masks=masks, scores=[float(score) for score in cut.scores])

    return Tool("segment", DESCRIPTION, Input, Output, run, backend.info)


def points_from_logits(logits: NDArray[np.float32], n_points: int) -> NDArray[np.int64]:
    """The authors' point prompts: the segmenter's own first pass, not the detector.

    All boxes are min-max normalised jointly, cast to uint8, and the highest pixel is taken and
    zeroed `n_points` times; ties go in raster order, and a box whose logits are flat at the joint
    minimum yields (0, 0) every time.

    Args:
        logits: (N, H, W) float32, one first-pass mask a box.
        n_points: how many points per box.

    Returns:
        (N, n_points, 2) int64, as (x, y).

    Source: reference.md, section 3 (the authors' code; `parity = "reference"`).
    """
    count, height, width = logits.shape
    if not logits.size:
        return np.zeros((count, n_points, 2), np.int64)
    low, high = float(logits.min()), float(logits.max())
    span = high - low or 1.0
    grey = ((logits - low) / span * 255).astype(np.uint8).reshape(count, height * width)
    points = np.zeros((count, n_points, 2), np.int64)
    for row in range(count):
        field = grey[row].copy()
        for index in range(n_points):
            best = int(field.argmax())
            points[row, index] = best % width, best // width
            field[best] = 0
    return points
