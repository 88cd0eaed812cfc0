"""The network read at every cell is still the network."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from maskwright.tools.embedded import network as module
from maskwright.tools.embedded.class_maps import resize, softmax, unit_peak, window_mean
from maskwright.tools.embedded.concepts import concept_space
from maskwright.tools.embedded.network import SCALES, Pyramid, network
from maskwright.tools.image import Image, load_image


def test_each_scale_has_its_grid_and_every_class(pyramid: Pyramid, chelsea: Image) -> None:
    assert pyramid.size_hw == (chelsea.height, chelsea.width) == (300, 451)
    assert list(pyramid.scores) == list(SCALES)
    for scale, scores in pyramid.scores.items():
        short = round(300 * scale / 451)
        assert scores.shape == (1000, -(-short // 16), scale // 16)
        assert scores.dtype == np.float32
    assert pyramid.texture.shape[1:] == pyramid.grid_hw == (43, 64)


def test_every_texture_stage_has_no_mean_and_unit_energy(pyramid: Pyramid) -> None:
    texture = pyramid.texture
    assert np.abs(texture.mean(axis=(1, 2))).max() < 1e-4
    # Two stages of unit mean energy.
    assert (texture**2).sum(axis=0).mean() == pytest.approx(2, rel=1e-3)


def test_a_picture_is_read_once(pyramid: Pyramid, chelsea: Image) -> None:
    assert network().pyramid(chelsea) is pyramid
    assert network().pyramid(load_image(chelsea.pixels)) is pyramid


@pytest.mark.parametrize("scale", [256, 768])
def test_the_mean_over_the_map_is_what_timm_answers(
    scale: int, pyramid: Pyramid, chelsea: Image
) -> None:
    model = module._load()
    picture = module._resized(chelsea, scale)
    views = [picture, picture.flip(3)] if scale <= module.MIRRORED_UP_TO else [picture]
    with torch.inference_mode():
        answers = torch.cat([model(view) for view in views]).mean(dim=0).numpy()
    ours = window_mean(pyramid.scores[scale], 10_000)[:, 0, 0]
    np.testing.assert_allclose(ours, answers, atol=2e-3)
    best = int(softmax(ours[:, None]).argmax())
    space = concept_space()
    assert best in space.kinds_of(space.graph.senses("cat")[0])


def test_a_window_is_the_mean_of_its_cells() -> None:
    scores = np.arange(2 * 3 * 4, dtype=np.float32).reshape(2, 3, 4)
    means = window_mean(scores, 2)
    assert means.shape == (2, 2, 3)
    assert means[1, 1, 2] == scores[1, 1:3, 2:4].mean()
    assert window_mean(scores, 3).shape == (2, 1, 2)


def test_softmax_sums_to_one_however_large_the_scores() -> None:
    probability = softmax(np.array([[1e4], [1e4], [-1e4]], np.float32))
    assert probability[:, 0].tolist() == [0.5, 0.5, 0.0]


def test_resize_and_peak_of_maps() -> None:
    maps = np.array([[[0.0, 2.0]], [[-1.0, -3.0]]], np.float32)
    assert unit_peak(maps).tolist() == [[[0, 1]], [[0, 0]]]
    assert resize(maps, (1, 4))[0].tolist() == [[0, 0.5, 1.5, 2]]
    assert resize(maps[:0], (5, 7)).shape == (0, 5, 7)
