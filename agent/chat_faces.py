"""How a chat is shown: as text and tables for a person, or as one JSON object a line for a program.

Words of the person, of files and of models are text and nothing else: neither markup of Rich nor
what a terminal obeys.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..errors import MaskwrightError
from ..graphs.places import in_words
from ..graphs.telling import percent, share, size_of
from ..tools.result import Result
from .chat import Answer, Listing, Said, Told
from .chat_lines import ANSWERS
from .events import Event, NodeStarted

PIPE_WIDTH = 200
JOINER = "\u200d"
"""Joins emoji; not a letter, yet harmless."""


def plain(text: str) -> Text:
    """Text without anything that a terminal obeys; such characters become U+FFFD."""
    kept = (each if each.isprintable() or each in "\n" + JOINER else "\ufffd" for each in text)
    return Text("".join(kept))


class Face:
    """What both faces have in common: progress and errors, on stderr.

    Args:
        out: for answers.
        err: for the rest.
        numbered: whether errors name the line; of use where the lines come from a file.
    """

    def __init__(self, out: IO[str], err: IO[str], numbered: bool) -> None:
        self._out = out
        self._err = Console(file=err, highlight=False, soft_wrap=True)
        self._numbered = numbered

    @contextmanager
    def following(self) -> Iterator[Told]:
        """Show which node is at work (a terminal shows it, a file stays empty)."""
        with self._err.status("") as status:

            def told(event: Event) -> None:
                if isinstance(event, NodeStarted):
                    status.update(plain(event.node.replace("_", " ")))

            yield told

    def hint(self, text: str) -> None:
        """Say something beside the answers."""
        self._err.print(plain(text), style="dim")

    def abandon(self) -> None:
        """Leave the terminal as it was, in the middle of whatever is shown."""
        self._err.show_cursor(True)

    def problem(self, error: MaskwrightError, line: int) -> None:
        """Say in one line why a line of input had no answer."""
        where = f"line {line}: " if self._numbered else ""
        self._err.print(plain(" ".join(f"maskwright: {where}{error}".split())))

    def incomplete(self, error: MaskwrightError, line: int) -> None:
        """Say in one line why an answer that was shown has no pictures."""
        Face.problem(self, error, line)

    def show(self, answer: Answer) -> None:
        """Show the answer to a line."""
        raise NotImplementedError


class TextFace(Face):
    """Replies, tables and paths."""

    def __init__(self, out: IO[str], err: IO[str], numbered: bool) -> None:
        super().__init__(out, err, numbered)
        terminal = out.isatty()
        # Into a pipe nothing is cut off, however long.
        width = None if terminal else PIPE_WIDTH
        self._console = Console(file=out, highlight=False, soft_wrap=not terminal, width=width)

    def show(self, answer: Answer) -> None:
        """Show the answer to a line."""
        if isinstance(answer, Listing):
            self._list(answer)
        else:
            self._tell(answer)
        self._out.flush()

    def _tell(self, said: Said) -> None:
        turn, print_ = said.turn, self._console.print
        if said.lead:
            print_(plain(said.lead))
        print_(plain(turn.reply))
        ids = {key: self._ids(said, key) for key in turn.results}
        for (name, result), key in zip(said.shown, turn.results, strict=False):
            if result.segments:
                title = name if len(said.shown) > 1 else ""
                print_(_segments(result, title, ids[key] if turn.waiting else []))
        for note in turn.notes:
            print_(plain(f"  {note}"), style="dim")
        for file in turn.files:
            print_(plain(f"  {file}"), soft_wrap=True)
        if turn.waiting:
            print_(plain(ANSWERS.capitalize() + "."), style="bold")

    def _ids(self, said: Said, key: str) -> list[int]:
        rows = said.turn.waiting["segments"] if said.turn.waiting else []
        return [row["id"] for row in rows if row["result_id"] == key]

    def _list(self, listing: Listing) -> None:
        if not listing.rows:
            self._console.print(plain(listing.empty))
            return
        table = Table(box=box.SIMPLE_HEAD)
        for name, value in listing.rows[0].items():
            table.add_column(name, overflow="fold", justify=_side(value))
        for row in listing.rows:
            table.add_row(*(plain(str(value)) for value in row.values()))
        self._console.print(table)


class JsonFace(Face):
    """One object for every line that is not empty, in the order of the lines.

    A turn is a `Turn`; a listing is {"images": [...]}; what failed is {"error", "code", "line"}.
    """

    def show(self, answer: Answer) -> None:
        """Show the answer to a line."""
        if isinstance(answer, Listing):
            self._print({answer.kind: answer.rows})
        else:
            self._print(answer.turn.model_dump(mode="json"))

    def problem(self, error: MaskwrightError, line: int) -> None:
        """Say why a line had no answer, on stderr and in its place."""
        super().problem(error, line)
        self._print({"error": str(error), "code": error.exit_code, "line": line})

    def _print(self, value: dict[str, Any]) -> None:
        self._out.write(json.dumps(value) + "\n")
        self._out.flush()


def _segments(result: Result, title: str, ids: list[int]) -> Table:
    """What a result holds, one row a segment; with numbers where the person has to name them."""
    table = Table(box=box.SIMPLE_HEAD, title=plain(title) if title else None, title_justify="left")
    if ids:
        table.add_column("#", justify="right")
    table.add_column("segment", overflow="fold")
    for column in ("score", "share"):
        table.add_column(column, justify="right")
    table.add_column("where")
    for row, each in enumerate(result.segments):
        part = percent(share([each], result))
        cells = [plain(each.label), f"{each.score:.2f}", part, in_words(each, size_of(result))]
        table.add_row(*[str(number) for number in ids[row : row + 1]], *cells)
    return table


def _side(value: Any) -> Any:
    return "right" if isinstance(value, int) else "left"
