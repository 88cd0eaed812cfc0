"""The table of a result folder whose rows were made by several commands.

A command that ran some rows (`--row`) keeps what the folder's table has of the others, where it is
the same full model over the same pictures: then draws are the same too, and differences stay
paired. A row whose settings have changed since is forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from .ablation_row import AblationRow, AblationSpec
from .open_variants import open_vocabulary_variants
from .variants import closed_set_variants


def with_earlier_rows(
    path: Path, spec: AblationSpec, rows: Sequence[AblationRow]
) -> tuple[AblationSpec, list[AblationRow]]:
    """A table together with the one that was written before.

    Args:
        path: table.json; may be missing, or be another table's.
        spec: of this run.
        rows: of this run, the full model first.

    Returns:
        the specification with the commands of the rows that were taken over, and all rows in the
        order of a whole table; both as they were where nothing is taken over.
    """
    earlier = _earlier(path, spec, rows)
    if earlier is None:
        return spec, list(rows)
    own = {row.name for row in rows}
    places = _places(spec.full.task)
    kept = [row for row in earlier[1] if row.name not in own and _still_asked(row, spec, places)]
    if not kept:
        return spec, list(rows)
    commands = dict.fromkeys([*earlier[0].earlier, earlier[0].command])
    commands.pop(spec.command, None)
    merged = sorted([*rows, *kept], key=lambda row: _place(row.name, places))
    return spec.model_copy(update={"earlier": [*commands]}), merged


def _earlier(
    path: Path, spec: AblationSpec, rows: Sequence[AblationRow]
) -> tuple[AblationSpec, list[AblationRow]] | None:
    try:
        table: Any = json.loads(path.read_bytes())
        found = AblationSpec.model_validate(table["spec"])
        others = [AblationRow.model_validate(row) for row in table["rows"]]
    except (OSError, ValueError, KeyError, TypeError, ValidationError):
        return None
    same = (found.key, found.full.dataset, found.full.part) == (
        spec.key,
        spec.full.dataset,
        spec.full.part,
    )
    return (found, others) if same and others and _shape(others[0]) == _shape(rows[0]) else None


def _shape(full: AblationRow) -> tuple[int, list[str]]:
    """How many pictures (`--limit`), which figures (`--beside`)."""
    return (full.result.pictures if full.result else 0), list(full.figures)


def _places(task: str) -> dict[str, tuple[int, list[str]]]:
    """Of each row of a whole table: its place and its settings."""
    open_ = task == "open_vocabulary"
    variants = open_vocabulary_variants() if open_ else closed_set_variants([], "")
    return {each.name: (place, list(each.overrides)) for place, each in enumerate(variants)}


def _still_asked(
    row: AblationRow, spec: AblationSpec, places: dict[str, tuple[int, list[str]]]
) -> bool:
    if row.name in places:
        return places[row.name][1] == row.overrides
    return spec.full.task == "closed_set"  # another language model, under the name it was given


def _place(name: str, places: dict[str, tuple[int, list[str]]]) -> int:
    """A language model's row stands where closed_set's table has the one without a name."""
    nameless = name.partition(": ")[0] + ": "
    place, _ = places.get(name) or places.get(nameless) or (len(places), [])
    return place
