"""From the maps of open_vocabulary to masks: every refinement, automatic masks, hard pictures."""

from collections.abc import Callable

import numpy as np
import pytest
from colour_questions import LIME, PLUM, TOMATO, Ask, areas, asking
from colour_world import World, draw, garden
from maskwright.agent.agent import Agent
from maskwright.errors import InputError
from maskwright.tools import refinement
from maskwright.tools.mask import decode
from maskwright.tools.resize import resize


@pytest.fixture
def ask(agent: Callable[..., Agent]) -> Ask:
    return asking(agent)


@pytest.mark.parametrize("refine", ["crf", "cut", "none"])
@pytest.mark.parametrize("size", [(1, 1), (1, 40), (24, 24)])
def test_a_black_or_tiny_picture_is_answered(ask: Ask, refine: str, size: tuple[int, int]) -> None:
    black = np.zeros((*size, 3), np.uint8)
    result, _ = ask(["lime", "background noise"], black, refine=refine)
    assert result.stop == "empty"
    whole = draw({"lime": [(0, 0, 99, 99)]}, size)
    result, _ = ask(["lime"], whole, refine=refine)
    assert areas(result) == {"lime": size[0] * size[1]}


@pytest.mark.parametrize("refine", ["crf", "cut", "none"])
def test_every_refinement_ends_in_masks_that_do_not_overlap(ask: Ask, refine: str) -> None:
    result, _ = ask(["fruit", "lime", "tomato"], refine=refine, theta=0.3)
    assert areas(result) == {"fruit": PLUM, "lime": LIME, "tomato": TOMATO}
    masks = np.stack([decode(rle) for rle in result.labels.values()])
    assert masks.sum(axis=0).max() == 1
    assert result.trace["refine"]["method"] == refine


def test_a_large_picture_is_refined_on_a_smaller_grid_and_says_so(ask: Ask) -> None:
    large = garden().repeat(16, axis=0).repeat(16, axis=1)
    whole, _ = ask(["lime", "tomato", "cow"], large, refine="crf")
    capped, _ = ask(["lime", "tomato", "cow"], large, refine="crf", **{"crf.max_side": 100})
    assert whole.notes == []
    assert capped.notes == ["The dense CRF ran at 100 pixels on the long side."]
    for name, rle in whole.labels.items():
        fine, coarse = decode(rle), decode(capped.labels[name])
        assert (fine & coarse).sum() / (fine | coarse).sum() > 0.9


def test_many_queries_share_the_memory_of_the_crf(
    ask: Ask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refinement, "CRF_VALUES", 3 * 32 * 48 // 4)
    result, _ = ask(["lime", "tomato"], refine="crf")
    assert result.notes == ["The dense CRF ran at 24 pixels on the long side."]
    assert set(areas(result)) == {"lime", "tomato"}


def test_the_strongest_map_is_found_without_all_of_them_at_full_size() -> None:
    maps = np.random.default_rng(0).random((5, 4, 6), np.float32)
    maps[3] = maps[1]
    labels, peak = refinement.strongest(maps, (17, 29))
    full = resize(maps, (17, 29))
    assert np.array_equal(labels, full.argmax(axis=0) + 1)
    assert np.array_equal(peak, full.max(axis=0))


def test_without_a_background_class_every_pixel_is_somebodys(ask: Ask) -> None:
    result, _ = ask(["lime", "tomato"], background_class=False)
    assert sum(areas(result).values()) == 32 * 48


def test_the_segmenter_cuts_within_the_boxes_of_the_maps(ask: Ask, world: World) -> None:
    result, _ = ask(["plum", "lime"], refine="segmenter")
    assert areas(result) == {"plum": PLUM, "lime": LIME}
    assert [(prompt.phrase, prompt.box) for prompt in world.prompts] == [
        ("plum", [28, 20, 38, 30]),
        ("lime", [4, 20, 20, 28]),
    ]
    assert [info.role for info in result.provenance.backends].count(world.info.role) == 3


def test_without_a_background_class_the_segmenter_leaves_no_pixel(ask: Ask) -> None:
    result, _ = ask(["plum", "lime"], refine="segmenter", background_class=False)
    assert sum(areas(result).values()) == 32 * 48


def test_automatic_masks_replace_what_they_agree_with(
    ask: Ask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    wider = np.zeros((2, 32, 48), np.bool_)
    wider[0, 20:30, 27:39] = True  # the plum and a column on either side
    wider[1, :4, :4] = True
    monkeypatch.setattr(world, "segment_all", lambda image: wider, raising=False)
    assert areas(ask(["plum", "lime"])[0])["plum"] == PLUM
    result, _ = ask(["plum", "lime"], match=True)
    assert areas(result) == {"plum": PLUM + 20, "lime": LIME}


def test_a_segmenter_without_automatic_masks_is_named(ask: Ask) -> None:
    with pytest.raises(InputError, match="has no automatic masks"):
        ask(["plum"], match=True)


def test_what_was_not_done_is_not_told(ask: Ask) -> None:
    result, _ = ask(["plum"], recurrence=False, refine="segmenter")
    assert result.trace["refine"]["method"] == "none"
    assert len(result.provenance.backends) == 1


def test_a_replaced_mask_loses_what_it_gave_up(
    ask: Ask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    smaller = np.zeros((2, 32, 48), np.bool_)
    smaller[0, 20:30, 29:38] = True  # the plum without its first column
    smaller[1, 20:28, 4:29] = True  # the lime and on to the plum's first column
    monkeypatch.setattr(world, "segment_all", lambda image: smaller, raising=False)
    result, _ = ask(["plum", "lime"], match=True, phi_iou=0.5)
    assert areas(result) == {"plum": PLUM - 10, "lime": int(smaller[1].sum())}
