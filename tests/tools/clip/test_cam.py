"""The closed form of class activation against plain autograd, and its corner cases."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from maskwright.tools.clip.cam import (
    Gradients,
    authors_directions,
    class_directions,
    class_maps,
    log_sum_exp,
    normalised,
    softmax,
)
from maskwright.tools.clip.features import Features, encode
from maskwright.tools.clip.load import Clip
from maskwright.tools.clip.text import unit
from tiny_clip import difference, random_clip

N, B, SCALE = 5, 4, 20.0


@pytest.fixture(scope="module")
def clip() -> Clip:
    import torch

    model = random_clip().eval().requires_grad_(False)
    return Clip("tiny", "random weights", model, None, torch.device("cpu"))


@pytest.fixture(scope="module")
def features(clip: Clip) -> Features:
    pixels = np.random.default_rng(1).integers(0, 255, (40, 56, 3), np.uint8)
    return encode(clip, pixels, 1000)


@pytest.fixture(scope="module")
def texts() -> Any:
    return unit(np.random.default_rng(2).normal(size=(N + B, 16)).astype(np.float32))


def by_autograd(clip: Clip, features: Features, texts: Any, kept: list[int]) -> Any:
    """Maps (len(kept), h, w) from one backward pass for each share, as Grad-CAM is written."""
    import torch

    visual, seen = clip.visual, []
    block = visual.transformer.resblocks[-1]

    def keep(module: Any, inputs: Any, output: Any) -> Any:
        seen.append(output.detach().requires_grad_(True))
        return seen[-1]

    hook = block.ln_1.register_forward_hook(keep)
    out = visual.ln_post(block(features.tokens[None]))[0, 1:].mean(dim=0) @ visual.proj
    hook.remove()
    rivals = torch.from_numpy(texts[[*kept, *range(N, N + B)]])
    shares = (SCALE * rivals @ (out / out.norm())).softmax(dim=0)
    maps = []
    for row in range(len(kept)):
        (gradient,) = torch.autograd.grad(shares[row], seen[0], retain_graph=True)
        weights = gradient[0, 1:].mean(dim=0)
        maps.append(torch.relu(seen[0][0, 1:] @ weights).reshape(features.grid_hw))
    return torch.stack(maps).detach().numpy(), shares.detach().numpy()


@pytest.mark.parametrize("kept", [[0, 1, 2, 3, 4], [3, 1], [2]])
def test_five_texts_and_one_background_serve_every_set_of_queries(
    kept: list[int], clip: Clip, features: Features, texts: Any
) -> None:
    gradients = Gradients(clip, features)
    logits = SCALE * (texts.astype(np.float64) @ gradients.embedding)
    behind = softmax(logits[N:]) @ texts[N:]
    pulls = gradients.pulls(np.concatenate([texts[:N], behind[None]]).astype(np.float32))
    assert gradients.passes == N + 1
    rows = [*kept, N]
    rivals = np.append(logits[kept], log_sum_exp(logits[N:]))
    expected, shares = by_autograd(clip, features, texts, kept)
    assert difference(softmax(rivals)[: len(kept)], shares[: len(kept)]) < 1e-6
    directions = class_directions(pulls[rows], rivals, len(kept))
    maps = class_maps(gradients.activations, directions, features.grid_hw)
    assert difference(normalised(maps), normalised(expected)) < 1e-4
    sized = authors_directions(pulls[rows], rivals, len(kept), SCALE)
    maps = class_maps(gradients.activations, sized, features.grid_hw)
    assert difference(maps / expected.max(), expected / expected.max()) < 1e-4


def test_half_precision_has_the_same_pulls(clip: Clip, features: Features, texts: Any) -> None:
    import torch

    model = random_clip().half().eval().requires_grad_(False)
    half = Clip("half", "", model, None, torch.device("cpu"))
    pixels = np.random.default_rng(1).integers(0, 255, (40, 56, 3), np.uint8)
    expected = Gradients(clip, features).pulls(texts)
    found = Gradients(half, encode(half, pixels, 1000)).pulls(texts)
    assert difference(found, expected) < 2e-2 * np.abs(expected).max()


def test_gradients_can_be_asked_again(clip: Clip, features: Features, texts: Any) -> None:
    gradients = Gradients(clip, features)
    assert difference(gradients.pulls(texts), gradients.pulls(texts)) == 0
    assert gradients.passes == 2 * len(texts)
    assert np.linalg.norm(gradients.embedding) == pytest.approx(1)


def test_a_share_of_nearly_nothing_or_everything_still_has_a_direction() -> None:
    pulls = np.array([[1, 0], [0, 1], [1, 1]], np.float32)
    directions = class_directions(pulls, np.array([-900.0, 900.0, 0.0]), 2)
    assert difference(directions, [[1, -1], [-1, 0]]) < 1e-6


def test_a_query_without_rivals_keeps_the_direction_of_its_cosine() -> None:
    pulls = np.array([[3, 4]], np.float32)
    assert np.array_equal(class_directions(pulls, np.array([7.0]), 1), pulls)
    assert not authors_directions(pulls, np.array([7.0]), 1, SCALE).any()


def test_normalised_maps_span_zero_to_one_and_flat_ones_are_zero() -> None:
    maps = np.array([[[2, 4], [6, 2]], [[5, 5], [5, 5]]], np.float32)
    assert normalised(maps).tolist() == [[[0, 0.5], [1, 0]], [[0, 0], [0, 0]]]
    assert normalised(maps[:1], 4.0).max() == pytest.approx(0.5)
    assert np.isfinite(normalised(maps, 1e-15)).all()
