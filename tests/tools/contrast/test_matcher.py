"""Concepts in captions: case, plurals, names of several words, verbs and colours."""

from __future__ import annotations

from pathlib import Path

import pytest
from maskwright.errors import InputError
from maskwright.tools.contrast.matcher import Matcher, read_concepts

NAMES = [
    *("dog", "fire truck", "truck", "glasses", "glass", "man", "watch", "orange", "traffic light"),
    *("Frisbee", "bus", "grass", "mouse", "body of water", "water", "leaf", "play", "city street"),
]
MATCHER = Matcher(NAMES)


def found(caption: str) -> set[str]:
    return {MATCHER.concepts[row] for row in MATCHER.find(caption)}


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("A DOG on the Grass.", {"dog", "grass"}),
        ("dogs, dogs and a dog", {"dog"}),
        ("two men, mice and leaves", {"man", "mouse", "leaf"}),
        ("three buses", {"bus"}),
        ("a frisbee", {"Frisbee"}),
        ("a fire-truck", {"fire truck"}),
        ("fire trucks beside a truck", {"fire truck", "truck"}),
        ("Traffic-lights over the city streets", {"traffic light", "city street"}),
        ("a body of water", {"body of water"}),
        ("glasses on a glass", {"glasses", "glass"}),
        ("the dog's mouse", {"dog", "mouse"}),
        ("catalog of mantras", set()),
        ("", set()),
        ("\u4e00 \U0001f600 !!", set()),
    ],
)
def test_a_caption_names_what_it_names(caption: str, expected: set[str]) -> None:
    assert found(caption) == expected


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("a man watches the dog", {"man", "dog"}),
        ("men watch dogs", {"man", "dog"}),
        ("a man and his watch", {"man", "watch"}),
        ("an orange fire truck", {"fire truck"}),
        ("an orange and white dog", {"dog"}),
        ("an orange on the grass", {"orange", "grass"}),
        ("a man with an orange", {"man", "orange"}),
    ],
)
def test_a_verb_and_a_colour_are_no_things(caption: str, expected: set[str]) -> None:
    assert found(caption) == expected


def test_singular_and_plural_on_one_list_are_one_concept() -> None:
    matcher = Matcher(["trees", "Tree", "pine-trees", "pine tree"])
    assert matcher.concepts == ["Tree", "pine tree"]
    assert matcher.row("trees") == matcher.row("tree") == 0
    assert matcher.row("forest") is None
    assert matcher.row("") is None


def test_a_plural_that_stands_alone_on_the_list_finds_its_singular() -> None:
    matcher = Matcher(["trees"])
    assert matcher.find("one tree") == matcher.find("trees") == [0]


def test_class_lists_and_plain_lists_are_read(tmp_path: Path) -> None:
    plain, classes = tmp_path / "plain.txt", tmp_path / "classes.txt"
    plain.write_text("dog\n\n  fire truck \n", "utf-8")
    classes.write_text("0\tdog\n1\tbuilding, edifice\n", "utf-8")
    assert read_concepts([str(plain), str(classes)]) == ["dog", "fire truck", "building", "edifice"]


def test_a_list_without_concepts_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.write_text("\n ,\n", "utf-8")
    with pytest.raises(InputError, match="holds no concept; one name a line"):
        read_concepts([str(path)])
    with pytest.raises(InputError, match="no such file"):
        read_concepts([str(tmp_path / "none.txt")])
    path.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(InputError, match="not UTF-8"):
        read_concepts([str(path)])
