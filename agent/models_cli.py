"""`maskwright models`: which weights there are, fetch them, check them."""

from __future__ import annotations

import json
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from ..tools.weights.download import Progress
    from ..tools.weights.registry import Entry

app = typer.Typer(
    help="List, fetch and check the weights behind the tools.",
    no_args_is_help=True,
    add_completion=False,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON array on stdout.")]
Names = Annotated[list[str] | None, typer.Argument(help="Names as `models list` shows them.")]


@app.command("list")
def list_models(as_json: AsJson = False) -> None:
    """Show every weight file: size, licence, where it comes from, and whether it is here."""
    from ..tools.weights.registry import entries

    rows = [_row(item) for item in entries().values()]
    if as_json:
        print(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    _table([_cells(row) for row in rows])


def _row(item: Entry) -> dict[str, Any]:
    from ..tools.weights.registry import place_of, state_of

    path = place_of(item)
    return {
        **item.model_dump(mode="json"),
        "state": state_of(item),
        "path": str(path) if path else None,
    }


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    source = row["source"]
    origin = f"{source.get('package', '')} {source['revision']}".strip()
    return (
        row["name"],
        f"{row['size'] / 1e6:.1f} MB",
        row["licence"],
        row["state"],
        f"{source['type']}: {origin}",
    )


def _table(rows: list[tuple[str, ...]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE, pad_edge=False)
    for name in ("name", "size", "licence", "state"):
        table.add_column(name, no_wrap=True, justify="right" if name == "size" else "left")
    table.add_column("source", overflow="fold")
    for row in rows:
        table.add_row(*row)
    # Into a pipe nothing is cut off, however wide.
    console = Console(width=None if sys.stdout.isatty() else 200)
    console.print(table)


@app.command()
def pull(
    names: Annotated[list[str], typer.Argument(help="Names as `models list` shows them.")],
) -> None:
    """Fetch weights and check them; an interrupted download continues.

    A file that is there and whole is left as it is. MASKWRIGHT_OFFLINE=1 forbids fetching.
    """
    from ..tools.weights.download import pull as fetch
    from ..tools.weights.registry import entry

    wanted = [entry(name) for name in dict.fromkeys(names)]  # a typo fails before any download
    for item in wanted:
        with _bar(item) as progress:
            path = fetch(item, progress)
        print(f"{item.name}\t{path}")


@contextmanager
def _bar(item: Entry) -> Generator[Progress]:
    """A progress bar on stderr for one file."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    timing = (TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, *timing, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(item.name, total=item.size)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@app.command()
def verify(names: Names = None, as_json: AsJson = False) -> None:
    """Read the files and compare their SHA-256; all that are here where no name is given.

    Exit code 1 where a file is damaged, or a named one is missing.
    """
    from ..tools.weights.registry import entries, entry, remedy
    from ..tools.weights.registry import verify as check

    wanted = [entry(name) for name in names] if names else list(entries().values())
    states = {item.name: check(item.name) for item in wanted}
    if as_json:
        print(json.dumps([{"name": n, "state": s} for n, s in states.items()], indent=2))
    else:
        for item in wanted:
            state = states[item.name]
            mend = "" if state == "present" else f"\trun: {remedy(item, again=state == 'damaged')}"
            print(f"{item.name}\t{state}{mend}")
    bad = {"damaged", "missing"} if names else {"damaged"}
    if bad & set(states.values()):
        raise typer.Exit(1)
