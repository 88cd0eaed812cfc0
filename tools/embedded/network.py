"""EfficientNet-Lite2 read at every cell: class scores and texture features at several scales.

The classifier is linear and follows a global average, so applying it to each cell of the last
feature map gives scores whose mean over any window are the scores of that window.

Letters in shapes: K = 1000 ImageNet classes, h x w = cells of 16 pixels of the resized picture.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..base import BackendInfo
from ..image import Image
from ..resize import resize
from ..weights.registry import entry
from .efficientnet import WEIGHTS, session
from .recent import Recent

SCALES = (256, 384, 512, 768)
"""Long sides, in pixels. Presence is judged at the small ones, the large ones draw finer maps."""
MIRRORED_UP_TO = 512
"""Scales at which the mirror image is read too; above, its gain is not worth its time."""
TEXTURE_SCALE = 512
TEXTURE_STAGES = (2, 4)
"""Stages of stride 8 and 16: parts and textures, before the features turn into class evidence."""
MIN_SIDE = 32
KEPT_PICTURES = 6

Array = NDArray[np.float32]
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Pyramid:
    """What the network sees in one picture.

    Attributes:
        scores: by long side, (K, h, w) float32 class scores before the softmax; up to
            `MIRRORED_UP_TO` the mean of the picture and its mirror image.
        texture: (D, H8, W8) float32 features on a grid of 8 pixels at `TEXTURE_SCALE`; every stage
            has zero mean and unit mean energy over the picture.
        size_hw: size of the picture.
    """

    scores: dict[int, Array]
    texture: Array
    size_hw: tuple[int, int]
    _kept: dict[Hashable, Any] = field(default_factory=dict[Hashable, Any], init=False, repr=False)
    _lock: threading.RLock = field(default_factory=threading.RLock, init=False, repr=False)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """`make()` at the first call for a key; its result is kept as long as the picture's."""
        with self._lock:
            if key not in self._kept:
                self._kept[key] = make()
            return self._kept[key]

    @property
    def grid_hw(self) -> tuple[int, int]:
        """Size of the texture grid, the finest one."""
        return int(self.texture.shape[1]), int(self.texture.shape[2])


class Network:
    """The network with a cache of the most recent pictures; safe to share between threads."""

    def __init__(self) -> None:
        self._pyramids: Recent[str, Pyramid] = Recent(KEPT_PICTURES)
        self._session: Any = None

    def pyramid(self, image: Image) -> Pyramid:
        """Scores and features of a picture.

        Raises:
            MissingError: the weights or ONNX Runtime are not installed.
            ToolError: the weights are damaged.
        """
        return self._pyramids.get(image.key, lambda: self._read(image))

    def glance(self, views: Array) -> Array:
        """Class probabilities of whole pictures of one size.

        Args:
            views: (N, 3, H, W) float32, as `resized` makes them.

        Returns:
            (N, 1000) float32; rows sum to 1.
        """
        scores: Array = self._running().run(["scores"], {"picture": views})[0]
        return softmax(scores.mean(axis=(2, 3)).T).T

    def _running(self) -> Any:
        if self._session is None:
            self._session = session(TEXTURE_STAGES)
        return self._session

    def _read(self, image: Image) -> Pyramid:
        scores: dict[int, Array] = {}
        texture = np.zeros((0, 1, 1), np.float32)
        for scale in SCALES:
            views = [resized(image.pixels, scale)]
            if scale <= MIRRORED_UP_TO:
                views.append(views[0][..., ::-1])
            stages = self._stages(np.stack(views))
            scores[scale] = stages[-1]
            if scale == TEXTURE_SCALE:
                texture = _texture(stages[:-1])
        return Pyramid(scores, texture, (image.height, image.width))

    def _stages(self, views: Array) -> list[Array]:
        """Outputs of `TEXTURE_STAGES` and, last, the class scores, each (D, h, w).

        Args:
            views: (1, 3, H, W), or (2, 3, H, W): the picture and its mirror image, then averaged.
        """
        outputs: list[Array] = self._running().run(None, {"picture": views})
        return [(out[0] + out[-1][..., ::-1]) / 2 if len(out) > 1 else out[0] for out in outputs]


@lru_cache(maxsize=1)
def network() -> Network:
    """The one network of this process."""
    return Network()


def backend_info(role: str, name: str, *others: str) -> BackendInfo:
    """Provenance of a backend on this network and others, named as in the weights registry."""
    items = [entry(weights) for weights in (WEIGHTS, *others)]
    return BackendInfo(
        role=role,
        name=name,
        revision=", ".join(f"{item.name} sha256:{item.sha256[:16]}" for item in items),
        licence=", ".join(dict.fromkeys(item.licence for item in items)),
    )


def softmax(scores: Array) -> Array:
    """Softmax over the first axis."""
    shifted = scores - scores.max(axis=0, keepdims=True)
    np.exp(shifted, out=shifted)
    shifted /= shifted.sum(axis=0, keepdims=True)
    return shifted


def resized(pixels: NDArray[np.uint8], long_side: int) -> Array:
    """The picture as the network was trained on it, (3, H, W) in about [-1, 1]."""
    import PIL.Image

    scale = long_side / max(pixels.shape[:2])
    height = max(MIN_SIDE, round(pixels.shape[0] * scale))
    width = max(MIN_SIDE, round(pixels.shape[1] * scale))
    small = PIL.Image.fromarray(pixels).resize((width, height), PIL.Image.Resampling.BICUBIC)
    values = (np.asarray(small, np.float32) - 127) / 128
    return np.ascontiguousarray(values.transpose(2, 0, 1), np.float32)


def _texture(stages: list[Array]) -> Array:
    grid = (stages[0].shape[1], stages[0].shape[2])
    parts: list[Array] = []
    for stage in stages:
        part = resize(stage, grid)
        part -= part.mean(axis=(1, 2), keepdims=True)
        energy = np.sqrt(np.square(part).sum(axis=0).mean())
        parts.append(part / max(float(energy), 1e-6))
    return np.concatenate(parts).astype(np.float32)
