"""Loading a ViT CLIP: an open_clip model by name, or a checkpoint on this machine.

A checkpoint is a safetensors file, or a torch file that `weights_only=True` reads, with the tensor
names of OpenAI's CLIP or of open_clip (they are the same for these models); see `checkpoint.py`.
"""

# Neither open_clip nor torch has types throughout.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import copy
import os
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import InputError, MissingError, ToolError
from ..embedded.recent import Recent
from ..nearest import nearest
from ..weights.registry import sha256_of
from .checkpoint import build, head_widths, read_state
from .text import TextEncoder

if TYPE_CHECKING:
    import torch

FILES = (".safetensors", ".pt", ".pth", ".bin")
"""How the name of a checkpoint file ends; anything else is a tag of open_clip's."""
MEAN = (0.48145466, 0.4578275, 0.40821073)
STD = (0.26862954, 0.26130258, 0.27577711)
"""What OpenAI's pixels in [0, 1] are normalised with."""


@dataclass(frozen=True, eq=False)
class Clip:
    """A loaded model.

    Attributes:
        name: as it was asked for.
        revision: SHA-256 of the checkpoint file, or the name of the pretrained weights.
        model: an `open_clip.model.CLIP` in evaluation mode, without gradients for its parameters.
        tokenize: texts to token ids, (N, context) int64; a text that is too long loses its end.
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
    def half(self) -> bool:
        """Whether it computes in float16."""
        return self.dtype.itemsize < 4

    @property
    def dtype(self) -> torch.dtype:
        """What it computes in: float32, or float16 where it was loaded so."""
        return self.visual.conv1.weight.dtype

    @property
    def patch(self) -> int:
        """Side of a patch in pixels."""
        return int(self.visual.patch_size[0])

    @property
    def side(self) -> int:
        """Side of the square picture that the model was trained on, in pixels."""
        return int(self.visual.image_size[0])

    @property
    def mean_std(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """What each colour of a picture in [0, 1] is normalised with."""
        mean = getattr(self.visual, "image_mean", None) or MEAN
        return tuple(mean), tuple(getattr(self.visual, "image_std", None) or STD)

    @property
    def logit_scale(self) -> float:
        """What cosines are multiplied with before a softmax; about 100."""
        return float(self.model.logit_scale.float().exp())

    @cached_property
    def texts(self) -> TextEncoder:
        """Embeddings of texts, remembered for all who use this model."""
        return TextEncoder(self)

    @cached_property
    def tail(self) -> tuple[Any, Any, torch.Tensor]:
        """Last block, last normalisation and projection of the vision tower, in float32.

        Gradients pass through them, and would underflow in half precision.
        """
        parts = (self.visual.transformer.resblocks[-1], self.visual.ln_post)
        block, norm = (copy.deepcopy(part).float() if self.half else part for part in parts)
        return block, norm, self.visual.proj.float()


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
        InputError: no such model name, tag, file or device.
        MissingError: open_clip is not installed, or its weights can neither be found nor fetched.
        ToolError: the file is no CLIP with a vision transformer (`bad_weights`).
    """
    try:
        import open_clip
        import torch
    except ImportError as error:
        raise MissingError("open_clip", "pip install open_clip_torch", name) from error
    if quick_gelu is None:
        hints = f"{name} {Path(checkpoint).name}".lower()
        quick_gelu = "quickgelu" in hints or "openai" in hints
    if Path(checkpoint).suffix in FILES:
        state = read_state(Path(checkpoint).expanduser())
        model: Any = build(state, quick_gelu, *head_widths(name))
    else:
        model = _named(name, checkpoint, quick_gelu)
    _check_plain(model, name)
    dtype = torch.float16 if half and not device.startswith("cpu") else torch.float32
    try:
        model = model.to(device=device, dtype=dtype)
    except (RuntimeError, AssertionError) as error:
        problem = f"cannot be computed on ({str(error).splitlines()[0]})"
        raise InputError(device, problem, 'name another device, such as "cpu"') from error
    model.eval().requires_grad_(False)
    tokenize = partial(open_clip.tokenize, context_length=int(model.context_length))
    return Clip(name, revision_of(name, checkpoint), model, tokenize, torch.device(device))


def shared_clip(
    name: str, checkpoint: str, device: str, half: bool, quick_gelu: bool | None
) -> Clip:
    """`load_clip`, once for all backends that name the same model; the last few are kept."""
    key = (name, checkpoint, device, half, quick_gelu)
    return _loaded.get(key, lambda: load_clip(*key))


_loaded: Recent[tuple[str, str, str, bool, bool | None], Clip] = Recent(3)


def revision_of(name: str, checkpoint: str) -> str:
    """What tells these weights from all others; reads a file, but loads nothing.

    Returns:
        the file's name and SHA-256, the tag of open_clip's weights, or "random weights".

    Raises:
        InputError: no such file.
    """
    if Path(checkpoint).suffix not in FILES:
        return f"{name} {checkpoint or 'random weights'}"
    path = Path(checkpoint).expanduser()
    try:
        found = path.stat()
        return f"{path.name} sha256:{_sha256(path, found.st_mtime_ns, found.st_size)[:16]}"
    except OSError as error:
        raise InputError(
            checkpoint, f"cannot be read ({error.strerror})", "name a checkpoint on this machine"
        ) from error


@lru_cache(maxsize=16)
def _sha256(path: Path, mtime_ns: int, size: int) -> str:
    """The hash of a file, read once in a process as long as its time and size stay."""
    return sha256_of(path)


def _named(name: str, tag: str, quick_gelu: bool) -> Any:
    """A model that open_clip knows by name, with the weights of a tag or random ones."""
    import open_clip

    known: list[str] = open_clip.list_models()
    if name not in known:
        raise InputError(name, "open_clip has no such model", nearest(name, known))
    tags: list[str] = open_clip.list_pretrained_tags_by_model(name)
    if tag and tag not in tags:
        hint = f"use a .safetensors file, or one of: {', '.join(tags)}"
        raise InputError(tag, f"is neither a checkpoint file nor weights of {name}", hint)
    if tag and os.environ.get("MASKWRIGHT_OFFLINE") == "1":
        hint = "name a checkpoint file on this machine"
        raise MissingError(f"{name} {tag}", hint, "open_clip would fetch it; MASKWRIGHT_OFFLINE=1")
    try:
        return open_clip.create_model(
            name, tag or None, force_quick_gelu=quick_gelu, precision="fp32"
        )
    except (RuntimeError, OSError) as error:
        fetch = f"python -c \"import open_clip; open_clip.create_model('{name}', '{tag}')\""
        raise MissingError(f"{name} {tag}", fetch, "weights that open_clip fetches") from error


def _check_plain(model: Any, name: str) -> None:
    """Refuse towers that are built otherwise than OpenAI's: their blocks would be misread.

    Raises:
        ToolError: the model has another vision or text tower (`bad_weights`).
    """
    from open_clip.transformer import ResidualAttentionBlock, VisionTransformer

    visual = getattr(model, "visual", None)
    plain = (
        isinstance(visual, VisionTransformer)
        and visual.attn_pool is None
        and visual.pool_type == "tok"
        and not visual.final_ln_after_pool
        and all(isinstance(each, ResidualAttentionBlock) for each in visual.transformer.resblocks)
        and getattr(model, "text_pool_type", "") == "argmax"
    )
    if not plain:
        raise ToolError("clip", f"{name} has no plain ViT and text towers", "bad_weights")
