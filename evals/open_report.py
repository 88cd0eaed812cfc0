"""The ablation table of open_vocabulary: every figure of a protocol, each with its difference."""

from __future__ import annotations

from collections.abc import Sequence

from .ablation_row import AblationRow
from .report import markdown_table, percent, span
from .spec import Spec
from .summary import Figure

LEGENDS = {
    "mIoU": "mIoU: over the classes that the ground truth holds, background among them where the "
    "dataset has one; all classes are asked for at once.",
    "mIoU all": "mIoU all: over all classes; one that is painted but nowhere true counts 0.",
    "IoU-single": "IoU-single: each class that a picture holds is asked for alone; intersections "
    "and unions are summed over pictures first, the background is no class.",
    "false masks": "false masks: share of the questions for an absent class that got any pixel.",
    "their area": "their area: mean share of the picture that such a mask covers.",
    "J": "J, F: region similarity and boundary measure, means over frames; intervals draw videos.",
}


def open_table(rows: Sequence[AblationRow]) -> str:
    """One line a row that ran, in Markdown, in percent."""
    names = list(rows[0].figures)
    header = ["row"]
    for name in names:
        header += [name, "95 %", "to full", "95 %"]
    lines = [_cells(row, names, is_full=row is rows[0]) for row in rows if row.result is not None]
    return markdown_table([*header, "images/s"], lines)


def open_legend(spec: Spec, rows: Sequence[AblationRow]) -> str:
    """What the columns are, and which rows count otherwise."""
    shown = {name.rpartition(": ")[2] for name in rows[0].figures}
    told = [text for name, text in LEGENDS.items() if name in shown]
    told.append("95 %: bootstrap over pictures; differences on the same draws.")
    if spec.protocol != "classic":
        told.append("The time of a picture is that of all its questions.")
    counted = [row.name for row in rows if row.foreground]
    if counted:
        told.append(
            f"Only foreground pixels count in {', '.join(counted)}; there the difference to full "
            "is on these pixels in both."
        )
    return " ".join(told)


def _cells(row: AblationRow, names: Sequence[str], *, is_full: bool) -> list[str]:
    cells = [row.name]
    for name in names:
        figure, difference = row.figures.get(name), row.differences.get(name)
        if figure is None or difference is None:
            cells += ["-"] * 4
            continue
        cells += [percent(figure.value), span(figure)]
        cells += ["", ""] if is_full else _difference(difference)
    rate = row.result.images_per_second if row.result else None
    return [*cells, "-" if rate is None else f"{rate:.2f}"]


def _difference(figure: Figure) -> list[str]:
    return [percent(figure.value, sign=True), span(figure, sign=True)]
