"""`tag`: which things are in the picture (llm_refinement.txt, section 3.2)."""

from __future__ import annotations

from typing import Protocol

from pydantic import Field

from .base import BackendInfo, Frozen, Tool
from .image import Image, ImageStore


class Input(Frozen):
    """Which picture."""

    image_id: str = Field(description="SHA-256 of the image's pixels, as a result names it.")


class Tag(Frozen):
    """One word for something in the picture, with a score in [0, 1]."""

    name: str
    score: float = Field(ge=0, le=1)


class Output(Frozen):
    """Tags, best first."""

    tags: list[Tag] = Field(default_factory=list[Tag])


class Tagger(Protocol):
    """What a recognition backend must do."""

    info: BackendInfo

    def tag(self, image: Image) -> list[Tag]:
        """Common nouns for what is in the picture, best first; empty where it is sure of none."""
        ...


DESCRIPTION = "Name the things in a picture with common nouns."


def build(backend: Tagger, images: ImageStore) -> Tool[Input, Output]:
    """The tool over a backend; pictures are looked up in `images` by their id."""

    def run(ask: Input) -> Output:
        return Output(tags=backend.tag(images.get(ask.image_id)))

    return Tool("tag", DESCRIPTION, Input, Output, run, backend.info)
