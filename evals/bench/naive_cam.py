"""What the pipeline adds: plain class-activation thresholding against a profile, on a dataset.

    python -m maskwright.evals.bench.naive_cam DIR [--profile embedded] [--part test] [--limit N]

The same classifier and the same class names (see `evals/baseline.py`), two rows of the ablation
table with the paired bootstrap interval of the difference. Run it again to go on where it was
stopped. Exit code 3 where the profile is not clearly better: the difference's interval holds zero.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ...errors import MaskwrightError
from ..ablation import Ablation, AblationRow
from ..cli import PartOption
from ..dataset import Dataset, check_masks, read_dataset
from ..progress import progress_bar, track
from ..report import markdown_table, percent, span
from ..rows import RowStore
from ..variants import BASELINE, FULL, Variant
from .entry import load_agent

VARIANTS = (Variant(FULL), Variant(BASELINE, kind="baseline"))
DEFAULT_OUT = Path("maskwright-out") / "bench-naive_cam"


def compare(dataset: Dataset, profile: str, rows: Path) -> list[AblationRow]:
    """Run both on every picture.

    Args:
        dataset: what is measured on.
        profile: what is compared with the baseline.
        rows: file of finished rows.

    Returns:
        the profile's row, the baseline's row.

    Raises:
        MaskwrightError: the profile or a backend fails.
    """
    with Ablation(dataset, profile, [], VARIANTS, RowStore(rows)) as ablation:
        with progress_bar() as bar:
            for item in track(bar, dataset.items, dataset.name, len(dataset.items)):
                ablation.run_picture(item)
        return ablation.table()


def table(rows: list[AblationRow], profile: str) -> str:
    """The comparison in Markdown; a row that could not run gives its reason."""
    cells: list[list[str]] = []
    for row, name in zip(rows, (f"profile {profile}", BASELINE), strict=True):
        if row.summary is None or row.difference_present is None:
            cells.append([name, row.skipped, "", "", "", ""])
            continue
        present, every = row.summary.miou_present, row.summary.miou_all
        differs = name == BASELINE
        cells.append(
            [
                name,
                percent(present.value),
                span(present),
                percent(row.difference_present.value, sign=True) if differs else "",
                span(row.difference_present, sign=True) if differs else "",
                percent(every.value),
            ]
        )
    return markdown_table(["", "mIoU", "95 %", "difference", "95 %", "mIoU all"], cells)


def clearly_better(baseline: AblationRow) -> bool:
    """Whether the baseline's difference lies below zero with its whole interval."""
    difference = baseline.difference_present
    return difference is not None and difference.high is not None and difference.high < 0


def main(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Dataset folder.")],
    *,
    profile: Annotated[str, typer.Option(help="What is compared.")] = "embedded",
    part: PartOption = None,
    limit: Annotated[int | None, typer.Option(help="So many pictures.")] = None,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where rows are kept.")] = DEFAULT_OUT,
) -> None:
    """Compare plain class-activation thresholding with a profile."""
    load_agent()
    try:
        dataset = read_dataset(directory, part.value if part else None, limit)
        check_masks(dataset)
        rows = compare(dataset, profile, out / f"{dataset.name}.jsonl")
    except MaskwrightError as error:
        typer.echo(f"maskwright: {error}", err=True)
        raise typer.Exit(error.exit_code) from error
    typer.echo(f"{dataset.name} ({dataset.part}, {len(dataset.items)} pictures)\n")
    typer.echo(table(rows, profile))
    if not clearly_better(rows[1]):
        raise typer.Exit(3)


if __name__ == "__main__":
    typer.run(main)
