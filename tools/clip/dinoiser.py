"""CLIP-DINOiser: MaskCLIP's features, pooled over what belongs to one object.

Two convolutions were trained to say from CLIP's own middle features what DINO and FOUND say: which
places belong together (`obj_proj`) and which are foreground (`bkg_decoder`). Neither DINO nor FOUND
is needed to use them.

Source: contrastive_concepts.txt, sections 4.1, 4.2 and appendix 6.1.1; reference.md, section 2.
"""

# Neither open_clip nor torch has types throughout.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import ToolError
from .heads import needed, read_head
from .maskclip import grid_of, grid_size, patch_tokens, projected, through, values_only

if TYPE_CHECKING:
    import torch

LAYER = -3
"""The block after whose second norm the features are read."""
GAMMA = 0.2
"""Places less alike than this do not belong together."""
DELTA = 0.99
"""A place whose best share is less is uncertain; FOUND's word counts there."""

NAMES = {"obj_proj.weight": 4, "obj_proj.bias": 1, "bkg_decoder.weight": 4, "bkg_decoder.bias": 1}


@dataclass(frozen=True, eq=False)
class DinoiserHead:
    """The two convolutions.

    Attributes:
        objects: (256, width, 3, 3) weight and (256,) bias.
        ground: (1, width, 1, 1) weight and (1,) bias; a positive answer is foreground.
    """

    objects: tuple[torch.Tensor, torch.Tensor]
    ground: tuple[torch.Tensor, torch.Tensor]


def load_dinoiser(path: str | Path, visual: Any) -> DinoiserHead:
    """Load the authors' checkpoint (`last.pt`), onto the device and in the precision of a tower.

    Raises:
        InputError: no such file.
        ToolError: it is no such checkpoint, or was trained for a CLIP of another width.
    """
    state = read_head(path, "CLIP-DINOiser")
    needed(state, NAMES, "CLIP-DINOiser")
    width = visual.conv1.weight.shape[0]
    depth = len(visual.transformer.resblocks)
    if depth < -LAYER:
        problem = f"needs a CLIP of {-LAYER} blocks or more, not {depth}"
        raise ToolError("CLIP-DINOiser", problem, "bad_weights")
    for name in ("obj_proj.weight", "bkg_decoder.weight"):
        if state[name].shape[1] != width:
            problem = f"{path} is for a CLIP of width {state[name].shape[1]}, not {width}"
            raise ToolError("CLIP-DINOiser", problem, "bad_weights")
    objects, object_bias, ground, ground_bias = (state[name].to(visual.proj) for name in NAMES)
    return DinoiserHead((objects, object_bias), (ground, ground_bias))


def dinoiser_features(
    visual: Any, pixels: torch.Tensor, head: DinoiserHead, gamma: float = GAMMA
) -> tuple[torch.Tensor, torch.Tensor]:
    """CLIP-DINOiser's dense features and its saliency.

    Args:
        visual: an `open_clip.transformer.VisionTransformer`.
        pixels: (B, 3, H, W), normalised; H and W multiples of the patch.
        head: the two convolutions.
        gamma: least likeness that pools; 0 pools over all places, with their signs.

    Returns:
        (B, D, h, w) features, not normalised, and (B, h, w) float32 in [0, 1], foreground where
        above .5.
    """
    grid = grid_size(visual, pixels)
    blocks = list(visual.transformer.resblocks)
    read = len(blocks) + LAYER
    tokens = through(blocks[:read], patch_tokens(visual, pixels))
    middle, tokens = _read_block(blocks[read], tokens)
    tokens = values_only(blocks[-1], through(blocks[read + 1 : -1], tokens))
    middle = grid_of(middle, grid)
    dense = projected(visual, tokens, grid)
    return pooled(dense, likeness(middle, head), gamma), saliency(middle, head)


def _read_block(block: Any, tokens: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """A block's second norm and its output, (B, L, width) each."""
    x = tokens + block.ls_1(block.attention(block.ln_1(tokens)))
    middle = block.ln_2(x)
    return middle, x + block.ls_2(block.mlp(middle))


def likeness(middle: torch.Tensor, head: DinoiserHead) -> torch.Tensor:
    """How far places belong to one object: (B, width, h, w) to (B, h * w, h * w) in [-1, 1]."""
    from torch.nn.functional import conv2d, normalize, pad

    weight, bias = head.objects
    border = weight.shape[-1] // 2
    framed = pad(middle, (border,) * 4, mode="replicate")
    unit = normalize(conv2d(framed, weight, bias).flatten(2), dim=1)  # (B, 256, h * w)
    return unit.mT @ unit


def saliency(middle: torch.Tensor, head: DinoiserHead) -> torch.Tensor:
    """What stands out: (B, width, h, w) to (B, h, w) float32 in [0, 1]."""
    from torch.nn.functional import conv2d, normalize

    return conv2d(normalize(middle, dim=1), *head.ground)[:, 0].float().sigmoid()


def pooled(dense: torch.Tensor, alike: torch.Tensor, gamma: float = GAMMA) -> torch.Tensor:
    """Each place's feature as the weighted mean over the places that belong to it.

    Args:
        dense: (B, D, h, w).
        alike: (B, h * w, h * w); row i weighs the places for place i.
        gamma: weights below are 0.

    Returns:
        (B, D, h, w).
    """
    weights = alike.where(alike >= gamma, 0.0) if gamma else alike
    mixed = dense.flatten(2) @ weights.mT  # (B, D, h * w)
    total = weights.sum(dim=-1)[:, None]
    return (mixed / (total + 1e-6)).unflatten(2, dense.shape[-2:])
