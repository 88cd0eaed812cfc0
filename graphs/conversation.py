"""agent: one turn of a conversation.

    begin -> understand -+-> plan -> dispatch -> verify -+-> accept -+-> confirm -> respond
                         |             ^  ^              |           |                ^
                         |             |  +--- repair <--+           |                |
                         |             +------- next picture --------+                |
                         +-> edit, ask, undo, export, clarify, tools -----------------+

`dispatch` runs a task graph as its subgraph, one picture at a time. `repair` runs at most k times
a picture; `confirm` waits for the person where that was asked for. The thread's memory is the
state's; results stand in the store.
"""

# LangGraph's signatures are only partly typed.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Literal

from langgraph.graph import END, START, StateGraph
from langgraph.types import RetryPolicy

from ..errors import TransientError
from . import ask, edit, export_node, listen, repair, respond, tools_node, verify, work
from .conversation_state import Input, State
from .node import Node
from .toolbox import Context

if TYPE_CHECKING:
    from langgraph.checkpoint.base import BaseCheckpointSaver
    from langgraph.graph.state import CompiledStateGraph
    from langgraph.runtime import Runtime
    from langgraph.store.base import BaseStore

    Graph = CompiledStateGraph[State, Context, Input, Any]

__all__ = ["Input", "State", "build"]

AfterUnderstand = Literal["plan", "edit", "ask", "undo", "export", "clarify", "tools"]
AfterPlan = Literal["dispatch", "respond"]
AfterVerify = Literal["repair", "accept"]
AfterAccept = Literal["dispatch", "confirm", "respond"]

DOERS: dict[str, AfterUnderstand] = {
    "segment": "plan",
    "again": "plan",
    "edit": "edit",
    "question": "ask",
    "undo": "undo",
    "export": "export",
    "clarify": "clarify",
    "other": "tools",
}

NODES: dict[str, Node[State]] = {
    "begin": listen.begin,
    "understand": listen.understand,
    "plan": work.plan,
    "dispatch": work.dispatch,
    "verify": verify.verify,
    "repair": repair.repair,
    "accept": work.accept,
    "confirm": work.confirm,
    "edit": edit.edit,
    "undo": edit.undo,
    "ask": ask.ask,
    "export": export_node.export,
    "clarify": listen.clarify,
    "tools": tools_node.tools,
    "respond": respond.respond,
}


def meant(state: State) -> AfterUnderstand:
    """What is to be done?"""
    return DOERS[state.request["action"]]


def anything_to_do(state: State) -> AfterPlan:
    """Is there a picture to work on?"""
    return "dispatch" if state.todo else "respond"


def believed(state: State) -> AfterVerify:
    """Is there a label that was not believed, and a try left to find it again?"""
    return "repair" if state.attempt else "accept"


def next_picture(state: State) -> AfterAccept:
    """Is a picture left; if not, is the person to be asked?"""
    if state.todo:
        return "dispatch"
    return "confirm" if state.confirm and state.done else "respond"


def build(
    checkpointer: BaseCheckpointSaver[Any] | None = None, store: BaseStore | None = None
) -> Graph:
    """Wire and compile the graph; tools arrive with the context of a run.

    Args:
        checkpointer: where threads are kept; a server of LangGraph brings its own.
        store: where results are kept.
    """
    graph = StateGraph(State, context_schema=Context, input_schema=Input)
    again = RetryPolicy(retry_on=TransientError)
    for name, node in NODES.items():
        # The nodes of a task graph are tried again inside it; language models try on their own.
        policy = again if name == "verify" else None
        graph.add_node(name, _timed(name, node), input_schema=State, retry_policy=policy)
    graph.add_edge(START, "begin")
    graph.add_edge("begin", "understand")
    graph.add_conditional_edges("understand", meant)
    graph.add_conditional_edges("plan", anything_to_do)
    graph.add_edge("dispatch", "verify")
    graph.add_conditional_edges("verify", believed)
    graph.add_edge("repair", "dispatch")
    graph.add_conditional_edges("accept", next_picture)
    for name in ("confirm", "edit", "ask", "undo", "export", "clarify", "tools"):
        graph.add_edge(name, "respond")
    graph.add_edge("respond", END)
    return graph.compile(checkpointer=checkpointer, store=store, name="agent")


def _timed(name: str, node: Node[State]) -> Node[State]:
    """The node, recording how long it took."""

    def timed(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
        start = time.perf_counter()
        update = node(state, runtime)
        return {**update, "timings": {name: round(time.perf_counter() - start, 6)}}

    return timed
