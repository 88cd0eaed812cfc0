from __future__ import annotations

import numpy as np
import pytest
from maskwright.errors import InputError
from maskwright.evals.metrics import boundary_measure, region_similarity
from maskwright.evals.metrics.boundary import boundary_of


def left(columns: int, rows: int = 4) -> np.ndarray:
    """(4, 6) bool: true in the first columns of the first rows."""
    mask = np.zeros((4, 6), dtype=bool)
    mask[:rows, :columns] = True
    return mask


def test_j_by_hand() -> None:
    assert region_similarity(hit=2, truth=3, painted=4) == pytest.approx(2 / 5)
    assert region_similarity(hit=0, truth=0, painted=4) == 0
    assert region_similarity(hit=0, truth=3, painted=0) == 0


def test_j_of_two_empty_masks_is_one() -> None:
    assert region_similarity(hit=0, truth=0, painted=0) == 1


def test_a_boundary_lies_on_the_upper_left_side_of_an_edge() -> None:
    assert np.argwhere(boundary_of(left(3))).tolist() == [[row, 2] for row in range(4)]
    corner = np.argwhere(boundary_of(left(3, rows=2))).tolist()
    assert corner == [[0, 2], [1, 0], [1, 1], [1, 2]]
    assert not boundary_of(np.ones((4, 6), dtype=bool)).any()


# The truth's boundary is column 2. Of the mask's four boundary pixels (above) two lie on it and
# one more a pixel beside it; of the truth's four, two and three.
@pytest.mark.parametrize(("tolerance", "expected"), [(0.0, 0.5), (0.008, 0.75)])
def test_f_by_hand(tolerance: float, expected: float) -> None:
    found = left(3, rows=2)
    assert boundary_measure(found, left(3), tolerance) == pytest.approx(expected)


def test_the_tolerance_is_a_part_of_the_diagonal_rounded_up() -> None:
    # 0.008 of 7.2 pixels is 1 pixel: a column beside is near enough, two columns are not.
    assert [boundary_measure(left(n), left(3)) for n in (3, 4, 5)] == [1, 1, 0]


def test_precision_and_recall_are_not_the_same() -> None:
    spots = left(3)
    spots[0, 5] = True
    # The spot adds the boundary pixels (0, 4) and (0, 5): 4 of 6 are right, all of the truth found.
    assert boundary_measure(spots, left(3)) == pytest.approx(2 * (4 / 6) / (4 / 6 + 1))


def test_f_without_boundaries() -> None:
    none, every = np.zeros((4, 6), dtype=bool), np.ones((4, 6), dtype=bool)
    assert boundary_measure(none, none) == 1
    assert boundary_measure(none, every) == 1  # neither has an edge within the picture
    assert boundary_measure(none, left(3)) == 0
    assert boundary_measure(left(3), none) == 0


def test_other_grids_are_refused() -> None:
    with pytest.raises(InputError, match="the ground truth"):
        boundary_measure(left(3), np.zeros((4, 5), dtype=bool))
