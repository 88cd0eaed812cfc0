"""The ablation table as files: Markdown, JSON and a dot plot."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from pathlib import Path

from ..errors import MissingError
from .ablation import AblationRow, AblationSpec
from .files import write_file
from .report import markdown_table, percent, span

logger = logging.getLogger(__name__)


def ablation_report(spec: AblationSpec, rows: Sequence[AblationRow]) -> str:
    """The table in Markdown, with what is needed to read it and to make it again."""
    first = rows[0].summary
    if first is None:
        return f"# {spec.full.dataset}: nothing was run\n"
    table = markdown_table(
        ["row", "mIoU", "95 %", "to full", "95 %", "mIoU all", "95 %", "images/s"],
        [_cells(row, is_full=row is rows[0]) for row in rows if row.summary is not None],
    )
    lines = [
        f"# {spec.full.dataset} ({spec.full.part}, {first.pictures} pictures), {spec.full.task}, "
        f"profile {spec.full.profile}: every part switched off",
        f"Made by `{spec.command}`.",
        table,
        f"mIoU: over the {first.classes_present} classes that the ground truth holds, background "
        f"among them where the dataset has one. mIoU all: over all {first.classes_all} classes; "
        "one that is painted but nowhere true counts 0, one that is neither is left out. "
        "95 %: bootstrap over pictures; differences on the same draws.",
        _speed(first.images_per_second_cold),
        *_notes(rows),
    ]
    return "\n\n".join(lines) + "\n"


def write_ablation(folder: Path, spec: AblationSpec, rows: Sequence[AblationRow]) -> list[Path]:
    """Write table.md, table.json and plot.png (left out, with a warning, without matplotlib)."""
    table = {
        "spec": spec.model_dump(mode="json"),
        "rows": [row.model_dump(mode="json") for row in rows],
    }
    written = [
        write_file(folder / "table.md", ablation_report(spec, rows)),
        write_file(folder / "table.json", json.dumps(table, indent=1, ensure_ascii=False) + "\n"),
    ]
    try:
        from .plots import plot_rows

        ran = [(row.name, row.summary.miou_present) for row in rows if row.summary is not None]
        names, figures = zip(*ran, strict=True)
        title = f"{spec.full.dataset} ({spec.full.part}), profile {spec.full.profile}"
        axis = "mIoU over the classes present, % (lines: 95 % of bootstrap draws over pictures)"
        written.append(plot_rows(names, figures, title, axis, folder / "plot.png"))
    except MissingError as error:
        logger.warning("plot left out: %s", error)
    return written


def _cells(row: AblationRow, *, is_full: bool) -> list[str]:
    summary, present = row.summary, row.difference_present
    if summary is None or present is None:
        return [row.name, *["-"] * 7]
    return [
        row.name,
        percent(summary.miou_present.value),
        span(summary.miou_present),
        "" if is_full else percent(present.value, sign=True),
        "" if is_full else span(present, sign=True),
        percent(summary.miou_all.value),
        span(summary.miou_all),
        "-" if summary.images_per_second is None else f"{summary.images_per_second:.2f}",
    ]


def _speed(cold: float | None) -> str:
    text = "images/s: with the picture's features in memory, as rows share them."
    return text if cold is None else f"{text} The full model without them: {cold:.2f} images/s."


def _notes(rows: Sequence[AblationRow]) -> list[str]:
    notes: list[str] = []
    compared = [
        (row.name, row.difference_present)
        for row in rows[1:]
        if row.difference_present is not None and row.difference_present.holds_zero()
    ]
    equal = [name for name, figure in compared if figure.low == figure.high == 0]
    unclear = [name for name, _ in compared if name not in equal]
    if equal:
        notes.append(f"The same pixels as the full model: {', '.join(equal)}.")
    if unclear:
        notes.append(
            "These pictures cannot tell the following rows from the full model (the interval of "
            f"the difference holds zero): {', '.join(unclear)}."
        )
    for row in rows:
        if row.skipped:
            notes.append(f"Left out: {row.name} ({row.skipped}).")
        elif row.summary is not None and row.summary.failed:
            failed = ", ".join(row.summary.failed)
            notes.append(f"{row.name}: failed, scored as if nothing had been found: {failed}.")
    return notes
