"""MaskCLIP's features, class embeddings and shares are the authors'."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from maskwright.tools.clip.load import Clip
from maskwright.tools.clip.maskclip import (
    SCALE,
    cosines,
    maskclip_features,
    patch_tokens,
    probabilities,
    values_only,
)
from maskwright.tools.clip.templates import ClassEmbeddings, TemplateSet, templates_of
from tiny_clip import difference, golden_clip

Shared = Callable[[str], Path]
SIZES = {"224": (224, 224), "160x240": (160, 240)}


def normalised(path: Path, size_hw: tuple[int, int]) -> Any:
    """A picture as the golden data read it: PIL's bicubic resize, CLIP's mean and spread."""
    import PIL.Image
    import torch
    from open_clip.constants import OPENAI_DATASET_MEAN, OPENAI_DATASET_STD

    with PIL.Image.open(path) as file:
        picture = file.convert("RGB").resize(size_hw[::-1], PIL.Image.Resampling.BICUBIC)
    mean, std = (np.array(v, np.float32) for v in (OPENAI_DATASET_MEAN, OPENAI_DATASET_STD))
    scaled = (np.asarray(picture, np.float32) / 255 - mean) / std
    return torch.from_numpy(scaled.transpose(2, 0, 1)[None].copy())


@pytest.fixture(scope="module")
def clip(shared: Shared) -> Clip:
    return golden_clip(shared("golden/weights/tiny_clip_12.safetensors"))


@pytest.fixture(scope="module")
def golden(shared: Shared) -> Any:
    return np.load(shared("golden/p06_maskclip_chelsea.npz"))


@pytest.fixture(scope="module")
def texts(clip: Clip, golden: Any) -> dict[str, Any]:
    names = [str(text) for text in golden["texts"]]
    sets: dict[str, TemplateSet] = {"imagenet": "imagenet", "a": "a"}
    return {key: ClassEmbeddings(clip, chosen).of(names) for key, chosen in sets.items()}


def test_the_80_templates_are_the_authors(golden: Any) -> None:
    assert templates_of("imagenet") == tuple(golden["templates"].tolist())


@pytest.mark.parametrize("templates", ["imagenet", "a"])
def test_class_embeddings_equal_the_authors(
    golden: Any, texts: dict[str, Any], templates: str
) -> None:
    assert difference(texts[templates], golden[f"class_embeddings_{templates}"]) < 1e-6


@pytest.mark.parametrize("size", list(SIZES))
def test_features_cosines_and_shares_equal_the_authors(
    clip: Clip, golden: Any, texts: dict[str, Any], shared: Shared, size: str
) -> None:
    pixels = normalised(shared("golden/images/chelsea.png"), SIZES[size])
    features = maskclip_features(clip.visual, pixels)
    assert difference(features[0], golden[f"feat_{size}"]) < 1e-4
    for templates, embeddings in texts.items():
        cosine = cosines(features, embeddings)
        assert difference(cosine[0], golden[f"cos_{templates}_{size}"]) < 1e-5
        share = probabilities(cosine, SCALE)
        assert difference(share[0], golden[f"prob_{templates}_{size}"]) < 1e-4


def test_the_native_grid_keeps_the_position_table_either_way(clip: Clip) -> None:
    import torch

    pixels = torch.randn(1, 3, 224, 224)
    plain, smooth = (patch_tokens(clip.visual, pixels, way) for way in (False, True))
    assert torch.allclose(plain, smooth, atol=1e-6)


def test_places_do_not_see_each_other_in_the_last_block(clip: Clip) -> None:
    import torch

    block = clip.visual.transformer.resblocks[-1]
    tokens = torch.randn(1, 5, clip.visual.conv1.weight.shape[0])
    changed = tokens.clone()
    changed[0, 3] += 1
    before, after = values_only(block, tokens)[0], values_only(block, changed)[0]
    same = [bool(torch.equal(a, b)) for a, b in zip(before, after, strict=True)]
    assert same == [True, True, True, False, True]


def test_texts_are_embedded_once_and_alone_as_together(clip: Clip) -> None:
    calls: list[int] = []
    counted = Clip(
        clip.name,
        clip.revision,
        clip.model,
        lambda lines: calls.append(len(lines)) or clip.tokenize(lines),
        clip.device,
    )
    embeddings = ClassEmbeddings(counted, "photo")
    both = embeddings.of(["cat", "a dog with a very long name"])
    assert np.allclose(embeddings.of(["cat"]), both[:1], atol=1e-6)
    assert calls == [2]
    assert np.allclose(ClassEmbeddings(clip, "photo").of(["cat"]), both[:1], atol=1e-6)
