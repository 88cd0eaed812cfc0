"""Features, views and affinity: grids, attention in pieces, the stock preprocessing."""

from __future__ import annotations

import numpy as np
import pytest
from maskwright.tools.clip import blocks
from maskwright.tools.clip.affinity import affinity_of, boxes_around, spread
from maskwright.tools.clip.batched import Batched
from maskwright.tools.clip.features import encode, grid_of
from maskwright.tools.clip.load import Clip
from maskwright.tools.clip.views import embeddings, square
from tiny_clip import difference, random_clip


@pytest.fixture(scope="module")
def clip() -> Clip:
    import torch

    model = random_clip(layers=10).eval().requires_grad_(False)
    return Clip("tiny", "random weights", model, None, torch.device("cpu"))


@pytest.mark.parametrize(
    ("size_hw", "most", "grid_hw"),
    [
        ((375, 500), 2048, (24, 32)),
        ((1, 1), 2048, (1, 1)),
        ((1500, 2000), 2048, (39, 52)),
        ((16, 160_000), 2048, (1, 2048)),
        ((160_000, 16), 10, (10, 1)),
        ((400, 300), 1, (1, 1)),
    ],
)
def test_a_grid_is_rounded_up_to_patches_and_capped(
    size_hw: tuple[int, int], most: int, grid_hw: tuple[int, int]
) -> None:
    assert grid_of(size_hw, 16, most) == grid_hw


def test_attention_in_pieces_is_open_clips_attention(
    clip: Clip, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    pixels = np.random.default_rng(0).integers(0, 255, (32, 32, 3), np.uint8)
    whole = encode(clip, pixels, 100)
    monkeypatch.setattr(blocks, "CHUNK", 2 * 17 * 5)  # five rows at a time
    pieces = encode(clip, pixels, 100)
    assert difference(whole.attention, pieces.attention) < 1e-6
    assert difference(whole.tokens, pieces.tokens) < 1e-5

    expected, resblocks = np.zeros((16, 16)), clip.visual.transformer.resblocks
    picture = torch.from_numpy(pixels).permute(2, 0, 1)[None].float() / 255
    mean, std = (torch.tensor(each)[:, None, None] for each in clip.mean_std)
    with torch.no_grad():
        tokens = clip.visual._embeds((picture - mean) / std)
        for index, block in enumerate(resblocks):
            before, normed = tokens, block.ln_1(tokens)
            _, seen = block.attn(normed, normed, normed, need_weights=True)
            expected += seen[0, 1:, 1:].numpy() / 8 if index >= len(resblocks) - 8 else 0
            tokens = block(tokens)
    assert difference(whole.attention, expected) < 1e-6
    assert difference(whole.tokens, before[0]) < 1e-5


def test_embeddings_are_open_clips(clip: Clip) -> None:
    import torch

    pictures = np.random.default_rng(0).integers(0, 255, (20, 32, 32, 3), np.uint8)
    mean, std = (np.array(each, np.float32) for each in clip.mean_std)
    batch = torch.from_numpy(((pictures / np.float32(255) - mean) / std).transpose(0, 3, 1, 2))
    with torch.no_grad():
        expected = clip.model.encode_image(batch)
    assert difference(embeddings(clip, pictures), expected) < 1e-5


@pytest.mark.parametrize("size_hw", [(50, 70), (101, 33), (32, 32), (20, 150)])
def test_the_centre_is_that_of_clips_own_preprocessing(size_hw: tuple[int, int]) -> None:
    import PIL.Image
    from torchvision.transforms import CenterCrop, Compose, InterpolationMode, Resize

    pixels = np.random.default_rng(0).integers(0, 255, (*size_hw, 3), np.uint8)
    stock = Compose([Resize(32, InterpolationMode.BICUBIC), CenterCrop(32)])
    assert np.array_equal(square(pixels, 32), np.asarray(stock(PIL.Image.fromarray(pixels))))


def test_a_thin_picture_loses_its_ends_before_it_is_resized() -> None:
    assert square(np.zeros((1, 100_000, 3), np.uint8), 224).shape == (224, 224, 3)
    assert square(np.zeros((100_000, 1, 3), np.uint8), 224).shape == (224, 224, 3)


def test_affinity_is_symmetric_with_sums_of_one() -> None:
    attention = np.random.default_rng(0).random((30, 30)).astype(np.float32)
    affinity = affinity_of(attention)
    assert difference(affinity, affinity.T) == 0
    assert difference(affinity.sum(axis=0), np.ones(30)) < 1e-2
    assert not affinity_of(np.zeros((4, 4), np.float32)).any()


def test_maps_spread_from_within_their_boxes() -> None:
    affinity = np.array([[0, 1, 0], [1, 0, 0], [0, 0, 1]], np.float64)
    maps = np.array([[[1, 0, 0.9]]], np.float32)
    boxes = np.array([[[True, True, False]]])
    assert spread(maps, boxes, affinity, 1).tolist() == [[[0, 1, 0]]]
    assert spread(maps, boxes, affinity, 2).tolist() == [[[1, 0, 0]]]
    assert spread(maps, boxes, affinity, 0).tolist() == [[[1, 0, 0]]]


def test_boxes_have_a_row_for_each_map() -> None:
    maps = np.zeros((2, 4, 4), np.float32)
    maps[0, 1, 1] = 1
    assert boxes_around(maps, 0.4).sum(axis=(1, 2)).tolist() == [1, 0]


def test_what_is_missing_is_made_together_and_the_oldest_goes() -> None:
    kept: Batched[str, str] = Batched(2)
    made: list[list[str]] = []

    def make(keys: list[str]) -> list[str]:
        made.append(keys)
        return [key.upper() for key in keys]

    assert kept.get(["a", "b", "a"], make) == ["A", "B", "A"]
    assert kept.get(["b", "c"], make) == ["B", "C"]
    assert kept.get(["a"], make) == ["A"]
    assert kept.get([], make) == []
    assert made == [["a", "b"], ["c"], ["a"]]
