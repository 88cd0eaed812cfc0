"""`maskwright eval understanding`: the share of requests that a profile understands."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from .options import JsonOption, ProfileOption, SetOption


class HalfChoice(StrEnum):
    """Halves of the table."""

    tune = "tune"
    test = "test"


PartOption = Annotated[HalfChoice, typer.Option("--part", help="Which half of the table.")]
ShowOption = Annotated[
    bool, typer.Option("--show-test", help="List what was wrong of the test half, too.")
]
OutOption = Annotated[
    Path | None, typer.Option("--out", help="Write table.md and table.json there.", metavar="DIR")
]


def understanding_command(
    *,
    part: PartOption = HalfChoice.tune,
    profile: ProfileOption = "embedded",
    settings: SetOption = None,
    show_test: ShowOption = False,
    out: OutOption = None,
    json_: JsonOption = False,
) -> None:
    """How many requests in people's own words are understood, of 75 that were written for it."""
    from .progress import progress_bar, track
    from .understanding import judge, make_ask, read_cases, summarise, understanding_report

    ask = make_ask(profile, settings or [])
    cases = read_cases(part.value)
    with progress_bar() as bar:
        outcomes = [judge(case, ask) for case in track(bar, cases, part.value, len(cases))]
    show = part is HalfChoice.tune or show_test
    report = understanding_report(outcomes, show=show)
    table = {"part": part.value, "profile": profile, "settings": settings or []}
    table |= summarise(outcomes)
    if show:
        table["wrong"] = [row.model_dump(mode="json") for row in outcomes if not row.right]
    text = json.dumps(table, indent=2, ensure_ascii=False)
    if out is not None:
        from .files import write_file

        write_file(out / "table.md", report + "\n")
        write_file(out / "table.json", text + "\n")
    typer.echo(text if json_ else report)
    if outcomes and all(row.error for row in outcomes):
        typer.echo(f"maskwright: no request was answered: {outcomes[0].error}", err=True)
        raise typer.Exit(1)
