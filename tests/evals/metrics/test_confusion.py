from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from maskwright.errors import InputError
from maskwright.evals.metrics import class_counts, confusion, from_sparse, to_sparse

TRUTH = np.array([[0, 0, 1], [1, 2, -1]], dtype=np.int32)
PAINTED = np.array([[0, 1, 1], [-1, 0, 2]], dtype=np.int32)


def test_counts_by_hand() -> None:
    matrix = confusion(TRUTH, PAINTED, 3)
    assert matrix.dtype == np.int64
    assert matrix.tolist() == [[1, 1, 0, 0], [0, 1, 0, 1], [1, 0, 0, 0]]


def test_ignored_pixels_are_in_no_cell() -> None:
    assert confusion(TRUTH, PAINTED, 3).sum() == 5
    assert confusion(np.full((2, 2), -1), np.zeros((2, 2), np.int32), 3).sum() == 0


def test_class_counts_by_hand() -> None:
    counts = class_counts(confusion(TRUTH, PAINTED, 3))
    assert counts.hit.tolist() == [1, 1, 0]
    assert counts.truth.tolist() == [2, 2, 1]
    assert counts.painted.tolist() == [2, 2, 0]


def test_empty_picture_yields_zeros() -> None:
    empty = np.zeros((0, 4), np.int32)
    assert confusion(empty, empty, 2).tolist() == [[0, 0, 0], [0, 0, 0]]


@pytest.mark.parametrize("bad", [np.zeros((1, 3), np.int32), np.full((2, 3), 3)])
def test_another_grid_or_an_unknown_index_is_refused(bad: np.ndarray) -> None:
    with pytest.raises(InputError, match="label map"):
        confusion(TRUTH, bad, 3)


def test_a_sparse_cell_outside_the_classes_is_refused() -> None:
    with pytest.raises(InputError, match="outside 2 classes"):
        from_sparse([[0, 3, 1]], 2)


@given(st.lists(st.tuples(st.integers(-1, 4), st.integers(-1, 4)), max_size=60))
def test_sparse_form_gives_the_matrix_back(pixels: list[tuple[int, int]]) -> None:
    pairs = np.array(pixels, dtype=np.int32).reshape(-1, 1, 2)
    matrix = confusion(pairs[..., 0], pairs[..., 1], 5)
    assert np.array_equal(from_sparse(to_sparse(matrix), 5), matrix)
    assert matrix.sum() == (pairs[..., 0] >= 0).sum()


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=60))
def test_swapping_truth_and_prediction_transposes(pixels: list[tuple[int, int]]) -> None:
    pairs = np.array(pixels, dtype=np.int32).reshape(-1, 1, 2)
    there = confusion(pairs[..., 0], pairs[..., 1], 4)
    back = confusion(pairs[..., 1], pairs[..., 0], 4)
    assert np.array_equal(there[:, :4], back[:, :4].T)
