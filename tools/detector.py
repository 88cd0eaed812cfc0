"""`detect`: where in the picture a phrase is (llm_refinement.txt, sections 3.1 and 3.4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pydantic import Field

from .base import BackendInfo, Frozen, Tool
from .image import Image, ImageStore
from .segment import Box, Point


class Input(Frozen):
    """What to look for in which picture."""

    image_id: str = Field(description="SHA-256 of the image's pixels, as a result names it.")
    phrases: list[str] = Field(min_length=1, description="Noun phrases to look for.")
    n_points: int = Field(
        default=20, ge=0, description="How many of the most probable points to return per box."
    )


class Detection(Frozen):
    """One box that answers to a phrase.

    Attributes:
        phrase: the words that the detector answers with; not always one of those asked for.
        score: in [0, 1].
        box: pixels of the image, x1 and y1 exclusive.
        points: (x, y) of the most probable detection points inside the box, best first.
    """

    phrase: str
    score: float = Field(ge=0, le=1)
    box: Box
    points: list[Point] = Field(default_factory=list[Point])


class Output(Frozen):
    """What was found, best first."""

    detections: list[Detection] = Field(default_factory=list[Detection])


class Detector(Protocol):
    """What a detection backend must do."""

    info: BackendInfo

    def detect(self, image: Image, phrases: Sequence[str], n_points: int) -> list[Detection]:
        """Find the phrases.

        Args:
            image: the picture.
            phrases: what to look for; none of them empty.
            n_points: at most so many points per box, taken where the phrase is most probable.

        Returns:
            detections in falling order of score; empty where nothing is found.
        """
        ...


DESCRIPTION = "Find things in a picture by noun phrases; answers with boxes, scores and points."


def build(backend: Detector, images: ImageStore) -> Tool[Input, Output]:
    """The tool over a backend; pictures are looked up in `images` by their id."""

    def run(ask: Input) -> Output:
        image = images.get(ask.image_id)
        return Output(detections=backend.detect(image, ask.phrases, ask.n_points))

    return Tool("detect", DESCRIPTION, Input, Output, run, backend.info)
