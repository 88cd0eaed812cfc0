"""The dense proposers on a ViT CLIP: MaskCLIP, GEM, CLIP-DINOiser and TCL.

Each gives every patch a feature in the space of the texts; a map is a text's share in the softmax
over all texts there. The picture is read once, window by window, and its features are kept: other
texts then cost a matrix product. Who wins a pixel is for the caller to decide, over queries and
contrastive concepts alike.

Source: contrastive_concepts.txt, sections 3.1 and 4.1, appendix 6.1.
"""

# Neither open_clip nor torch has types throughout.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from pydantic import Field

from ...errors import InputError
from ..base import BackendInfo
from ..embedded.recent import Recent
from ..image import Image
from ..proposer import Proposal
from ..texts import as_written
from . import background as rules
from .encoders import FETCH, Dense, Encoder, Method, check_head, encoder
from .load import revision_of
from .maskclip import alike, probabilities
from .settings import ClipSettings
from .slide import Window, fitted, padded, squashed, stitched, windows
from .templates import ClassEmbeddings, TemplateSet
from .text_space import ClipTexts

if TYPE_CHECKING:
    import torch

    from .load import Clip

BATCH = 4
"""Windows in one pass."""
KEPT = 4
"""Pictures whose features are kept (3 MB each at 448 x 600 pixels, 51 MB with TCL)."""


class Settings(ClipSettings):
    """Hyper-parameters of the dense proposers (contrastive_concepts.txt, appendix 6.1)."""

    method: Method = Field(default="maskclip", description="Whose dense features.")
    head: str = Field(
        default="",
        description="File of what CLIP-DINOiser (beside ViT-B-16 laion2b_s34b_b88k) or TCL (beside "
        "openai) trained; the others have none.",
    )
    templates: TemplateSet = Field(
        default="imagenet", description="How texts are said: 80 ways, 'a {}', 'a photo of a {}.'."
    )
    side: int = Field(default=448, ge=16, le=4096, description="Short side of the picture.")
    longest: int = Field(default=2048, ge=16, le=8192, description="Its long side at most.")
    square: bool = Field(
        default=False, description="Squash the picture to side x side instead (GEM's own way)."
    )
    slide: bool = Field(default=True, description="Read windows, or the whole picture at once.")
    window: int = Field(default=448, ge=16, le=4096, description="Side of a window.")
    stride: int = Field(default=224, ge=1, le=4096, description="From window to window.")
    gem_depth: int = Field(
        default=7, ge=1, description="GEM: the last depth - 1 blocks have the second path."
    )
    gamma: float = Field(
        default=0.2, ge=0, le=1, description="CLIP-DINOiser: least likeness that pools."
    )
    background_rule: Literal["none", "similarity", "normalised", "saliency"] = Field(
        default="none",
        description="What is nobody's: too little similarity (TCL), too small a share (GEM), "
        "uncertain ground (CLIP-DINOiser; never beside contrastive concepts).",
    )
    background_threshold: float | None = Field(
        default=None, ge=0, le=1, description="The rule's threshold; its authors' where not set."
    )


@dataclass(frozen=True, eq=False)
class Loaded:
    """A model with what the method puts on it."""

    clip: Clip
    encode: Encoder
    texts: ClassEmbeddings


@dataclass(frozen=True, eq=False)
class Seen:
    """What is kept of a picture.

    Attributes:
        size_hw: the size at which it was read.
        places: its W windows.
        unit: (W, D, h, w) float32, of length 1 along D.
        saliency: (W, h, w) float32 in [0, 1], CLIP-DINOiser's alone.
    """

    size_hw: tuple[int, int]
    places: list[Window]
    unit: torch.Tensor
    saliency: torch.Tensor | None


