"""Maps to labels by a graph cut on colour: borders go where the colour changes.

A fast stand-in for the dense CRF on small machines, without a compiler.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .embedded.boundary import cut
from .embedded.self_training import lab_colour
from .image import Image
from .resize import resize

Array = NDArray[np.float32]

SIDE = 256
SHARPNESS = 8.0
"""Maps are multiplied with it before the softmax that makes probabilities of them."""
SMOOTHNESS = 6.0
"""Cost of a border in flat colour, in nats."""


def colour_cut(
    image: Image, maps: Array, ground: float, *, background: bool = True
) -> NDArray[np.int32]:
    """Labels of least energy on a small grid, brought to the picture's size.

    Args:
        image: the picture.
        maps: (N, h, w) float32 in [0, 1].
        ground: value of the map of nobody.
        background: whether a pixel may be nobody's.

    Returns:
        (H, W) int32: 0 for nobody, i + 1 for map i; all 0 where there are no maps.
    """
    import PIL.Image

    if not len(maps):
        return np.zeros((image.height, image.width), np.int32)
    scale = min(1.0, SIDE / max(image.height, image.width))
    size = (max(1, round(image.height * scale)), max(1, round(image.width * scale)))
    nobody = np.full((1, *size), ground if background else -1.0, np.float32)
    raised = np.exp(SHARPNESS * np.concatenate([nobody, resize(maps, size)]))
    labels = cut(raised / raised.sum(axis=0), lab_colour(image.pixels, size), SMOOTHNESS)
    if not background:
        best = resize(maps, size).argmax(axis=0) + 1
        labels = np.where(labels == 0, best, labels)
    small = PIL.Image.fromarray(labels.astype(np.uint16))
    full = small.resize((image.width, image.height), PIL.Image.Resampling.NEAREST)
    return np.asarray(full).astype(np.int32)
