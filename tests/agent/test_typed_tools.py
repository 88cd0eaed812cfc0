"""Every typed tool of the embedded profile, on a real photograph: plainly, as LangChain tool, as
MCP lists it. And `recur` with `refine` against the graph that they stand for."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skimage.data
from maskwright import Agent, OpenVocabulary
from maskwright.errors import InputError
from maskwright.graphs.toolbox import Context
from maskwright.tools.base import TOOL_NAMES
from maskwright.tools.mask import decode, encode
from tiny_clip import difference

LATER = {"cluster", "embed", "say", "merge", "refer"}
"""Tools of zero guidance and referring expressions."""

FACE = np.zeros((300, 451), np.bool_)
FACE[60:280, 80:330] = True
MASK = encode(FACE).model_dump(mode="json")
ARGUMENTS: dict[str, dict[str, Any]] = {
    "tag": {},
    "caption": {},
    "detect": {"phrases": ["cat", "dog"], "n_points": 5},
    "segment": {"prompts": [{"box": [80, 60, 330, 280], "points": [[210, 140]], "phrase": "cat"}]},
    "segment_all": {},
    "propose": {"queries": ["cat", "dog"], "background": ["grass"]},
    "score": {"masks": [MASK], "queries": ["cat", "car"]},
    "recur": {"queries": ["cat", "car"], "concepts": ["dog"], "synonyms": {"cat": ["kitty"]}},
    "contrast": {"queries": ["cat"], "mode": "union"},
    "refine": {"masks": [MASK], "phrases": ["cat"]},
}


@pytest.fixture(scope="module")
def agent() -> Agent:
    return Agent.from_profile("embedded")


@pytest.fixture(scope="module")
def cat(agent: Agent) -> str:
    return agent.show(skimage.data.chelsea()).sha256


def test_the_embedded_profile_has_every_tool_but_those_of_later_tasks(agent: Agent) -> None:
    assert list(agent.tools) == [name for name in TOOL_NAMES if name not in LATER]
    assert set(ARGUMENTS) == set(agent.tools)
    for name, tool in agent.tools.items():
        assert tool.name == name
        assert tool.description
        assert tool.backend.name
        assert tool.backend.revision


@pytest.mark.parametrize("name", ARGUMENTS)
def test_a_tool_answers_alike_in_all_three_ways(agent: Agent, cat: str, name: str) -> None:
    tool = agent.tools[name]
    picture = {"image_id": cat} if "image_id" in tool.input.model_fields else {}
    arguments = {**picture, **ARGUMENTS[name]}

    output = tool(**arguments)
    assert isinstance(output, tool.output)
    assert output != tool.output.model_construct()

    plain = tool.as_langchain().invoke(arguments)
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert tool.output.model_validate(plain) == output

    listed = json.loads(json.dumps(tool.schema()))
    assert set(plain) == set(listed["outputSchema"]["properties"])
    assert set(arguments) <= set(listed["inputSchema"]["properties"])
    assert set(listed["inputSchema"].get("required", [])) <= set(arguments)


def test_a_language_model_can_be_given_all_of_them(agent: Agent) -> None:
    from langchain_core.utils.function_calling import convert_to_openai_tool

    made = [convert_to_openai_tool(tool.as_langchain()) for tool in agent.tools.values()]
    assert [each["function"]["name"] for each in made] == list(agent.tools)
    assert all(each["function"]["description"] for each in made)


def test_recur_finds_the_cat_and_drops_the_car(agent: Agent, cat: str) -> None:
    output = agent.tools["recur"](image_id=cat, queries=["cat", "car"])
    assert [each.query for each in output.survivors] == ["cat"]
    assert decode(output.survivors[0].mask)[140, 210]
    assert output.stop == "converged"


@pytest.mark.parametrize("method", ["none", "crf", "cut", "segmenter"])
def test_recur_then_refine_is_what_the_graph_does(method: str) -> None:
    agent = Agent.from_profile("embedded", {"open_vocabulary.refine": method})
    picture = skimage.data.chelsea()
    result = agent.segment(picture, OpenVocabulary(["cat", "car", "nose"]))
    shown = agent.show(picture).sha256
    found = agent.tools["recur"](
        image_id=shown, queries=["cat", "car", "nose"], with_maps=True
    ).model_dump(mode="json")

    seen = [[dict(each) for each in step["seen"]] for step in result.trace["filter"]["steps"]]
    for each in (each for step in seen for each in step):
        each.pop("heat", None)
    assert [step["seen"] for step in found["steps"]] == seen
    assert (found["stop"], found["background"]) == (
        result.stop,
        result.trace["propose"]["background"],
    )
    survivors = found["survivors"]
    refined = agent.tools["refine"](
        image_id=shown,
        maps=[each["map"] for each in survivors],
        phrases=[each["query"] for each in survivors],
        scores=[each["score"] for each in survivors],
    )
    ours = {
        each["query"]: mask
        for each, mask in zip(survivors, refined.masks, strict=True)
        if decode(mask).any()
    }
    assert (ours, refined.method) == (result.labels, method)


def test_contrast_recur_and_refine_in_a_row_are_the_contrastive_graph() -> None:
    agent = Agent.from_profile("embedded", {"open_vocabulary.contrast": "union"})
    picture = skimage.data.coffee()
    result = agent.segment(picture, OpenVocabulary(["cup"]))
    shown, tools = agent.show(picture).sha256, agent.tools
    concepts = tools["contrast"](queries=["cup"], mode="union").words
    assert concepts == result.trace["contrast"]["words"]
    found = tools["recur"](image_id=shown, queries=["cup"], concepts=concepts, with_maps=True)
    refined = tools["refine"](
        image_id=shown,
        maps=[each.map for each in found.survivors],
        phrases=[each.query for each in found.survivors],
        scores=[each.score for each in found.survivors],
        concepts=sum(each.concept for each in found.survivors),
    )
    assert refined.masks[0] == result.labels["cup"]


def test_recur_on_a_clip_keeps_whom_the_authors_keep(shared: Callable[[str], Path]) -> None:
    with np.load(shared("golden/p05_loop_chelsea_blurgray.npz")) as file:
        golden = dict(file)
    clip = {
        "backend": "clip",
        "model": "tiny",
        "checkpoint": str(shared("golden/weights/tiny_clip_12.safetensors")),
        "quick_gelu": True,
    }
    settings = {f"{role}.{key}": clip[key] for role in ("proposer", "classifier") for key in clip}
    parts = ("open_vocabulary", "proposer", "classifier", "crf")
    settings |= {f"{part}.parity": "reference" for part in parts}
    settings |= {
        "open_vocabulary.keep_best": True,
        "open_vocabulary.refine": "crf",
        "proposer.lam": float(golden["lam"]),
        "classifier.prompts": [str(prompt) for prompt in golden["prompts"]],
    }
    agent = Agent(Context("embedded", settings))
    shown = agent.show(shared("golden/images/chelsea.png")).sha256
    texts = [str(text) for text in golden["texts"]]
    thresholds = {"eta": float(golden["eta"]), "theta": float(golden["theta"])}
    recur = agent.tools["recur"]
    found = recur(image_id=shown, queries=texts, with_maps=True, **thresholds)

    assert len(found.steps) == int(golden["n_steps"])
    for number, step in enumerate(found.steps):
        scores = [each.score for each in step.seen]
        assert difference(scores, golden[f"step{number}_diag"]) < 1e-3
    kept = golden[f"step{len(found.steps) - 1}_survivor_text"]
    stayed = [each.query for each in found.survivors]
    assert stayed == [str(text).removeprefix("a clean origami ").removesuffix(".") for text in kept]
    refined = agent.tools["refine"](image_id=shown, maps=[each.map for each in found.survivors])
    for query, mask in zip(stayed, refined.masks, strict=True):
        theirs = golden["final_masks"][texts.index(query)].astype(bool)
        assert (decode(mask) == theirs).mean() >= 0.999


def test_tools_keep_to_the_profiles_settings_where_a_call_says_nothing() -> None:
    strict = Agent.from_profile("embedded", {"open_vocabulary.theta": 1.0})
    shown = strict.show(skimage.data.chelsea()).sha256
    assert strict.tools["recur"](image_id=shown, queries=["cat"]).stop == "empty"
    assert strict.tools["recur"](image_id=shown, queries=["cat"], theta=0.1).stop == "converged"


def test_a_mask_of_another_picture_is_refused(agent: Agent, cat: str) -> None:
    small = encode(FACE[:10]).model_dump(mode="json")
    with pytest.raises(InputError, match=r"masks.0: is 10 x 451, the picture 300 x 451"):
        agent.tools["score"](image_id=cat, masks=[small], queries=["cat"])


def test_the_mapping_of_tools_is_read_only(agent: Agent) -> None:
    with pytest.raises(TypeError):
        agent.tools["tag"] = None  # type: ignore[index]
