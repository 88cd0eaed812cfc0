"""The last node of a turn: the answer in words, made of the results alone."""

from __future__ import annotations

from typing import Any

from langgraph.runtime import Runtime

from .conversation_state import Desk, State, desk
from .telling import found_in
from .toolbox import Context


def respond(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Say what came out; empty what must not be seen as the next turn's."""
    at = desk(runtime)
    forget: dict[str, Any] = {"images": [], "given": {}, "confirm": False, "out": ""}
    return {**forget, "reply": state.reply or _told(state, at)}


def _told(state: State, at: Desk) -> str:
    if state.corrected and not state.corrected["accept"]:
        return "Nothing was taken; the last result stays."
    keys = state.done
    results = [at.shelf.get(key) for key in keys]
    named = [(_name(at, result.image.sha256, state), result) for result in results]
    return found_in(named) if named else "Nothing was done."


def _name(at: Desk, sha256: str, state: State) -> str:
    key = next((key for key in state.pictures if key.startswith(sha256[:40])), "")
    return at.shelf.picture(key)[0] if key else sha256[:12]
