"""Class embeddings: a text said in many ways, averaged.

Source: contrastive_concepts.txt, appendix 6.1 (ImageNet's prompts, no other words for a class).
"""

# Neither open_clip nor torch has types throughout.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Literal

import numpy as np

from .batched import Batched
from .text import Array, unit

if TYPE_CHECKING:
    import torch

    from .load import Clip

TemplateSet = Literal["imagenet", "a", "photo"]
"""The 80 of ImageNet; "a {}"; "a photo of a {}.", GEM's."""

KEPT = 4096


@cache
def templates_of(name: TemplateSet) -> tuple[str, ...]:
    """The templates of a set, each with a `{}` where the text goes."""
    if name == "a":
        return ("a {}",)
    if name == "photo":
        return ("a photo of a {}.",)
    from open_clip import OPENAI_IMAGENET_TEMPLATES

    return tuple(str(template("{}")) for template in OPENAI_IMAGENET_TEMPLATES)


class ClassEmbeddings:
    """Embeddings of texts under one set of templates; the last `KEPT` are remembered.

    Args:
        clip: the model.
        templates: how each text is said.
    """

    def __init__(self, clip: Clip, templates: TemplateSet) -> None:
        self._clip = clip
        self._templates = templates_of(templates)
        self._kept: Batched[str, Array] = Batched(KEPT)

    def of(self, texts: Sequence[str]) -> torch.Tensor:
        """Embed texts; those that are not known yet go through the model together.

        Args:
            texts: N words or phrases, N at least 1.

        Returns:
            (N, D) float32 on the model's device, rows of length 1: the mean of the normalised
            embeddings of a text in each template, normalised.
        """
        import torch

        rows = np.stack(self._kept.get(texts, self._make))
        return torch.from_numpy(rows).to(self._clip.device)

    def _make(self, texts: list[str]) -> list[Array]:
        each = unit(self._clip.texts.embed(texts, self._templates))  # (templates, N, D)
        return list(unit(each.mean(axis=0)))
