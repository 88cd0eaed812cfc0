"""The open_vocabulary graph: what is dropped when, why it stops, and what comes out of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from colour_world import World, dead_server, draw, garden
from maskwright.agent.agent import Agent
from maskwright.agent.events import NodeFinished, RunFinished
from maskwright.agent.tasks import OpenVocabulary
from maskwright.errors import AnswerError, InputError, ToolError, TransientError
from maskwright.graphs.open_vocabulary import build
from maskwright.graphs.toolbox import Context
from maskwright.tools import recurrence, refinement
from maskwright.tools.background import AUTHORS
from maskwright.tools.mask import Rle, decode
from maskwright.tools.resize import resize
from maskwright.tools.result import Result

Ask = Callable[..., tuple[Result, list[str]]]
STEP = ["propose", "classify", "filter"]
TOMATO, LIME, PLUM = 200, 128, 100
FRUIT = TOMATO + LIME + PLUM
GROUND = 32 * 48 - FRUIT


@pytest.fixture
def ask(agent: Callable[..., Agent]) -> Ask:
    """`ask(["plum"], theta=0.3)`: the result, and the nodes that ran."""

    def run(
        queries: list[str],
        pixels: np.ndarray | None = None,
        fallback: World | None = None,
        task: dict[str, Any] | None = None,
        **settings: object,
    ) -> tuple[Result, list[str]]:
        agent(fallback=fallback)
        changes = {_named(key): settings[key] for key in settings}
        runner = Agent(Context("colour world", {"open_vocabulary.refine": "none", **changes}))
        picture = garden() if pixels is None else pixels
        events = list(runner.stream(picture, OpenVocabulary(queries, **(task or {}))))
        last = events[-1]
        assert isinstance(last, RunFinished)
        return last.result, [event.node for event in events if isinstance(event, NodeFinished)]

    return run


def _named(key: str) -> str:
    return key if "." in key else f"open_vocabulary.{key}"


def areas(result: Result) -> dict[str, int]:
    return {name: int(decode(rle).sum()) for name, rle in result.labels.items()}


def dropped(result: Result) -> list[list[str]]:
    """Who was dropped at each step."""
    seen = [step["seen"] for step in result.trace["filter"]["steps"]]
    return [[each["query"] for each in some if not each["kept"]] for some in seen]


def test_what_is_there_is_cut_out_and_what_is_not_is_dropped(ask: Ask) -> None:
    result, nodes = ask(["tomato", "cow", "lime"])
    assert nodes == ["prepare", *STEP, *STEP, "refine", "compose"]
    assert areas(result) == {"tomato": TOMATO, "lime": LIME}
    assert (result.stop, result.reason) == ("converged", "")
    assert dropped(result) == [["cow"], []]
    assert [each.label for each in result.segments] == ["tomato", "lime"]
    assert result.segments[0].box == [2, 2, 40, 14]
    assert result.segments[0].score > 0.99
    assert result.classes == ["tomato", "cow", "lime"]
    assert list(result.trace) == ["prepare", "propose", "filter", "refine", "compose"]
    assert list(result.timings) == ["load", "prepare", *STEP, "refine", "compose", "total"]


def test_each_step_tells_what_it_saw(ask: Ask) -> None:
    result, _ = ask(["tomato", "cow", "lime"])
    first = result.trace["filter"]["steps"][0]["seen"]
    assert [each["query"] for each in first] == ["tomato", "cow", "lime"]
    assert [int(decode(Rle.model_validate(each["mask"])).sum()) for each in first] == [200, 0, 128]
    assert first[1]["score"] == 0
    assert all(0 < each["share"] < 1 for each in (first[0], first[2]))
    assert all(each["heat"].startswith("iVBOR") for each in first)


def test_queries_go_step_by_step_until_a_step_drops_none(ask: Ask, world: World) -> None:
    result, nodes = ask(["dust", "tomato", "smoke", "cow"], theta=0.3)
    assert dropped(result) == [["cow"], ["smoke"], ["dust"], []]
    assert nodes.count("filter") == 4
    assert [step["step"] for step in result.trace["filter"]["steps"]] == [0, 1, 2, 3]
    alive = [queries for _, queries, _ in world.asked[:5]]
    assert list(map(len, alive)) == [4, 3, 2, 1, 1]
    # The final maps are those of the last step.
    assert [step for step, _, _ in world.asked[:5]] == [0, 1, 2, 3, 3]
    assert areas(result) == {"tomato": TOMATO}
    assert result.stop == "converged"


def test_nothing_dropped_ends_the_recurrence_and_the_authors_look_twice(ask: Ask) -> None:
    _, nodes = ask(["tomato", "lime"])
    assert nodes == ["prepare", *STEP, "refine", "compose"]
    _, nodes = ask(["tomato", "lime"], parity="reference")
    assert nodes == ["prepare", *STEP, *STEP, "refine", "compose"]


def test_the_cap_ends_a_recurrence_that_still_drops_and_says_so(ask: Ask) -> None:
    result, nodes = ask(["dust", "tomato", "smoke", "cow"], theta=0.3, max_steps=2)
    assert nodes.count("filter") == 2
    assert result.stop == "cap"
    assert result.reason == "The recurrence was cut off after 2 steps (max_steps)."
    still, _ = ask(["tomato", "cow"], max_steps=2)
    assert (still.stop, still.reason) == ("converged", "")


def test_nobody_left_is_an_answer(ask: Ask) -> None:
    result, nodes = ask(["cow", "the man in red"])
    assert nodes == ["prepare", *STEP, "compose"]
    assert (result.stop, result.segments, result.labels) == ("empty", [], {})
    assert result.reason == "None of these is in the picture: cow, the man in red."


@pytest.mark.parametrize(("parity", "areas_of"), [("paper", {"tomato"}), ("reference", set())])
def test_a_score_of_exactly_theta_stays_in_the_paper_and_goes_in_the_authors_code(
    ask: Ask, parity: str, areas_of: set[str]
) -> None:
    result, _ = ask(["tomato"], theta=1.0, parity=parity)
    assert set(areas(result)) == areas_of


def test_keep_best_keeps_the_best_query_and_no_concept_for_it(ask: Ask) -> None:
    result, _ = ask(["tomato", "lime", "cow"], theta=1.0, keep_best=True)
    assert dropped(result)[0] == ["lime", "cow"]
    assert areas(result) == {"tomato": TOMATO}
    settings = {"contrast": "background", "theta": 0.995}
    assert ask(["fruit"], **settings)[0].stop == "empty"
    result, _ = ask(["fruit"], keep_best=True, **settings)
    assert areas(result) == {"fruit": FRUIT}


def test_without_recurrence_no_classifier_runs_and_every_query_has_its_map(
    ask: Ask, world: World
) -> None:
    result, nodes = ask(["tomato", "cow", "lime"], recurrence=False)
    assert nodes == ["prepare", "refine", "compose"]
    assert "score" not in world.log
    assert areas(result) == {"tomato": TOMATO, "lime": LIME}
    assert [each.name for each in result.provenance.backends] == ["colour-world"]
    assert "filter" not in result.trace
    result, nodes = ask(["fruit"], recurrence=False, contrast="background")
    assert nodes == ["prepare", "contrast", "refine", "compose"]
    assert areas(result) == {"fruit": FRUIT}


def test_what_a_concept_wins_is_thrown_away_and_shown(ask: Ask, world: World) -> None:
    world.beside = {"fruit": ["lime", "soil"]}
    alone, nodes = ask(["fruit"])
    assert "contrast" not in nodes
    assert areas(alone) == {"fruit": FRUIT}
    result, nodes = ask(["fruit"], contrast="llm")
    assert nodes[:2] == ["prepare", "contrast"]
    assert result.trace["contrast"]["mode"] == "llm"
    assert result.trace["contrast"]["words"] == ["background", "lime", "soil"]
    # Two words for one ground share it, so neither is sure of it.
    assert dropped(result)[0] == ["background", "soil"]
    assert areas(result) == {"fruit": TOMATO + PLUM}
    everything = result.trace["refine"]["areas"]
    assert {name: int(decode(Rle(**rle)).sum()) for name, rle in everything.items()} == {
        "fruit": TOMATO + PLUM,
        "lime": LIME,
    }
    assert [call.prompt for call in result.calls] == ["contrastive"]
    assert result.provenance.language_model == world.info
    assert "lime" not in world.asked[0][2]


def test_queries_that_lose_every_pixel_to_concepts_are_said_to(ask: Ask, world: World) -> None:
    world.beside = {"fruit": ["tomato", "lime", "plum"]}
    result, _ = ask(["fruit"], contrast="llm")
    assert (result.stop, result.labels) == ("empty", {})
    assert result.reason.startswith("Contrastive concepts or the background won every pixel")


def test_oracle_contrasts_with_the_other_classes_of_the_task(ask: Ask) -> None:
    others = {"classes": ["fruit", "plum", "tomato"]}
    result, _ = ask(["fruit"], contrast="oracle", task=others)
    assert areas(result) == {"fruit": LIME}
    assert result.calls == []


def test_an_answer_of_no_use_is_a_note(ask: Ask, world: World) -> None:
    world.failures = {"answer": [AnswerError("table", "contrastive", "no list")]}
    result, _ = ask(["fruit"], contrast="llm")
    assert areas(result) == {"fruit": FRUIT}
    assert any("'contrastive' got no answer that can be used" in note for note in result.notes)


def test_a_dead_language_model_ends_the_run_unless_somebody_stands_in(
    ask: Ask, world: World
) -> None:
    world.failures = {"answer": [dead_server(), dead_server()]}
    with pytest.raises(TransientError, match="connection refused"):
        ask(["fruit"], contrast="llm")
    assert world.log == ["answer"]
    second = World(beside={"fruit": ["lime"]})
    result, _ = ask(["fruit", "plum"], contrast="llm", fallback=second)
    assert areas(result) == {"fruit": TOMATO, "plum": PLUM}
    assert world.log.count("answer") == 2
    assert any("colour-world answered instead" in note for note in result.notes)


def test_a_busy_tool_is_asked_again_and_a_broken_one_is_not(ask: Ask, world: World) -> None:
    world.failures = {"propose": [TransientError("proposer", "busy")]}
    assert areas(ask(["lime"])[0]) == {"lime": LIME}
    world.failures = {"score": [ToolError("clip", "out of memory")]}
    with pytest.raises(ToolError, match="out of memory"):
        ask(["lime"])
    assert world.log.count("score") == 2


def test_background_words_lose_the_users_own_but_not_in_the_authors_code(
    ask: Ask, world: World
) -> None:
    task = {"synonyms": {"lime": ["trees"]}}
    ask(["lime", "the house on the hill"], task=task)
    assert set(AUTHORS) - set(world.asked[0][2]) == {"house", "tree"}
    assert world.asked[0][1] == ["lime\ntrees", "the house on the hill"]
    ask(["grass"], background=["none"])
    assert world.asked[-1][2] == []
    world.asked.clear()
    ask(["lime", "house"], parity="reference")
    assert world.asked[0][2] == list(AUTHORS)


def test_a_query_that_is_a_background_word_is_a_query(ask: Ask) -> None:
    result, _ = ask(["grass", "lime"])
    assert result.classes == ["grass", "lime"]
    assert areas(result) == {"lime": LIME}


def test_twice_the_same_query_is_one_and_said(ask: Ask) -> None:
    result, _ = ask(["Lime", "lime ", "tomato"])
    assert result.classes == ["Lime", "tomato"]
    assert any("'lime' is given twice" in note for note in result.notes)


@pytest.mark.parametrize("queries", [[], [""], ["lime", "  "]])
def test_an_empty_query_is_refused(ask: Ask, queries: list[str]) -> None:
    with pytest.raises(InputError, match="queries: there is none, or an empty one"):
        ask(queries)


def test_a_query_of_two_thousand_characters_is_refused_in_one_line(ask: Ask, world: World) -> None:
    with pytest.raises(InputError, match="has 2000 characters, more than 1000") as caught:
        ask(["lime", "x" * 2000])
    assert len(str(caught.value)) < 200
    assert "\n" not in str(caught.value)
    assert world.log == []


def test_three_hundred_queries_work(ask: Ask) -> None:
    result, _ = ask([*(f"thing {number}" for number in range(299)), "lime"])
    assert areas(result) == {"lime": LIME}
    assert len(dropped(result)[0]) == 299
    heats = [each for each in result.trace["filter"]["steps"][0]["seen"] if "heat" in each]
    assert len(heats) == 12


def test_commas_braces_and_markup_are_the_querys_own(ask: Ask, world: World) -> None:
    odd = ["red, green, {}", "{{ 7*7 }}", "<b>lime</b>", "🍅"]
    result, _ = ask(odd, contrast="llm")
    assert result.classes == odd
    assert [each.inputs["query"] for each in world.questions] == odd


@pytest.mark.parametrize("refine", ["crf", "cut", "none"])
@pytest.mark.parametrize("size", [(1, 1), (1, 40), (24, 24)])
def test_a_black_or_tiny_picture_is_answered(ask: Ask, refine: str, size: tuple[int, int]) -> None:
    black = np.zeros((*size, 3), np.uint8)
    result, _ = ask(["lime", "background noise"], black, refine=refine)
    assert result.stop == "empty"
    whole = draw({"lime": [(0, 0, 99, 99)]}, size)
    result, _ = ask(["lime"], whole, refine=refine)
    assert areas(result) == {"lime": size[0] * size[1]}


@pytest.mark.parametrize("refine", ["crf", "cut", "none"])
def test_every_refinement_ends_in_masks_that_do_not_overlap(ask: Ask, refine: str) -> None:
    result, _ = ask(["fruit", "lime", "tomato"], refine=refine, theta=0.3)
    assert areas(result) == {"fruit": PLUM, "lime": LIME, "tomato": TOMATO}
    masks = np.stack([decode(rle) for rle in result.labels.values()])
    assert masks.sum(axis=0).max() == 1
    assert result.trace["refine"]["method"] == refine


def test_a_large_picture_is_refined_on_a_smaller_grid_and_says_so(ask: Ask) -> None:
    large = garden().repeat(16, axis=0).repeat(16, axis=1)
    whole, _ = ask(["lime", "tomato", "cow"], large, refine="crf")
    capped, _ = ask(["lime", "tomato", "cow"], large, refine="crf", **{"crf.max_side": 100})
    assert whole.notes == []
    assert capped.notes == ["The dense CRF ran at 100 pixels on the long side."]
    for name, rle in whole.labels.items():
        fine, coarse = decode(rle), decode(capped.labels[name])
        assert (fine & coarse).sum() / (fine | coarse).sum() > 0.9


def test_many_queries_share_the_memory_of_the_crf(
    ask: Ask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refinement, "CRF_VALUES", 3 * 32 * 48 // 4)
    result, _ = ask(["lime", "tomato"], refine="crf")
    assert result.notes == ["The dense CRF ran at 24 pixels on the long side."]
    assert set(areas(result)) == {"lime", "tomato"}


def test_the_strongest_map_is_found_without_all_of_them_at_full_size() -> None:
    maps = np.random.default_rng(0).random((5, 4, 6), np.float32)
    maps[3] = maps[1]
    labels, peak = refinement.strongest(maps, (17, 29))
    full = resize(maps, (17, 29))
    assert np.array_equal(labels, full.argmax(axis=0) + 1)
    assert np.array_equal(peak, full.max(axis=0))


def test_without_a_background_class_every_pixel_is_somebodys(ask: Ask) -> None:
    result, _ = ask(["lime", "tomato"], background_class=False)
    assert sum(areas(result).values()) == 32 * 48


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


def test_the_segmenter_cuts_within_the_boxes_of_the_maps(ask: Ask, world: World) -> None:
    result, _ = ask(["plum", "lime"], refine="segmenter")
    assert areas(result) == {"plum": PLUM, "lime": LIME}
    assert [(prompt.phrase, prompt.box) for prompt in world.prompts] == [
        ("plum", [28, 20, 38, 30]),
        ("lime", [4, 20, 20, 28]),
    ]
    assert [info.role for info in result.provenance.backends].count(world.info.role) == 3


def test_without_a_background_class_the_segmenter_leaves_no_pixel(ask: Ask) -> None:
    result, _ = ask(["plum", "lime"], refine="segmenter", background_class=False)
    assert sum(areas(result).values()) == 32 * 48


def test_automatic_masks_replace_what_they_agree_with(
    ask: Ask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    wider = np.zeros((2, 32, 48), np.bool_)
    wider[0, 20:30, 27:39] = True  # the plum and a column on either side
    wider[1, :4, :4] = True
    monkeypatch.setattr(world, "segment_all", lambda image: wider, raising=False)
    assert areas(ask(["plum", "lime"])[0])["plum"] == PLUM
    result, _ = ask(["plum", "lime"], match=True)
    assert areas(result) == {"plum": PLUM + 20, "lime": LIME}


def test_a_segmenter_without_automatic_masks_is_named(ask: Ask) -> None:
    with pytest.raises(InputError, match="has no automatic masks"):
        ask(["plum"], match=True)


def test_things_and_stuff_are_each_others_background(ask: Ask, world: World) -> None:
    plain, _ = ask(["plum", "lime", "tomato"])
    world.asked.clear()
    result, _ = ask(["plum", "lime", "tomato"], stuff=["Lime"])
    assert areas(result) == areas(plain)
    (_, things, of_things), (_, stuff, of_stuff) = world.asked[:2]
    assert (things, stuff) == (["plum", "tomato"], ["lime"])
    assert "lime" in of_things
    assert {"plum", "tomato"} <= set(of_stuff)
    assert [each["query"] for each in result.trace["filter"]["steps"][0]["seen"]] == [
        *("plum", "lime", "tomato"),
    ]


def test_a_comma_is_the_querys_own_and_a_synonym_alone_may_be_known(ask: Ask, world: World) -> None:
    result, _ = ask(["red thing, sour"], task={"synonyms": {"red thing, sour": ["tomato"]}})
    assert areas(result) == {"red thing, sour": TOMATO}
    result, _ = ask(["lime, tomato"])
    assert result.stop == "empty"
    world.prompts.clear()
    ask(["big, red"], task={"synonyms": {"big, red": ["plum"]}}, refine="segmenter")
    assert [prompt.phrase for prompt in world.prompts] == ["big, red", "plum"]


def test_many_masks_are_classified_some_at_a_time(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, _ = ask(["tomato", "cow", "lime", "plum"])
    monkeypatch.setattr(recurrence, "AT_ONCE", 2)
    parts, _ = ask(["tomato", "cow", "lime", "plum"])
    assert parts.trace["filter"] == whole.trace["filter"]


def test_what_was_not_done_is_not_told(ask: Ask) -> None:
    result, _ = ask(["plum"], recurrence=False, refine="segmenter")
    assert result.trace["refine"]["method"] == "none"
    assert len(result.provenance.backends) == 1


def test_langgraph_json_names_the_graph() -> None:
    import json

    root = Path(__file__).parents[2]
    named = json.loads((root / "langgraph.json").read_text("utf-8"))["graphs"]
    assert named["open_vocabulary"] == "maskwright.agent.studio:open_vocabulary"


def test_a_replaced_mask_loses_what_it_gave_up(
    ask: Ask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    smaller = np.zeros((2, 32, 48), np.bool_)
    smaller[0, 20:30, 29:38] = True  # the plum without its first column
    smaller[1, 20:28, 4:29] = True  # the lime and on to the plum's first column
    monkeypatch.setattr(world, "segment_all", lambda image: smaller, raising=False)
    result, _ = ask(["plum", "lime"], match=True, phi_iou=0.5)
    assert areas(result) == {"plum": PLUM - 10, "lime": int(smaller[1].sum())}
