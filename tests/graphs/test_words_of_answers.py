"""Plurals in answers, and what greetings and thanks are answered with."""

import pytest
from maskwright.graphs.number import is_plural, plural
from maskwright.graphs.small_talk import small_talk
from maskwright.graphs.telling import no


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("cat", "cats"), ("red bus", "red buses"), ("cherry", "cherries"), ("person", "people"),
        ("boy", "boys"), ("glass", "glasses"), ("knife", "knives"), ("lens", "lenses"),
    ],
)  # fmt: skip
def test_plurals(one: str, many: str) -> None:
    assert plural(one) == many
    assert plural(many) == many
    assert (is_plural(one), is_plural(many)) == (False, True)


def test_what_is_not_there_agrees_with_its_verb() -> None:
    assert no(["cat"]) == "There is no cat"
    assert no(["cats"]) == "There are no cats"
    assert no(["dog", "cats"]) == "There are no dog or cats"


@pytest.mark.parametrize("message", ["hi", "Hello there!", "thanks", "Great, thank you so much!"])
@pytest.mark.parametrize(
    ("pictures", "results", "told"),
    [(False, False, "Hand in a picture"), (True, False, "Say what"), (True, True, "export")],
)
def test_politeness_is_answered_with_what_can_be_done(
    message: str, pictures: bool, results: bool, told: str
) -> None:
    assert told in small_talk(message, pictures, results)


@pytest.mark.parametrize("message", ["", "hi, cut out the dog", "thanks, now the cat", "cheers up"])
def test_a_message_with_work_in_it_is_no_small_talk(message: str) -> None:
    assert small_talk(message, True, True) == ""
