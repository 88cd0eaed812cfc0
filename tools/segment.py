"""Segments: a mask with a label, a score, a box and where it came from."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from .base import Frozen
from .mask import Rle

Box = Annotated[list[float], Field(min_length=4, max_length=4)]
"""(x0, y0, x1, y1) in pixels of the image, x1 and y1 exclusive."""

Point = Annotated[list[float], Field(min_length=2, max_length=2)]
"""(x, y) in pixels of the image."""


class Segment(Frozen):
    """One found thing.

    Attributes:
        label: the class, query or caption.
        score: in [0, 1].
        box: (x0, y0, x1, y1) in pixels, x1 and y1 exclusive; tight around the mask.
        area: number of pixels of the mask.
        mask: COCO run-length encoding on the image grid.
        source: where it came from: the phrase that the detector answered to, and its box.
    """

    label: str
    score: float = Field(ge=0, le=1)
    box: Box
    area: int = Field(ge=0)
    mask: Rle
    source: dict[str, str | float | Box | list[Point]] = Field(default_factory=dict)
