"""The field equals the authors' numbers, and never crashes where nothing is left."""

import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from maskwright.errors import InputError, MissingError
from maskwright.tools.crf import (
    CrfSettings,
    reference_colours,
    refine,
    with_background,
    working_size,
)

needs_crf = pytest.mark.skipif(
    find_spec("pydensecrf") is None, reason="no pydensecrf2 (pip install 'maskwright[crf]')"
)

AGREE = 0.999
HALF = 5e-4
"""Half a step of the float16 in which the authors' probabilities are kept."""


def read(path: Path) -> np.ndarray:
    with PIL.Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


def loops(shared: Callable[[str], Path]) -> list[tuple[str, np.ndarray, dict[str, np.ndarray]]]:
    golden = shared("golden")
    files = sorted(golden.glob("p05_loop_*.npz"))
    assert files
    out: list[tuple[str, np.ndarray, dict[str, np.ndarray]]] = []
    for file in files:
        picture = file.stem.removeprefix("p05_loop_").rpartition("_")[0]
        out.append((file.stem, read(golden / "images" / f"{picture}.png"), dict(np.load(file))))
    return out


@needs_crf
def test_reference_parity_equals_the_authors(shared: Callable[[str], Path]) -> None:
    for name, pixels, golden in loops(shared):
        found = refine(pixels, golden["final_maps"], CrfSettings(parity="reference"))
        expected = golden["crf_Q_every2"].astype(np.float32)
        assert np.abs(found.probability[:, ::2, ::2] - expected).max() < HALF, name
        assert (found.labels == golden["crf_labels"]).mean() >= AGREE, name
        final = golden["final_masks"][golden["final_scores"] > 0].astype(bool)
        ours = found.labels == np.arange(1, len(golden["final_maps"]) + 1)[:, None, None]
        assert (ours == final).mean() >= AGREE, name
        assert found.side == max(pixels.shape[:2])


@needs_crf
def test_paper_parity_equals_the_same_field_on_plain_colours(
    shared: Callable[[str], Path],
) -> None:
    for name, pixels, golden in loops(shared):
        found = refine(pixels, golden["final_maps"])
        expected = golden["crf_Q_plain_rgb_every4"]
        assert np.abs(found.probability[:, ::4, ::4] - expected).max() < 1e-5, name
        assert (found.labels == golden["crf_labels_plain_rgb"]).mean() >= AGREE, name


def test_reference_colours_equal_the_authors(shared: Callable[[str], Path]) -> None:
    for name, pixels, golden in loops(shared):
        if "crf_image" in golden:
            assert np.array_equal(reference_colours(pixels), golden["crf_image"]), name


def test_reference_colours_wrap_around_below_the_mean() -> None:
    pixels = np.array([[[0, 0, 0], [255, 255, 255], [122, 117, 104]]], np.uint8)
    assert reference_colours(pixels).tolist() == [[[152, 140, 134], [150, 138, 132], [0, 0, 0]]]


def halves() -> tuple[np.ndarray, np.ndarray]:
    """A picture dark left and light right, and a map that is true on the right but ragged."""
    pixels = np.zeros((24, 32, 3), np.uint8)
    pixels[:, 16:] = 220
    maps = np.full((1, 24, 32), 0.2, np.float32)
    maps[0, :, 18:] = 0.8
    return pixels, maps


@needs_crf
def test_a_ragged_map_snaps_to_the_picture() -> None:
    pixels, maps = halves()
    found = refine(pixels, maps)
    assert np.array_equal(found.labels == 1, pixels[:, :, 0] > 0)


@needs_crf
def test_no_foreground_left_is_all_background() -> None:
    pixels, maps = halves()
    found = refine(pixels, maps * 0)
    assert not found.labels.any()
    assert found.probability.shape == (2, 24, 32)


def test_no_maps_are_all_background_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pydensecrf.densecrf", None)
    pixels, maps = halves()
    found = refine(pixels, maps[:0])
    assert (found.labels.dtype, found.labels.any()) == (np.int32, False)
    assert np.array_equal(found.probability, np.ones((1, 24, 32), np.float32))
    assert found.side == 32


