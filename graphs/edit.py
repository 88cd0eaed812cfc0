"""Changes of a result: keep, remove, rename, merge, undo; a new result each, the old one stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langgraph.runtime import Runtime

from ..tools.result import Result
from .conversation_state import MOST_PAST, Correction, State
from .repaint import Kept, changed
from .toolbox import Context


def remember(state: State, current: Sequence[str]) -> dict[str, Any]:
    """The thread's memory after a change: what is talked about now, and what was before."""
    if list(current) == state.current:
        return {}
    return {"current": list(current), "past": [*state.past, state.current][-MOST_PAST:]}


def correct(results: Sequence[Result], answer: Correction) -> list[Result]:
    """Results after a person's correction.

    Args:
        results: what was asked about; their segments are numbered from 1 over all of them.
        answer: which go, and what others are called.
    """
    out: list[Result] = []
    number = 0
    for result in results:
        kept: list[Kept] = []
        for row, segment in enumerate(result.segments):
            number += 1
            if number not in answer.reject:
                label = " ".join(answer.rename.get(number, segment.label).split())
                kept.append((row, segment.model_copy(update={"label": label or segment.label})))
        told = {"edit": "confirm", "reject": answer.reject, "rename": answer.rename}
        same = [each for _, each in kept] == result.segments
        out.append(result if same else changed(result, kept, told))
    return out


def edit(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Change the last result."""
    del state, runtime
    return {"reply": "This is not built in yet."}


def undo(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Take the last change back."""
    del runtime
    if not state.past:
        return {"reply": "There is nothing to take back."}
    return {
        "current": state.past[-1],
        "past": state.past[:-1],
        "reply": "Took the last change back.",
    }
