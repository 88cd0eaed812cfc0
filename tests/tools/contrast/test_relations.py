"""Same thing, kind, part, content, visible: tables of everyday words."""

from __future__ import annotations

import pytest
from maskwright.tools.contrast.relations import (
    is_content,
    is_kin,
    is_part,
    same_spelling,
    same_thing,
)
from maskwright.tools.contrast.visibility import is_visible
from maskwright.tools.language.noun_graph import noun_graph

SAME = [
    *(("boat", "Boats"), ("sofa", "couch"), ("aeroplane", "airplane"), ("man", "men")),
    *(("diningtable", "dining table"), ("traffic-light", "traffic lights"), ("bike", "bicycle")),
]
KIN = [("cat", "tabby"), ("car", "vehicle"), ("person", "man"), ("dog", "animal"), ("tree", "pine")]
PARTS = [
    *(("car", "wheel"), ("car", "engine"), ("plane", "wing"), ("cat", "tail"), ("person", "hand")),
    *(("tree", "leaf"), ("tree", "branch"), ("bicycle", "pedal"), ("boat", "sail")),
    *(("train", "door"), ("dog", "paw"), ("tree", "forest"), ("person", "crowd")),
    *(("house", "roof"), ("cow", "herd")),
]
CONTENTS = [
    *(("bottle", "wine"), ("bottle", "water"), ("cup", "coffee"), ("person", "shirt")),
    *(("sofa", "pillow"), ("vase", "flower"), ("sofa", "leather"), ("bowl", "soup")),
]
APART = [
    *(("boat", "sea"), ("car", "road"), ("cat", "sofa"), ("person", "bench"), ("tree", "sky")),
    *(("dog", "grass"), ("train", "track"), ("bottle", "table"), ("sofa", "chair")),
    *(("plane", "runway"), ("horse", "fence"), ("fork", "knife")),
    *(("boat", "dog"), ("bottle", "bed"), ("car", "tree")),
]
SEEN = [
    "cat",
    "sky",
    "water",
    "fire",
    "book",
    "people",
    "crowd",
    "street",
    "city",
    "cloud",
    "snow",
    "rain",
    "sign",
    "traffic_light",
    "frisbee",
    "smoke",
    "tree",
    "hand",
    "food",
    "forest",
    "herd",
    "wave",
    "beach",
    "field",
    "vegetation",
    "orange",
    "german_shepherd",
    "team",
]
UNSEEN = [
    "liberty",
    "happiness",
    "idea",
    "time",
    "love",
    "music",
    "story",
    "Monday",
    "democracy",
    "sitting",
    "white",
    "red",
    "side",
    "area",
    "background",
    "group",
    "view",
    "word",
    "asdfgh",
    "photography",
    "in",
]


@pytest.mark.parametrize(("query", "word"), SAME)
def test_one_thing_has_several_words(query: str, word: str) -> None:
    assert same_thing(query, word)
    assert same_thing(word, query)


@pytest.mark.parametrize(("query", "word"), KIN)
def test_kinds_are_kin_either_way(query: str, word: str) -> None:
    assert is_kin(word, query)
    assert is_kin(query, word)


@pytest.mark.parametrize(("query", "word"), PARTS)
def test_parts_and_crowds_are_parts(query: str, word: str) -> None:
    assert is_part(word, query)


@pytest.mark.parametrize(("query", "word"), CONTENTS)
def test_what_is_in_or_on_a_thing_is_its_content(query: str, word: str) -> None:
    assert is_content(word, query)


@pytest.mark.parametrize(("query", "word"), APART)
def test_things_that_stand_beside_are_none_of_these(query: str, word: str) -> None:
    for related in (same_thing, is_kin, is_part, is_content):
        assert not related(word, query), related


def test_spellings_are_compared_without_the_graphs_synonyms() -> None:
    assert same_spelling("T-Shirts", "t shirt")
    assert not same_spelling("sofa", "couch")
    assert not same_spelling("glasses", "glass")
    assert not same_spelling("", "!")


@pytest.mark.parametrize("word", SEEN)
def test_things_stuff_and_scenes_can_be_seen(word: str) -> None:
    assert is_visible(word.replace("_", " "), noun_graph())


@pytest.mark.parametrize("word", UNSEEN)
def test_ideas_verbs_colours_and_places_in_a_picture_cannot(word: str) -> None:
    assert not is_visible(word, noun_graph())