def test_a_missing_package_is_named_with_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pydensecrf.densecrf", None)
    with pytest.raises(MissingError, match=r"run: pip install 'maskwright\[crf\]'"):
        refine(*halves())


def test_the_background_is_what_the_strongest_map_leaves() -> None:
    maps = np.array([[[0.25, 0.5]], [[0.75, 0.0]]], np.float32)
    assert with_background(maps)[0].tolist() == [[0.25, 0.5]]
    assert with_background(maps, 2)[0].tolist() == [[0.0625, 0.25]]
    assert with_background(maps + np.float32(5e-4))[0].min() >= 0


@pytest.mark.parametrize(
    ("size_hw", "labels", "expected"),
    [
        ((375, 500), 3, (375, 500)),
        ((480, 640), 81, (480, 640)),
        ((1500, 2000), 3, (768, 1024)),
        ((1000, 1000), 100, (500, 500)),
        ((4000, 1), 2, (1024, 1)),
    ],
)
def test_large_pictures_and_many_labels_run_smaller(
    size_hw: tuple[int, int], labels: int, expected: tuple[int, int]
) -> None:
    assert working_size(size_hw, labels, 1024) == expected


@needs_crf
def test_a_smaller_run_says_so_and_answers_on_the_pictures_grid() -> None:
    pixels, maps = halves()
    large = pixels.repeat(4, axis=0).repeat(4, axis=1)
    found = refine(large, maps.repeat(4, axis=1).repeat(4, axis=2), CrfSettings(max_side=64))
    assert found.side == 64
    assert found.labels.shape == large.shape[:2]
    assert ((found.labels == 1) == (large[:, :, 0] > 0)).mean() > 0.95


@needs_crf
def test_settings_reach_the_field() -> None:
    pixels, maps = halves()
    # Without pairs of pixels the maps alone decide.
    alone = refine(pixels, maps, CrfSettings(gaussian_compat=0, bilateral_compat=0))
    assert np.array_equal(alone.labels == 1, maps[0] > 0.5)
    wide = refine(pixels, maps, CrfSettings(bg_factor=9))
    assert (wide.labels == 1).sum() > (alone.labels == 1).sum()


@needs_crf
@settings(max_examples=20)
@given(
    maps=st.tuples(st.integers(0, 3), st.integers(1, 8), st.integers(1, 8)).flatmap(
        lambda shape: arrays(np.float32, shape, elements=st.floats(0, 1, width=32))
    ),
    grey=st.integers(0, 255),
    parity=st.sampled_from(["paper", "reference"]),
)
def test_labels_are_in_range_and_probabilities_sum_to_one(
    maps: np.ndarray, grey: int, parity: str
) -> None:
    pixels = np.full((*maps.shape[1:], 3), grey, np.uint8)
    before = maps.copy()
    found = refine(pixels, maps, CrfSettings.model_validate({"parity": parity}))
    assert found.labels.min() >= 0
    assert found.labels.max() <= len(maps)
    assert np.allclose(found.probability.sum(axis=0), 1, atol=1e-4)
    assert np.array_equal(maps, before)


PIXELS, MAPS = halves()


@pytest.mark.parametrize(
    ("pixels", "maps", "message"),
    [
        (PIXELS, MAPS[0], r"maps: expected \(N, 24, 32\) as the picture has, got \(24, 32\)"),
        (PIXELS[1:], MAPS, r"got \(1, 24, 32\)"),
        (PIXELS[:0], MAPS[:, :0], "picture: .* not empty"),
        (PIXELS[:, :, 0], MAPS, r"expected \(H, W, 3\) uint8"),
        (PIXELS, MAPS * 9, r"expected values in \[0, 1\]"),
        (PIXELS, MAPS * np.nan, "got nan"),
    ],
)
def test_bad_input_is_refused(pixels: np.ndarray, maps: np.ndarray, message: str) -> None:
    with pytest.raises(InputError, match=message):
        refine(pixels, maps)
