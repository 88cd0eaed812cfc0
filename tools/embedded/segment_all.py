"""Everything in a picture, by colour: Felzenszwalb's regions at several grains (scikit-image)."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from ..image import Image
from .sparse import sparse_zeros

SIDE = 320
"""Long side at which regions are found, in pixels."""
GRAINS = (50, 150, 400, 1000)
LEAST_AREA = 0.002
"""Part of the picture below which a region is left out."""
MOST = 200


def regions(image: Image) -> NDArray[np.bool_]:
    """Regions of similar colour at several grains.

    Returns:
        (M, H, W) bool, largest first, M from 1 to 200; regions of one grain do not overlap. They
        take about a byte for each of their own pixels, however many there are.
    """
    small = small_regions(image)
    full: NDArray[np.bool_] = sparse_zeros((len(small), image.height, image.width), np.bool_)
    for row, mask in zip(full, small, strict=True):
        row[_enlarged(mask, image)] = True
    return full


def small_regions(image: Image) -> list[NDArray[np.bool_]]:
    """The regions as they are found, on a grid of `SIDE` pixels, largest first."""
    import PIL.Image
    from skimage import segmentation

    scale = min(1.0, SIDE / max(image.height, image.width))
    wide, high = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    small = np.asarray(PIL.Image.fromarray(image.pixels).resize((wide, high)))
    cut = cast(Any, segmentation).felzenszwalb
    found: dict[bytes, NDArray[np.bool_]] = {}
    least = max(1, round(LEAST_AREA * small.shape[0] * small.shape[1]))
    for grain in GRAINS:
        labels = cut(small, scale=grain, sigma=0.8, min_size=least)
        for label in range(int(labels.max()) + 1):
            mask = labels == label
            found.setdefault(np.packbits(mask).tobytes(), mask)
    return sorted(found.values(), key=lambda mask: -int(mask.sum()))[:MOST]


def _enlarged(mask: NDArray[np.bool_], image: Image) -> NDArray[np.bool_]:
    import PIL.Image

    grey = PIL.Image.fromarray(mask.astype(np.uint8) * 255)
    full = grey.resize((image.width, image.height), PIL.Image.Resampling.BILINEAR)
    return np.asarray(full) > 127
