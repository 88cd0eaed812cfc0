"""Pictures inside a page: made smaller, then written as data addresses."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from PIL.Image import Image as PilImage


def fit(pixels: NDArray[np.uint8], side: int) -> PilImage:
    """A picture whose long side is at most `side` pixels.

    Args:
        pixels: (H, W, 3) RGB or (H, W, 4) RGB and opacity, uint8.
        side: in pixels.
    """
    import PIL.Image

    picture = PIL.Image.fromarray(pixels)
    picture.thumbnail((side, side))
    return picture


def uri(kind: str, picture: PilImage) -> str:
    """The picture as a data address; `kind` is "png" or "jpeg"."""
    buffer = io.BytesIO()
    picture.save(buffer, kind.upper(), **({"quality": 88} if kind == "jpeg" else {}))
    return f"data:image/{kind};base64,{base64.b64encode(buffer.getvalue()).decode()}"
