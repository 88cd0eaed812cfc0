"""The tables that a person reads: Markdown for stdout and files, in percent."""

from __future__ import annotations

from collections.abc import Sequence

from .means import MeanSummary
from .measures import asked
from .spec import Spec
from .summary import Figure, Summary


def percent(value: float | None, *, sign: bool = False) -> str:
    """A share as percent with one decimal; "-" where there is none."""
    if value is None:
        return "-"
    # Adding zero turns -0.0, which would print as "-0.0", into 0.0.
    return f"{round(100 * value, 1) + 0.0:{'+' if sign else ''}.1f}"


def span(figure: Figure, *, sign: bool = False) -> str:
    """The interval of a figure, "[low, high]" in percent; "-" where there is none."""
    if figure.low is None:
        return "-"
    return f"[{percent(figure.low, sign=sign)}, {percent(figure.high, sign=sign)}]"


def markdown_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table whose columns also line up in a terminal; numbers to the right.

    Args:
        header: column names; the first column is text, the others are figures.
        rows: cells, as many a row as there are columns.
    """
    cells = [[cell.replace("|", "\\|") for cell in row] for row in (header, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]

    def line(row: Sequence[str]) -> str:
        padded = [row[0].ljust(widths[0])]
        padded += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        return f"| {' | '.join(padded)} |"

    rule = [f":{'-' * (widths[0] - 1)}", *(f"{'-' * (width - 1)}:" for width in widths[1:])]
    return "\n".join([line(cells[0]), f"| {' | '.join(rule)} |", *map(line, cells[1:])])


def dataset_report(spec: Spec, summary: Summary | MeanSummary) -> str:
    """The report of `maskwright eval dataset`, in Markdown."""
    if isinstance(summary, MeanSummary):
        return "\n\n".join([_title(spec, summary), *_means(summary), *_failed(summary), ""])
    classes = markdown_table(
        ["class", "IoU", "95 %", "pictures", "true %", "painted %"],
        [
            [
                figure.name,
                percent(figure.iou.value),
                span(figure.iou),
                str(figure.pictures),
                percent(figure.truth),
                percent(figure.painted),
            ]
            for figure in summary.by_class
            if figure.iou.value is not None
        ],
    )
    figures = _single(summary) if spec.protocol == "single" else _figures(spec, summary)
    return "\n\n".join([_title(spec, summary), classes, *figures, *_failed(summary), ""])


def _title(spec: Spec, summary: Summary | MeanSummary) -> str:
    settings = ", ".join(spec.overrides)
    with_settings = f" with {settings}" if settings else ""
    return (
        f"# {spec.dataset} ({spec.part}, {summary.pictures} pictures), {asked(spec)}, "
        f"profile {spec.profile}{with_settings}"
    )


def _figures(spec: Spec, summary: Summary) -> list[str]:
    present, every = summary.miou_present, summary.miou_all
    unseen = summary.classes_all - sum(f.iou.value is not None for f in summary.by_class)
    left_out = f", {unseen} neither true nor painted and left out" if unseen else ""
    lines = [
        f"mIoU over the {summary.classes_present} classes present: "
        f"**{percent(present.value)}** {span(present)}",
        f"mIoU over all {summary.classes_all} classes{left_out}: "
        f"**{percent(every.value)}** {span(every)}",
        f"pixel accuracy: {percent(summary.accuracy)}; {speed(summary)}",
    ]
    if spec.foreground:
        lines.append("Without a background class: only foreground pixels count.")
    return [*lines, *_empty(summary)]


def _single(summary: Summary) -> list[str]:
    iou = summary.miou_present
    return [
        f"IoU-single, the mean over the {summary.classes_present} classes that were asked for, one "
        f"at a time: **{percent(iou.value)}** {span(iou)}",
        f"{speed(summary)}; all questions of a picture together",
        *_empty(summary),
    ]


def _means(summary: MeanSummary) -> list[str]:
    names = list(summary.figures)
    queries = markdown_table(
        ["query", "asked", *names],
        [
            [each.query, str(each.asked), *(percent(each.figures[name]) for name in names)]
            for each in summary.by_query
        ],
    )
    lines = [
        f"{name}: **{percent(fig.value)}** {span(fig)}" for name, fig in summary.figures.items()
    ]
    if summary.protocol == "absent":
        told = (
            "false masks: share of the questions for an absent class that got any pixel; their "
            "area: mean share of the picture that such a mask covers."
        )
    elif "oIoU" in summary.figures:
        told = (
            "mIoU: mean IoU of all expressions; oIoU: their intersections over their unions, both "
            "summed first; intervals draw photographs."
        )
    else:
        told = "J: region similarity; F: boundary measure; means over frames."
    timed = f"{summary.questions} questions; {speed(summary)}; all questions of a picture together"
    return [queries, *lines, told, timed]


def _empty(summary: Summary) -> list[str]:
    if not summary.empty:
        return []
    return [f"{summary.empty} of {summary.pictures} pictures: nothing found."]


def _failed(summary: Summary | MeanSummary) -> list[str]:
    if not summary.failed:
        return []
    failed = "\n".join(f"- {name}: {error}" for name, error in summary.failed.items())
    scored = "scored as if nothing had been found"
    if isinstance(summary, MeanSummary) and summary.protocol == "absent":
        scored = "not counted"
    return [f"{len(summary.failed)} failed, {scored}:\n{failed}"]


def speed(summary: Summary | MeanSummary) -> str:
    """Pictures a second and the median time, as a phrase."""
    if summary.images_per_second is None or summary.median_seconds is None:
        return "no picture was timed"
    return (
        f"{summary.images_per_second:.2f} images/s "
        f"(median {summary.median_seconds:.2f} s a picture, without loading the weights)"
    )
