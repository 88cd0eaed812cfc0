"""The ablation table as files: Markdown, JSON and a dot plot."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from pathlib import Path

from ..errors import MissingError
from .ablation_merge import with_earlier_rows
from .ablation_row import AblationRow, AblationSpec
from .ablation_shared import folder_held
from .files import write_file
from .means import MeanSummary
from .measures import NAMES, asked
from .open_report import in_plots, open_legend, open_table
from .report import markdown_table, percent, span
from .spec import Protocol
from .summary import Figure, Summary

logger = logging.getLogger(__name__)

NOTHING = Figure(value=None, low=None, high=None)


def ablation_report(spec: AblationSpec, rows: Sequence[AblationRow]) -> str:
    """The table in Markdown, with what is needed to read it and to make it again."""
    first = rows[0].result
    if first is None:
        return f"# {spec.full.dataset}: nothing was run\n"
    change = "one change a row" if rows[0].figures else "every part switched off"
    head = [
        f"# {spec.full.dataset} ({spec.full.part}, {first.pictures} pictures), "
        f"{asked(spec.full)}, profile {spec.full.profile}: {change}",
        f"Made by {_commands(spec)}.",
    ]
    if rows[0].figures:
        body = [open_table(rows), open_legend(spec.full, rows)]
    else:
        body = [_closed_table(rows), _closed_legend(first), _speed(first.images_per_second_cold)]
    return "\n\n".join([*head, *body, *_notes(rows)]) + "\n"


def write_ablation(folder: Path, spec: AblationSpec, rows: Sequence[AblationRow]) -> list[Path]:
    """Write table.md, table.json and plot.png (left out, with a warning, without matplotlib).

    Rows that the folder's table has from other commands stay in it (`ablation_merge.py`).
    """
    with folder_held(folder):
        spec, rows = with_earlier_rows(folder / "table.json", spec, rows)
        table = {
            "spec": spec.model_dump(mode="json"),
            "rows": [row.model_dump(mode="json") for row in rows],
        }
        text = json.dumps(table, indent=1, ensure_ascii=False) + "\n"
        written = [
            write_file(folder / "table.md", ablation_report(spec, rows)),
            write_file(folder / "table.json", text),
        ]
        try:
            written.append(_plot(folder / "plot.png", spec, rows))
        except MissingError as error:
            logger.warning("plot left out: %s", error)
    return written


def _plot(path: Path, spec: AblationSpec, rows: Sequence[AblationRow]) -> Path:
    """One panel a protocol, with the figure that its table is about."""
    from .plots import Panel, plot_rows

    ran = [row for row in rows if row.result is not None]
    if rows[0].figures:
        names = [next(iter(rows[0].figures)), *_first_beside(rows[0])]
        panels = [
            Panel(in_plots(name), [row.figures.get(name, NOTHING) for row in ran]) for name in names
        ]
    else:
        panels = [Panel(NAMES["closed_set"], [row.main or NOTHING for row in ran])]
    title = f"{spec.full.dataset} ({spec.full.part}), {asked(spec.full)}, {spec.full.profile}"
    return plot_rows([row.name for row in ran], panels, title, path)


def _first_beside(full: AblationRow) -> list[str]:
    """The first figure of another protocol, whose name stands before it."""
    return [name for name in full.figures if ": " in name][:1]


def _commands(spec: AblationSpec) -> str:
    return ", ".join(f"`{command}`" for command in (*spec.earlier, spec.command))


def put_beside(
    rows: Sequence[AblationRow], protocol: Protocol | None, others: Sequence[AblationRow]
) -> list[AblationRow]:
    """The rows with the figures that another protocol has for them, under names that say which."""
    named = {row.name: row for row in others}

    def joined(own: dict[str, Figure], other: dict[str, Figure]) -> dict[str, Figure]:
        return own | {f"{protocol}: {name}": figure for name, figure in other.items()}

    return [
        row.model_copy(
            update={
                "figures": joined(row.figures, named[row.name].figures),
                "differences": joined(row.differences, named[row.name].differences),
                "foreground": row.foreground or named[row.name].foreground,
            }
        )
        if row.figures
        else row
        for row in rows
    ]


def _closed_table(rows: Sequence[AblationRow]) -> str:
    return markdown_table(
        ["row", "mIoU", "95 %", "to full", "95 %", "mIoU all", "95 %", "images/s"],
        [_cells(row, is_full=row is rows[0]) for row in rows if row.summary is not None],
    )


def _closed_legend(first: Summary | MeanSummary) -> str:
    if isinstance(first, MeanSummary):
        return ""
    return (
        f"mIoU: over the {first.classes_present} classes that the ground truth holds, background "
        f"among them where the dataset has one. mIoU all: over all {first.classes_all} classes; "
        "one that is painted but nowhere true counts 0, one that is neither is left out. "
        "95 %: bootstrap over pictures; differences on the same draws."
    )


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
        (row.name, row.difference)
        for row in rows[1:]
        if row.difference is not None and row.difference.holds_zero()
    ]
    equal = [name for name, figure in compared if figure.low == figure.high == 0]
    unclear = [name for name, _ in compared if name not in equal]
    figure = next(iter(rows[0].figures), "")
    if equal:
        same = figure or "pixels"
        notes.append(f"The same {same} as the full model: {', '.join(equal)}.")
    if unclear:
        by = f" by {figure}" if figure else ""
        notes.append(
            f"These pictures cannot tell the following rows from the full model{by} (the interval "
            f"of the difference holds zero): {', '.join(unclear)}."
        )
    for row in rows:
        if row.skipped:
            notes.append(f"Left out: {row.name} ({row.skipped}).")
        elif row.result is not None and row.result.failed:
            failed = ", ".join(row.result.failed)
            scored = "scored as if nothing had been found"
            if row.means is not None and row.means.protocol == "absent":
                scored = "not counted"
            notes.append(f"{row.name}: failed, {scored}: {failed}.")
    return notes
