"""`caption`: one sentence about the picture (llm_refinement.txt, section 3.2)."""

from __future__ import annotations

from typing import Protocol

from pydantic import Field

from .base import BackendInfo, Frozen, Tool
from .image import Image, ImageStore


class Input(Frozen):
    """Which picture."""

    image_id: str = Field(description="SHA-256 of the image's pixels, as a result names it.")


class Output(Frozen):
    """One sentence; empty where the backend cannot say anything."""

    caption: str = ""


class Captioner(Protocol):
    """What a captioning backend must do."""

    info: BackendInfo

    def caption(self, image: Image) -> str:
        """One English sentence about the picture."""
        ...


DESCRIPTION = "Describe a picture in one sentence."


def build(backend: Captioner, images: ImageStore) -> Tool[Input, Output]:
    """The tool over a backend; pictures are looked up in `images` by their id."""

    def run(ask: Input) -> Output:
        return Output(caption=backend.caption(images.get(ask.image_id)))

    return Tool("caption", DESCRIPTION, Input, Output, run, backend.info)
