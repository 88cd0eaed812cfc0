"""Plain class-activation thresholding: what the embedded profile has to beat.

Class activation maps at the network's own size, one scale, no windows, no language, no boundary: a
class is there if its softmax probability says so, and where its map is over a part of its peak.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..image import Image
from ..resize import resize
from .class_maps import softmax, unit_peak
from .concepts import membership
from .network import network

SCALE = 256
PRESENCE = 0.1
PART_OF_PEAK = 0.3


def plain_activation_labels(image: Image, classes: Sequence[str]) -> NDArray[np.int32]:
    """A label map by class activation alone.

    Args:
        image: the picture.
        classes: class names, without the background.

    Returns:
        (H, W) int32; 0 = background, k = classes[k - 1].
    """
    scores = network().pyramid(image).scores[SCALE]
    members = membership(tuple(classes))
    present = members @ softmax(scores.mean(axis=(1, 2))[:, None])[:, 0] >= PRESENCE
    weights = members / np.maximum(members.sum(axis=1, keepdims=True), 1e-9)
    maps = unit_peak(np.einsum("ck,khw->chw", weights, scores))
    maps[~present] = 0
    full = resize(maps, (image.height, image.width))
    ground = np.full((1, *full.shape[1:]), PART_OF_PEAK, np.float32)
    return np.concatenate([ground, full]).argmax(axis=0).astype(np.int32)
