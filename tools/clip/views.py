"""Pictures as a CLIP was trained to see them: squares of one size, one embedding each."""

# torch has no types throughout.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from .blocks import embed, run_block
from .features import normalised, stretched

if TYPE_CHECKING:
    from .load import Clip

Array = NDArray[np.float32]
Pixels = NDArray[np.uint8]
View = Literal["centre", "whole"]
"""The central square, CLIP's own preprocessing; or the whole picture, squashed."""

AT_ONCE = 16
LONGEST = 8
"""Length of a picture, in its shorter sides, beyond which the ends are cut off before resizing."""


def square(pixels: Pixels, side: int, view: View = "centre") -> Pixels:
    """A picture at the size of a model.

    Args:
        pixels: (H, W, 3) uint8.
        side: of the square, in pixels.
        view: "centre": the shorter side becomes `side` (bicubic) and the middle is cut out, as
            CLIP's own preprocessing does; "whole": both sides become `side`.

    Returns:
        (side, side, 3) uint8.
    """
    if view == "whole":
        return stretched(pixels, (side, side))
    pixels = _without_ends(pixels)
    high, wide = pixels.shape[:2]
    short = min(high, wide)
    size_hw = (int(side * high / short), int(side * wide / short))
    out = stretched(pixels, size_hw)
    top, left = (round((length - side) / 2) for length in size_hw)
    return out[top : top + side, left : left + side]


def _without_ends(pixels: Pixels) -> Pixels:
    """The middle of a thin picture, which resized whole would not fit into memory."""
    most = LONGEST * min(pixels.shape[:2])
    top, left = (max(0, (length - most) // 2) for length in pixels.shape[:2])
    return pixels[top : top + most, left : left + most]


def embeddings(
    clip: Clip, pictures: Pixels, skip_last: bool = False, half_table: bool = False
) -> Array:
    """The class token's embedding of each picture.

    Args:
        clip: the model.
        pictures: (M, side, side, 3) uint8.
        skip_last: leave the last block out, as the authors' classifier does.
        half_table: see `blocks.embed`.

    Returns:
        (M, E) float32, not normalised.
    """
    import torch

    visual = clip.visual
    blocks = visual.transformer.resblocks
    parts: list[Array] = []
    for start in range(0, len(pictures), AT_ONCE):
        with torch.no_grad():
            batch = normalised(clip, pictures[start : start + AT_ONCE])
            tokens = embed(clip, batch, half_table)
            for block in blocks[: len(blocks) - skip_last]:
                tokens = run_block(block, tokens)
            embedded = visual.ln_post(tokens[:, 0]) @ visual.proj
        parts.append(embedded.float().cpu().numpy())
    return np.concatenate(parts)
