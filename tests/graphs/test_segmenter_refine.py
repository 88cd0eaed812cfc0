"""Texts whose maps are in one place: the surest is cut out, and a query before its equals."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from colour_questions import LIME, Ask, areas, asking
from colour_world import INFO, World, garden
from maskwright.agent.agent import Agent
from maskwright.graphs.segmenter_refine import by_segmenter, same_place
from maskwright.tools.image import Image, load_image
from maskwright.tools.proposer import Proposal
from maskwright.tools.segmenter import Cutout, Prompt

LEFT, RIGHT, MOST = [1.0, 0.0], [0.0, 1.0], [0.9, 0.2]


@pytest.mark.parametrize(
    ("rows", "scores", "expected"),
    [
        pytest.param([LEFT, RIGHT], [0.5, 0.9], {}, id="apart"),
        pytest.param([LEFT, MOST], [0.5, 0.5], {1: 0}, id="the first of equals"),
        pytest.param([LEFT, MOST], [0.5, 0.6], {0: 1}, id="the surer one"),
        pytest.param([LEFT, MOST, LEFT], [0.5, 0.6, 0.7], {0: 2, 1: 2}, id="one for all"),
        pytest.param([[0.0, 0.0], [0.1, 0.0]], [0.5, 0.6], {}, id="nothing above eta"),
        pytest.param([LEFT, MOST], None, {1: 0}, id="no scores"),
    ],
)
def test_of_maps_in_one_place_one_stays(
    rows: list[list[float]], scores: Sequence[float] | None, expected: dict[int, int]
) -> None:
    maps = np.array(rows, np.float32)[:, None]
    assert same_place(maps, 0.4, scores) == expected


def test_half_of_a_thing_is_another_place() -> None:
    maps = np.array([[[1, 1]], [[1, 0]]], np.float32)
    assert same_place(maps, 0.4, [0.5, 0.9]) == {}


class Greedy:
    """The last prompt takes its box from all others."""

    info = INFO

    def segment(self, image: Image, prompts: Sequence[Prompt]) -> Cutout:
        logits = np.full((len(prompts), image.height, image.width), -5, np.float32)
        for row, prompt in enumerate(prompts):
            x0, y0, x1, y1 = map(int, prompt.box)
            logits[row, y0:y1, x0:x1] = 1 + row
        return Cutout(logits, np.ones(len(prompts), np.float32))


@pytest.mark.parametrize(
    ("scores", "asked", "taken"),
    [
        pytest.param([0.7, 0.8], 1, True, id="the concept is surer"),
        pytest.param([0.8, 0.8], 1, False, id="equals"),
        pytest.param([0.8, 0.7], 1, False, id="the query is surer"),
        pytest.param([0.8, 0.7], 2, True, id="both are queries"),
        pytest.param([0.8, 0.7], None, True, id="nobody said who is"),
    ],
)
def test_a_query_keeps_what_a_less_sure_concept_would_take(
    scores: list[float], asked: int | None, taken: bool
) -> None:
    image = load_image(garden())
    maps = np.zeros((2, 32, 48), np.float32)
    maps[0, :, :20], maps[1, :, 15:40] = 1, 1
    labels = by_segmenter(Greedy(), image, ["a", "b"], maps, 0.4, scores=scores, asked=asked)
    assert set(labels[:, 15:20].ravel()) == {2 if taken else 1}
    assert set(labels[:, 20:40].ravel()) == {2}
    assert set(labels[:, :15].ravel()) == {1}


@pytest.fixture
def ask(agent: Callable[..., Agent]) -> Ask:
    return asking(agent)


def test_a_query_gives_way_to_another_in_its_place_and_says_so(
    ask: Ask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    propose = world.propose

    def doubled(*given: object) -> Proposal:
        found = propose(*given)
        return Proposal(np.repeat(found.maps[:1], len(found.maps), axis=0), found.scores)

    monkeypatch.setattr(world, "propose", doubled)
    result, _ = ask(["lime", "plum"], refine="segmenter", theta=0)
    assert areas(result) == {"lime": LIME}
    assert result.notes == [
        "'plum' is in the same place as 'lime' and no surer: it is not cut out."
    ]
    assert [prompt.phrase for prompt in world.prompts] == ["lime"]
