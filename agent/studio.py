"""Graphs as LangGraph Studio opens them: `langgraph.json` names the functions here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import resolve  # noqa: F401 - installs the resolver of profiles

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig

    from ..graphs.closed_set import Graph


def closed_set(config: RunnableConfig) -> Graph:
    """The closed_set graph; Studio brings its own checkpointer, and the context as JSON.

    Args:
        config: what Studio sends; nothing in it is needed.
    """
    from ..graphs.closed_set import build

    del config
    return build()
