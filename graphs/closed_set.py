"""closed_set: the classes of a list, cut out of a picture (llm_refinement.txt, section 3).

    prepare -+-> recognise -+-> pre_refine -> detect -> post_refine -> segment -> compose
             +-> caption ---+                                     |      ^
                                                                  +-> find_points

`recognise` and `caption` run in parallel. `find_points` runs under reference parity only; in paper
parity the detector gives the points. A part that is switched off is not in the run; where nothing
is left to look for or to cut out, the run goes on to `compose`, which says why. With everything off
this is RAM-Grounded-SAM, the paper's baseline.
"""

# LangGraph's signatures are only partly typed.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args

from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime
from langgraph.types import RetryPolicy

from ..errors import TransientError
from . import language_nodes, vision_nodes
from .closed_set_state import (
    Input,
    NodeName,
    Settings,
    State,
    phrases_to_detect,
    to_segment,
    tools_of,
)
from .node import Node
from .prepare_node import prepare
from .toolbox import Context

if TYPE_CHECKING:
    from langgraph.checkpoint.base import BaseCheckpointSaver
    from langgraph.graph.state import CompiledStateGraph

    Graph = CompiledStateGraph[State, Context, Input, Any]

__all__ = ["Input", "Settings", "State", "build"]

InputT_contra = TypeVar("InputT_contra", bound=Input, contravariant=True)


Looking = Literal["recognise", "caption", "detect", "compose"]
CaptionReader = Literal["pre_refine", "__end__"]
AfterLooking = Literal["pre_refine", "detect", "compose"]
AfterChoosing = Literal["detect", "compose"]
AfterDetecting = Literal["post_refine", "find_points", "segment", "compose"]
AfterMapping = Literal["find_points", "segment", "compose"]


def what_to_look_at(state: State, runtime: Runtime[Context]) -> list[Looking]:
    """Tags and a caption, unless the labels are known already."""
    _, settings = tools_of(runtime)
    if state.asked is not None:
        return ["detect"] if state.asked else ["compose"]
    return ["recognise", "caption"] if settings.caption else ["recognise"]


def who_chooses(state: State, runtime: Runtime[Context]) -> AfterLooking:
    """The language model, or nobody: then the tags are looked for as they are."""
    _, settings = tools_of(runtime)
    return "pre_refine" if settings.pre_refine else anything_to_find(state)


def who_reads_the_caption(state: State, runtime: Runtime[Context]) -> CaptionReader:
    """The pre-refinement, or only the report.

    A router sees what its own node wrote, not what a parallel one did: here there are no tags.
    """
    _, settings = tools_of(runtime)
    return "pre_refine" if settings.pre_refine else "__end__"


def anything_to_find(state: State) -> AfterChoosing:
    """Is there a phrase for the detector?"""
    return "detect" if phrases_to_detect(state) else "compose"


def who_maps(state: State, runtime: Runtime[Context]) -> AfterDetecting:
    """The language model, or nobody: then a phrase must be a class word for word."""
    _, settings = tools_of(runtime)
    if state.detections and settings.post_refine:
        return "post_refine"
    return anything_to_cut(state, runtime)


def anything_to_cut(state: State, runtime: Runtime[Context]) -> AfterMapping:
    """Is there a detection to cut out, and must its points be found first?"""
    _, settings = tools_of(runtime)
    if not to_segment(state, settings):
        return "compose"
    return "find_points" if settings.points and settings.parity == "reference" else "segment"


def build(checkpointer: BaseCheckpointSaver[Any] | None = None) -> Graph:
    """Wire and compile the graph; tools arrive with the context of a run."""
    graph = StateGraph(State, context_schema=Context, input_schema=Input)
    graph.add_node("prepare", _timed("prepare", prepare), input_schema=Input)
    looking: dict[NodeName, Node[State]] = {
        "recognise": vision_nodes.recognise,
        "caption": vision_nodes.caption,
        "detect": vision_nodes.detect,
        "find_points": vision_nodes.find_points,
        "segment": vision_nodes.segment,
        "compose": vision_nodes.compose_label_map,
    }
    for name, node in looking.items():
        again = RetryPolicy(retry_on=TransientError)
        graph.add_node(name, _timed(name, node), input_schema=State, retry_policy=again)
    # Language models retry on their own, with jitter; a second layer would multiply the waits.
    asking: dict[NodeName, Node[State]] = {
        "pre_refine": language_nodes.pre_refine,
        "post_refine": language_nodes.post_refine,
    }
    for name, node in asking.items():
        graph.add_node(name, _timed(name, node), input_schema=State)

    graph.add_edge(START, "prepare")
    # A router that returns a list needs its targets named, else the drawing loses the edges.
    graph.add_conditional_edges("prepare", what_to_look_at, list(get_args(Looking)))
    graph.add_conditional_edges("recognise", who_chooses)
    graph.add_conditional_edges("caption", who_reads_the_caption)
    graph.add_conditional_edges("pre_refine", anything_to_find)
    graph.add_conditional_edges("detect", who_maps)
    graph.add_conditional_edges("post_refine", anything_to_cut)
    graph.add_edge("find_points", "segment")
    graph.add_edge("segment", "compose")
    graph.add_edge("compose", END)
    return graph.compile(checkpointer=checkpointer, name="closed_set")


def _timed(name: NodeName, node: Node[InputT_contra]) -> Node[InputT_contra]:
    """The node, recording how long it took."""

    def timed(state: InputT_contra, runtime: Runtime[Context]) -> dict[str, Any]:
        start = time.perf_counter()
        update = node(state, runtime)
        return {**update, "timings": {name: round(time.perf_counter() - start, 4)}}

    return timed
