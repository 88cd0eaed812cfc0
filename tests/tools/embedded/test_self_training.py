"""Seeds spread to what looks alike."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from maskwright.tools.embedded.self_training import features, lab_colour, spread

CELLS = 40


def two_textures() -> np.ndarray:
    """Rows of 40 cells: the first half looks one way, the second the other."""
    half = np.repeat([0.0, 1.0], CELLS // 2)
    return np.stack([half, 1 - half, np.ones(CELLS)], axis=1).astype(np.float32)


def test_a_label_spreads_to_what_looks_alike_and_no_further() -> None:
    seeds = np.full((2, CELLS), 0.3, np.float32)
    seeds[1] = 0.25
    seeds[1, :10] = 1.0
    winner = spread(two_textures(), seeds).argmax(axis=0)
    assert winner[:20].tolist() == [1] * 20
    assert winner[20:].tolist() == [0] * 20


@given(
    seeds=arrays(np.float32, (3, 12), elements=st.floats(0, 1, width=32)),
    rows=arrays(np.float32, (12, 4), elements=st.floats(-2, 2, width=32)),
)
def test_columns_are_probabilities(seeds: np.ndarray, rows: np.ndarray) -> None:
    rows = np.concatenate([rows, np.ones((12, 1), np.float32)], axis=1)
    labels = spread(rows, seeds)
    assert labels.shape == seeds.shape
    assert labels.dtype == np.float32
    assert (labels >= 0).all()
    np.testing.assert_allclose(labels.sum(axis=0), 1, atol=1e-4)


@given(st.integers(0, CELLS - 1), st.integers(0, 1))
def test_a_certain_cell_keeps_its_label(cell: int, label: int) -> None:
    seeds = np.full((2, CELLS), 0.3, np.float32)
    certain = np.full(CELLS, -1, np.int64)
    certain[cell] = label
    assert spread(two_textures(), seeds, certain)[:, cell].argmax() == label


def test_rows_are_texture_colour_and_a_constant() -> None:
    pixels = np.zeros((8, 12, 3), np.uint8)
    pixels[:, 6:] = 200
    rows = features(np.zeros((5, 4, 6), np.float32), pixels)
    assert rows.shape == (24, 9)
    assert rows.dtype == np.float32
    assert (rows[:, -1] == 1).all()
    assert rows[:, 5:8].mean(axis=0) == pytest.approx([0, 0, 0], abs=1e-5)


def test_lab_colour_of_white_and_of_one_colour() -> None:
    white = lab_colour(np.full((4, 4, 3), 255, np.uint8), (2, 3))
    assert white.shape == (2, 3, 3)
    assert white[0, 0] == pytest.approx([100, 0, 0], abs=0.1)
    # A picture of one colour has no contrast to divide by.
    assert np.isfinite(features(np.zeros((2, 2, 2), np.float32), np.zeros((9, 9, 3), "u1"))).all()
