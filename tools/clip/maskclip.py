"""MaskCLIP: CLIP's patch features without the last block's mixing of places.

In the last block every token keeps its own value: no attention, only the value projection and the
output projection, then the residual and the MLP as ever. CLIP-DINOiser and TCL build on this.

Source: contrastive_concepts.txt, section 4.1; reference.md, section 2 (clip_dinoiser's MaskCLIP).
"""

# Neither open_clip nor torch has types throughout.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

SCALE = 100.0
"""What the authors multiply cosines with; CLIP's own logit scale is within 0.03 % of it."""


def patch_tokens(visual: Any, pixels: torch.Tensor, antialias: bool = False) -> torch.Tensor:
    """What the first block of a vision tower gets, for a picture of any size.

    Args:
        visual: an `open_clip.transformer.VisionTransformer`.
        pixels: (B, 3, H, W), normalised; H and W multiples of the patch, at least one patch.
        antialias: how the position table is resized (bicubic either way): GEM's way, or MaskCLIP's.

    Returns:
        (B, 1 + h * w, width), the class token first.
    """
    import torch
    from torch.nn.functional import interpolate

    x: torch.Tensor = visual.conv1(pixels)  # (B, width, h, w)
    grid = x.shape[-2:]
    table = visual.positional_embedding.float()
    side = round((len(table) - 1) ** 0.5)
    places = table[1:].T.reshape(1, -1, side, side)
    places = interpolate(places, grid, mode="bicubic", antialias=antialias, align_corners=False)
    place = torch.cat([table[:1], places.flatten(2)[0].T]).to(x.dtype)  # (1 + h * w, width)
    first = visual.class_embedding.to(x.dtype).expand(len(x), 1, -1)
    return visual.ln_pre(torch.cat([first, x.flatten(2).mT], dim=1) + place)


def through(blocks: Iterable[Any], tokens: torch.Tensor) -> torch.Tensor:
    """Tokens after some ordinary blocks, (B, L, width)."""
    for block in blocks:
        tokens = block(tokens)
    return tokens


def values_only(block: Any, tokens: torch.Tensor) -> torch.Tensor:
    """A block in which no token sees another, (B, L, width).

    Args:
        block: a `ResidualAttentionBlock`.
        tokens: (B, L, width).
    """
    from torch.nn.functional import linear

    attention = block.attn
    width = tokens.shape[-1]
    values = linear(
        block.ln_1(tokens),
        attention.in_proj_weight[2 * width :],
        attention.in_proj_bias[2 * width :],
    )
    x = tokens + block.ls_1(attention.out_proj(values))
    return x + block.ls_2(block.mlp(block.ln_2(x)))


def grid_of(tokens: torch.Tensor, grid_hw: tuple[int, int]) -> torch.Tensor:
    """Tokens without the class token as a map: (B, 1 + h * w, C) to (B, C, h, w)."""
    return tokens[:, 1:].mT.unflatten(2, grid_hw)


def projected(visual: Any, tokens: torch.Tensor, grid_hw: tuple[int, int]) -> torch.Tensor:
    """Last tokens of a tower as a map in the space of the texts, (B, D, h, w)."""
    return grid_of(visual.ln_post(tokens) @ visual.proj, grid_hw)


def grid_size(visual: Any, pixels: torch.Tensor) -> tuple[int, int]:
    """How many patches high and wide a picture is."""
    patch_h, patch_w = visual.patch_size
    return pixels.shape[-2] // patch_h, pixels.shape[-1] // patch_w


def maskclip_features(visual: Any, pixels: torch.Tensor) -> torch.Tensor:
    """MaskCLIP's dense features.

    Args:
        visual: an `open_clip.transformer.VisionTransformer`.
        pixels: (B, 3, H, W), normalised; H and W multiples of the patch.

    Returns:
        (B, D, h, w), in the space of the text embeddings, not normalised.
    """
    blocks = visual.transformer.resblocks
    tokens = through(blocks[:-1], patch_tokens(visual, pixels))
    return projected(visual, values_only(blocks[-1], tokens), grid_size(visual, pixels))


def cosines(features: torch.Tensor, texts: torch.Tensor) -> torch.Tensor:
    """How alike each place and each text are.

    Args:
        features: (..., D, h, w).
        texts: (T, D), rows of length 1.

    Returns:
        (..., T, h, w) float32 in [-1, 1].
    """
    from torch.nn.functional import normalize

    return alike(normalize(features.float(), dim=-3), texts)


def alike(unit: torch.Tensor, texts: torch.Tensor) -> torch.Tensor:
    """Cosines of features that have length 1 already; see `cosines`."""
    import torch

    return torch.einsum("...dhw,td->...thw", unit, texts)


def probabilities(cosine: torch.Tensor, scale: float = SCALE) -> torch.Tensor:
    """The share of each text at each place: (..., T, h, w) in [0, 1], 1 summed over T."""
    return (cosine * scale).softmax(dim=-3)
