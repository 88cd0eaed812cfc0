"""open_vocabulary: any words, any picture (clip_as_rnn.txt with contrastive_concepts.txt).

    prepare -> contrast -> propose -> classify -> filter -+-> refine -> compose
                              ^                           |               ^
                              +------ somebody left ------+-- nobody is --+

The recurrence is the cycle propose, classify, filter: queries that no mask confirms are dropped
until a step drops none. Without `contrast` and `recurrence` their nodes are not in the run.
"""

# LangGraph's signatures are only partly typed.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime
from langgraph.types import RetryPolicy

from ..errors import InputError, TransientError
from ..tools.class_list import tidy
from ..tools.recurrence import LONGEST_QUERY, MOST_QUERIES, Verdict, verdict
from . import contrast_node, recurrence_nodes, refine_node
from .node import Node
from .open_vocabulary_state import Input, NodeName, Settings, State, blank, tools_of
from .prepare_node import reference
from .toolbox import Context

if TYPE_CHECKING:
    from langgraph.checkpoint.base import BaseCheckpointSaver
    from langgraph.graph.state import CompiledStateGraph

    Graph = CompiledStateGraph[State, Context, Input, Any]

__all__ = ["Input", "Settings", "State", "build"]

InputT_contra = TypeVar("InputT_contra", bound=Input, contravariant=True)

AfterPrepare = Literal["contrast", "propose", "refine"]
AfterContrast = Literal["propose", "refine"]
AfterFilter = Literal["propose", "refine", "compose"]


def prepare(state: Input, runtime: Runtime[Context]) -> dict[str, Any]:
    """Check the question: read the picture, tidy the queries."""
    box, _ = tools_of(runtime)
    for query in state.queries:
        if len(query) > LONGEST_QUERY:
            problem = f"has {len(query)} characters, more than {LONGEST_QUERY}"
            raise InputError(f"query {query[:40]!r}...", problem, "use fewer words")
    if len(state.queries) > MOST_QUERIES:
        raise InputError("queries", f"{len(state.queries)} of them, more than {MOST_QUERIES}")
    tidied = tidy(state.queries, state.synonyms, "query")
    return blank() | {
        "image": reference(state.image, box.images).model_dump(mode="json"),
        "queries": tidied.names,
        "synonyms": tidied.synonyms,
        "alive": tidied.names,
        "notes": {"prepare": tidied.notes},
        "calls": {"prepare": []},
        "timings": {},
    }


def contrasted(state: State, runtime: Runtime[Context]) -> AfterPrepare:
    """Are there contrastive concepts to choose?"""
    _, chosen = tools_of(runtime)
    return "contrast" if chosen.graph.contrast != "none" else recurrent(state, runtime)


def recurrent(state: State, runtime: Runtime[Context]) -> AfterContrast:
    """Does a classifier judge the proposals, or are they taken as they are?"""
    _, chosen = tools_of(runtime)
    return "propose" if chosen.graph.recurrence else "refine"


def converged(state: State, runtime: Runtime[Context]) -> AfterFilter:
    """Has the set of queries stood still, is it empty, or are the steps used up?"""
    _, chosen = tools_of(runtime)
    rule = recurrence_nodes.rule_of(chosen.graph)
    before = len(state.steps[-1]["seen"])
    said = verdict(recurrence_nodes.asked_of(state), state.alive, before, state.step, rule)
    nodes: dict[Verdict, AfterFilter] = {"empty": "compose", "again": "propose", "done": "refine"}
    return nodes[said]


def build(checkpointer: BaseCheckpointSaver[Any] | None = None) -> Graph:
    """Wire and compile the graph; tools arrive with the context of a run."""
    graph = StateGraph(State, context_schema=Context, input_schema=Input)
    graph.add_node("prepare", _timed("prepare", prepare), input_schema=Input)
    again = RetryPolicy(retry_on=TransientError)
    seeing: dict[NodeName, Node[State]] = {
        "propose": recurrence_nodes.propose,
        "classify": recurrence_nodes.classify,
        "filter": recurrence_nodes.drop,
        "refine": refine_node.refine,
        "compose": recurrence_nodes.compose,
    }
    for name, node in seeing.items():
        graph.add_node(name, _timed(name, node), input_schema=State, retry_policy=again)
    # Language models retry on their own, with jitter; a second layer would multiply the waits.
    graph.add_node("contrast", _timed("contrast", contrast_node.contrast), input_schema=State)

    graph.add_edge(START, "prepare")
    graph.add_conditional_edges("prepare", contrasted)
    graph.add_conditional_edges("contrast", recurrent)
    graph.add_edge("propose", "classify")
    graph.add_edge("classify", "filter")
    graph.add_conditional_edges("filter", converged)
    graph.add_edge("refine", "compose")
    graph.add_edge("compose", END)
    return graph.compile(checkpointer=checkpointer, name="open_vocabulary")


def _timed(name: NodeName, node: Node[InputT_contra]) -> Node[InputT_contra]:
    """The node, adding how long it took to what its earlier steps took."""

    def timed(state: InputT_contra, runtime: Runtime[Context]) -> dict[str, Any]:
        start = time.perf_counter()
        update = node(state, runtime)
        before = state.timings if isinstance(state, State) else {}
        spent = before.get(name, 0.0) + time.perf_counter() - start
        return {**update, "timings": {**before, name: round(spent, 4)}}

    return timed
