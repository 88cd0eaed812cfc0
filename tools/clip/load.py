"""Loading a ViT CLIP: an open_clip model by name, or a checkpoint on this machine.

A checkpoint is a safetensors file, or a torch file that `weights_only=True` reads, with the tensor
names of OpenAI's CLIP or of open_clip (they are the same for these models). Its architecture is
read from the shapes of its tensors, so any width and depth loads.
"""

# Neither open_clip nor torch has types throughout.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import InputError, MissingError, ToolError

if TYPE_CHECKING:
    import torch

HEAD_WIDTH = 64
"""Width of an attention head in every CLIP of OpenAI's design."""


@dataclass(frozen=True, eq=False)
class Clip:
    """A loaded model.

    Attributes:
        name: as it was asked for.
        revision: SHA-256 of the checkpoint file, or the name of the pretrained weights.
        model: an `open_clip.model.CLIP` in evaluation mode, without gradients for its parameters.
        tokenize: texts to token ids, (N, 77) int64.
        device: where it lies.
    """

    name: str
    revision: str
    model: Any
    tokenize: Any
    device: torch.device

    @property
    def visual(self) -> Any:
        """The vision tower, an `open_clip.transformer.VisionTransformer`."""
        return self.model.visual

    @property
    def patch(self) -> int:
        """Side of a patch in pixels."""
        return int(self.visual.patch_size[0])

    @property
    def side(self) -> int:
        """Side of the square picture that the model was trained on, in pixels."""
        return int(self.visual.image_size[0])

    @property
    def logit_scale(self) -> float:
        """What cosines are multiplied with before a softmax; about 100."""
        return float(self.model.logit_scale.exp())


def load_clip(
    name: str,
    checkpoint: str = "",
    device: str = "cpu",
    half: bool = False,
    quick_gelu: bool | None = None,
) -> Clip:
    """Load a model.

    Args:
        name: a model name of open_clip ("ViT-B-16"); only a label where `checkpoint` is a file of
            another size.
        checkpoint: path of a file; a tag of open_clip's pretrained weights ("openai",
            "laion2b_s34b_b88k"), which have to be in its cache already or be downloadable; empty
            for random weights.
        device: "cpu", "cuda:0", "mps".
        half: float16 on a GPU; a CPU always computes in float32.
        quick_gelu: OpenAI's activation; None takes it for OpenAI's weights ("openai" in the tag or
            the file's name) and for model names that say so.

    Raises:
        InputError: no such model name or file.
        MissingError: open_clip is not installed.
        ToolError: the file is no CLIP with a vision transformer (`bad_weights`).
    """
    try:
        import open_clip
        import torch
    except ImportError as error:
        raise MissingError("open_clip", "pip install open_clip_torch", name) from error
    precise = "fp16" if half and not device.startswith("cpu") else "fp32"
    if quick_gelu is None:
        quick_gelu = "quickgelu" in name.lower() or "openai" in checkpoint.lower()
    path = Path(checkpoint).expanduser() if checkpoint else None
    if path is not None and path.suffix in {".safetensors", ".pt", ".pth", ".bin"}:
        state = read_state(path)
        model: Any = build(state, quick_gelu)
        revision = _sha256(path)
    else:
        known: list[str] = open_clip.list_models()
        if name not in known:
            raise InputError(name, "open_clip has no such model", "see open_clip.list_models()")
        model = open_clip.create_model(
            name, checkpoint or None, force_quick_gelu=bool(quick_gelu), precision="fp32"
        )
        revision = checkpoint or "random weights"
    model = model.to(device=device, dtype=torch.float16 if precise == "fp16" else torch.float32)
    model.eval().requires_grad_(False)
    return Clip(name, revision, model, open_clip.tokenize, torch.device(device))


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
        raise ToolError("clip", f"{path} cannot be read ({error})", "bad_weights") from error
    loaded = loaded.get("state_dict", loaded)
    named = {key.removeprefix("module."): value for key, value in loaded.items()}
    return {
        key: value.float() if value.is_floating_point() else value for key, value in named.items()
    }


def build(state: Mapping[str, torch.Tensor], quick_gelu: bool) -> Any:
    """A model of the size that the tensors have, with their values.

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
            head_width=min(HEAD_WIDTH, width),
            patch_size=patch,
            image_size=round(places**0.5) * patch,
        )
        text = CLIPTextCfg(
            context_length=context,
            vocab_size=state["token_embedding.weight"].shape[0],
            width=text_width,
            heads=max(1, text_width // HEAD_WIDTH),
            layers=_layers(state, "transformer.resblocks."),
        )
        model: Any = CLIP(state["text_projection"].shape[1], vision, text, quick_gelu=quick_gelu)
        # OpenAI's files tell their sizes in tensors of their own.
        sizes = {"input_resolution", "context_length", "vocab_size"}
        model.load_state_dict({key: value for key, value in state.items() if key not in sizes})
    except (KeyError, ValueError, RuntimeError) as error:
        problem = f"the checkpoint is no ViT CLIP ({error})"
        raise ToolError("clip", problem, "bad_weights") from error
    return model


def _layers(state: Mapping[str, torch.Tensor], prefix: str) -> int:
    numbers = {key[len(prefix) :].split(".")[0] for key in state if key.startswith(prefix)}
    return len(numbers)


def _sha256(path: Path) -> str:
    from ..weights.registry import sha256_of

    return f"{path.name} sha256:{sha256_of(path)[:16]}"
