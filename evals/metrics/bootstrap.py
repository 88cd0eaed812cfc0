"""Paired bootstrap over pictures: how far a mean IoU would move with other pictures.

Pictures are drawn with replacement, their counts summed, the metric computed again on each draw;
the interval is the middle 95 % of the draws (Efron and Tibshirani 1993, chapter 13, percentiles).
For a difference both runs are computed on the same draws, so what makes a picture hard for both
cancels. Mean IoU is no mean over pictures, hence counts are resampled and not scores. A draw
without any ground truth yields NaN and is left out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...errors import InputError
from .confusion import Counts

Metric = Callable[[Counts], NDArray[np.float64]]
Sums = NDArray[np.float64]
SumMetric = Callable[[Sums], NDArray[np.float64]]
RESAMPLES = 2000
SEED = 20240


class Interval(NamedTuple):
    """A figure and the interval around it.

    Attributes:
        value: on the pictures themselves.
        low: 2.5th percentile of the draws.
        high: 97.5th percentile of the draws.
    """

    value: float
    low: float
    high: float

    def holds_zero(self) -> bool:
        """Whether the pictures cannot tell this figure from nothing."""
        return self.low <= 0.0 <= self.high


def resample(counts: Counts, resamples: int = RESAMPLES, seed: int = SEED) -> Counts:
    """Counts of `resamples` draws of as many pictures, with replacement.

    Args:
        counts: one row a picture, (N, C).
        resamples: B.
        seed: the same seed and N draw the same pictures.

    Returns:
        (B, C) summed counts.

    Raises:
        InputError: there is no picture, or `resamples` is not positive.
    """
    weights = _drawn(counts.hit.shape[0], resamples, seed)
    return Counts(weights @ counts.hit, weights @ counts.truth, weights @ counts.painted)


def bootstrap(
    counts: Counts, metric: Metric, resamples: int = RESAMPLES, seed: int = SEED
) -> Interval:
    """A metric with its 95 % interval.

    Args:
        counts: one row a picture, (N, C).
        metric: maps (..., C) counts to (...) figures.
        resamples: number of draws.
        seed: of the draws.
    """
    draws = metric(resample(counts, resamples, seed))
    return _interval(float(metric(_total(counts))), draws)


def bootstrap_difference(
    counts: Counts,
    baseline: Counts,
    metric: Metric,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Interval:
    """How much better (above zero) a run is than a baseline on the same pictures.

    Args:
        counts: one row a picture, (N, C).
        baseline: the same pictures in the same order, (N, C).
        metric: maps (..., C) counts to (...) figures.
        resamples: number of draws.
        seed: of the draws.

    Raises:
        InputError: the two runs are not over the same pictures.
    """
    if not np.array_equal(counts.truth, baseline.truth):
        raise InputError("bootstrap", "the two runs are not over the same pictures")
    draws = metric(resample(counts, resamples, seed)) - metric(resample(baseline, resamples, seed))
    value = float(metric(_total(counts)) - metric(_total(baseline)))
    return _interval(value, draws)


def bootstrap_sums(
    sums: Sums,
    metric: SumMetric,
    resamples: int = RESAMPLES,
    seed: int = SEED,
    baseline: Sums | None = None,
) -> Interval:
    """A quotient of sums over pictures, or its difference to a baseline's, with its interval.

    Args:
        sums: one row a picture, (N, K).
        metric: maps (..., K) sums to (...) figures.
        resamples: number of draws.
        seed: of the draws.
        baseline: the same pictures in the same order, (N, K); None for the figure alone.

    Raises:
        InputError: there is no picture, or not the same number of them.
    """
    if baseline is not None and sums.shape != baseline.shape:
        raise InputError("bootstrap", "the two runs are not over the same pictures")
    weights = _drawn(len(sums), resamples, seed)
    draws, value = metric(weights @ sums), float(metric(sums.sum(axis=0)))
    if baseline is not None:
        draws = draws - metric(weights @ baseline)
        value -= float(metric(baseline.sum(axis=0)))
    return _interval(value, draws)


def _drawn(pictures: int, resamples: int, seed: int) -> NDArray[np.float64]:
    """How often each picture is in each draw, (B, N): sums are then matrix products."""
    if pictures == 0 or resamples < 1:
        raise InputError("bootstrap", f"{resamples} draws of {pictures} pictures")
    rng = np.random.default_rng(seed)
    times = rng.multinomial(pictures, np.full(pictures, 1 / pictures), size=resamples)
    return times.astype(np.float64)


def _total(counts: Counts) -> Counts:
    return Counts(*(field.sum(axis=0) for field in counts))


def _interval(value: float, draws: NDArray[np.float64]) -> Interval:
    kept = draws[np.isfinite(draws)]
    if not kept.size:
        return Interval(value, float("nan"), float("nan"))
    low, high = np.percentile(kept, [2.5, 97.5])
    return Interval(value, float(low), float(high))
