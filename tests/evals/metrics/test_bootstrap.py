from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from maskwright.errors import InputError
from maskwright.evals.metrics import (
    Counts,
    bootstrap,
    bootstrap_difference,
    mean_iou_present,
    pixel_accuracy,
    resample,
)


def run(pictures: int, classes: int, seed: int, better: float = 0.0) -> Counts:
    """Random counts of a run; the ground truth depends on the seed alone."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(50, 100, (pictures, classes)).astype(np.float64)
    hit = np.floor(truth * np.clip(rng.uniform(0.2, 0.6, truth.shape) + better, 0, 1))
    return Counts(hit, truth, hit + np.floor(0.2 * truth))


def test_each_draw_has_as_many_pictures() -> None:
    ones = Counts(*(np.ones((7, 1)) for _ in range(3)))
    assert (resample(ones, 50).truth == 7).all()


def test_the_only_picture_has_no_spread() -> None:
    counts = run(1, 3, seed=1)
    interval = bootstrap(counts, mean_iou_present)
    assert interval.low == interval.value == interval.high


def test_two_pictures_by_hand() -> None:
    # Accuracies 0 and 1: a draw of two has 0, 1/2 or 1 with chances 1/4, 1/2, 1/4.
    counts = Counts(np.array([[0.0], [1.0]]), np.ones((2, 1)), np.ones((2, 1)))
    draws = pixel_accuracy(resample(counts, 4000))
    share = [float((draws == value).mean()) for value in (0.0, 0.5, 1.0)]
    assert share == pytest.approx([0.25, 0.5, 0.25], abs=0.03)
    assert bootstrap(counts, pixel_accuracy) == (0.5, 0.0, 1.0)


def test_a_clearly_better_run_has_an_interval_above_zero() -> None:
    better, worse = run(60, 4, seed=2, better=0.2), run(60, 4, seed=2)
    interval = bootstrap_difference(better, worse, mean_iou_present)
    assert 0 < interval.low < interval.value < interval.high
    assert not interval.holds_zero()


def test_pairing_narrows_the_interval() -> None:
    better, worse = run(60, 4, seed=3, better=0.1), run(60, 4, seed=3)
    paired = bootstrap_difference(better, worse, mean_iou_present)
    alone = bootstrap(better, mean_iou_present)
    assert paired.high - paired.low < alone.high - alone.low


def test_other_pictures_cannot_be_paired() -> None:
    with pytest.raises(InputError, match="not over the same pictures"):
        bootstrap_difference(run(5, 3, seed=1), run(5, 3, seed=2), mean_iou_present)


def test_no_picture_is_refused() -> None:
    with pytest.raises(InputError, match="0 pictures"):
        bootstrap(run(0, 3, seed=1), mean_iou_present)


def test_pictures_without_ground_truth_give_no_interval() -> None:
    empty = Counts(*(np.zeros((3, 2)) for _ in range(3)))
    assert all(np.isnan(bootstrap(empty, mean_iou_present)))


@given(st.integers(1, 12), st.integers(1, 5), st.integers(0, 99))
def test_identical_runs_differ_by_exactly_zero(pictures: int, classes: int, seed: int) -> None:
    counts = run(pictures, classes, seed)
    same = bootstrap_difference(counts, counts, mean_iou_present, resamples=50)
    assert same == (0.0, 0.0, 0.0)


@given(st.integers(1, 12), st.integers(0, 99))
def test_swapping_the_runs_mirrors_the_interval(pictures: int, seed: int) -> None:
    a, b = run(pictures, 3, seed, better=0.1), run(pictures, 3, seed)
    there = bootstrap_difference(a, b, mean_iou_present, resamples=50)
    back = bootstrap_difference(b, a, mean_iou_present, resamples=50)
    assert there == pytest.approx((-back.value, -back.high, -back.low))


@given(st.integers(1, 12), st.integers(0, 99))
def test_the_same_seed_gives_the_same_interval(pictures: int, seed: int) -> None:
    counts = run(pictures, 3, seed)
    assert bootstrap(counts, mean_iou_present, 50, seed) == bootstrap(
        counts, mean_iou_present, 50, seed
    )
