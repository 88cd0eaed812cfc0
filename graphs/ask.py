"""Answers about a result."""

from __future__ import annotations

from typing import Any

from langgraph.runtime import Runtime

from .conversation_state import State
from .toolbox import Context


def ask(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Answers about a result."""
    del state, runtime
    return {"reply": "This is not built in yet."}
