"""Small ViT CLIPs for tests: the golden one, and random ones that are saved as a checkpoint."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from maskwright.tools.clip.load import Clip, load_clip


def random_clip(seed: int = 0, **vision: Any) -> Any:
    """An open_clip model with two layers, patches of 8 pixels and pictures of 32, QuickGELU."""
    import torch
    from open_clip.model import CLIP, CLIPTextCfg, CLIPVisionCfg

    torch.manual_seed(seed)
    sizes = {"layers": 2, "width": 64, "head_width": 32, "patch_size": 8, "image_size": 32}
    text = CLIPTextCfg(context_length=77, vocab_size=49408, width=32, heads=1, layers=2)
    return CLIP(16, CLIPVisionCfg(**{**sizes, **vision}), text, quick_gelu=True)


def save(folder: Path, name: str = "tiny-openai.safetensors", **vision: Any) -> Path:
    """A checkpoint of `random_clip` with one head of 64; 'openai' in the name tells QuickGELU."""
    from safetensors.torch import save_file

    model = random_clip(**{"head_width": 64, **vision})
    save_file({key: value.contiguous() for key, value in model.state_dict().items()}, folder / name)
    return folder / name


@cache
def golden_clip(path: Path) -> Clip:
    """The golden CLIP of 12 layers, loaded once for all tests."""
    return load_clip("tiny", str(path), quick_gelu=True)


def difference(a: Any, b: Any) -> float:
    """The largest absolute difference of two arrays of one shape."""
    assert np.shape(a) == np.shape(b)
    return float(np.abs(np.asarray(a, np.float64) - np.asarray(b, np.float64)).max())
