"""Background words are the papers', without what the user asks for."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from maskwright.errors import InputError
from maskwright.tools.background import (
    AQUATIC,
    AUTHORS,
    MAN_MADE,
    TERRESTRIAL,
    WORDS,
    BackgroundChoice,
    background_queries,
    mutual_background,
)


@pytest.mark.parametrize(
    ("heading", "words"),
    [("Terrestrial", TERRESTRIAL), ("Aquatic-Atmospheric", AQUATIC), ("Man-Made", MAN_MADE)],
)
def test_groups_equal_appendix_d(
    heading: str, words: tuple[str, ...], shared: Callable[[str], Path]
) -> None:
    paper = shared("papers/clip_as_rnn.txt").read_text(encoding="utf-8")
    found = re.search(rf"\*\*{heading}:\*\* (\[.*?\])", paper)
    assert found
    assert words == tuple(ast.literal_eval(found.group(1)))


def test_the_authors_list_is_the_golden_one(shared: Callable[[str], Path]) -> None:
    files = sorted(shared("golden").glob("p05_loop_*.npz"))
    assert files
    for file in files:
        assert tuple(np.load(file)["bg_texts"].tolist()) == AUTHORS


@pytest.mark.parametrize(
    ("choice", "count"),
    [("none", 0), ("terrestrial", 32), ("aquatic", 44), ("man_made", 36), ("all", 112),
     ("authors", 23), (["terrestrial", "aquatic"], 76), (["all", "terrestrial"], 112),
     (["none"], 0), ([], 0), (["authors", "all"], 113)],
)  # fmt: skip
def test_groups_add_up_and_no_word_comes_twice(
    choice: BackgroundChoice | list[BackgroundChoice], count: int
) -> None:
    words = background_queries(choice, [])
    assert len(words) == count
    assert len(set(words)) == count


@pytest.mark.parametrize(
    ("query", "gone"),
    [
        ("tree", {"tree"}),
        ("Trees", {"tree"}),
        ("SKIES", {"sky"}),
        ("the grass", {"grass"}),
        ("house,building", {"house", "building"}),
        ("the red house on the hill", {"house"}),
        ("Brick-Walls", {"wall"}),
        ("man by the lake", set()),
        ("wine glass", set()),
        ("skyline", set()),
        ("", set()),
        ("!", set()),
    ],
)
def test_the_users_own_words_are_no_background(query: str, gone: set[str]) -> None:
    words = background_queries(["authors", "all"], [query])
    assert set(background_queries(["authors", "all"], [])) - set(words) == gone


def test_synonyms_of_the_queries_are_no_background() -> None:
    words = background_queries("man_made", ["rails"], synonyms=["Railways", "railroad"])
    assert "rails" not in words
    assert not {"railway", "railroad"} & set(words)
    assert len(words) == 34


@given(
    choice=st.lists(st.sampled_from(sorted(WORDS)), max_size=3),
    queries=st.lists(st.sampled_from([*WORDS["all"], "cat", "The Dogs"]), max_size=5),
)
def test_the_order_stays_and_nothing_is_invented(
    choice: list[BackgroundChoice], queries: list[str]
) -> None:
    every = background_queries(choice, [])
    words = background_queries(choice, queries)
    assert words == [word for word in every if word in set(words)]
    assert set(every) - set(words) == set(every) & set(queries)


def test_things_and_stuff_are_each_others_background() -> None:
    things, stuff = ["bird", "Boats", "bus"], ["sky", "boat", "ground"]
    assert mutual_background(things, stuff) == (["sky", "ground"], ["bird", "bus"])
    assert mutual_background([], stuff) == (stuff, [])


def test_an_unknown_group_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InputError, match="background 'sea': no such group.*take none, terrestrial"):
        background_queries(["all", "sea"], [])  # type: ignore[list-item]
