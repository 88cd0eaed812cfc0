"""The four dense methods behind one call."""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ...errors import MissingError

if TYPE_CHECKING:
    import torch

    from .load import Clip

Method = Literal["maskclip", "gem", "dinoiser", "tcl"]

FETCH = {
    "dinoiser": "curl -LO https://github.com/wysoczanska/clip_dinoiser/raw/main/checkpoints/last.pt",
    "tcl": "curl -LO https://github.com/kakaobrain/tcl/releases/download/v1.0.0/tcl.pth",
}


@dataclass(frozen=True, eq=False)
class Dense:
    """What a method sees in B pictures.

    Attributes:
        features: (B, D, h, w), in the space of the texts, not normalised.
        saliency: (B, h, w) float32 in [0, 1], foreground above .5; CLIP-DINOiser's alone.
    """

    features: torch.Tensor
    saliency: torch.Tensor | None = None


@dataclass(frozen=True, eq=False)
class Encoder:
    """A method on a loaded tower.

    Attributes:
        read: (B, 3, H, W) normalised pixels, whole patches, to features.
        similarity: cosines to what the similarity rule compares with its threshold.
        mean_std: what each colour of a picture in [0, 1] is normalised with.
    """

    read: Callable[[torch.Tensor], Dense]
    similarity: Callable[[torch.Tensor], torch.Tensor]
    mean_std: tuple[tuple[float, ...], tuple[float, ...]]


def check_head(method: Method, head: str) -> None:
    """Check that a method that needs a file of its own has one named.

    Raises:
        MissingError: it has none; says where to get it.
    """
    if method in FETCH and not head:
        command = f"{FETCH[method]} and name the file as the proposer's head"
        raise MissingError(f"the checkpoint of {method}", command)


def encoder(method: Method, clip: Clip, head: str, gem_depth: int, gamma: float) -> Encoder:
    """A method on a model.

    Args:
        method: which.
        clip: the model.
        head: file of what CLIP-DINOiser or TCL trained; the others need none.
        gem_depth: GEM's depth.
        gamma: CLIP-DINOiser's gamma.

    Raises:
        MissingError: the method needs a file and none is named.
        InputError: there is no such file.
        ToolError: the file does not fit (`bad_weights`).
    """
    check_head(method, head)
    if method == "tcl":
        return _tcl(clip.visual, head)
    read = _reader(method, clip.visual, head, gem_depth, gamma)
    return Encoder(read, lambda cosine: cosine, clip.mean_std)


def _reader(
    method: Method, visual: Any, head: str, gem_depth: int, gamma: float
) -> Callable[[torch.Tensor], Dense]:
    if method == "dinoiser":
        from .dinoiser import dinoiser_features, load_dinoiser

        own = load_dinoiser(head, visual)
        return lambda pixels: Dense(*dinoiser_features(visual, pixels, own, gamma))
    if method == "gem":
        from .gem import gem_features

        return lambda pixels: Dense(gem_features(visual, pixels, gem_depth))
    from .maskclip import maskclip_features

    return lambda pixels: Dense(maskclip_features(visual, pixels))


def _tcl(visual: Any, head: str) -> Encoder:
    from .tcl import MEAN, STD, load_tcl, mask_values, tcl_features

    own = load_tcl(head, visual)
    return Encoder(
        lambda pixels: Dense(tcl_features(visual, pixels, own)),
        lambda cosine: mask_values(cosine, own),
        (MEAN, STD),
    )
