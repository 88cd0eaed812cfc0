"""Requests outside of the tasks."""

from __future__ import annotations

from typing import Any

from langgraph.runtime import Runtime

from .conversation_state import State
from .toolbox import Context


def tools(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Requests outside of the tasks."""
    del state, runtime
    return {"reply": "This is not built in yet."}
