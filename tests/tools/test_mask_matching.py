"""A mask becomes a union of candidates only where both thresholds say so."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from maskwright.errors import InputError
from maskwright.tools.mask_matching import Parity, intersection_over_min, match


def strips(*rows: str) -> np.ndarray:
    """Masks of one line of pixels each: "##.." covers the first two of four."""
    return np.array([[[pixel == "#" for pixel in row]] for row in rows])


def test_iom_by_hand() -> None:
    a = strips("####....", "........")
    b = strips("##......", "..####..", "....####", "........")
    assert intersection_over_min(a, b).tolist() == [[1.0, 0.5, 0.0, 0.0], [0.0] * 4]
    assert intersection_over_min(a, b).dtype == np.float32


def test_the_union_of_matching_candidates_replaces_a_mask() -> None:
    masks = strips("########....")
    candidates = strips("####........", "....#####...", "..........##")
    found = match(masks, candidates)
    assert found.chosen == [[0, 1]]
    assert found.replaced.tolist() == [True]
    assert np.array_equal(found.masks, strips("#########..."))
    assert np.array_equal(masks, strips("########....")), "the input is left alone"


def test_a_union_unlike_the_mask_does_not_replace_it() -> None:
    # Both candidates hold much of the mask, but the picture around it too.
    found = match(strips("###........."), strips("############"))
    assert (found.chosen, found.replaced.tolist()) == ([[0]], [False])
    assert np.array_equal(found.masks, strips("###........."))


def test_thresholds_themselves_do_not_match() -> None:
    mask = strips("##########.")
    seven = strips("#######....")
    assert match(mask, seven, phi_iou=0.7).replaced.tolist() == [False]
    assert match(mask, seven, phi_iou=0.69).replaced.tolist() == [True]
    shifted = strips("...........#######", "...#######........")
    longer = strips("##########........")
    assert match(longer, shifted, phi_iom=1.0).chosen == [[]]
    assert match(longer, shifted, phi_iom=0.99).chosen == [[1]]


def test_a_candidate_may_match_several_masks() -> None:
    found = match(strips("####....", "....####"), strips("########"), phi_iou=0.4)
    assert found.chosen == [[0], [0]]
    assert np.array_equal(found.masks, strips("########", "########"))


def test_reference_parity_tries_the_best_where_none_matches() -> None:
    mask, candidates = (
        strips("######......"),
        strips("........####", "...######...", "..######...."),
    )
    assert match(mask, candidates).chosen == [[]]
    best = match(mask, candidates, phi_iou=0.4, parity="reference")
    assert (best.chosen, best.replaced.tolist()) == ([[2]], [True])
    assert np.array_equal(best.masks, candidates[2:])


def test_reference_parity_ignores_small_candidates_within_a_mask() -> None:
    mask = strips("#" * 30)
    candidates = strips("#" + "." * 29, "." + "#" * 29)
    assert match(mask, candidates).chosen == [[0, 1]]
    assert match(mask, candidates, parity="reference").chosen == [[1]]
    assert match(mask, candidates, parity="reference", min_pred=0.01).chosen == [[0, 1]]


@pytest.mark.parametrize("parity", ["paper", "reference"])
def test_empty_masks_and_no_candidates_change_nothing(parity: Parity) -> None:
    masks = strips("....", "##..")
    found = match(masks, strips("####", "....", "##.."), parity=parity)
    assert found.chosen[0] == []
    assert found.replaced.tolist() == [False, found.replaced[1]]
    none = match(masks, masks[:0], parity=parity)
    assert np.array_equal(none.masks, masks)
    assert (none.chosen, none.replaced.any()) == ([[], []], False)
    nobody = match(masks[:0], masks, parity=parity)
    assert (nobody.masks.shape, nobody.chosen) == ((0, 1, 4), [])
    assert intersection_over_min(masks[:0], masks).shape == (0, 2)


GROUPS = st.tuples(
    st.integers(0, 4), st.integers(0, 5), st.integers(1, 5), st.integers(1, 7)
).flatmap(
    lambda n: st.tuples(arrays(np.bool_, (n[0], n[2], n[3])), arrays(np.bool_, (n[1], n[2], n[3])))
)


@given(groups=GROUPS)
def test_iom_equals_its_definition_and_is_symmetric(groups: tuple[np.ndarray, np.ndarray]) -> None:
    a, b = groups
    found = intersection_over_min(a, b)
    assert np.array_equal(found, intersection_over_min(b, a).T)
    for i, one in enumerate(a):
        for j, other in enumerate(b):
            smaller = min(one.sum(), other.sum())
            expected = (one & other).sum() / smaller if smaller else 0
            assert found[i, j] == np.float32(expected)


@given(
    groups=GROUPS,
    phi_iom=st.floats(0, 1),
    phi_iou=st.floats(0, 1),
    parity=st.sampled_from(["paper", "reference"]),
)
def test_a_matched_mask_is_its_own_or_the_union_of_the_chosen(
    groups: tuple[np.ndarray, np.ndarray], phi_iom: float, phi_iou: float, parity: Parity
) -> None:
    masks, candidates = groups
    found = match(masks, candidates, phi_iom, phi_iou, parity)
    assert found.masks.shape == masks.shape
    overlap = intersection_over_min(masks, candidates)
    for row, mask in enumerate(masks):
        union = candidates[found.chosen[row]].any(axis=0)
        assert np.array_equal(found.masks[row], union if found.replaced[row] else mask)
        assert not (found.masks[row] & ~(mask | candidates.any(axis=0))).any()
        if found.replaced[row]:
            assert (union & mask).sum() / (union | mask).sum() > phi_iou
        if parity == "paper" and mask.any():
            assert found.chosen[row] == np.flatnonzero(overlap[row] > phi_iom).tolist()


LINE = strips("####")


@pytest.mark.parametrize(
    ("masks", "candidates", "message"),
    [
        (LINE, strips("###"), r"candidates: expected the masks' grid \(1, 4\), got \(1, 3\)"),
        (LINE[0], LINE, r"masks: expected \(N, H, W\) bool.*got \(1, 4\) bool"),
        (LINE, LINE.astype(np.uint8), "candidates: .* uint8"),
        (LINE[:, :0], LINE[:, :0], "H and W not 0"),
    ],
)
def test_other_grids_and_no_masks_are_refused(
    masks: np.ndarray, candidates: np.ndarray, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        match(masks, candidates)
    with pytest.raises(InputError, match=message):
        intersection_over_min(masks, candidates)


@pytest.mark.parametrize("name", ["phi_iom", "phi_iou", "min_pred"])
def test_thresholds_out_of_range_are_refused(name: str) -> None:
    with pytest.raises(InputError, match=rf"{name}: expected a number in \[0, 1\], got 1.2"):
        match(LINE, LINE, **{name: 1.2})  # type: ignore[arg-type]


def test_pixels_in_common_do_not_depend_on_the_bands(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(0)
    a, b = random.random((2, 3, 37, 53)) < 0.4
    whole = intersection_over_min(a, b)
    monkeypatch.setattr("maskwright.tools.mask_matching.BAND_BYTES", 40)
    np.testing.assert_array_equal(intersection_over_min(a, b), whole)
    both = int((a[0] & b[1]).sum())
    assert whole[0, 1] == np.float32(both / min(a[0].sum(), b[1].sum()))
