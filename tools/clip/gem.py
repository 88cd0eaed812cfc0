"""GEM: a second path through CLIP's last blocks, in which like attends to like.

The ordinary path runs as ever. Beside it a second stream of tokens gathers, from the sixth-last
block on, what three self-self attentions (values with values, keys with keys, queries with queries)
make of the ordinary path's values. The second stream has the residual and no MLP.

Source: contrastive_concepts.txt, section 4.1; reference.md, section 2 (GEM).
"""

# Neither open_clip nor torch has types throughout.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .maskclip import grid_of, grid_size, patch_tokens, through

if TYPE_CHECKING:
    import torch

DEPTH = 7
"""The authors' default; they count from 1 and stop before it, so it means six blocks."""


def gem_tokens(
    visual: Any,
    pixels: torch.Tensor,
    depth: int = DEPTH,
    iterations: int = 1,
    temperature: float | None = None,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Tokens of both paths.

    Args:
        visual: an `open_clip.transformer.VisionTransformer`.
        pixels: (B, 3, H, W), normalised; H and W multiples of the patch.
        depth: the last `depth - 1` blocks have the second path, all blocks where there are fewer.
        iterations: how often queries, keys and values attend to themselves before the values are
            gathered.
        temperature: what cosines between tokens are multiplied with; None takes the mean length of
            a block's input tokens, divided by the root of a head's width.

    Returns:
        GEM's and the ordinary tokens, (B, 1 + h * w, D) each, the class token first, in the space
        of the texts, not normalised.
    """
    blocks = list(visual.transformer.resblocks)
    first = max(0, len(blocks) - max(0, depth - 1))
    plain = through(blocks[:first], patch_tokens(visual, pixels, antialias=True))
    gem = plain
    for block in blocks[first:]:
        gem = gem + block.ls_1(_self_self(block, plain, iterations, temperature))
        plain = block(plain)
    return visual.ln_post(gem) @ visual.proj, visual.ln_post(plain) @ visual.proj


def _self_self(
    block: Any, tokens: torch.Tensor, iterations: int, temperature: float | None
) -> torch.Tensor:
    """The mean of the three self-self attentions over a block's values, (B, L, width)."""
    import torch
    from torch.nn.functional import linear

    attention = block.attn
    x: torch.Tensor = block.ln_1(tokens)
    three = linear(x, attention.in_proj_weight, attention.in_proj_bias)
    # (B, L, 3 * width) -> 3 of (B, heads, L, width of a head)
    heads = three.unflatten(-1, (3, attention.num_heads, -1)).permute(2, 0, 3, 1, 4)
    values = heads[2]
    heat: Any = temperature
    if heat is None:
        lengths = x.float().norm(dim=-1).mean(dim=-1)  # (B,)
        heat = (lengths * values.shape[-1] ** -0.5).to(x.dtype)[:, None, None, None]
    mixed = torch.stack([_gathered(side, values, heat, iterations) for side in heads]).mean(dim=0)
    return attention.out_proj(mixed.transpose(1, 2).flatten(2))


def _gathered(side: Any, values: torch.Tensor, heat: Any, iterations: int) -> torch.Tensor:
    """Values gathered by the likeness of one side's tokens, (B, heads, L, width of a head)."""
    from torch.nn.functional import normalize

    unit = normalize(side, dim=-1)
    for _ in range(iterations):
        unit = normalize(_likeness(unit, heat) @ unit, dim=-1)
    return _likeness(unit, heat) @ values


def _likeness(unit: torch.Tensor, heat: Any) -> torch.Tensor:
    return (unit @ unit.mT * heat).softmax(dim=-1)


def gem_features(
    visual: Any,
    pixels: torch.Tensor,
    depth: int = DEPTH,
    iterations: int = 1,
    temperature: float | None = None,
) -> torch.Tensor:
    """GEM's dense features, (B, D, h, w), not normalised; arguments as of `gem_tokens`."""
    tokens, _ = gem_tokens(visual, pixels, depth, iterations, temperature)
    return grid_of(tokens, grid_size(visual, pixels))


def image_logits(cosine: torch.Tensor, size_hw: tuple[int, int]) -> torch.Tensor:
    """Cosines at the pixels: (B, T, h, w) to (B, T, *size_hw), bilinear."""
    from torch.nn.functional import interpolate

    return interpolate(cosine, size_hw, mode="bilinear", align_corners=False)


def minmax(logits: torch.Tensor) -> torch.Tensor:
    """Each text's map stretched to 0..1 over the picture; a flat map becomes 0.

    Every map then has a 1 somewhere, also of what is not in the picture: good for looking at, no
    measure of presence.

    Args:
        logits: (B, T, H, W).
    """
    low = logits.amin(dim=(-2, -1), keepdim=True)
    span = logits.amax(dim=(-2, -1), keepdim=True) - low
    return (logits - low) / span.where(span > 0, 1.0)
