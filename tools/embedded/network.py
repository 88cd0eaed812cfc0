"""EfficientNet-Lite2 read at every cell: class scores and texture features at several scales.

The classifier is linear and follows a global average, so applying it to each cell of the last
feature map gives scores whose mean over any window are the scores of that window. The last stride
is replaced by dilation, which doubles the resolution of the map with the same weights.

Letters in shapes: K = 1000 ImageNet classes, h x w = cells of 16 pixels of the resized picture.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ...errors import MissingError, ToolError
from ..base import BackendInfo
from ..image import Image
from ..threads import wait_asleep
from ..weights.registry import entry, path_of

if TYPE_CHECKING:
    import torch

WEIGHTS = "efficientnet-lite2"
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
        self._lock = threading.Lock()
        self._cache: OrderedDict[str, Pyramid] = OrderedDict()
        self._model: Any = None

    def pyramid(self, image: Image) -> Pyramid:
        """Scores and features of a picture.

        Raises:
            MissingError: the weights or timm are not installed.
        """
        with self._lock:
            found = self._cache.get(image.key)
            if found is None:
                found = self._read(image)
                self._cache[image.key] = found
                while len(self._cache) > KEPT_PICTURES:
                    self._cache.popitem(last=False)
            self._cache.move_to_end(image.key)
            return found

    def _read(self, image: Image) -> Pyramid:
        wait_asleep()
        import torch

        if self._model is None:
            self._model = _folded(_load())
        with torch.inference_mode():
            scores: dict[int, Array] = {}
            texture = np.zeros((0, 1, 1), np.float32)
            for scale in SCALES:
                picture = _resized(image, scale)  # (1, 3, H, W)
                stages = _stages(self._model, picture)
                if scale <= MIRRORED_UP_TO:
                    mirrored = _stages(self._model, picture.flip(3))
                    pairs = zip(stages, mirrored, strict=True)
                    stages = [(a + b.flip(3)) / 2 for a, b in pairs]
                scores[scale] = _cell_scores(self._model, stages[-1])
                if scale == TEXTURE_SCALE:
                    texture = _texture([stages[k] for k in TEXTURE_STAGES])
        return Pyramid(scores, texture, (image.height, image.width))


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


def _load() -> Any:
    try:
        import timm
        import torch
    except ImportError as error:
        raise MissingError(error.name or "timm", f"pip install {error.name or 'timm'}") from error
    state = torch.load(path_of(WEIGHTS), weights_only=True, map_location="cpu")
    model: Any = timm.create_model("tf_efficientnet_lite2", pretrained=False, output_stride=16)
    # The weights name their tensors otherwise, but stand in the same order with the same shapes.
    own = [key for key in model.state_dict() if not key.endswith("num_batches_tracked")]
    given = [key for key in state if not key.endswith("num_batches_tracked")]
    shapes = model.state_dict()
    if [shapes[key].shape for key in own] != [state[key].shape for key in given]:
        raise ToolError(WEIGHTS, "the weights do not fit the network", "bad_weights")
    model.load_state_dict(
        {mine: state[theirs] for mine, theirs in zip(own, given, strict=True)}, strict=False
    )
    return model.eval().to(memory_format=torch.channels_last)


def _folded(model: Any) -> Any:
    """The network with each normalisation folded into the convolution before it.

    The same function up to rounding (class scores move by less than 1e-4), in three quarters of the
    time. Changes the model that it is given.
    """
    _fold(model, "conv_stem", "bn1")
    _fold(model, "conv_head", "bn2")
    for block in (block for stage in model.blocks for block in stage):
        order = ("conv_dw", "conv_pw", "conv_pwl")
        if type(block).__name__ == "InvertedResidual":  # it expands first
            order = ("conv_pw", "conv_dw", "conv_pwl")
        for number, convolution in enumerate(order, start=1):
            if hasattr(block, convolution):
                _fold(block, convolution, f"bn{number}")
    return model


def _fold(holder: Any, convolution: str, normalisation: str) -> None:
    import torch
    from torch.nn.utils.fusion import fuse_conv_bn_eval

    norm = getattr(holder, normalisation)
    both = fuse_conv_bn_eval(getattr(holder, convolution), norm)
    setattr(holder, convolution, both.to(memory_format=torch.channels_last))
    setattr(holder, normalisation, norm.act)  # timm's normalisation holds the activation after it


def _resized(image: Image, long_side: int) -> torch.Tensor:
    import PIL.Image
    import torch

    scale = long_side / max(image.height, image.width)
    height = max(MIN_SIDE, round(image.height * scale))
    width = max(MIN_SIDE, round(image.width * scale))
    small = PIL.Image.fromarray(image.pixels).resize((width, height), PIL.Image.Resampling.BICUBIC)
    values = (np.asarray(small, np.float32) - 127) / 128
    pixels = torch.as_tensor(values).permute(2, 0, 1)[None]
    return pixels.contiguous(memory_format=torch.channels_last)


def _stages(model: Any, pictures: torch.Tensor) -> list[torch.Tensor]:
    """Outputs of the seven stages and, last, of the head before the pooling."""
    features = model.bn1(model.conv_stem(pictures))
    out: list[torch.Tensor] = []
    for block in model.blocks:
        features = block(features)
        out.append(features)
    out.append(model.bn2(model.conv_head(features)))
    return out


def _cell_scores(model: Any, head: torch.Tensor) -> Array:
    import torch

    weight, bias = model.classifier.weight, model.classifier.bias
    return (torch.einsum("chw,kc->khw", head[0], weight) + bias[:, None, None]).numpy()


def _texture(stages: list[torch.Tensor]) -> Array:
    import torch
    from torch.nn import functional

    grid = stages[0].shape[2:]
    parts: list[torch.Tensor] = []
    for stage in stages:
        part = functional.interpolate(stage, size=grid, mode="bilinear", align_corners=False)[0]
        part = part - part.mean(dim=(1, 2), keepdim=True)
        energy = part.square().sum(dim=0).mean().sqrt().clamp(min=1e-6)
        parts.append(part / energy)
    return torch.cat(parts).numpy()
