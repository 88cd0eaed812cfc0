"""GEM's tokens, cosines and stretched maps are the authors'."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from maskwright.tools.clip.gem import gem_features, gem_tokens, image_logits, minmax
from maskwright.tools.clip.load import Clip
from maskwright.tools.clip.maskclip import cosines
from maskwright.tools.clip.templates import ClassEmbeddings
from tiny_clip import difference, golden_clip

Shared = Callable[[str], Path]
SIZES = {"448": (448, 448), "160x240": (160, 240)}


@pytest.fixture(scope="module")
def clip(shared: Shared) -> Clip:
    return golden_clip(shared("golden/weights/tiny_clip_12.safetensors"))


@pytest.fixture(scope="module")
def golden(shared: Shared) -> Any:
    return np.load(shared("golden/p06_gem_chelsea.npz"))


@pytest.fixture(scope="module")
def texts(clip: Clip, golden: Any) -> Any:
    return ClassEmbeddings(clip, "photo").of([str(text) for text in golden["texts"]])


@pytest.fixture(scope="module")
def pixels(shared: Shared) -> dict[str, Any]:
    """The golden picture in both sizes: PIL's bicubic resize, CLIP's mean and spread."""
    import PIL.Image
    import torch
    from open_clip.constants import OPENAI_DATASET_MEAN, OPENAI_DATASET_STD

    mean, std = (np.array(v, np.float32) for v in (OPENAI_DATASET_MEAN, OPENAI_DATASET_STD))
    out: dict[str, Any] = {}
    with PIL.Image.open(shared("golden/images/chelsea.png")) as file:
        for name, (high, wide) in SIZES.items():
            small = file.convert("RGB").resize((wide, high), PIL.Image.Resampling.BICUBIC)
            scaled = (np.asarray(small, np.float32) / 255 - mean) / std
            out[name] = torch.from_numpy(scaled.transpose(2, 0, 1)[None].copy())
    return out


def test_text_embeddings_equal_the_authors(golden: Any, texts: Any) -> None:
    assert difference(texts, golden["text_embed"]) < 1e-5


@pytest.mark.parametrize("size", list(SIZES))
def test_tokens_of_both_paths_equal_the_authors(
    clip: Clip, golden: Any, pixels: dict[str, Any], size: str
) -> None:
    gem, plain = gem_tokens(clip.visual, pixels[size])
    theirs = golden[f"feat_gem_{size}"]
    # One size is stored in half precision: 11 bits of values up to 8.
    at = 1e-5 if theirs.dtype == np.float32 else 2**-8
    assert difference(gem[0], theirs) < at
    assert difference(plain[0, 0], golden[f"feat_ori_{size}"]) < 1e-5


def test_maps_of_a_square_equal_the_authors(
    clip: Clip, golden: Any, texts: Any, pixels: dict[str, Any]
) -> None:
    cosine = cosines(gem_features(clip.visual, pixels["448"]), texts)
    assert difference(cosine[0], golden["logits_grid_448"]) < 1e-5
    full = image_logits(cosine, (448, 448))
    low, high = full[0].amin((-2, -1)), full[0].amax((-2, -1))
    assert difference(np.stack([low, high]), golden["minmax_range_448"]) < 1e-5
    stretched = minmax(full)[0, :, ::8, ::8]
    assert difference(stretched, golden["minmax_image_448_every8"]) < 1e-5


def test_maps_of_an_oblong_equal_the_authors(
    clip: Clip, golden: Any, texts: Any, pixels: dict[str, Any]
) -> None:
    cosine = cosines(gem_features(clip.visual, pixels["160x240"]), texts)
    assert difference(cosine[0], golden["logits_grid_160x240"]) < 1e-5
    full = image_logits(cosine, (160, 240))
    assert difference(full[0, :, ::4, ::4], golden["logits_image_160x240_every4"]) < 1e-5
    assert difference(minmax(full)[0, :, ::4, ::4], golden["minmax_image_160x240_every4"]) < 1e-5


def test_the_ordinary_path_is_the_tower_itself(clip: Clip) -> None:
    import torch

    picture = torch.randn(2, 3, 224, 224)
    _, plain = gem_tokens(clip.visual, picture)
    assert torch.allclose(plain[:, 0], clip.visual(picture), atol=1e-5)


def test_pictures_of_a_batch_do_not_change_each_other(clip: Clip) -> None:
    import torch

    batch = torch.randn(2, 3, 64, 96)
    together = gem_features(clip.visual, batch)
    alone = gem_features(clip.visual, batch[1:] * 1.0)
    assert torch.allclose(together[1:], alone, atol=1e-5)


def test_a_flat_map_is_stretched_to_nothing() -> None:
    import torch

    logits = torch.tensor([[[[0.2, 0.2]], [[0.1, 0.3]]]])
    assert minmax(logits)[0].tolist() == [[[0.0, 0.0]], [[0.0, 1.0]]]
