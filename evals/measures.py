"""The figures of a run, whichever way it was asked: what tables, plots and ablations show."""

from __future__ import annotations

from collections.abc import Sequence

from .dataset import Dataset
from .means import METRICS, MeanSummary, mean_differences, summarise_means
from .metrics import RESAMPLES, SEED, bootstrap_difference, mean_iou_all, mean_iou_present
from .rows import Row
from .runner import counts_of
from .spec import Spec
from .summary import Figure, Summary, summarise

SINGLE = "IoU-single"
PRESENT, ALL = "mIoU", "mIoU all"
NAMES = {
    "closed_set": "mIoU over the classes present",
    "classic": "mIoU over the classes present",
    "single": "IoU-single",
    "absent": "rate of false masks for absent classes",
    "phrases": "J, mean over frames",
}
"""What the first figure is, for titles and axes."""


def measure(
    dataset: Dataset,
    spec: Spec,
    rows: Sequence[Row],
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Summary | MeanSummary:
    """All figures of a run.

    Args:
        dataset: whose classes.
        spec: says how it was asked.
        rows: one a picture, at least one.
        resamples: draws of the bootstrap.
        seed: of the draws.

    Raises:
        InputError: there is no row.
    """
    if spec.protocol in METRICS:
        return summarise_means(spec.protocol, rows, resamples, seed)
    return summarise(dataset, rows, resamples, seed, foreground=spec.foreground)


def figures_of(spec: Spec, summary: Summary | MeanSummary) -> dict[str, Figure]:
    """The figures that a table compares, the first one above all."""
    if isinstance(summary, MeanSummary):
        return summary.figures
    if spec.protocol == "single":
        return {SINGLE: summary.miou_present}
    return {PRESENT: summary.miou_present, ALL: summary.miou_all}


def differences_of(
    dataset: Dataset,
    run: tuple[Spec, Sequence[Row]],
    base: tuple[Spec, Sequence[Row]],
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> dict[str, Figure]:
    """The same figures as differences to another run over the same pictures, on the same draws.

    Where one of the two counts foreground pixels only, both are compared on these.
    """
    spec, rows = run
    if spec.protocol in METRICS:
        return mean_differences(spec.protocol, rows, base[1], resamples, seed)
    foreground = spec.foreground or base[0].foreground
    background = dataset.background if foreground else None
    counts, others = (counts_of(each, len(dataset.names), background) for each in (rows, base[1]))
    metrics = {PRESENT: mean_iou_present, ALL: mean_iou_all}
    if spec.protocol == "single":
        metrics = {SINGLE: mean_iou_present}
    return {
        name: Figure.of(bootstrap_difference(counts, others, metric, resamples, seed))
        for name, metric in metrics.items()
    }


def asked(spec: Spec) -> str:
    """The task, with its protocol: "open_vocabulary, single"."""
    return spec.task if spec.protocol is None else f"{spec.task}, {spec.protocol}"
