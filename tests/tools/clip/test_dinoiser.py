"""CLIP-DINOiser: the pooling, said once more with modules and hooks, and its checkpoint."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from maskwright.errors import InputError, ToolError
from maskwright.tools.clip.dinoiser import (
    DinoiserHead,
    dinoiser_features,
    load_dinoiser,
    pooled,
)
from maskwright.tools.clip.maskclip import maskclip_features

WIDTH = 64


@pytest.fixture(scope="module")
def visual() -> Any:
    import torch
    from open_clip.transformer import VisionTransformer

    torch.manual_seed(1)
    tower = VisionTransformer(64, 16, WIDTH, 4, 1, 4.0, output_dim=32)
    return tower.eval().requires_grad_(False)


def convolutions(width: int = WIDTH) -> Any:
    """The authors' two layers, by their names."""
    import torch

    torch.manual_seed(2)
    return torch.nn.ModuleDict(
        {
            "obj_proj": torch.nn.Conv2d(width, 24, 3, padding=1, padding_mode="replicate"),
            "bkg_decoder": torch.nn.Conv2d(width, 1, 1),
        }
    ).requires_grad_(False)


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    """A file as the authors' training script writes it."""
    import torch

    path = tmp_path / "last.pt"
    torch.save({"epoch": 99, "model_state_dict": convolutions().state_dict()}, path)
    return path


@pytest.mark.parametrize("gamma", [0.2, 0.0])
def test_features_and_saliency_equal_modules_and_hooks(
    visual: Any, checkpoint: Path, gamma: float
) -> None:
    import torch

    pixels = torch.randn(1, 3, 64, 64)
    features, saliency = dinoiser_features(visual, pixels, load_dinoiser(checkpoint, visual), gamma)

    read: list[Any] = []
    norm = visual.transformer.resblocks[-3].ln_2
    hook = norm.register_forward_hook(lambda *parts: read.append(parts[-1]))
    visual(pixels)
    hook.remove()
    middle = read[0][:, 1:].permute(0, 2, 1).reshape(1, WIDTH, 4, 4)
    parts = convolutions()
    own = parts["obj_proj"](middle).reshape(1, 24, 16)
    own = own / own.norm(dim=1, keepdim=True)
    weights = torch.einsum("bci,bcj->bij", own, own)
    if gamma:
        weights[weights < gamma] = 0
    dense = maskclip_features(visual, pixels).reshape(1, 32, 16)
    mixed = torch.einsum("bij,bcj->bci", weights, dense) / (weights.sum(-1)[:, None] + 1e-6)
    ground = parts["bkg_decoder"](middle / middle.norm(dim=1, keepdim=True)).sigmoid()[:, 0]
    assert torch.allclose(features, mixed.reshape(1, 32, 4, 4), atol=1e-5)
    assert torch.allclose(saliency, ground, atol=1e-6)


def test_pooling_by_hand() -> None:
    import torch

    dense = torch.tensor([[[[1.0, 3.0, 5.0]]]])
    alike = torch.tensor([[[1.0, 0.5, 0.1], [0.5, 1.0, -0.4], [0.1, -0.4, 1.0]]])
    found = pooled(dense, alike, gamma=0.2)[0, 0, 0]
    assert torch.allclose(found, torch.tensor([2.5 / 1.5, 3.5 / 1.5, 5.0]), atol=1e-4)


def test_a_file_that_is_none_is_named(visual: Any, tmp_path: Path) -> None:
    import torch

    with pytest.raises(InputError, match=r"none\.pt: no such file"):
        load_dinoiser(tmp_path / "none.pt", visual)
    torch.save({"epoch": 3}, tmp_path / "empty.pt")
    with pytest.raises(ToolError, match="holds no tensors"):
        load_dinoiser(tmp_path / "empty.pt", visual)
    torch.save({"obj_proj.weight": torch.zeros(2, WIDTH, 3, 3)}, tmp_path / "half.pt")
    with pytest.raises(ToolError, match=r"no tensor obj_proj\.bias"):
        load_dinoiser(tmp_path / "half.pt", visual)
    torch.save(convolutions(96).state_dict(), tmp_path / "wide.pt")
    with pytest.raises(ToolError, match="CLIP of width 96, not 64"):
        load_dinoiser(tmp_path / "wide.pt", visual)


def test_a_file_that_would_run_code_is_refused(visual: Any, tmp_path: Path) -> None:
    import torch

    torch.save({"model": convolutions().state_dict(), "config": Path("x")}, tmp_path / "code.pt")
    with pytest.raises(ToolError, match="keep its tensors alone"):
        load_dinoiser(tmp_path / "code.pt", visual)


def test_the_head_follows_the_tower(visual: Any, checkpoint: Path) -> None:
    import copy

    import torch

    double = copy.deepcopy(visual).double()
    head: DinoiserHead = load_dinoiser(checkpoint, double)
    assert head.objects[0].dtype == torch.float64
