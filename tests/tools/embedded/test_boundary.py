"""The graph cut puts borders where the colours change."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from maskwright.tools.embedded.boundary import cut
from maskwright.tools.embedded.self_training import lab_colour


def drawn() -> tuple[np.ndarray, np.ndarray]:
    """Red left of column 20 of 32, green right of it; seeds that think the border is at 14."""
    pixels = np.zeros((24, 32, 3), np.uint8)
    pixels[:, :20], pixels[:, 20:] = (200, 40, 40), (40, 160, 60)
    thing = np.full((24, 32), 0.12, np.float32)
    thing[:, :14], thing[:, 14:20] = 0.9, 0.42
    return np.stack([1 - thing, thing]), lab_colour(pixels, (24, 32))


def test_the_border_follows_the_colours() -> None:
    probability, colour = drawn()
    labels = cut(probability, colour, 6.0)
    assert labels.dtype == np.int64
    assert (labels[:, :20] == 1).all()
    assert (labels[:, 20:] == 0).all()


def test_without_smoothness_the_most_probable_label_wins() -> None:
    probability, colour = drawn()
    assert np.array_equal(cut(probability, colour, 0.0), probability.argmax(axis=0))


@given(arrays(np.float32, (3, 5, 6), elements=st.floats(0.015625, 1, width=32), unique=True))
def test_without_smoothness_three_classes_are_their_argmax(raw: np.ndarray) -> None:
    probability = (raw / raw.sum(axis=0)).astype(np.float32)
    labels = cut(probability, np.zeros((5, 6, 3), np.float32), 0.0)
    best = np.take_along_axis(probability, labels[None], axis=0)[0]
    assert np.array_equal(best, probability.max(axis=0))


def test_a_lone_wrong_pixel_in_flat_colour_is_smoothed_away() -> None:
    probability = np.full((2, 9, 9), 0.2, np.float32)
    probability[1] = 0.8
    probability[:, 4, 4] = 0.6, 0.4
    assert (cut(probability, np.zeros((9, 9, 3), np.float32), 2.0) == 1).all()


def test_one_pixel_and_background_alone() -> None:
    sure = np.array([[[0.1]], [[0.9]]], np.float32)
    assert cut(sure, np.zeros((1, 1, 3), np.float32), 6.0).tolist() == [[1]]
    assert cut(sure[:1], np.zeros((1, 1, 3), np.float32), 6.0).tolist() == [[0]]
