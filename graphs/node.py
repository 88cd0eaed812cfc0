"""What a node of a graph is."""

from __future__ import annotations

from typing import Any, Protocol, TypeVar

from langgraph.runtime import Runtime

from .toolbox import Context

StateT_contra = TypeVar("StateT_contra", contravariant=True)


class Node(Protocol[StateT_contra]):
    """Reads the state and returns what it adds."""

    def __call__(self, state: StateT_contra, runtime: Runtime[Context]) -> dict[str, Any]:
        """What it adds to the state, by field."""
        ...
