"""Who is a person, where one is, and what is none."""

from __future__ import annotations

import numpy as np
import pytest
from maskwright.tools.embedded.evidence import person_view, trusted_people
from maskwright.tools.embedded.people import is_person, people
from maskwright.tools.image import Image, load_image

TRUST = 0.5


@pytest.mark.parametrize(
    "phrase", ["person", "people", "girl", "man", "cyclist", "rider", "firefighter", "baby"]
)
def test_words_for_people(phrase: str) -> None:
    assert is_person(phrase)


@pytest.mark.parametrize("phrase", ["hot dog", "toaster", "cat", "statue", "zzqx", ""])
def test_words_for_other_things(phrase: str) -> None:
    assert not is_person(phrase)


def test_the_astronaut_is_found_and_cut_out(astronaut: Image) -> None:
    (best, trust), *_ = trusted_people(astronaut)
    assert trust > TRUST
    assert best.score >= trust
    soft = people().cut(astronaut, best.view(1.25))
    assert soft.shape == (512, 512)
    assert 0 <= soft.min() <= soft.max() <= 1
    # Her forehead and her chest; not the flag on the left, not the shuttle on the right.
    assert soft[90, 220] > 0.5
    assert soft[400, 250] > 0.5
    assert soft[60, 30] < 0.5
    assert soft[100, 470] < 0.5


def test_a_cat_is_not_trusted_to_be_a_person(chelsea: Image) -> None:
    assert all(trust < TRUST for _, trust in trusted_people(chelsea))


def test_finds_are_cached_and_come_best_first(astronaut: Image) -> None:
    finds = people().find(astronaut)
    assert people().find(astronaut) is finds
    assert [find.score for find in finds] == sorted((f.score for f in finds), reverse=True)


def test_a_view_is_a_square_around_the_box_where_nobody_was_found(chelsea: Image) -> None:
    x0, y0, x1, y1 = person_view(chelsea, [440.0, 0.0, 450.0, 4.0], 1.0)
    assert (x0, x1) == (440, 450)
    assert y1 - y0 == x1 - x0 == 10


def test_outside_its_square_a_cut_sees_nothing() -> None:
    image = load_image(np.full((40, 60, 3), 120, np.uint8))
    soft = people().cut(image, (10.0, 5.0, 30.0, 25.0))
    assert soft.shape == (40, 60)
    assert not soft[:, 30:].any()
    assert not soft[25:].any()
    assert people().cut(image, (-90.0, -90.0, -50.0, -50.0)).max() == 0
