"""The recurrence of open_vocabulary: what is dropped when, why it stops, what comes out of it."""

from collections.abc import Callable

import pytest
from colour_questions import FRUIT, LIME, STEP, TOMATO, Ask, areas, asking, dropped
from colour_world import World
from maskwright.agent.agent import Agent
from maskwright.errors import ToolError, TransientError
from maskwright.tools import recurrence
from maskwright.tools.mask import Rle, decode


@pytest.fixture
def ask(agent: Callable[..., Agent]) -> Ask:
    return asking(agent)


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


def test_a_busy_tool_is_asked_again_and_a_broken_one_is_not(ask: Ask, world: World) -> None:
    world.failures = {"propose": [TransientError("proposer", "busy")]}
    assert areas(ask(["lime"])[0]) == {"lime": LIME}
    world.failures = {"score": [ToolError("clip", "out of memory")]}
    with pytest.raises(ToolError, match="out of memory"):
        ask(["lime"])
    assert world.log.count("score") == 2


def test_many_masks_are_classified_some_at_a_time(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, _ = ask(["tomato", "cow", "lime", "plum"])
    monkeypatch.setattr(recurrence, "AT_ONCE", 2)
    parts, _ = ask(["tomato", "cow", "lime", "plum"])
    assert parts.trace["filter"] == whole.trace["filter"]
