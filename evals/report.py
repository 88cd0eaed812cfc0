"""The tables that a person reads: Markdown for stdout and files, in percent."""

from __future__ import annotations

from collections.abc import Sequence

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


def dataset_report(spec: Spec, summary: Summary) -> str:
    """The report of `maskwright eval dataset`, in Markdown."""
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
    return "\n\n".join([_title(spec, summary), classes, *_figures(summary), ""])


def _title(spec: Spec, summary: Summary) -> str:
    settings = ", ".join(spec.overrides)
    with_settings = f" with {settings}" if settings else ""
    return (
        f"# {spec.dataset} ({spec.part}, {summary.pictures} pictures), {spec.task}, "
        f"profile {spec.profile}{with_settings}"
    )


def _figures(summary: Summary) -> list[str]:
    present, every = summary.miou_present, summary.miou_all
    unseen = sum(figure.iou.value is None for figure in summary.by_class)
    left_out = f", {unseen} neither true nor painted and left out" if unseen else ""
    lines = [
        f"mIoU over the {summary.classes_present} classes present: "
        f"**{percent(present.value)}** {span(present)}",
        f"mIoU over all {summary.classes_all} classes{left_out}: "
        f"**{percent(every.value)}** {span(every)}",
        f"pixel accuracy: {percent(summary.accuracy)}; {speed(summary)}",
    ]
    if summary.empty:
        lines.append(f"{summary.empty} of {summary.pictures} pictures: nothing found.")
    if summary.failed:
        failed = "\n".join(f"- {name}: {error}" for name, error in summary.failed.items())
        lines.append(
            f"{len(summary.failed)} failed, scored as if nothing had been found:\n{failed}"
        )
    return lines


def speed(summary: Summary) -> str:
    """Pictures a second and the median time, as a phrase."""
    if summary.images_per_second is None or summary.median_seconds is None:
        return "no picture was timed"
    return (
        f"{summary.images_per_second:.2f} images/s "
        f"(median {summary.median_seconds:.2f} s a picture, without loading the weights)"
    )
