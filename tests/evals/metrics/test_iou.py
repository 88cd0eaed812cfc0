from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from maskwright.evals.metrics import (
    class_counts,
    class_iou,
    confusion,
    mean_iou_all,
    mean_iou_present,
    pixel_accuracy,
)
from maskwright.evals.metrics.confusion import Counts


def counts_of(truth: list[int], painted: list[int], classes: int) -> Counts:
    return class_counts(confusion(np.array([truth]), np.array([painted]), classes))


# Background 4 pixels, cat 4, dog nowhere true, sofa neither true nor painted.
MIXED = counts_of([0, 0, 0, 0, 1, 1, 1, 1], [0, 0, 0, 2, 1, 1, 0, 2], 4)


def test_class_iou_by_hand() -> None:
    scores = class_iou(MIXED)
    assert scores[:3] == pytest.approx([3 / 5, 2 / 4, 0.0])
    assert np.isnan(scores[3])


def test_present_mean_has_no_term_for_a_class_that_is_nowhere_true() -> None:
    assert mean_iou_present(MIXED) == pytest.approx((3 / 5 + 2 / 4) / 2)


def test_all_mean_counts_a_painted_absent_class_as_zero() -> None:
    assert mean_iou_all(MIXED) == pytest.approx((3 / 5 + 2 / 4 + 0) / 3)


def test_the_authors_mean_counts_a_class_that_is_nowhere_as_zero() -> None:
    assert mean_iou_all(MIXED, "reference") == pytest.approx((3 / 5 + 2 / 4 + 0 + 0) / 4)
    assert mean_iou_all(counts_of([-1], [0], 2), "reference") == 0
    # With every class there, both are one.
    full = counts_of([0, 0, 1, 1], [0, 1, 1, 1], 2)
    assert mean_iou_all(full, "reference") == pytest.approx(float(mean_iou_all(full)))
    both = Counts(*(np.stack([field, field]) for field in MIXED))
    assert mean_iou_all(both, "reference").shape == (2,)


def test_a_wrong_label_costs_the_class_that_it_covers() -> None:
    clean = counts_of([0, 0, 1, 1], [0, 0, 1, 1], 3)
    wrong = counts_of([0, 0, 1, 1], [0, 0, 1, 2], 3)
    assert mean_iou_present(clean) == 1.0
    assert mean_iou_present(wrong) == pytest.approx((1 + 1 / 2) / 2)


def test_a_pixel_left_without_a_class_is_missed_but_is_nobodys_false_alarm() -> None:
    unpainted = counts_of([0, 0, 1, 1], [0, -1, 1, 1], 2)
    assert class_iou(unpainted) == pytest.approx([1 / 2, 1.0])
    assert pixel_accuracy(unpainted) == pytest.approx(3 / 4)


def test_nothing_at_all_is_not_a_number() -> None:
    nothing = counts_of([-1], [0], 2)
    assert np.isnan(mean_iou_present(nothing))
    assert np.isnan(mean_iou_all(nothing))
    assert np.isnan(pixel_accuracy(nothing))


def test_accuracy_by_hand() -> None:
    assert pixel_accuracy(MIXED) == pytest.approx(5 / 8)


PIXELS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40)


@given(PIXELS)
def test_scores_lie_in_the_unit_interval(pixels: list[tuple[int, int]]) -> None:
    counts = counts_of([t for t, _ in pixels], [p for _, p in pixels], 4)
    scores = class_iou(counts)
    scores = scores[np.isfinite(scores)]
    assert ((scores >= 0) & (scores <= 1)).all()
    assert 0 <= mean_iou_all(counts) <= mean_iou_present(counts) <= 1


@given(PIXELS)
def test_iou_is_symmetric_in_truth_and_prediction(pixels: list[tuple[int, int]]) -> None:
    truth, painted = [t for t, _ in pixels], [p for _, p in pixels]
    there, back = counts_of(truth, painted, 4), counts_of(painted, truth, 4)
    np.testing.assert_array_equal(class_iou(there), class_iou(back))


@given(PIXELS)
def test_painting_the_truth_is_perfect(pixels: list[tuple[int, int]]) -> None:
    truth = [t for t, _ in pixels]
    assert mean_iou_present(counts_of(truth, truth, 4)) == 1.0
    assert mean_iou_all(counts_of(truth, truth, 4)) == 1.0
