"""The tool `recur`: the graph's recurrence in one call."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from colour_world import World, garden
from maskwright.errors import InputError, ToolError
from maskwright.tools import recur_tool
from maskwright.tools.image import ImageStore, load_image
from maskwright.tools.mask import decode
from maskwright.tools.recurrence import Rule

TOMATO, LIME = 200, 128


@pytest.fixture
def recur(world: World, tmp_path: Path) -> Callable[..., recur_tool.Output]:
    """`recur(["tomato"], theta=0.3)` on the garden."""
    images = ImageStore(tmp_path)
    ref = images.put(load_image(garden()))
    tool = recur_tool.build(world, world, images, Rule())

    def run(queries: list[str], **others: Any) -> recur_tool.Output:
        return tool(**{"image_id": ref.sha256, "queries": queries, **others})

    return run


@pytest.fixture
def world() -> World:
    return World()


Recur = Callable[..., recur_tool.Output]


def areas(output: recur_tool.Output) -> dict[str, int]:
    return {each.query: int(decode(each.mask).sum()) for each in output.survivors}


def dropped(output: recur_tool.Output) -> list[list[str]]:
    return [[each.query for each in step.seen if not each.kept] for step in output.steps]


def test_what_is_there_survives_with_its_mask_and_what_is_not_is_dropped(recur: Recur) -> None:
    output = recur(["tomato", "cow", "lime"])
    assert areas(output) == {"tomato": TOMATO, "lime": LIME}
    assert dropped(output) == [["cow"], []]
    assert (output.stop, output.reason) == ("converged", "")
    assert all(0.99 < each.score <= 1 and not each.concept for each in output.survivors)
    assert all(each.map is None for each in output.survivors)
    assert output.background[0] == "ground"


def test_nobody_left_is_said(recur: Recur) -> None:
    output = recur(["cow", "car"])
    assert (output.survivors, output.stop) == ([], "empty")
    assert output.reason == "None of these is in the picture: cow, car."
    assert dropped(output) == [["cow", "car"]]


def test_a_cap_is_said_and_the_survivors_have_maps_of_their_own(recur: Recur) -> None:
    output = recur(["tomato", "cow"], max_steps=1, with_maps=True)
    assert (output.stop, areas(output)) == ("cap", {"tomato": TOMATO})
    assert output.reason == "The recurrence was cut off after 1 steps (max_steps)."
    assert np.array(output.survivors[0].map).shape == (32, 48)


def test_concepts_compete_and_are_told_apart_from_queries(recur: Recur) -> None:
    output = recur(["tomato"], concepts=["lime", "Tomato", " ", "lime"])
    assert [(each.query, each.concept) for each in output.survivors] == [
        ("tomato", False),
        ("lime", True),
    ]
    assert recur(["cow"], concepts=["lime"]).stop == "empty"


def test_synonyms_and_thresholds_of_the_call_count(recur: Recur, world: World) -> None:
    assert areas(recur(["berry"], synonyms={"berry": ["lime"]})) == {"berry": LIME}
    assert world.asked[-1][1] == ["berry\nlime"]
    assert recur(["fruit"], eta=0.5).stop == "converged"
    assert recur(["fruit"], eta=0.7).stop == "empty"
    assert recur(["tomato", "fruit"], theta=1.0).stop == "empty"


def test_doubles_are_merged_and_said(recur: Recur) -> None:
    output = recur(["lime", "Lime", ""])
    assert list(areas(output)) == ["lime"]
    assert output.notes == ["The query 'Lime' is given twice; it counts once, as 'lime'."]


@pytest.mark.parametrize(
    ("queries", "others", "where"),
    [
        ([], {}, "queries"),
        (["x" * 1001], {}, "queries"),
        (["cat"], {"theta": 2}, "theta"),
        (["cat"], {"max_steps": 0}, "max_steps"),
        (["cat"], {"colour": "red"}, "colour"),
        ([" "], {}, "query"),
    ],
)
def test_bad_questions_are_refused(
    recur: Recur, queries: list[str], others: dict[str, Any], where: str
) -> None:
    with pytest.raises(InputError, match=where):
        recur(queries, **others)


def test_an_unknown_picture_is_said(recur: Recur) -> None:
    with pytest.raises(ToolError, match="no picture with the id"):
        recur(["cat"], image_id="0" * 64)
