"""Checkpoints of a ViT CLIP: tensors from a file, and a model of the size that they have."""

# Neither open_clip nor torch has types throughout.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import InputError, ToolError

if TYPE_CHECKING:
    import torch

HEAD_WIDTH = 64
"""Width of an attention head in every CLIP of OpenAI's design."""


def read_state(path: Path) -> dict[str, torch.Tensor]:
    """The tensors of a checkpoint, as float32 where they are numbers with a point.

    Raises:
        InputError: no such file.
        ToolError: it cannot be read without running code, or is damaged.
    """
    import pickle

    import torch
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    if not path.is_file():
        raise InputError(str(path), "no such file", "name a checkpoint on this machine")
    try:
        if path.suffix == ".safetensors":
            loaded: Any = load_file(path)
        else:
            loaded = torch.load(path, weights_only=True, map_location="cpu")
    except (SafetensorError, pickle.UnpicklingError, RuntimeError, OSError, EOFError) as error:
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ToolError("clip", f"{path} cannot be read ({why})", "bad_weights") from error
    if isinstance(loaded, Mapping):
        loaded = loaded.get("state_dict", loaded)
    if not isinstance(loaded, Mapping):
        raise ToolError("clip", f"{path} holds no named tensors", "bad_weights")
    named = {str(key).removeprefix("module."): value for key, value in loaded.items()}
    return {
        key: value.float() if value.is_floating_point() else value
        for key, value in named.items()
        if isinstance(value, torch.Tensor)
    }


def head_widths(name: str) -> tuple[int, int]:
    """Widths of an attention head in both towers of open_clip's model of this name.

    Tensors do not tell them. A name that open_clip does not know has OpenAI's.

    Returns:
        vision, text.
    """
    import open_clip

    config: Any = open_clip.get_model_config(name) or {}
    text = config.get("text_cfg", {})
    width = int(config.get("vision_cfg", {}).get("head_width", HEAD_WIDTH))
    return width, int(text["width"]) // int(text["heads"]) if "heads" in text else HEAD_WIDTH


def build(
    state: Mapping[str, torch.Tensor],
    quick_gelu: bool,
    head_width: int = HEAD_WIDTH,
    text_head_width: int = HEAD_WIDTH,
) -> Any:
    """A model of the size that the tensors have, with their values.

    Args:
        state: tensors by OpenAI's names.
        quick_gelu: OpenAI's activation.
        head_width: of the vision tower's attention heads; a narrower tower has one head.
        text_head_width: the same of the text tower.

    Raises:
        ToolError: a tensor is missing or does not fit.
    """
    from open_clip.model import CLIP, CLIPTextCfg, CLIPVisionCfg

    try:
        width, _, patch, _ = state["visual.conv1.weight"].shape
        places = state["visual.positional_embedding"].shape[0] - 1
        context, text_width = state["positional_embedding"].shape
        vision = CLIPVisionCfg(
            layers=_layers(state, "visual.transformer.resblocks."),
            width=width,
            head_width=min(head_width, width),
            mlp_ratio=_mlp_ratio(state, "visual.transformer.resblocks."),
            patch_size=patch,
            image_size=round(places**0.5) * patch,
        )
        text = CLIPTextCfg(
            context_length=context,
            vocab_size=state["token_embedding.weight"].shape[0],
            width=text_width,
            heads=max(1, text_width // text_head_width),
            mlp_ratio=_mlp_ratio(state, "transformer.resblocks."),
            layers=_layers(state, "transformer.resblocks."),
        )
        model: Any = CLIP(state["text_projection"].shape[1], vision, text, quick_gelu=quick_gelu)
        # OpenAI's files tell their sizes in tensors of their own.
        sizes = {"input_resolution", "context_length", "vocab_size"}
        model.load_state_dict({key: value for key, value in state.items() if key not in sizes})
    except (KeyError, ValueError, RuntimeError) as error:
        problem = f"the checkpoint is no ViT CLIP ({str(error).splitlines()[0]})"
        raise ToolError("clip", problem, "bad_weights") from error
    return model


def _layers(state: Mapping[str, torch.Tensor], prefix: str) -> int:
    numbers = {key[len(prefix) :].split(".")[0] for key in state if key.startswith(prefix)}
    return len(numbers)


def _mlp_ratio(state: Mapping[str, torch.Tensor], prefix: str) -> float:
    hidden, width = state[f"{prefix}0.mlp.c_fc.weight"].shape
    return hidden / width
