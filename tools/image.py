"""Images: upright RGB, uint8, with the SHA-256 of their pixels as their id.

State and results name an image by its id; the pixels live in an `ImageStore`.
"""

from __future__ import annotations

import hashlib
import io
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, ToolError
from .base import Frozen

if TYPE_CHECKING:
    import PIL.Image

    ImageSource = str | Path | bytes | NDArray[np.generic] | PIL.Image.Image

MAX_PIXELS = 100_000_000
"""Largest picture that is opened (a decompression bomb is refused from its header)."""


@dataclass(frozen=True, eq=False)
class Image:
    """A picture.

    Attributes:
        pixels: (H, W, 3) uint8, RGB, upright; read-only.
        id: SHA-256 of width, height and pixels, as hexadecimal text.
        path: where it was read from, if from a file.
    """

    pixels: NDArray[np.uint8]
    id: str
    path: str | None = None

    @property
    def height(self) -> int:
        """Rows."""
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        """Columns."""
        return int(self.pixels.shape[1])


class ImageRef(Frozen):
    """An image as state and results hold it: small, and enough to find the pixels again."""

    path: str | None = None
    sha256: str
    width: int
    height: int


class ImageStore:
    """Pixels by image id: the most recent ones in memory, the rest read again from their files."""

    def get(self, image_id: str) -> Image:
        """The picture with this id."""
        raise ToolError("image", image_id, "image_gone")