class ClipDense:
    """Shares of texts at each pixel; see the module's docstring. Constructing loads nothing.

    Args:
        settings: the hyper-parameters.

    Raises:
        InputError: the background rule does not go with the method, or there is no such checkpoint.
    """

    Settings = Settings

    def __init__(self, settings: Settings) -> None:
        rules.check(settings.background_rule, settings.method, settings.background_threshold)
        self.texts = ClipTexts(settings)
        self.settings = settings
        self.info = _info(settings)
        self._model: Recent[str, Loaded] = Recent(1)
        self._seen: Recent[str, Seen] = Recent(KEPT)

    def propose(
        self, image: Image, queries: Sequence[str], background: Sequence[str], step: int = 0
    ) -> Proposal:
        """Draw a soft mask for each query; see `tools.proposer.Proposer`.

        The maps lie on the grid at which the picture was read (short side 448). Rules for the
        background read the windows' patches and set maps to 0. One query without background words
        has everything, unless a rule takes it away.

        Raises:
            InputError: there are no queries, or the model or device is not there.
            MissingError: the weights, or the method's own, are not on this machine.
            ToolError: a checkpoint does not fit.
        """
        if not queries:
            raise InputError("queries", "there are none", "name at least one")
        queries = [as_written(query) for query in queries]
        import torch

        model = self._model.get("model", self._load)
        seen = self._seen.get(image.key, lambda: self._see(image, model))
        others = [word for word in background if word not in queries]
        rule = self._rule(others)
        with torch.inference_mode():
            share, read = self._shares(seen, model, [*queries, *others], rule)
            rows = torch.cat([share[:, : len(queries)], read], dim=1)
            maps = stitched(rows, seen.places, model.clip.patch, seen.size_hw)
        nobody = rules.nobody(rule, maps[len(queries) :], self._threshold)
        maps = np.where(nobody, np.float32(0), maps[: len(queries)]).clip(0, 1)
        scores = maps.mean(axis=(1, 2), dtype=np.float64).astype(np.float32)
        return Proposal(maps, scores, self._notes(seen, rule))

    def _shares(
        self, seen: Seen, model: Loaded, texts: Sequence[str], rule: rules.Rule
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Each text's share at each patch, (W, T, h, w), and what the rule reads there."""
        cosine = alike(seen.unit, model.texts.of(texts))
        share = probabilities(cosine, model.clip.logit_scale)
        return share, rules.reading(
            rule,
            self._threshold,
            model.encode.similarity,
            cosine=cosine,
            share=share,
            saliency=seen.saliency,
        )

    @property
    def _threshold(self) -> float:
        return rules.threshold(self.settings.background_rule, self.settings.background_threshold)

    def _rule(self, others: Sequence[str]) -> rules.Rule:
        """Saliency knows objects only: beside contrastive concepts it would throw queries away."""
        rule = self.settings.background_rule
        if rule == "saliency" and any(word != "background" for word in others):
            return "none"
        return rule

    def _notes(self, seen: Seen, rule: rules.Rule) -> tuple[str, ...]:
        high, wide = seen.size_hw
        count = len(seen.places)
        note = f"read at {wide} x {high} pixels in {count} window{'s' if count > 1 else ''}"
        if rule != self.settings.background_rule:
            return note, "the saliency rule is off beside contrastive concepts"
        return (note,)

    def _load(self) -> Loaded:
        ask = self.settings
        check_head(ask.method, ask.head)
        clip = ask.load()
        encode = encoder(ask.method, clip, ask.head, ask.gem_depth, ask.gamma)
        return Loaded(clip, encode, ClassEmbeddings(clip, ask.templates))

    def _see(self, image: Image, model: Loaded) -> Seen:
        import torch
        from torch.nn.functional import normalize

        ask = self.settings
        pixels = image.pixels
        pixels = squashed(pixels, ask.side) if ask.square else fitted(pixels, ask.side, ask.longest)
        size = pixels.shape[0], pixels.shape[1]
        places = windows(size, ask.window if ask.slide else max(size), ask.stride)
        found: list[Dense] = []
        with torch.inference_mode():
            for start in range(0, len(places), BATCH):
                batch = _batch(pixels, places[start : start + BATCH], model)
                found.append(model.encode.read(batch))
            unit = normalize(torch.cat([dense.features for dense in found]).float(), dim=1)
            salient = [dense.saliency for dense in found if dense.saliency is not None]
            return Seen(size, places, unit, torch.cat(salient) if salient else None)


def _info(settings: Settings) -> BackendInfo:
    info = settings.info("proposer", "clip_dense")
    if settings.method not in FETCH or not settings.head:
        return info
    head = revision_of(settings.method, settings.head)
    return info.model_copy(update={"revision": f"{info.revision}, {head}"})


def _batch(pixels: Any, places: Sequence[Window], model: Loaded) -> torch.Tensor:
    """Windows as the tower wants them, (W, 3, h, w)."""
    import torch

    cuts = [
        padded(
            pixels[place.y : place.y + place.height, place.x : place.x + place.width],
            model.clip.patch,
        )
        for place in places
    ]
    mean, std = (np.array(value, np.float32) for value in model.encode.mean_std)
    scaled = (np.stack(cuts).astype(np.float32) / 255 - mean) / std
    return torch.from_numpy(scaled.transpose(0, 3, 1, 2).copy()).to(model.clip.visual.proj)
