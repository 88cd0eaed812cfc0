"""The conversation in words: what was said, what was answered, what can be gone back to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...graphs.export_node import USUAL
from ..export.writing import read_formats
from .downloads import TITLES
from .stage import templates

if TYPE_CHECKING:
    from ..turn import Turn


def draw_talk(
    turns: Sequence[tuple[Turn, Mapping[str, str]]],
    shown: int | None = None,
    said: str | None = None,
    files: Sequence[str] = (),
) -> str:
    """The turns as HTML.

    Args:
        turns: each with the names of its pictures, by the ids of their results.
        shown: number of the turn that stands on the stage.
        said: what is being answered, if something is.
        files: names of the pictures that were handed in with it.
    """
    rows: list[dict[str, Any]] = []
    last = None
    for turn, names in turns:
        rows.append(_row(turn, names, turn.result_id != last))
        last = turn.result_id
    return (
        templates()
        .get_template("talk.html.j2")
        .render(turns=rows, shown=shown, said=said, files=list(files), can_go_back=said is None)
    )


def _row(turn: Turn, names: Mapping[str, str], changed: bool) -> dict[str, Any]:
    several = len(turn.results) > 1 and changed
    return {
        "number": turn.number,
        "message": turn.message,
        "pictures": [],
        "reply": _downloads(turn) if turn.files else turn.reply,
        "notes": turn.notes,
        "picture": turn.result_id if changed else None,
        "others": [{"id": key, "name": names[key]} for key in turn.results] if several else [],
        "checked": [_verdict(each) for each in turn.verdicts],
    }


def _downloads(turn: Turn) -> str:
    """What is said after an export: its files are fetched, and their folder is the server's."""
    formats = read_formats(turn.request.formats) or list(USUAL)
    return f"Under Download, below the picture: {', '.join(TITLES[each] for each in formats)}."


def _verdict(each: Mapping[str, Any]) -> str:
    """What `verify` found about a label, in one line."""
    rival = f" against {each['rival']}" if each.get("rival") else ""
    told = "holds" if each["believed"] else "does not hold"
    how = each.get("how", "first")
    again = "" if how == "first" else f" (looked again: {how})"
    return f"{each['label']} {told}: {each['score']:.2f}{rival}{again}"
