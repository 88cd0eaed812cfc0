"""The network read at every cell is still the network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import timm
import torch
from maskwright.tools.embedded import network as module
from maskwright.tools.embedded.class_maps import softmax, unit_peak, window_mean
from maskwright.tools.embedded.concepts import _wnids, concept_space
from maskwright.tools.embedded.efficientnet import WEIGHTS, session
from maskwright.tools.embedded.network import SCALES, Pyramid, network
from maskwright.tools.image import Image, load_image
from maskwright.tools.resize import resize
from maskwright.tools.weights.registry import path_of
from timm.data.imagenet_info import ImageNetInfo


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


def timm_model() -> Any:
    """The same weights in timm's network; its tensors stand in the same order."""
    state = torch.load(path_of(WEIGHTS), weights_only=True)
    model: Any = timm.create_model("tf_efficientnet_lite2", pretrained=False, output_stride=16)
    own = [key for key in model.state_dict() if not key.endswith("num_batches_tracked")]
    given = [key for key in state if not key.endswith("num_batches_tracked")]
    model.load_state_dict(
        {mine: state[theirs] for mine, theirs in zip(own, given, strict=True)}, strict=False
    )
    return model.eval()


@pytest.mark.parametrize("scale", [256, 333, 768])
def test_every_cell_of_every_output_is_timms(scale: int, chelsea: Image) -> None:
    model = timm_model()
    picture = module.resized(chelsea.pixels, scale)[None]
    ours = session(module.TEXTURE_STAGES).run(None, {"picture": picture})
    with torch.inference_mode():
        features = model.bn1(model.conv_stem(torch.from_numpy(picture)))
        stages = []
        for block in model.blocks:
            features = block(features)
            stages.append(features)
        head = model.bn2(model.conv_head(features))
        weight, bias = model.classifier.weight, model.classifier.bias
        scores = torch.einsum("ndhw,kd->nkhw", head, weight) + bias[:, None, None]
    theirs = [*(stages[k] for k in module.TEXTURE_STAGES), scores]
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine, other.numpy(), atol=5e-4)


def test_the_graph_is_made_once_a_machine_and_again_where_it_is_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("MASKWRIGHT_CACHE", str(tmp_path))
    session((2,))
    (kept,) = (tmp_path / "networks").iterdir()
    written = kept.stat().st_mtime_ns
    assert [out.name for out in session((2,)).get_outputs()] == ["stage2", "scores"]
    assert kept.stat().st_mtime_ns == written
    whole = kept.read_bytes()
    kept.write_bytes(whole[: len(whole) // 2])
    session((2,))
    assert kept.read_bytes() == whole
    assert "cannot be read and is made again" in caplog.text


def test_without_a_cache_folder_the_network_works_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("MASKWRIGHT_CACHE", str(tmp_path / "file"))
    assert [out.name for out in session((4,)).get_outputs()] == ["stage4", "scores"]
    assert "not cached" in caplog.text


def test_the_classes_are_in_the_order_of_the_classifier() -> None:
    assert _wnids() == ImageNetInfo("imagenet-1k").label_names()


@pytest.mark.parametrize("scale", [256, 768])
def test_the_mean_over_the_map_is_what_timm_answers(
    scale: int, pyramid: Pyramid, chelsea: Image
) -> None:
    model = timm_model()
    picture = torch.from_numpy(module.resized(chelsea.pixels, scale))[None]
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
