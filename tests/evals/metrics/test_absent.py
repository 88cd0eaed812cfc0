from __future__ import annotations

import numpy as np
import pytest
from maskwright.errors import InputError
from maskwright.evals.metrics import bootstrap_sums, false_area, false_rate

# Two pictures of five questions: one false mask on a fifth of the first, none on the second.
SUMS = np.array([[5, 1, 0.2], [5, 0, 0]])


def test_rate_and_mean_area_by_hand() -> None:
    total = SUMS.sum(axis=0)
    assert false_rate(total) == pytest.approx(1 / 10)
    assert false_area(total) == pytest.approx(0.2)
    assert false_rate(SUMS).tolist() == [0.2, 0]


def test_nothing_asked_and_nothing_false_have_no_figure() -> None:
    assert np.isnan(false_rate(np.zeros(3)))
    assert np.isnan(false_area(np.array([5.0, 0, 0])))


def test_draws_take_no_two_one_or_both_times_the_first_picture() -> None:
    # A draw of two pictures holds the first one 0, 1 or 2 times.
    interval = bootstrap_sums(SUMS, false_rate, resamples=200)
    assert interval == pytest.approx((0.1, 0.0, 0.2))
    # The area is known only where a false mask was drawn, and always the same.
    assert bootstrap_sums(SUMS, false_area, resamples=200) == pytest.approx((0.2, 0.2, 0.2))


def test_differences_are_paired() -> None:
    worse = SUMS + np.array([0, 1, 0.1])
    interval = bootstrap_sums(worse, false_rate, resamples=200, baseline=SUMS)
    # One more of each picture's five questions, whichever pictures are drawn.
    assert interval == pytest.approx((0.2, 0.2, 0.2))
    assert bootstrap_sums(SUMS, false_rate, baseline=SUMS) == (0, 0, 0)


def test_other_pictures_are_refused() -> None:
    with pytest.raises(InputError, match="same pictures"):
        bootstrap_sums(SUMS, false_rate, baseline=SUMS[:1])
