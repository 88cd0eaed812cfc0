"""Turns of conversations as clients get them: results become runs, paths stay here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import InputError, ToolError
from ..export.writing import read_formats
from .answers import RunAnswer, TurnAnswer, run_answer
from .public import public, scrub, without_places

if TYPE_CHECKING:
    from ..turn import Turn
    from .house import House

USUAL_FORMAT = "coco"


def keep_turn(
    house: House, turn: Turn, names: Mapping[str, str], formats: Sequence[str], out: Path
) -> TurnAnswer:
    """A turn that has just ended: each of its results is kept as a run, once.

    Args:
        house: the server.
        turn: as it ended.
        names: of the pictures that came with it, by image id.
        formats: further files that the request asks for.
        out: where the turn exported to; no client hears of it.

    Raises:
        ToolError: the disk is full.
    """
    wanted = list(formats)
    if turn.request.action == "export":
        said = read_formats(turn.request.formats) or [USUAL_FORMAT]
        wanted = list(dict.fromkeys([*wanted, *said]))
    runs = [_kept(house, each, names, wanted) for each in _results(turn)]
    house.count_runs()
    return turn_answer(turn, runs, out)


def known_turn(house: House, turn: Turn, *, anew: bool) -> TurnAnswer:
    """An earlier turn with the runs that are kept.

    Args:
        house: the server.
        turn: the turn.
        anew: whether runs that are not kept are made anew, but where the picture is gone.
    """
    runs: list[RunAnswer] = []
    for each in _results(turn):
        if not anew and house.runs.find(each) is None:
            continue
        with suppress(InputError, ToolError):
            run = _kept(house, each, {}, [])
            runs.append(run.model_copy(update={"result": None}))
    return turn_answer(turn, runs)


def turn_answer(turn: Turn, runs: Sequence[RunAnswer], out: Path | None = None) -> TurnAnswer:
    """A turn without paths."""

    def plain(text: str) -> str:
        return scrub(text.replace(f"{out}/", "").replace(str(out), "") if out else text)

    return TurnAnswer(
        thread=turn.thread,
        number=turn.number,
        message=turn.message,
        request=turn.request.model_dump(mode="json"),
        reply=plain(turn.reply),
        waiting=without_places(turn.waiting),
        runs=list(runs),
        verdicts=without_places(turn.verdicts),
        tool_calls=without_places(turn.tool_calls),
        notes=[plain(note) for note in turn.notes],
        stop=turn.stop,
        timings=turn.timings,
    )


def _results(turn: Turn) -> list[str]:
    return turn.results or ([turn.result_id] if turn.result_id else [])


def _kept(
    house: House, result_id: str, names: Mapping[str, str], formats: Sequence[str]
) -> RunAnswer:
    """The run of a result, made now if none is kept that has these files."""
    seconds, run = house.settings.run_seconds, house.runs.find(result_id)
    result = house.conversations.result(result_id)
    if run is not None and {f"{each}.zip" for each in formats} <= {*run.files}:
        return run_answer(run, seconds, public(result))
    image = house.conversations.image(result_id)
    name = names.get(image.id) or (run.name if run else "picture")
    made, shown = house.runs.add(result, image, name, formats, result_id)
    return run_answer(made, seconds, shown)
