"""Boxes and their mask equal the authors' code, and hold what is above the threshold."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from maskwright.errors import InputError
from maskwright.tools.box_mask import Variant, box_mask, boxes_of

GOLDEN_KEYS: dict[Variant, str] = {"car": "car", "clip_es": "clipes"}


@pytest.mark.parametrize("variant", ["car", "clip_es"])
def test_boxes_and_masks_equal_the_authors(variant: Variant, shared: Callable[[str], Path]) -> None:
    golden = np.load(shared("golden/p02_boxmask.npz"))
    maps = sorted(key for key in golden.files if key.startswith("map_"))
    for key in maps:
        for index, lam in enumerate(golden["lambdas"]):
            row = f"{GOLDEN_KEYS[variant]}_{key[4:]}_{index}"
            boxes = np.array(boxes_of(golden[key], float(lam), variant))
            assert np.array_equal(boxes, golden[f"boxes_{row}"]), row
            mask = box_mask(golden[key], float(lam), variant)
            assert np.array_equal(mask, golden[f"mask_{row}"].astype(bool)), row


def test_a_block_has_its_box_and_a_ring_two() -> None:
    cam = np.zeros((6, 6), np.float32)
    cam[1:4, 1:4] = 1
    assert boxes_of(cam, 0.5) == [(1, 1, 4, 4)]
    cam[2, 2] = 0
    # The hole's contour runs over the cells of the ring around it.
    assert boxes_of(cam, 0.5) == [(1, 1, 4, 4)] * 2
    assert box_mask(cam, 0.5).sum() == 9


def test_the_last_row_and_column_are_in_no_box() -> None:
    assert box_mask(np.ones((3, 4), np.float32), 0.4).tolist() == [
        [True, True, True, False],
        [True, True, True, False],
        [False, False, False, False],
    ]


def test_only_car_lowers_a_threshold_that_nothing_is_above() -> None:
    cam = np.zeros((4, 4), np.float32)
    cam[1, 1] = 1
    assert boxes_of(cam, 1.0, "car") == [(1, 1, 2, 2)]
    assert boxes_of(cam, 1.0, "clip_es") == [(0, 0, 0, 0)]


def test_a_map_without_a_peak_has_one_empty_box() -> None:
    for value in (0, 0.003):
        cam = np.full((4, 4), value, np.float32)
        assert boxes_of(cam, 0.4) == [(0, 0, 0, 0)]
        assert not box_mask(cam, 0.4).any()


CAMS = st.tuples(st.integers(1, 9), st.integers(1, 9)).flatmap(
    lambda size: arrays(np.float32, size, elements=st.floats(0, 1, width=32))
)


@given(cam=CAMS, lam=st.floats(0, 1), variant=st.sampled_from(["car", "clip_es"]))
def test_the_mask_holds_what_is_above_except_the_last_row_and_column(
    cam: np.ndarray, lam: float, variant: Variant
) -> None:
    grey = (cam * 255).astype(np.uint8)
    above = grey > int(lam * grey.max())
    mask = box_mask(cam, lam, variant)
    assert mask[:-1, :-1][above[:-1, :-1]].all()
    assert not mask[-1].any()
    assert not mask[:, -1].any()
    if variant == "clip_es" and not above.any():
        assert not mask.any()


@pytest.mark.parametrize(
    ("cam", "lam", "message"),
    [
        (np.zeros((0, 3), np.float32), 0.4, r"expected \(h, w\), not empty, got \(0, 3\)"),
        (np.zeros((1, 3, 3), np.float32), 0.4, r"got \(1, 3, 3\)"),
        (np.full((3, 3), np.nan, np.float32), 0.4, "no finite number"),
        (np.zeros((3, 3), np.float32), 1.5, r"lambda: expected a number in \[0, 1\], got 1.5"),
    ],
)
def test_bad_input_is_refused(cam: np.ndarray, lam: float, message: str) -> None:
    with pytest.raises(InputError, match=message):
        boxes_of(cam, lam)
