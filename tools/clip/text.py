"""Texts as a CLIP reads them: templates, and embeddings that are made once.

Source: reference.md, section 1.A (templates) and 1.B (texts are cut behind their end).
"""

# torch has no types throughout.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .batched import Batched

if TYPE_CHECKING:
    from .load import Clip

Array = NDArray[np.float32]

RAW = "{}"
ORIGAMI = "a clean origami {}."
SIZES = ("small", "medium", "large")
SEMANTIC: tuple[str, ...] = (
    ORIGAMI,
    "a photo of a {}.",
    "This is a photo of a {}",
    "There is a {} in the scene",
    "There is the {} in the scene",
    "a photo of a {} in the scene",
    *(f"a photo of a {size} {{}}." for size in SIZES),
    *(f"This is a photo of a {size} {{}}." for size in SIZES),
    *(f"There is a {size} {{}} in the scene." for size in SIZES),
)
"""The 15 templates of the authors' classifier where it tells classes."""

KEPT = 20_000
TEXTS_AT_ONCE = 256


def worded(template: str, text: str) -> str:
    """A text in a template; `{}` is where it goes, and braces of its own stay."""
    return text.join(template.split("{}"))


class TextEncoder:
    """Embeddings of texts; the last `KEPT` are remembered."""

    def __init__(self, clip: Clip) -> None:
        self._clip = clip
        self._kept: Batched[str, Array] = Batched(KEPT)

    def embed(self, texts: Sequence[str], templates: Sequence[str] = (RAW,)) -> Array:
        """Embed each text in each template.

        Args:
            texts: N of them.
            templates: T of them, each with a `{}`.

        Returns:
            (T, N, E) float32, as they come out of the projection: not normalised.
        """
        asked = [worded(template, text) for template in templates for text in texts]
        rows = self._kept.get(asked, self._make)
        width = int(self._clip.model.text_projection.shape[1])
        return np.array(rows, np.float32).reshape(len(templates), len(texts), width)

    def directions(self, texts: Sequence[str], template: str) -> Array:
        """(N, E) float32 of length 1, each text in one template."""
        return unit(self.embed(texts, (template,))[0])

    def _make(self, texts: list[str]) -> list[Array]:
        import torch

        ids = self._clip.tokenize(texts)
        ends = ids.argmax(dim=1)  # the end token has the highest number
        out: dict[int, Array] = {}
        # Like lengths together: a batch is cut behind the end of its longest text.
        for places in torch.argsort(ends, stable=True).split(TEXTS_AT_ONCE):
            rows = self._forward(ids[places], int(ends[places].max()) + 1)
            out.update(zip(places.tolist(), rows, strict=True))
        return [out[place] for place in range(len(texts))]

    def _forward(self, ids: object, length: int) -> Array:
        """Attention is causal, so what stands behind the end of a text changes nothing."""
        import torch

        model = self._clip.model
        with torch.no_grad():
            ids = torch.as_tensor(ids)[:, :length].to(self._clip.device)
            tokens = model.token_embedding(ids) + model.positional_embedding[:length]
            mask = model.attn_mask[:length, :length]
            tokens = model.ln_final(model.transformer(tokens, attn_mask=mask))
            ends = tokens[torch.arange(len(ids)), ids.argmax(dim=1)]
            return (ends @ model.text_projection).float().cpu().numpy()


def unit(rows: Array) -> Array:
    """(..., E) rows brought to length 1."""
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)
