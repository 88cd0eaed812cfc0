"""From rows to figures where a picture is asked several questions: absent queries and phrases.

absent    rate of false masks, their mean area
phrases   of frames: J and F, means over all of them; intervals draw whole videos
          of photographs: mIoU, the mean over expressions, and oIoU, of all their pixels together;
          intervals draw photographs
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from ..tools.base import Frozen
from .metrics import (
    RESAMPLES,
    SEED,
    bootstrap_sums,
    false_area,
    false_rate,
    region_similarity,
)
from .phrases import video_of
from .rows import Answer, Row
from .spec import Protocol
from .summary import Figure, rate, timed_rows

Sums = NDArray[np.float64]
Metric = Callable[[Sums], Sums]


class QuestionFigure(Frozen):
    """All questions of one text.

    Attributes:
        query: the text.
        asked: how often.
        figures: by their names; None where they are 0/0.
    """

    query: str
    asked: int
    figures: dict[str, float | None]


class MeanSummary(Frozen):
    """What an evaluation by questions reports.

    Attributes:
        protocol: "absent" or "phrases".
        pictures: how many were asked; the failed ones are among them.
        questions: how many were counted. Of a failed picture none is counted under "absent", where
            an answer without a mask would be a good one; under "phrases" they count as 0.
        figures: by their names.
        by_query: in the order of the texts.
        images_per_second, median_seconds, images_per_second_cold: as in `Summary`; all questions
            of a picture together.
        failed: picture -> error.
    """

    protocol: Protocol
    pictures: int
    questions: int
    figures: dict[str, Figure]
    by_query: list[QuestionFigure]
    images_per_second: float | None
    median_seconds: float | None
    images_per_second_cold: float | None = None
    failed: dict[str, str] = Field(default_factory=dict)


def mean_j(sums: Sums) -> Sums:
    """Mean region similarity, which is the mean IoU: (..., 5) sums to (...)."""
    return _quotient(sums[..., 1], sums[..., 0])


def mean_f(sums: Sums) -> Sums:
    """Mean boundary measure: (..., 5) sums to (...)."""
    return _quotient(sums[..., 2], sums[..., 0])


def overall_iou(sums: Sums) -> Sums:
    """Hits over the union, both summed over all expressions: (..., 5) sums to (...)."""
    return _quotient(sums[..., 3], sums[..., 4])


def mean_jf(sums: Sums) -> Sums:
    """The mean of both."""
    return (mean_j(sums) + mean_f(sums)) / 2


METRICS: dict[Protocol, dict[str, Metric]] = {
    "absent": {"false masks": false_rate, "their area": false_area},
    "phrases": {"J": mean_j, "F": mean_f, "J&F": mean_jf},
}
"""Which figures each protocol has, of the sums of `sums_of`."""
REFERRING: dict[str, Metric] = {"mIoU": mean_j, "oIoU": overall_iou}
"""Those of "phrases" where no boundary was compared: photographs (clip_as_rnn.txt, section 4.3)."""


def metrics_of(protocol: Protocol, rows: Sequence[Row]) -> dict[str, Metric]:
    """Which figures these answers have."""
    answers = [answer for row in rows for answer in row.answers]
    still = bool(answers) and all(answer.boundary is None for answer in answers)
    return REFERRING if protocol == "phrases" and still else METRICS[protocol]


def summarise_means(
    protocol: Protocol, rows: Sequence[Row], resamples: int = RESAMPLES, seed: int = SEED
) -> MeanSummary:
    """All figures of a run by questions.

    Args:
        protocol: "absent" or "phrases".
        rows: one a picture, at least one.
        resamples: draws of the bootstrap.
        seed: of the draws; the same one for every run of a table, so that draws are paired.

    Raises:
        InputError: there is no row.
    """
    sums, timed = sums_of(protocol, rows), timed_rows(rows)
    return MeanSummary(
        protocol=protocol,
        pictures=len(rows),
        questions=int(sums[:, 0].sum()),
        figures={
            name: Figure.of(bootstrap_sums(sums, metric, resamples, seed))
            for name, metric in metrics_of(protocol, rows).items()
        },
        by_query=_by_query(protocol, rows),
        images_per_second=rate([row.seconds for row in timed]),
        median_seconds=median(row.seconds for row in timed) if timed else None,
        images_per_second_cold=rate([r.seconds_cold for r in timed if r.seconds_cold is not None]),
        failed={row.picture: row.error for row in rows if row.status == "failed"},
    )


def mean_differences(
    protocol: Protocol,
    rows: Sequence[Row],
    base: Sequence[Row],
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> dict[str, Figure]:
    """Each figure minus a baseline's, over the same pictures in the same order.

    Raises:
        InputError: the rows are not over as many pictures.
    """
    sums, baseline = sums_of(protocol, rows), sums_of(protocol, base)
    return {
        name: Figure.of(bootstrap_sums(sums, metric, resamples, seed, baseline))
        for name, metric in metrics_of(protocol, rows).items()
    }


def sums_of(protocol: Protocol, rows: Sequence[Row]) -> Sums:
    """What the bootstrap draws: one line a picture; under "phrases" a video, or a photograph.

    Returns:
        (N, 3): questions, false masks, their areas; or (N, 5): questions, sums of J and of F, hits
            and pixels of the unions.
    """
    lines: dict[str, Sums] = {}
    width = 5 if protocol == "phrases" else 3
    for row in rows:
        unit = video_of(row.picture) if protocol == "phrases" else row.picture
        values = [_values(protocol, answer) for answer in _counted(protocol, row)]
        own = np.sum(values, axis=0) if values else np.zeros(width)
        lines[unit] = lines.get(unit, np.zeros(width)) + own
    return np.array([*lines.values()], dtype=np.float64).reshape(-1, width)


def similarity_of(answer: Answer) -> float:
    """J of one answer."""
    return region_similarity(answer.hit, answer.truth, answer.painted)


def _counted(protocol: Protocol, row: Row) -> list[Answer]:
    return [] if protocol == "absent" and row.status == "failed" else row.answers


def _values(protocol: Protocol, answer: Answer) -> tuple[float, ...]:
    if protocol == "absent":
        return 1.0, float(answer.area > 0), answer.area
    hit, whole = answer.hit, answer.truth + answer.painted - answer.hit
    return 1.0, similarity_of(answer), answer.boundary or 0.0, float(hit), float(whole)


def _by_query(protocol: Protocol, rows: Sequence[Row]) -> list[QuestionFigure]:
    metrics = metrics_of(protocol, rows)
    sums: dict[str, Sums] = {}
    for row in rows:
        for answer in _counted(protocol, row):
            own = np.array(_values(protocol, answer))
            sums[answer.query] = sums[answer.query] + own if answer.query in sums else own
    return [
        QuestionFigure(
            query=query,
            asked=int(sums[query][0]),
            figures={name: _finite(metric(sums[query])) for name, metric in metrics.items()},
        )
        for query in sorted(sums)
    ]


def _quotient(part: Sums, whole: Sums) -> Sums:
    with np.errstate(invalid="ignore"):
        return np.asarray(part / whole)


def _finite(value: Sums) -> float | None:
    return float(value) if np.isfinite(value) else None
