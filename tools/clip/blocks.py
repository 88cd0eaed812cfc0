"""The parts of a plain vision tower that several methods take apart: table, attention, block.

D is the tower's width, n the number of tokens with the class token first.
"""

# torch has no types throughout.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

    from .load import Clip

CHUNK = 2**24
"""Attention weights (heads x rows x columns) that are held at a time where they are needed."""


def embed(clip: Clip, batch: torch.Tensor, half_table: bool = False) -> torch.Tensor:
    """Pictures to the tokens that enter the first block.

    Args:
        clip: the model.
        batch: (B, 3, H, W), normalised; H and W are multiples of the patch.
        half_table: round the table of positions to float16, as the authors do also on a CPU.

    Returns:
        (B, n, D), class token first.
    """
    import torch

    visual = clip.visual
    patches = visual.conv1(batch)  # (B, D, h, w)
    grid_hw = (int(patches.shape[2]), int(patches.shape[3]))
    patches = patches.flatten(2).transpose(1, 2)
    first = visual.class_embedding.to(patches.dtype).expand(len(batch), 1, -1)
    table = positions(visual, grid_hw, half_table).to(patches.dtype)
    return visual.ln_pre(torch.cat([first, patches], dim=1) + table)


def positions(visual: Any, grid_hw: tuple[int, int], half_table: bool) -> torch.Tensor:
    """The table of positions, bilinearly stretched over another grid, cell centres aligned.

    Returns:
        (1 + h * w, D) float32.
    """
    import torch
    import torch.nn.functional as F

    table = visual.positional_embedding.float()
    if tuple(visual.grid_size) != grid_hw:
        field = table[1:].reshape(*visual.grid_size, -1).permute(2, 0, 1)[None]  # (1, D, h, w)
        field = F.interpolate(field, size=grid_hw, mode="bilinear", align_corners=False)
        table = torch.cat([table[:1], field[0].flatten(1).T])
    return table.half().float() if half_table else table


def run_block(block: Any, tokens: torch.Tensor) -> torch.Tensor:
    """One residual block, (B, n, D) to (B, n, D), without attention weights in memory."""
    return finish_block(block, tokens, projected(block.attn, block.ln_1(tokens)))


def finish_block(block: Any, tokens: torch.Tensor, joined: torch.Tensor) -> torch.Tensor:
    """A residual block from its joined queries, keys and values, (B, n, 3 D)."""
    import torch.nn.functional as F

    query, key, value = heads(block.attn, joined)
    mixed = F.scaled_dot_product_attention(query, key, value)
    return _after_attention(block, tokens, mixed)


def run_block_seen(block: Any, tokens: torch.Tensor, seen: torch.Tensor) -> torch.Tensor:
    """One residual block; adds its attention between patches, averaged over heads, to `seen`.

    Weights are computed a few rows at a time, so the heads' maps never lie in memory whole.

    Args:
        block: the block.
        tokens: (1, n, D).
        seen: (n - 1, n - 1) float32; changed in place.

    Returns:
        (1, n, D).
    """
    import torch

    joined = projected(block.attn, block.ln_1(tokens))
    query, key, value = heads(block.attn, joined)  # (1, heads, n, D / heads)
    query = query * query.shape[-1] ** -0.5
    count = tokens.shape[1]
    rows = max(1, CHUNK // (query.shape[1] * count))
    parts: list[torch.Tensor] = []
    for start in range(0, count, rows):
        weights = query[:, :, start : start + rows] @ key.transpose(-1, -2)
        weights = weights.softmax(dim=-1)
        parts.append(weights @ value)
        mean = weights[0].float().mean(dim=0)  # (rows, n)
        skipped = 1 if start == 0 else 0
        place = start + skipped - 1
        seen[place : place + len(mean) - skipped] += mean[skipped:, 1:]
    return _after_attention(block, tokens, torch.cat(parts, dim=2))


def projected(attention: Any, normed: torch.Tensor) -> torch.Tensor:
    """Queries, keys and values of (B, n, D) tokens, joined: (B, n, 3 D)."""
    import torch.nn.functional as F

    return F.linear(normed, attention.in_proj_weight, attention.in_proj_bias)


def heads(attention: Any, joined: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Joined queries, keys and values apart, each (B, heads, n, D / heads)."""
    split = joined.unflatten(-1, (3, attention.num_heads, -1)).permute(2, 0, 3, 1, 4)
    return split[0], split[1], split[2]


def _after_attention(block: Any, tokens: torch.Tensor, mixed: torch.Tensor) -> torch.Tensor:
    tokens = tokens + block.ls_1(block.attn.out_proj(mixed.transpose(1, 2).flatten(2)))
    return tokens + block.ls_2(block.mlp(block.ln_2(tokens)))
