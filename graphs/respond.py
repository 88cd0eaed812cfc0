"""The last node of a turn: the answer in words, made of the results alone."""

from __future__ import annotations

from typing import Any

from langgraph.runtime import Runtime

from .conversation_state import Desk, State, desk
from .telling import found_in, name_of
from .toolbox import Context

DROPPED = "The masks that waited for your answer were dropped: you said something else."


def respond(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Say what came out; empty what must not be seen as the next turn's."""
    at = desk(runtime)
    forget: dict[str, Any] = {
        "images": [], "given": {}, "confirm": False, "out": "", "dropped": False,
    }  # fmt: skip
    notes = [*state.notes, DROPPED] if state.dropped else state.notes
    return {**forget, "notes": notes, "reply": state.reply or _told(state, at)}


def _told(state: State, at: Desk) -> str:
    if state.corrected and not state.corrected["accept"]:
        return "Nothing was taken; the last result stays."
    results = [at.shelf.get(key) for key in state.done]
    named = [(name_of(each, state.pictures, at.shelf), each) for each in results]
    return found_in(named) if named else "Nothing was done."
