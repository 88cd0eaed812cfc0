"""Checkpoints: a small one goes to disk and comes back through the code that loads the real one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from maskwright.errors import InputError, ToolError
from maskwright.tools.clip.load import load_clip, shared_clip
from tiny_clip import difference, random_clip, save


@pytest.mark.parametrize(
    "sizes",
    [
        {},
        {"layers": 3, "width": 128, "patch_size": 16, "image_size": 48},
        {"mlp_ratio": 3.0},
        {"width": 32, "head_width": 32},
    ],
    ids=["small", "another size", "narrow mlp", "one narrow head"],
)
def test_a_checkpoint_computes_as_the_model_that_was_saved(tmp_path: Path, sizes: dict) -> None:
    import torch

    given = random_clip(**{"head_width": 64, **sizes}).eval()
    clip = load_clip("tiny", str(save(tmp_path, **sizes)))
    assert (clip.patch, clip.side) == (sizes.get("patch_size", 8), sizes.get("image_size", 32))
    assert clip.logit_scale == pytest.approx(1 / 0.07, rel=1e-4)
    picture = torch.rand(1, 3, clip.side, clip.side)
    ids = clip.tokenize(["a photo of a cat"])
    with torch.no_grad():
        assert difference(clip.model.encode_image(picture), given.encode_image(picture)) < 1e-6
        assert difference(clip.model.encode_text(ids), given.encode_text(ids)) < 1e-6


def test_torch_files_of_training_scripts_load_too(tmp_path: Path) -> None:
    import torch

    state = {
        f"module.{key}": value for key, value in random_clip(head_width=64).state_dict().items()
    }
    torch.save({"epoch": 3, "state_dict": state}, tmp_path / "openai.pt")
    clip = load_clip("tiny", str(tmp_path / "openai.pt"))
    assert not any(parameter.requires_grad for parameter in clip.model.parameters())


def test_the_activation_is_taken_from_the_name_or_as_told(tmp_path: Path) -> None:
    from open_clip.transformer import QuickGELU

    def quick(**told: bool) -> bool:
        block = load_clip("tiny", str(path), **told).visual.transformer.resblocks[0]
        return isinstance(block.mlp.gelu, QuickGELU)

    path = save(tmp_path)
    assert quick()
    assert not quick(quick_gelu=False)
    path = save(tmp_path, "laion.safetensors")
    assert not quick()
    assert quick(quick_gelu=True)


def test_half_precision_is_ignored_on_a_cpu(tmp_path: Path) -> None:
    import torch

    assert load_clip("tiny", str(save(tmp_path)), half=True).dtype == torch.float32


def test_backends_that_name_the_same_model_share_it(tmp_path: Path) -> None:
    path = str(save(tmp_path))
    one = shared_clip("tiny", path, "cpu", False, None)
    assert shared_clip("tiny", path, "cpu", False, None) is one


def test_texts_are_cut_behind_their_end_and_remembered(tmp_path: Path) -> None:
    import torch

    clip = load_clip("tiny", str(save(tmp_path)))
    texts = ["cat", "a very long text about a cat " * 20, "{braces} and more", "cat"]
    found = clip.texts.embed(texts, ["{}", "a photo of a {}."])
    assert found.shape == (2, 4, 16)
    whole = clip.tokenize([f"a photo of a {text}." for text in texts])
    with torch.no_grad():
        assert difference(found[1], clip.model.encode_text(whole)) < 1e-5
    assert np.array_equal(found[:, 0], found[:, 3])
    assert np.array_equal(clip.texts.embed(texts[2:3])[0, 0], found[0, 2])
    assert clip.texts.embed([], ["{}"]).shape == (1, 0, 16)


def test_what_is_no_checkpoint_is_named(tmp_path: Path) -> None:
    import torch

    damaged = tmp_path / "damaged.safetensors"
    damaged.write_bytes(b"no tensors")
    other = tmp_path / "other.pt"
    torch.save({"weight": torch.zeros(3)}, other)
    listed = tmp_path / "listed.pt"
    torch.save([torch.zeros(3)], listed)
    with pytest.raises(ToolError, match="damaged.safetensors cannot be read"):
        load_clip("tiny", str(damaged))
    with pytest.raises(ToolError, match="no ViT CLIP"):
        load_clip("tiny", str(other))
    with pytest.raises(ToolError, match="holds no named tensors"):
        load_clip("tiny", str(listed))
    with pytest.raises(InputError, match="no such file"):
        load_clip("tiny", str(tmp_path / "absent.safetensors"))
    with pytest.raises(InputError, match="open_clip has no such model"):
        load_clip("ViT-B-17")
    with pytest.raises(InputError, match="neither a checkpoint file nor weights of ViT-B-16"):
        load_clip("ViT-B-16", "nobody")
