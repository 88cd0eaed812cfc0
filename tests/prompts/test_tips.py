"""Tips from co-occurrence: what makes one, what is chance."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maskwright.errors import InputError
from maskwright.prompts import cooccurrence_tips, tips_preset, tips_presets

CLASSES = ["person", "horse", "sofa", "cat"]


def test_a_class_that_makes_another_likelier_becomes_a_tip() -> None:
    pictures = [{"person", "horse"}] * 4 + [{"person"}] * 2 + [{"cat"}] * 6
    assert cooccurrence_tips(pictures, CLASSES) == [
        'A scene with "person" may include labels like "horse".',
        'A scene with "horse" may include labels like "person".',
    ]


def test_the_likeliest_class_is_named_first() -> None:
    pictures = [{"horse", "person", "cat"}] * 3 + [{"horse", "person"}] * 2 + [{"sofa"}] * 9
    first = cooccurrence_tips(pictures, ["horse", "cat", "person", "sofa"])[0]
    assert first == 'A scene with "horse" may include labels like "person", "cat".'


def test_two_pictures_are_chance() -> None:
    assert cooccurrence_tips([{"sofa", "cat"}] * 2 + [{"horse"}] * 9, CLASSES) == []


def test_a_class_that_is_in_every_picture_tells_nothing() -> None:
    pictures = [{"person", name} for name in ("horse", "sofa", "cat") for _ in range(5)]
    assert cooccurrence_tips(pictures, CLASSES) == []


def test_classes_off_the_list_and_empty_pictures_do_not_count() -> None:
    assert cooccurrence_tips([{"tree", "sky"}] * 9 + [set()], CLASSES) == []
    assert cooccurrence_tips([], CLASSES) == []
    assert cooccurrence_tips([{"person"}], []) == []


@given(st.lists(st.sets(st.sampled_from(CLASSES)), max_size=30), st.permutations(CLASSES))
def test_tips_do_not_depend_on_the_order_of_pictures(
    pictures: list[set[str]], classes: list[str]
) -> None:
    tips = cooccurrence_tips(pictures, classes)
    assert tips == cooccurrence_tips(reversed(pictures), classes)
    assert len(tips) <= len(classes)


def test_the_papers_tips_ship_and_others_are_unknown() -> None:
    assert tips_presets() == ["paper"]
    assert tips_preset("paper")[0].startswith("Equivalencies include converting")
    with pytest.raises(InputError, match="known: paper"):
        tips_preset("papers")
