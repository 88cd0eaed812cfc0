"""Graphs as LangGraph Studio opens them: `langgraph.json` names the functions here.

Studio reads the functions' annotations, so their types are really imported.
"""

from __future__ import annotations

from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.graph.state import CompiledStateGraph

from . import exporting, resolve  # noqa: F401 - install the exporter and the resolver of profiles


def closed_set(config: RunnableConfig) -> CompiledStateGraph[Any, Any, Any, Any]:
    """The closed_set graph; Studio brings its own checkpointer, and the context as JSON.

    Args:
        config: what Studio sends; nothing in it is needed.
    """
    from ..graphs.closed_set import build

    del config
    return build()


def open_vocabulary(config: RunnableConfig) -> CompiledStateGraph[Any, Any, Any, Any]:
    """The open_vocabulary graph, likewise.

    Args:
        config: what Studio sends; nothing in it is needed.
    """
    from ..graphs.open_vocabulary import build

    del config
    return build()


def agent(config: RunnableConfig) -> CompiledStateGraph[Any, Any, Any, Any]:
    """The graph of a conversation, likewise.

    Args:
        config: what Studio sends; nothing in it is needed.
    """
    from ..graphs.conversation import build

    del config
    return build()
