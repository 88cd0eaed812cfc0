"""What a vision tower makes of a picture of any size, in one forward pass.

Kept are the tokens that enter the last block, from which class activation starts, and the mean
attention of the last layers, from which the affinity is made.

Source: clip_as_rnn.txt, appendix B.
"""

# torch has no types throughout.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..embedded.recent import Recent
from ..image import Image
from .blocks import embed, run_block, run_block_seen

if TYPE_CHECKING:
    import torch

    from .load import Clip

LAYERS = 8
"""Last layers whose attention is averaged (appendix B)."""


@dataclass(frozen=True, eq=False)
class Features:
    """A picture as the tower sees it; n = h * w patches.

    Attributes:
        tokens: (1 + n, D), the input of the last block, class token first, on the model's device.
        attention: (n, n) float32: how much each patch looks at each other, mean of the heads and
            of the last `LAYERS` layers; rows sum to less than 1 by what the class token gets.
        grid_hw: (h, w).
        size_hw: height and width in pixels at which the picture was read.
    """

    tokens: torch.Tensor
    attention: NDArray[np.float32]
    grid_hw: tuple[int, int]
    size_hw: tuple[int, int]


def features_of(clip: Clip, image: Image, max_tokens: int, half_table: bool = False) -> Features:
    """Encode a picture, once; the last few are kept.

    Args:
        clip: the model.
        image: the picture; it is stretched to whole patches (bicubic), never cropped.
        max_tokens: a picture of more patches is read smaller.
        half_table: see `blocks.embed`.
    """
    key = (clip, image.key, max_tokens, half_table)
    return _encoded.get(key, lambda: encode(clip, image.pixels, max_tokens, half_table))


_encoded: Recent[tuple[Clip, str, int, bool], Features] = Recent(2)


def encode(
    clip: Clip, pixels: NDArray[np.uint8], max_tokens: int, half_table: bool = False
) -> Features:
    """As `features_of`, without keeping; pixels: (H, W, 3) uint8."""
    import torch

    grid_hw = grid_of((pixels.shape[0], pixels.shape[1]), clip.patch, max_tokens)
    size_hw = (grid_hw[0] * clip.patch, grid_hw[1] * clip.patch)
    count = grid_hw[0] * grid_hw[1]
    blocks = clip.visual.transformer.resblocks
    seen = torch.zeros((count, count), device=clip.device)
    with torch.no_grad():
        picture = normalised(clip, stretched(pixels, size_hw)[None])
        last = following = embed(clip, picture, half_table)
        for index, block in enumerate(blocks):
            last = following
            if index < len(blocks) - LAYERS:
                following = run_block(block, last)
            else:
                following = run_block_seen(block, last, seen)
        seen /= min(LAYERS, len(blocks))
    return Features(last[0], seen.cpu().numpy(), grid_hw, size_hw)


def grid_of(size_hw: tuple[int, int], patch: int, max_tokens: int) -> tuple[int, int]:
    """Rows and columns of patches for a picture, at least 1 x 1 and at most `max_tokens`.

    Each side is rounded up to whole patches (the authors' rule); above the cap both shrink alike.
    """
    high, wide = (-(-side // patch) for side in size_hw)
    if high * wide <= max_tokens:
        return high, wide
    shrink = (max_tokens / (high * wide)) ** 0.5
    # A thin picture's short side stays at one patch, so its long side meets the cap by itself.
    rows, columns = (min(max(1, int(side * shrink)), max_tokens) for side in (high, wide))
    return min(rows, max_tokens // columns), min(columns, max_tokens // rows)


def stretched(pixels: NDArray[np.uint8], size_hw: tuple[int, int]) -> NDArray[np.uint8]:
    """(H, W, 3) uint8 at another size, bicubic as Pillow does it."""
    import PIL.Image

    picture = PIL.Image.fromarray(pixels)
    return np.asarray(picture.resize((size_hw[1], size_hw[0]), PIL.Image.Resampling.BICUBIC))


def normalised(clip: Clip, pixels: NDArray[np.uint8]) -> torch.Tensor:
    """(B, H, W, 3) uint8 to (B, 3, H, W), as the model wants its colours, on its device."""
    import torch

    batch = torch.tensor(pixels, device=clip.device).permute(0, 3, 1, 2).float() / 255
    mean, std = (torch.tensor(each, device=clip.device) for each in clip.mean_std)
    return ((batch - mean[:, None, None]) / std[:, None, None]).to(clip.dtype)
