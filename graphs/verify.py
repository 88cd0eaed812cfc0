"""Checks what came back."""

from __future__ import annotations

from typing import Any

from langgraph.runtime import Runtime

from .conversation_state import State
from .toolbox import Context


def verify(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Checks what came back."""
    del state, runtime
    return {}
