"""The progress bar of an evaluation, on stderr."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress

T = TypeVar("T")


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar with counts and remaining time; on a pipe or in a log it stays silent."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}"),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as bar:
        yield bar


def track(bar: Progress, items: Iterable[T], description: str, total: int) -> Iterator[T]:
    """The items, each counted once it is done."""
    task = bar.add_task(description, total=total, note="")
    for item in items:
        yield item
        bar.advance(task)
