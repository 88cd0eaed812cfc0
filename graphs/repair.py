"""Tries to find again what was not believed."""

from __future__ import annotations

from typing import Any

from langgraph.runtime import Runtime

from .conversation_state import State
from .toolbox import Context


def repair(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Tries to find again what was not believed."""
    del state, runtime
    return {}
