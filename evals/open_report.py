"""The ablation table of open_vocabulary: every figure of a protocol, each with its difference."""

from __future__ import annotations

from collections.abc import Sequence

from .ablation_row import AblationRow
from .asking import ABSENT
from .report import markdown_table, percent, span
from .spec import Spec
from .summary import Figure

LEGENDS = {
    "mIoU": "over the classes that the ground truth holds, background among them where the "
    "dataset has one; all classes are asked for at once.",
    "mIoU all": "the same over all classes; one that is painted but nowhere true counts 0.",
    "IoU-single": "each class that a picture holds is asked for alone; intersections and unions "
    "are summed over pictures first, the background is no class.",
    "false masks": f"each picture is asked for {ABSENT} classes that it does not hold (fewer where "
    "there are not so many), each alone; the share of these questions that got any pixel. Less is "
    "better.",
    "their area": "mean share of the picture that such a mask covers. Less is better.",
    "J": "region similarity, the mean IoU of all frames; intervals draw whole videos.",
    "F": "boundary measure, the mean over all frames.",
    "J&F": "the mean of both.",
}
EXPRESSIONS = {
    "mIoU": "the mean IoU of all expressions, each asked for alone; intervals draw photographs.",
    "oIoU": "the intersections of all expressions over their unions, both summed first.",
}
"""Under the protocol "phrases" these mean something else."""


def open_table(rows: Sequence[AblationRow]) -> str:
    """One line a row that ran, in Markdown, in percent."""
    names = list(rows[0].figures)
    header = ["row"]
    for name in names:
        header += [f"{name} [95 %]", "to full [95 %]"]
    lines = [_cells(row, names, is_full=row is rows[0]) for row in rows if row.result is not None]
    return markdown_table([*header, "images/s"], lines)


def open_legend(spec: Spec, rows: Sequence[AblationRow]) -> str:
    """What the rows and columns are, and which rows count otherwise; one line each."""
    told = [f"- {name}: {text}" for name in rows[0].figures if (text := _meaning(name, spec))]
    counted = [row.name for row in rows if row.foreground]
    if counted:
        told.append(
            f"- Only foreground pixels count in {', '.join(counted)}; there the difference to full "
            "is on these pixels in both."
        )
    return "\n".join(
        [
            "All figures are percent.",
            "",
            "- full: the profile as it is; every other row changes what its name says.",
            *told,
            "- to full: the row minus full.",
            "- [95 %]: bootstrap over pictures; differences on the same draws.",
            f"- images/s: {_pace(spec, rows)}",
        ]
    )


def in_plots(name: str) -> str:
    """A figure's name where no legend stands below it."""
    return name.replace("false masks", "false masks for absent classes (less is better)")


def _meaning(name: str, spec: Spec) -> str:
    """Of a column; one of another protocol has that protocol's name before it."""
    before, _, figure = name.rpartition(": ")
    if (before or spec.protocol) == "phrases" and figure in EXPRESSIONS:
        return EXPRESSIONS[figure]
    return LEGENDS.get(figure, "")


def _pace(spec: Spec, rows: Sequence[AblationRow]) -> str:
    text = "with the picture's features in memory, as rows share them"
    if spec.protocol != "classic":
        text += f", all questions of a picture together ({spec.protocol})"
    result = rows[0].result
    cold = result.images_per_second_cold if result else None
    return f"{text}." if cold is None else f"{text}. The full model without them: {cold:.2f}."


def _cells(row: AblationRow, names: Sequence[str], *, is_full: bool) -> list[str]:
    cells = [row.name]
    for name in names:
        figure, difference = row.figures.get(name), row.differences.get(name)
        if figure is None or difference is None:
            cells += ["-"] * 2
            continue
        cells += [_with_span(figure), "" if is_full else _with_span(difference, sign=True)]
    rate = row.result.images_per_second if row.result else None
    return [*cells, "-" if rate is None else f"{rate:.2f}"]


def _with_span(figure: Figure, *, sign: bool = False) -> str:
    if figure.low is None:
        return percent(figure.value, sign=sign)
    return f"{percent(figure.value, sign=sign)} {span(figure, sign=sign)}"
