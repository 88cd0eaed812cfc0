"""Class embeddings: a text said in many ways, averaged.

Source: contrastive_concepts.txt, appendix 6.1 (ImageNet's prompts, no other words for a class).
"""

# Neither open_clip nor torch has types throughout.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from .load import Clip

if TYPE_CHECKING:
    import torch

TemplateSet = Literal["imagenet", "a", "photo"]
"""The 80 of ImageNet; "a {}"; "a photo of a {}.", GEM's."""

CHUNK = 512
"""Texts in one pass, so that memory stays bounded."""
KEPT = 4096


def worded(text: str, templates: TemplateSet) -> list[str]:
    """A text in every template of a set."""
    if templates == "a":
        return [f"a {text}"]
    if templates == "photo":
        return [f"a photo of a {text}."]
    from open_clip import OPENAI_IMAGENET_TEMPLATES

    return [template(text) for template in OPENAI_IMAGENET_TEMPLATES]


def encode_texts(clip: Clip, texts: Sequence[str]) -> torch.Tensor:
    """CLIP's embeddings of texts.

    Tokens after the longest text's end are cut off; attention is causal, so nothing changes.

    Returns:
        (N, D), on the model's device, not normalised.
    """
    import torch

    model: Any = clip.model
    tokens: torch.Tensor = clip.tokenize(list(texts)).to(clip.device)
    ends = tokens.argmax(dim=-1)
    length = int(ends.max()) + 1
    place = model.positional_embedding[:length]
    x = model.token_embedding(tokens[:, :length]).to(place.dtype) + place
    x = model.transformer(x, attn_mask=model.attn_mask[:length, :length])
    last = model.ln_final(x)[torch.arange(len(x), device=x.device), ends]
    return last @ model.text_projection


class ClassEmbeddings:
    """Embeddings of texts under one set of templates; safe to share between threads.

    Args:
        clip: the model.
        templates: how each text is said.
    """

    def __init__(self, clip: Clip, templates: TemplateSet) -> None:
        self._clip = clip
        self._templates: TemplateSet = templates
        self._lock = threading.Lock()
        self._known: OrderedDict[str, torch.Tensor] = OrderedDict()

    def of(self, texts: Sequence[str]) -> torch.Tensor:
        """Embed texts; those that are not known yet go through the model together.

        Args:
            texts: N words or phrases, N at least 1.

        Returns:
            (N, D) float32 with rows of length 1: the mean of the normalised embeddings of a text in
            each template, normalised.
        """
        import torch

        with self._lock:
            new = [text for text in dict.fromkeys(texts) if text not in self._known]
            if new:
                self._known.update(zip(new, self._embed(new), strict=True))
            for text in texts:
                self._known.move_to_end(text)
            rows = torch.stack([self._known[text] for text in texts])
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return rows

    def _embed(self, texts: Sequence[str]) -> torch.Tensor:
        import torch
        from torch.nn.functional import normalize

        lines = [line for text in texts for line in worded(text, self._templates)]
        with torch.inference_mode():
            parts = [
                encode_texts(self._clip, lines[start : start + CHUNK]).float()
                for start in range(0, len(lines), CHUNK)
            ]
            each = normalize(torch.cat(parts), dim=-1)  # (texts * templates, D)
            return normalize(each.unflatten(0, (len(texts), -1)).mean(dim=1), dim=-1)
