"""What every backend on a ViT CLIP has to know: which model, from where, on what."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from ..base import BackendInfo, Frozen
from .load import FILES, revision_of, shared_clip

if TYPE_CHECKING:
    from .load import Clip

Template = Annotated[str, Field(pattern=r"\{\}")]
"""A text with a `{}` where a query goes."""


class ClipSettings(Frozen):
    """Which model; a backend's own settings add to it."""

    model: str = Field(default="ViT-B-16", description="open_clip's name of the model.")
    checkpoint: str = Field(
        default="openai",
        description="Path of a weights file, a tag of open_clip's, or empty for random weights.",
    )
    device: str = Field(default="cpu", description='"cpu", "cuda:0" or "mps".')
    half: bool = Field(default=False, description="Compute in float16 (not on a CPU).")
    quick_gelu: bool | None = Field(
        default=None, description="OpenAI's activation; left out, the names tell."
    )

    def load(self) -> Clip:
        """The model, loaded once for all backends that name the same."""
        return shared_clip(self.model, self.checkpoint, self.device, self.half, self.quick_gelu)

    def info(self, role: str, name: str) -> BackendInfo:
        """Provenance; reads a checkpoint's file, but loads nothing.

        Raises:
            InputError: no such file.
        """
        licence = "as the checkpoint's" if Path(self.checkpoint).suffix in FILES else "MIT"
        revision = revision_of(self.model, self.checkpoint)
        return BackendInfo(role=role, name=name, revision=revision, licence=licence)
