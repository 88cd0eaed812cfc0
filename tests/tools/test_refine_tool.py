"""The tool `refine`: masks or maps in, masks that do not overlap out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from colour_world import World, garden
from maskwright.errors import InputError
from maskwright.graphs.segmenter_refine import by_segmenter
from maskwright.tools import refine_tool
from maskwright.tools.image import ImageStore, load_image
from maskwright.tools.mask import Rle, decode, encode
from maskwright.tools.refinement import How, Matching

Refine = Callable[..., refine_tool.Output]
LEFT, RIGHT = np.zeros((2, 32, 48), np.bool_)
LEFT[:, :30], RIGHT[:, 20:] = True, True
BOTH = [encode(LEFT), encode(RIGHT)]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def refine(world: World, tmp_path: Path) -> Refine:
    """`refine(masks=[...], method="none")` on the garden."""
    images = ImageStore(tmp_path)
    ref = images.put(load_image(garden()))
    tool = refine_tool.build((world, by_segmenter), images, How("none"), Matching())

    def run(**asked: Any) -> refine_tool.Output:
        return tool(**{"image_id": ref.sha256, **asked})

    return run


def areas(output: refine_tool.Output) -> list[int]:
    return [int(decode(mask).sum()) for mask in output.masks]


def test_overlapping_masks_come_out_apart_the_first_of_equals_wins(refine: Refine) -> None:
    output = refine(masks=BOTH)
    assert areas(output) == [32 * 30, 32 * 18]
    assert (output.method, output.matched, output.notes) == ("none", False, [])


def test_soft_maps_of_any_grid_are_cut_at_eta(refine: Refine) -> None:
    maps = [[[1.0, 0.0]], [[0.0, 0.5]]]
    gone = refine(maps=maps, eta=0.5, phrases=["left", "right"])
    assert (areas(gone), gone.notes) == ([32 * 24, 0], ["Nothing is left of 'right'."])
    assert refine(maps=maps, eta=0.5).notes == ["Nothing is left of 2."]
    assert areas(refine(maps=maps, eta=0.9)) == [32 * 14, 0]
    assert sum(areas(refine(maps=maps, eta=0.9, background=False))) == 32 * 48


def test_the_segmenter_gets_each_box_and_phrase(refine: Refine, world: World) -> None:
    boxes = np.zeros((2, 32, 48), np.bool_)
    boxes[0, 2:10, 2:12], boxes[1, 20:28, 4:20] = True, True
    asked = {"masks": [encode(box) for box in boxes], "method": "segmenter"}
    output = refine(**asked, phrases=["tomato", "lime"])
    assert [prompt.phrase for prompt in world.prompts] == ["tomato", "lime"]
    assert areas(output) == [80, 128]
    assert areas(refine(**asked)) == [80, 128]
    assert [prompt.phrase for prompt in world.prompts] == ["", ""]


def test_a_concept_takes_nothing_from_a_surer_query(refine: Refine, world: World) -> None:
    lime = np.zeros((2, 32, 48), np.bool_)
    lime[0, 20:28, 4:20], lime[1, 20:28, 8:20] = True, True
    asked = {"masks": [encode(mask) for mask in lime], "method": "segmenter"}
    assert areas(refine(**asked, scores=[0.9, 0.8], concepts=1)) == [128, 0]
    assert world.prompts


@pytest.mark.parametrize("method", ["crf", "cut"])
def test_edges_move_to_where_the_colour_changes(refine: Refine, method: str) -> None:
    rough = np.zeros((32, 48), np.bool_)
    rough[1:13, 29:41] = True
    (found,) = refine(masks=[encode(rough)], method=method).masks
    true = np.zeros((32, 48), np.bool_)
    true[2:14, 30:40] = True
    mask = decode(found)
    assert (mask & true).sum() / (mask | true).sum() > (rough & true).sum() / (rough | true).sum()


def test_the_crf_cannot_do_without_a_background_and_says_so(refine: Refine) -> None:
    assert refine(masks=BOTH, method="crf", background=False).method == "none"


def test_automatic_masks_replace_what_they_agree_with(
    refine: Refine, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match="no automatic masks"):
        refine(masks=BOTH, match=True)
    wider = LEFT.copy()
    wider[:, :32] = True
    monkeypatch.setattr(world, "segment_all", lambda image: wider[None], raising=False)
    output = refine(masks=BOTH[:1], match=True)
    assert (areas(output), output.matched) == ([32 * 32], True)


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ({}, "either masks or maps"),
        ({"masks": BOTH, "maps": [[[0.5]]]}, "either masks or maps"),
        ({"masks": BOTH, "phrases": ["cat"]}, r"refine\(phrases\)"),
        ({"masks": BOTH, "scores": [1]}, r"refine\(scores\)"),
        ({"masks": BOTH, "concepts": 2}, r"refine\(concepts\): 2 of 2 leave no query"),
        ({"masks": [encode(LEFT[:9])]}, r"masks.0: is 9 x 48, the picture 32 x 48"),
        ({"masks": [Rle(size=[10**9, 10**9], counts="0")]}, "masks.0"),
        ({"masks": BOTH, "method": "magic"}, r"refine\(method\)"),
        ({"maps": [[[0.5], [0.5, 0.5]]]}, "one grid"),
        ({"maps": [[[0.5]], [[0.5, 0.5]]]}, "one grid"),
        ({"maps": [[]]}, "one grid"),
        ({"maps": [[[1.5]]]}, r"\[0, 1\]"),
        ({"maps": [[[float("nan")]]]}, r"\[0, 1\]"),
    ],
)
def test_bad_questions_are_refused(refine: Refine, asked: dict[str, Any], where: str) -> None:
    with pytest.raises(InputError, match=where):
        refine(**asked)
