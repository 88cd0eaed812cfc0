"""The result folder of an evaluation: what it may overwrite, and what is written into it."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ValidationError

from ..errors import InputError, MissingError
from .dataset import Dataset
from .files import disk_error, write_file
from .means import MeanSummary
from .metrics import from_sparse
from .report import dataset_report
from .rows import Row
from .spec import Spec
from .summary import Summary

logger = logging.getLogger(__name__)

ROWS, SPEC, TABLE = "rows.jsonl", "spec.json", "table.json"


def open_folder(folder: Path, spec: BaseModel, *, overwrite: bool) -> None:
    """Claim a result folder for this run; rows of the same run in it are gone on with.

    Args:
        folder: made if need be.
        spec: what runs; kept as spec.json.
        overwrite: forget what is there, rows of this run too.

    Raises:
        InputError: it holds another run's results and `overwrite` is off, or is no folder.
        ToolError: it cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(str(folder), "is a file", "name a folder with --out")
    if overwrite:
        _remove(folder / ROWS)
        _remove(folder / TABLE)
    elif _holds_another(folder, spec):
        raise InputError(
            str(folder), "holds results of another run", "use --overwrite, or another --out"
        )
    write_file(folder / SPEC, spec.model_dump_json(indent=1) + "\n")


def write_dataset_results(
    folder: Path,
    dataset: Dataset,
    spec: Spec,
    summary: Summary | MeanSummary,
    rows: Sequence[Row],
) -> list[Path]:
    """Write table.md, table.json and the pictures of a dataset evaluation.

    Returns:
        what was written; the pictures are left out, with a warning, where matplotlib is missing.
    """
    table = {"spec": spec.model_dump(mode="json"), "summary": summary.model_dump(mode="json")}
    written = [
        write_file(folder / "table.md", dataset_report(spec, summary)),
        write_file(folder / TABLE, json.dumps(table, indent=1, ensure_ascii=False) + "\n"),
    ]
    try:
        written += _pictures(folder, dataset, spec, summary, rows)
    except MissingError as error:
        logger.warning("pictures left out: %s", error)
    return written


def _pictures(
    folder: Path,
    dataset: Dataset,
    spec: Spec,
    summary: Summary | MeanSummary,
    rows: Sequence[Row],
) -> list[Path]:
    from .plots import plot_classes, plot_confusion
    from .sheet import contact_sheet

    title = f"{spec.dataset} ({spec.part}, {summary.pictures} pictures), profile {spec.profile}"
    written: list[Path] = []
    if isinstance(summary, Summary):
        written.append(plot_classes(summary, title, folder / "classes.png"))
    if spec.protocol in (None, "classic"):
        each = [from_sparse(row.cells, len(dataset.names)) for row in rows]
        matrix = np.sum(each, axis=0)
        written.append(plot_confusion(matrix, dataset.names, title, folder / "confusion.png"))
    # Of an absent class there is no truth to show beside.
    if spec.protocol != "absent":
        written.append(contact_sheet(dataset, rows, folder / "contact_sheet.jpg"))
    return written


def _holds_another(folder: Path, spec: BaseModel) -> bool:
    path = folder / SPEC
    if not path.is_file():
        return False
    try:
        found = type(spec).model_validate_json(path.read_bytes())
    except ValidationError:
        return True
    return getattr(found, "key", None) != getattr(spec, "key", None)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise disk_error(path, error) from error
