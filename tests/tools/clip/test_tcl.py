"""TCL: its release's layers, said once more with modules and masks, and its checkpoint."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from maskwright.errors import ToolError
from maskwright.tools.clip.tcl import load_tcl, mask_values, tcl_features

WIDTH = 64


@pytest.fixture(scope="module")
def visual() -> Any:
    import torch
    from open_clip.transformer import QuickGELU, VisionTransformer

    torch.manual_seed(1)
    tower = VisionTransformer(64, 16, WIDTH, 3, 1, 4.0, output_dim=32, act_layer=QuickGELU)
    return tower.eval().requires_grad_(False)


def part(upsample: bool) -> Any:
    """Half a layer of the decoder as modules, under the names that the checkpoint has."""
    import torch
    from torch import nn

    class Gate(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.gate = nn.Parameter(torch.randn(()))

    class Part(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.norm = nn.LayerNorm(WIDTH)
            self.conv = nn.Conv2d(WIDTH, WIDTH, 3, padding=1)
            self.gate = Gate()
            nn.init.normal_(self.norm.weight)

        def forward(self, x: Any) -> Any:
            if upsample:
                x = x.repeat_interleave(2, dim=2).repeat_interleave(2, dim=3)
            normed = self.norm(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
            return x + torch.tanh(self.gate.gate) * self.conv(nn.functional.gelu(normed))

    return Part().requires_grad_(False)


@pytest.fixture(scope="module")
def trained(visual: Any) -> dict[str, Any]:
    """Random values of all that the release trained."""
    import torch

    torch.manual_seed(3)
    block = copy.deepcopy(visual.transformer.resblocks[-1])
    for value in block.parameters():
        value.data += 0.1 * torch.randn_like(value)
    norm = torch.nn.LayerNorm(WIDTH).requires_grad_(False)
    norm.weight.data.normal_()
    parts = [part(upsample=True), part(False), part(upsample=True), part(False)]
    return {"block": block, "parts": parts, "norm": norm, "proj": torch.randn(WIDTH, 32)}


def state(trained: dict[str, Any]) -> dict[str, Any]:
    """The same under the names of the authors' checkpoint."""
    import torch

    inside = "masker.image_encoder."
    out = {
        f"{inside}backbone.transformer.resblocks.0.{name}": value
        for name, value in trained["block"].state_dict().items()
    }
    for index, each in enumerate(trained["parts"]):
        prefix = f"{inside}decoder.decoder.net.{index // 2}.conv{'2' if index % 2 else ''}."
        out |= {prefix + name: value for name, value in each.state_dict().items()}
    ln = trained["norm"].state_dict()
    out |= {f"{inside}decoder.image_proj.ln.{name}": value for name, value in ln.items()}
    out[f"{inside}decoder.image_proj.proj"] = trained["proj"]
    return out | {"masker.sim2mask.w": torch.tensor(9.0), "masker.sim2mask.b": torch.tensor(-2.0)}


@pytest.fixture
def checkpoint(trained: dict[str, Any], tmp_path: Path) -> Path:
    import torch

    path = tmp_path / "tcl.pth"
    torch.save({"model": state(trained), "step": 50_000}, path)
    return path


def test_features_equal_modules_and_attention_masks(
    visual: Any, trained: dict[str, Any], checkpoint: Path
) -> None:
    import torch

    pixels = torch.randn(2, 3, 64, 64)
    tokens = visual._embeds(pixels)
    for block in visual.transformer.resblocks[:-1]:
        tokens = block(tokens)
    # The authors keep a token from seeing others with a mask.
    mask = torch.full((17, 17), float("-inf")).fill_diagonal_(0)
    tokens = trained["block"](tokens, attn_mask=mask)
    x = tokens[:, 1:].permute(0, 2, 1).reshape(2, WIDTH, 4, 4)
    for each in trained["parts"]:
        x = each(x)
    x = (trained["norm"](x.permute(0, 2, 3, 1)) @ trained["proj"]).permute(0, 3, 1, 2)

    found = tcl_features(visual, pixels, load_tcl(checkpoint, visual))
    assert found.shape == (2, 32, 16, 16)
    assert torch.allclose(found, x, atol=1e-4)


def test_mask_values_are_the_trained_sigmoid(visual: Any, checkpoint: Path) -> None:
    import torch

    head = load_tcl(checkpoint, visual)
    found = mask_values(torch.tensor([0.0, 2 / 9, 1.0]), head)
    assert torch.allclose(found, torch.tensor([0.1192, 0.5, 0.9991]), atol=1e-4)


def test_loading_leaves_the_tower_as_it_was(visual: Any, checkpoint: Path) -> None:
    import torch

    before = copy.deepcopy(visual.state_dict())
    load_tcl(checkpoint, visual)
    assert all(torch.equal(before[name], value) for name, value in visual.state_dict().items())


def test_a_checkpoint_that_does_not_fit_is_named(
    visual: Any, trained: dict[str, Any], tmp_path: Path
) -> None:
    import torch

    path = tmp_path / "tcl.pth"
    whole = state(trained)
    for lost, message in (
        ("masker.sim2mask.w", "no tensor masker.sim2mask.w"),
        ("masker.image_encoder.decoder.decoder.net.1.conv2.gate.gate", "net.1.conv2.gate.gate"),
        ("masker.image_encoder.backbone.transformer.resblocks.0.ln_1.bias", "block 0 does not fit"),
    ):
        torch.save({"model": {key: whole[key] for key in whole if key != lost}}, path)
        with pytest.raises(ToolError, match=message):
            load_tcl(path, visual)
    torch.save({**whole, "masker.image_encoder.decoder.image_proj.proj": torch.zeros(9, 9)}, path)
    with pytest.raises(ToolError, match=r"expected shape \(64, 32\), got \(9, 9\)"):
        load_tcl(path, visual)
