"""What open_vocabulary may be asked, and which words compete with it."""

from collections.abc import Callable

import pytest
from colour_questions import LIME, TOMATO, Ask, areas, asking, dropped
from colour_world import World
from maskwright.agent.agent import Agent
from maskwright.errors import InputError
from maskwright.tools.background import AUTHORS


@pytest.fixture
def ask(agent: Callable[..., Agent]) -> Ask:
    return asking(agent)


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
