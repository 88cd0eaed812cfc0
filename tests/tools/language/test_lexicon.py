"""Lexicon answers both refinements offline, from words alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from maskwright.errors import AnswerError, InputError
from maskwright.prompts import tips_preset
from maskwright.prompts.models import ClassChoice, ClassList
from maskwright.tools.language.lexicon import Lexicon, Settings
from pydantic import BaseModel
from questions import VOC, which_class, which_classes

LEXICON = Lexicon(Settings(expand=1))
"""Names what the tags and the caption say, nothing that is merely like it."""


def classes_of(tags: list[str], caption: str = "", **more: object) -> list[str]:
    value = LEXICON.answer(which_classes(tags, VOC, caption, **more)).value
    assert isinstance(value, ClassList)
    return value.classes


def class_of(phrase: str, classes: list[str] = VOC, **more: object) -> str:
    value = LEXICON.answer(which_class(phrase, classes, **more)).value
    assert isinstance(value, ClassChoice)
    return value.choice


def test_tags_and_caption_become_classes_in_the_order_of_the_list() -> None:
    found = classes_of(["sky", "tabby", "couch", "wall"], "a young girl sits on a couch")
    assert found == ["cat", "person", "sofa"]


def test_the_caption_alone_names_classes() -> None:
    assert classes_of([], "two men riding horses in a field") == ["horse", "person"]


def test_no_tags_and_no_fitting_tags_name_nothing() -> None:
    assert classes_of([]) == []
    assert classes_of(["sky", "happiness", "grass"]) == []


def test_equivalences_of_the_tips_are_synonyms() -> None:
    assert classes_of(["vase"]) == []
    assert classes_of(["vase"], tips=tips_preset("paper")) == ["pottedplant"]


def test_synonyms_of_a_person_count() -> None:
    assert classes_of(["volcano"], synonyms={"boat": ["volcano"]}) == ["boat"]
    assert class_of("volcano", synonyms={"boat": ["volcano"]}) == "boat"


def kin_of(tag: str, expand: float = Settings().expand) -> set[str]:
    """What pre-refinement names for a tag beyond the strict answer."""
    answer = Lexicon(Settings(expand=expand)).answer(which_classes([tag], VOC))
    return {*answer.value.model_dump()["classes"]} - {*classes_of([tag])}


def test_pre_refinement_also_names_near_kin_for_the_detector_to_check() -> None:
    assert "boat" in kin_of("ship") | {*classes_of(["ship"])}
    assert "horse" in kin_of("camel")
    assert classes_of(["camel"]) == []
    assert "car" not in kin_of("cat")


ANIMALS = {"bird", "cat", "cow", "dog", "horse", "person", "sheep"}


@pytest.mark.parametrize("tag", ["sky", "grass", "happiness", "wall"])
def test_what_is_no_animal_has_no_animal_kin(tag: str) -> None:
    assert kin_of(tag) & ANIMALS == set()


def test_less_kinship_names_more_classes_and_1_names_none() -> None:
    wide, usual, narrow, none = (kin_of("camel", expand) for expand in (0.3, 0.6, 0.75, 1))
    assert wide > usual >= narrow >= none == set()


def test_kin_are_named_in_the_order_of_the_class_list() -> None:
    answer = Lexicon(Settings()).answer(which_classes(["camel", "ship"], VOC))
    named = answer.value.model_dump()["classes"]
    assert named == sorted(named, key=VOC.index)


def test_post_refinement_takes_no_kin_for_an_answer() -> None:
    assert Lexicon(Settings()).answer(which_class("camel", VOC)).value == ClassChoice(choice="none")


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [("table", "diningtable"), ("girl", "person"), ("armchair", "chair"), ("sky", "none")],
)
def test_a_phrase_gets_one_class_or_none(phrase: str, expected: str) -> None:
    assert class_of(phrase) == expected


def test_a_class_that_is_named_none_is_told_from_no_class() -> None:
    assert class_of("none", ["none", "dog"]) == "none"
    assert class_of("sky", ["none", "dog"]) == "none of these"


def test_tags_below_the_least_score_are_passed_over() -> None:
    question = which_classes(["dog"], VOC)
    tags = [{"name": "dog", "score": 0.2}, {"name": "cat", "score": 0.8}]
    weak = replace(question, inputs={**question.inputs, "tags": tags})
    answer = Lexicon(Settings(min_tag_score=0.5, expand=1)).answer(weak)
    assert answer.value.model_dump() == {"classes": ["cat"]}


def test_five_hundred_classes_are_answered_for() -> None:
    classes = [f"{word} number {n}" for n in range(25) for word in VOC]
    assert class_of("dog number 7", classes) == "dog number 7"


def test_a_prompt_of_another_name_is_known_by_its_answer() -> None:
    question = replace(which_class("girl", VOC), prompt="my own wording")
    assert LEXICON.answer(question).value == ClassChoice(choice="person")


def test_an_unknown_prompt_is_one_clear_line() -> None:
    class Poem(BaseModel):
        lines: list[str]

    question = replace(which_class("girl", VOC), prompt="poem", output=Poem)
    with pytest.raises(InputError, match="the lexicon answers only pre_refine, post_refine"):
        LEXICON.answer(question)


def test_an_answer_of_another_shape_is_an_answer_error() -> None:
    class Label(BaseModel):
        label: str

    with pytest.raises(AnswerError, match="lexicon gave no usable answer to 'post_refine'"):
        LEXICON.answer(replace(which_class("girl", VOC), output=Label))


def test_the_answer_says_who_and_costs_nothing() -> None:
    answer = LEXICON.answer(which_class("girl", VOC))
    assert answer.by == "lexicon"
    assert (answer.usage.calls, answer.usage.tokens_in, answer.usage.cost) == (0, 0, 0.0)
    assert LEXICON.info.role == "language"
    assert "wordnet-3.0" in LEXICON.info.revision
