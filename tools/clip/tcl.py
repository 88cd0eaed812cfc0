"""TCL: a copy of CLIP's last block and a decoder, trained to draw masks from texts.

OpenAI's ViT-B/16 stays as it is up to its last block; a trained copy of that block, without mixing
of places as in MaskCLIP, is followed by two gated residual layers that double the grid each, and
by a trained copy of the last norm and projection. A sigmoid, whose slope and offset were trained
too, makes mask values of cosines.

Left out: PAMR and the mixing with MaskCLIP's own masks (kp_w), both off in the evaluation of
contrastive_concepts.txt (its threshold, .5, is that of the settings without them).

Source: contrastive_concepts.txt, sections 4.1, 4.2 and appendix 6.1.1; the authors' release
(kakaobrain/tcl, configs/tcl.yml: one trained block, two double layers of GELU and layer norm).
"""

# Neither open_clip nor torch has types throughout.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import ToolError
from .heads import needed, read_head
from .maskclip import grid_of, grid_size, patch_tokens, through, values_only

if TYPE_CHECKING:
    import torch

MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)
"""TCL saw its pictures with ImageNet's mean and spread, not with CLIP's."""

BLOCKS = "masker.image_encoder.backbone.transformer.resblocks."
DECODER = "masker.image_encoder.decoder.decoder.net."
OUT = "masker.image_encoder.decoder.image_proj."
SIGMOID = "masker.sim2mask."

LAYER = {"norm.weight": 1, "norm.bias": 1, "conv.weight": 4, "conv.bias": 1, "gate.gate": 0}
OUTPUT = {f"{OUT}ln.weight": 1, f"{OUT}ln.bias": 1, f"{OUT}proj": 2}
SLOPE = {f"{SIGMOID}w": 0, f"{SIGMOID}b": 0}


@dataclass(frozen=True, eq=False)
class TclHead:
    """What was trained.

    Attributes:
        blocks: copies of CLIP's last blocks, one in the release.
        layers: for each doubling of the grid its two convolution layers, as tensors by name.
        norm: weight and bias of the last norm, (width,) each.
        proj: (width, D).
        slope: what a cosine is multiplied with before the sigmoid.
        offset: what is added.
    """

    blocks: list[Any]
    layers: list[list[dict[str, torch.Tensor]]]
    norm: tuple[torch.Tensor, torch.Tensor]
    proj: torch.Tensor
    slope: float
    offset: float


def load_tcl(path: str | Path, visual: Any) -> TclHead:
    """Load the authors' checkpoint (`tcl.pth`) for a vision tower with OpenAI's weights.

    Raises:
        InputError: no such file.
        ToolError: it is no such checkpoint, or does not fit the tower.
    """
    state = read_head(path, "TCL")
    needed(state, {**OUTPUT, **SLOPE}, "TCL")
    blocks = _blocks(state, visual)
    layers = [_layer(state, f"{DECODER}{index}.", visual) for index in _indices(state, DECODER)]
    weight, bias, proj = (state[name].to(visual.proj) for name in OUTPUT)
    if proj.shape != visual.proj.shape:
        wanted, got = tuple(visual.proj.shape), tuple(proj.shape)
        raise ToolError("TCL", f"{OUT}proj: expected shape {wanted}, got {got}", "bad_weights")
    slope, offset = (float(state[name]) for name in SLOPE)
    return TclHead(blocks, layers, (weight, bias), proj, slope, offset)


def _indices(state: dict[str, torch.Tensor], prefix: str) -> list[int]:
    found = {key[len(prefix) :].partition(".")[0] for key in state if key.startswith(prefix)}
    if not found or found != {str(index) for index in range(len(found))}:
        raise ToolError("TCL", f"its checkpoint has no tensors {prefix}0...", "bad_weights")
    return list(range(len(found)))


def _blocks(state: dict[str, torch.Tensor], visual: Any) -> list[Any]:
    indices = _indices(state, BLOCKS)
    copies = [copy.deepcopy(block) for block in visual.transformer.resblocks[-len(indices) :]]
    for index, block in zip(indices, copies, strict=False):
        prefix = f"{BLOCKS}{index}."
        own = {key[len(prefix) :]: state[key] for key in state if key.startswith(prefix)}
        try:
            block.load_state_dict(own)
        except RuntimeError as error:
            problem = f"block {index} does not fit ({error})".replace("\n", " ")
            raise ToolError("TCL", problem, "bad_weights") from error
    return copies


def _layer(
    state: dict[str, torch.Tensor], prefix: str, visual: Any
) -> list[dict[str, torch.Tensor]]:
    parts: list[dict[str, torch.Tensor]] = []
    for name in ("conv", "conv2"):
        needed(state, {f"{prefix}{name}.{key}": size for key, size in LAYER.items()}, "TCL")
        parts.append({key: state[f"{prefix}{name}.{key}"].to(visual.proj) for key in LAYER})
    return parts


def tcl_features(visual: Any, pixels: torch.Tensor, head: TclHead) -> torch.Tensor:
    """TCL's dense features.

    Args:
        visual: OpenAI's tower, an `open_clip.transformer.VisionTransformer`.
        pixels: (B, 3, H, W), normalised with `MEAN` and `STD`; H and W multiples of the patch.
        head: what was trained.

    Returns:
        (B, D, 4 * h, 4 * w) with the release's two layers, not normalised.
    """
    from torch.nn.functional import layer_norm

    blocks = list(visual.transformer.resblocks)
    tokens = through(blocks[: -len(head.blocks)], patch_tokens(visual, pixels))
    tokens = values_only(head.blocks[-1], through(head.blocks[:-1], tokens))
    x = grid_of(tokens, grid_size(visual, pixels))
    for layer in head.layers:
        x = _doubled(x, layer)
    x = x.movedim(1, -1)  # (B, h, w, width)
    x = layer_norm(x, x.shape[-1:], *head.norm) @ head.proj
    return x.movedim(-1, 1)


def _doubled(x: torch.Tensor, layer: list[dict[str, torch.Tensor]]) -> torch.Tensor:
    """One layer of the decoder, (B, C, h, w) to (B, C, 2 * h, 2 * w)."""
    from torch.nn.functional import interpolate

    x = interpolate(x, scale_factor=2, mode="nearest")
    for part in layer:
        x = x + _convolved(x, part)
    return x


def _convolved(x: torch.Tensor, part: dict[str, torch.Tensor]) -> torch.Tensor:
    from torch.nn.functional import conv2d, gelu, layer_norm

    last = x.movedim(1, -1)
    normed = layer_norm(last, last.shape[-1:], part["norm.weight"], part["norm.bias"])
    kernel = part["conv.weight"]
    out = conv2d(
        gelu(normed).movedim(-1, 1), kernel, part["conv.bias"], padding=kernel.shape[-1] // 2
    )
    return part["gate.gate"].tanh() * out


def mask_values(cosine: torch.Tensor, head: TclHead) -> torch.Tensor:
    """TCL's soft masks: cosines of any shape to [0, 1]; where all texts have at most .5 is none."""
    return (cosine * head.slope + head.offset).sigmoid()
