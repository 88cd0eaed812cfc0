"""Structured answers: what the schema allows, and what is understood or refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maskwright.prompts.models import ClassChoice, ClassList
from maskwright.tools.language.structured import (
    UnusableAnswerError,
    answer_schema,
    format_note,
    parse_answer,
)
from questions import which_class, which_classes

LIST = which_classes(["dog"], ["dog", "Cat", "a, b"])
CHOICE = which_class("puppy", ["dog", "Cat", "a, b"])


def test_the_schema_restricts_labels_to_the_list_and_allows_nothing_else() -> None:
    schema = answer_schema(LIST)
    assert schema["properties"]["classes"]["items"]["enum"] == ["dog", "Cat", "a, b"]
    assert schema["properties"]["classes"]["maxItems"] == 3
    assert (schema["additionalProperties"], schema["required"]) == (False, ["classes"])
    assert answer_schema(CHOICE)["properties"]["choice"]["enum"] == ["dog", "Cat", "a, b", "none"]


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ('{"classes": ["dog", "Cat"]}', ["dog", "Cat"]),
        ('{"classes": []}', []),
        ('{"classes": ["dog", "dog"]}', ["dog"]),
        ('{"classes": ["DOG", " cat "]}', ["dog", "Cat"]),
        ('Sure!\n```json\n{"classes": ["a, b"]}\n```\nEnjoy.', ["a, b"]),
        ("dog, cat", ["dog", "Cat"]),
        ("- dog\n- cat", ["dog", "Cat"]),
        ("dog, a, b, cat", ["dog", "a, b", "Cat"]),
        ('- "A, B"\n- dog.', ["a, b", "dog"]),
        ("none", []),
    ],
)
def test_a_list_is_understood_as_json_and_as_the_paper_asks_for_it(
    text: str, classes: list[str]
) -> None:
    assert parse_answer(text, LIST) == ClassList(classes=classes)


def test_of_two_labels_with_commas_the_longer_one_is_read_first() -> None:
    question = which_classes(["dog"], ["a", "a, b", "a, b, c", "b", "c d"])
    assert parse_answer("a, b, c, a, b, a, c d", question) == ClassList(
        classes=["a, b, c", "a, b", "a", "c d"]
    )


@pytest.mark.parametrize(
    ("text", "choice"),
    [('{"choice": "dog"}', "dog"), ("dog", "dog"), ('"Dog".', "dog"), ("a, b", "a, b"),
     ("None", "none")],
)  # fmt: skip
def test_a_choice_is_understood(text: str, choice: str) -> None:
    assert parse_answer(text, CHOICE) == ClassChoice(choice=choice)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        ('{"classes": ["dog", "wolf"]}', "'wolf' is not on the label list"),
        ('{"classes": ["dog"', "no complete JSON"),
        ('{"labels": ["dog"]}', "classes: field required"),
        ('{"classes": "dog"}', "classes: input should be a valid list"),
        ("I see a dog", "not on the label list"),
    ],
)
def test_an_unusable_answer_is_told_in_words(text: str, problem: str) -> None:
    with pytest.raises(UnusableAnswerError, match=problem):
        parse_answer(text, LIST)


@given(st.text(max_size=80))
def test_whatever_a_model_writes_no_label_off_the_list_gets_through(text: str) -> None:
    try:
        value = parse_answer(text, LIST)
    except UnusableAnswerError:
        return
    assert isinstance(value, ClassList)
    assert set(value.classes) <= {"dog", "Cat", "a, b"}


@given(st.lists(st.text(min_size=1), min_size=1, max_size=8, unique=True))
def test_every_class_of_any_list_can_be_answered(classes: list[str]) -> None:
    question = which_class("thing", classes)
    for name in classes:
        assert parse_answer(json.dumps({"choice": name}), question) == ClassChoice(choice=name)


def test_the_form_is_told_in_words_too() -> None:
    assert '{"classes": ["label1", "label2"]}' in format_note(LIST)
    assert '{"choice": "label"}' in format_note(CHOICE)
