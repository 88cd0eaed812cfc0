"""The open_vocabulary graph as LangGraph has it: its drawing, plain JSON, its name."""

from collections.abc import Callable
from pathlib import Path

import pytest
from colour_world import garden
from maskwright.agent.agent import Agent
from maskwright.errors import InputError
from maskwright.graphs.open_vocabulary import build
from maskwright.graphs.toolbox import Context


def test_the_drawing_shows_every_way_through() -> None:
    drawn = {(edge.source, edge.target) for edge in build().get_graph().edges}
    assert drawn == {
        ("__start__", "prepare"),
        ("prepare", "contrast"),
        ("prepare", "propose"),
        ("prepare", "refine"),
        ("contrast", "propose"),
        ("contrast", "refine"),
        ("propose", "classify"),
        ("classify", "filter"),
        ("filter", "propose"),
        ("filter", "refine"),
        ("filter", "compose"),
        ("refine", "compose"),
        ("compose", "__end__"),
    }


def test_the_graph_runs_from_json_alone_as_studio_sends_it(
    agent: Callable[..., Agent], tmp_path
) -> None:
    import PIL.Image

    agent()
    path = tmp_path / "garden.png"
    PIL.Image.fromarray(garden()).save(path)
    context = Context("colour world")
    question = {"image": {"path": str(path)}, "queries": ["lime", "cow"]}
    state = build().invoke(question, context=context)
    assert list(state["labels"]) == ["lime"]
    for bad in ([], ["", " "]):
        with pytest.raises(InputError):
            build().invoke({**question, "queries": bad}, context=context)


def test_langgraph_json_names_the_graph() -> None:
    import json

    root = Path(__file__).parents[2]
    named = json.loads((root / "langgraph.json").read_text("utf-8"))["graphs"]
    assert named["open_vocabulary"] == "maskwright.agent.studio:open_vocabulary"
