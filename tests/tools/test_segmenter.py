"""The authors' point prompts, from the segmenter's own first pass."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from maskwright.tools.segmenter import points_from_logits


@pytest.mark.parametrize("case", [0, 1, 2])
def test_points_equal_the_authors(case: int, shared: Callable[[str], Path]) -> None:
    golden = np.load(shared("golden/p09_llm_points.npz"))
    points = points_from_logits(golden[f"logits_{case}"][:, 0], 20)
    assert np.array_equal(points, golden[f"points_xy_{case}"])


def test_points_are_the_highest_pixels_as_x_y_and_ties_go_in_raster_order() -> None:
    logits = np.zeros((1, 2, 3), np.float32)
    logits[0, 1, 2], logits[0, 0, 1], logits[0, 1, 0] = 9, 5, 5
    assert points_from_logits(logits, 3).tolist() == [[[2, 1], [1, 0], [0, 1]]]


def test_no_boxes_no_points_and_a_flat_map_gives_the_origin() -> None:
    assert points_from_logits(np.zeros((0, 4, 4), np.float32), 5).shape == (0, 5, 2)
    assert points_from_logits(np.full((1, 4, 4), 3, np.float32), 2).tolist() == [[[0, 0]] * 2]
