"""Contrastive concepts in open_vocabulary: what they win, who names them, and who cannot."""

from collections.abc import Callable

import pytest
from colour_questions import FRUIT, LIME, PLUM, TOMATO, Ask, areas, asking, dropped
from colour_world import World, dead_server, garden
from maskwright.agent.agent import Agent
from maskwright.agent.report_steps import contrast_of
from maskwright.errors import AnswerError, TransientError
from maskwright.graphs.edit import apply
from maskwright.prompts import Request
from maskwright.tools.image import load_image
from maskwright.tools.mask import Rle, decode


@pytest.fixture
def ask(agent: Callable[..., Agent]) -> Ask:
    return asking(agent)


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


def test_a_renamed_query_is_no_concept_in_the_report(ask: Ask, world: World) -> None:
    world.beside = {"fruit": ["lime", "soil"]}
    result, _ = ask(["fruit"], contrast="llm")
    renamed = apply(
        result, Request(action="edit", edit="rename", words=["fruit"], new_label="food")
    ).result
    assert renamed is not None
    shown = contrast_of(renamed, load_image(garden()))
    assert shown is not None
    legend = {each["name"]: each["asked"] for each in shown["everything"]["legend"]}
    assert legend == {"fruit": True, "lime": False}


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
