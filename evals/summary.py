"""From rows to figures: IoU by class, both means, accuracy, speed and what failed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from ..tools.base import Frozen
from .dataset import Dataset
from .metrics import (
    RESAMPLES,
    SEED,
    Counts,
    Interval,
    bootstrap,
    class_iou,
    mean_iou_all,
    mean_iou_present,
    pixel_accuracy,
    resample,
)
from .rows import Row
from .runner import counts_of


class Figure(Frozen):
    """A figure with its 95 % interval; None where it is 0/0.

    Attributes:
        value: in [0, 1], or a difference in [-1, 1].
        low, high: of the paired or plain bootstrap over pictures.
    """

    value: float | None
    low: float | None
    high: float | None

    @classmethod
    def of(cls, interval: Interval) -> Figure:
        """From a bootstrap interval; not-a-number becomes None, which JSON can hold."""
        return cls(**{name: _finite(value) for name, value in interval._asdict().items()})

    def holds_zero(self) -> bool:
        """Whether the interval does not exclude "no difference"."""
        return self.low is None or self.high is None or self.low <= 0 <= self.high


class ClassFigure(Frozen):
    """One class.

    Attributes:
        name: the class.
        iou: None where it is neither true nor painted.
        pictures: how many hold it in their ground truth.
        truth: its share of the counted pixels.
        painted: the share that was painted as it.
    """

    name: str
    iou: Figure
    pictures: int
    truth: float
    painted: float


class Summary(Frozen):
    """What an evaluation reports.

    Attributes:
        pictures: how many were scored; the failed ones are among them.
        classes_present: classes that the ground truth holds, background among them.
        classes_all: classes of the dataset, background among them where it counts.
        miou_present: mean IoU over the classes present.
        miou_all: mean IoU over all classes that are true or painted.
        accuracy: share of the counted pixels with their true class.
        by_class: in the dataset's order.
        images_per_second: pictures over the summed time of the evaluated calls. Failed pictures
            and those that loaded weights are left out, unless there are no others.
        median_seconds: of one picture, from the same ones.
        images_per_second_cold: with no picture's features in memory, where it was measured apart.
        failed: picture -> error.
        empty: pictures in which nothing was named or found.
    """

    pictures: int
    classes_present: int
    classes_all: int
    miou_present: Figure
    miou_all: Figure
    accuracy: float | None
    by_class: list[ClassFigure]
    images_per_second: float | None
    median_seconds: float | None
    images_per_second_cold: float | None = None
    failed: dict[str, str] = Field(default_factory=dict)
    empty: int = 0


def summarise(
    dataset: Dataset,
    rows: Sequence[Row],
    resamples: int = RESAMPLES,
    seed: int = SEED,
    *,
    foreground: bool = False,
) -> Summary:
    """All figures of a run.

    Args:
        dataset: whose classes.
        rows: one a picture, at least one.
        resamples: draws of the bootstrap.
        seed: of the draws; the same one for every run of a table, so that draws are paired.
        foreground: leave pixels out that are truly background (clip_as_rnn.txt, appendix A.2).

    Raises:
        InputError: there is no row.
    """
    background = dataset.background if foreground else None
    counts = counts_of(rows, len(dataset.names), background)
    timed = timed_rows(rows)
    total = Counts(*(field.sum(axis=0) for field in counts))
    return Summary(
        pictures=len(rows),
        classes_present=int((total.truth > 0).sum()),
        classes_all=len(dataset.names) - (background is not None),
        miou_present=Figure.of(bootstrap(counts, mean_iou_present, resamples, seed)),
        miou_all=Figure.of(bootstrap(counts, mean_iou_all, resamples, seed)),
        accuracy=_finite(float(pixel_accuracy(total))),
        by_class=_by_class(dataset, counts, total, resamples, seed),
        images_per_second=rate([row.seconds for row in timed]),
        median_seconds=median(row.seconds for row in timed) if timed else None,
        images_per_second_cold=rate([r.seconds_cold for r in timed if r.seconds_cold is not None]),
        failed={row.picture: row.error for row in rows if row.status == "failed"},
        empty=sum(row.status == "done" and not row.labels for row in rows),
    )


def picture_scores(dataset: Dataset, rows: Sequence[Row]) -> NDArray[np.float64]:
    """Mean IoU over the classes present, picture by picture: (N,), NaN where nothing counts."""
    return mean_iou_present(counts_of(rows, len(dataset.names)))


def rate(seconds: Sequence[float]) -> float | None:
    """Pictures a second; None where nothing was timed."""
    total = sum(seconds)
    return len(seconds) / total if total > 0 else None


def timed_rows(rows: Sequence[Row]) -> list[Row]:
    """The rows whose times count; a picture that was asked nothing has none."""
    done = [row for row in rows if row.status == "done" and row.seconds > 0]
    return [row for row in done if not row.loading] or done


def _by_class(
    dataset: Dataset, counts: Counts, total: Counts, resamples: int, seed: int
) -> list[ClassFigure]:
    values = class_iou(total)
    draws = class_iou(resample(counts, resamples, seed))
    pixels = max(float(total.truth.sum()), 1.0)
    figures: list[ClassFigure] = []
    for index, name in enumerate(dataset.names):
        kept = draws[:, index][np.isfinite(draws[:, index])]
        low, high = np.percentile(kept, [2.5, 97.5]) if kept.size else (math.nan, math.nan)
        figures.append(
            ClassFigure(
                name=name,
                iou=Figure.of(Interval(float(values[index]), float(low), float(high))),
                pictures=int((counts.truth[:, index] > 0).sum()),
                truth=float(total.truth[index]) / pixels,
                painted=float(total.painted[index]) / pixels,
            )
        )
    return figures


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
