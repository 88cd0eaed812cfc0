"""Writes the last result as files."""

from __future__ import annotations

from typing import Any

from langgraph.runtime import Runtime

from .conversation_state import State
from .toolbox import Context


def export(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Writes the last result as files."""
    del state, runtime
    return {"reply": "This is not built in yet."}
