from __future__ import annotations

import math

import pytest
from maskwright.evals.metrics import wilson


def test_by_hand() -> None:
    # z = 1.96: centre (.9 + .192) / 1.384 = .789, half .193.
    assert wilson(9, 10) == pytest.approx((0.9, 0.596, 0.982), abs=1e-3)


def test_all_and_none_right_stay_in_bounds() -> None:
    assert wilson(75, 75) == pytest.approx((1.0, 0.951, 1.0), abs=1e-3)
    assert wilson(0, 75) == pytest.approx((0.0, 0.0, 0.049), abs=1e-3)


def test_no_case_says_nothing() -> None:
    share, low, high = wilson(0, 0)
    assert math.isnan(share)
    assert (low, high) == (0.0, 1.0)
