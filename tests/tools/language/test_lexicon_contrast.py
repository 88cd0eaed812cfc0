"""Lexicon's answers to the prompts of the contrastive concepts."""

from __future__ import annotations

import pytest
from maskwright.prompts import ContrastiveInput, PartsInput, VisibleInput, load_prompt
from maskwright.prompts.models import PromptInput
from maskwright.tools.contrast.relations import is_content, is_kin, is_part, same_thing
from maskwright.tools.language.lexicon import Lexicon
from questions import question

LEXICON = Lexicon()

NEVER = {
    "boat": "boat boats ship vessel craft watercraft sailboat canoe hull mast sail rudder deck",
    "plane": "airplane aeroplane aircraft jet airliner wing cockpit propeller engine fuselage",
    "bottle": "flask wine water beer milk liquid juice soda neck cap glass plastic",
    "dog": "dogs puppy hound animal pet tail fur paw ear nose leg mouth head",
    "sofa": "couch lounge settee furniture seat cushion pillow upholstery armrest",
    "car": "auto automobile vehicle cab sedan wheel tire engine door window hood bumper",
    "person": "people man woman child human face hand arm head hair leg shirt hat crowd",
    "cat": "kitten tabby feline animal tail fur paw whisker ear head",
    "tree": "trees oak pine plant leaf leaves branch trunk bark root forest",
    "train": "trains locomotive car engine door window wheel",
}
EXPECTED = {
    "boat": {"water", "lake"},
    "plane": {"sky", "runway"},
    "bottle": {"table"},
    "dog": {"grass"},
    "sofa": {"table", "wall"},
    "car": {"road", "street"},
    "person": {"mountain"},
    "cat": {"bed", "chair"},
    "tree": {"grass", "building"},
    "train": {"track", "station"},
}


def asked(prompt: str, inputs: PromptInput) -> list[str]:
    value = LEXICON.answer(question(load_prompt(prompt).question(inputs))).value
    return list(value.model_dump()["words"])


def around(query: str) -> list[str]:
    return asked("contrastive", ContrastiveInput(query=query))


@pytest.mark.parametrize("query", NEVER)
def test_around_a_thing_are_others_never_itself_its_parts_or_its_contents(query: str) -> None:
    words = around(query)
    assert {*words} >= EXPECTED[query]
    assert {*words} & {*NEVER[query].split()} == set()
    assert 5 <= len(words) <= 15
    for word in words:
        for related in (same_thing, is_kin, is_part, is_content):
            assert not related(word, query), (word, related)


def test_the_answer_does_not_change() -> None:
    assert (
        around("horse")
        == around("horse")
        == Lexicon()
        .answer(question(load_prompt("contrastive").question(ContrastiveInput(query="horse"))))
        .value.model_dump()["words"]
    )


@pytest.mark.parametrize(
    ("query", "word"), [("goldcrest", "tree"), ("Siamese cat", "bed"), ("minibus", "street")]
)
def test_a_kind_is_seen_where_its_kind_is_seen(query: str, word: str) -> None:
    assert word in around(query)


@pytest.mark.parametrize("query", ["liberty", "xqzt", "!!"])
def test_where_nothing_is_known_nothing_is_said(query: str) -> None:
    assert around(query) == []


def test_visible_words_are_picked_and_keep_their_spelling() -> None:
    words = ["liberty", "Cats", "sky", "idea", "traffic light", "sitting", "cats", "xqzt"]
    assert asked("visible", VisibleInput(words=words)) == ["Cats", "sky", "traffic light", "cats"]


def test_parts_are_picked() -> None:
    words = ["wheel", "road", "pedal", "bike", "helmet", "handlebar"]
    assert asked("parts", PartsInput(query="bicycle", words=words)) == [
        *("wheel", "pedal", "handlebar")
    ]


def test_a_prompt_of_another_name_is_known_by_its_answer() -> None:
    from dataclasses import replace

    own = question(load_prompt("visible").question(VisibleInput(words=["cat", "idea"])))
    answer = LEXICON.answer(replace(own, prompt="mine"))
    assert (answer.value.model_dump(), answer.by) == ({"words": ["cat"]}, "lexicon")
