"""Outlines enclose their mask: exactly in the plane, and again when OpenCV fills them."""

import cv2
import numpy as np
import pytest
import shapely
from export_cases import any_mask, blob
from hypothesis import example, given
from maskwright.agent.export.outlines import edge_outlines, pixel_outlines
from maskwright.agent.export.seams import joined


def fill(ring: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    canvas = np.zeros(shape, np.uint8)
    cv2.fillPoly(canvas, [ring], 1)
    return canvas.astype(np.bool_)


def test_a_pixel_is_a_square() -> None:
    (part,) = edge_outlines(np.array([[False, True]]))
    assert {tuple(corner) for corner in part.outer.tolist()} == {(1, 0), (2, 0), (2, 1), (1, 1)}
    assert part.holes == []


@given(mask=any_mask)
@example(mask=np.array([[1, 0], [0, 1]], bool))
@example(mask=np.array([[1, 1, 1], [1, 0, 1], [1, 1, 0]], bool))
def test_edge_outlines_are_valid_polygons_with_as_much_area_as_pixels(mask: np.ndarray) -> None:
    parts = edge_outlines(mask)
    area = shapely.MultiPolygon([shapely.Polygon(part.outer, part.holes) for part in parts])
    assert area.is_valid
    assert area.area == mask.sum()
    rows, columns = np.nonzero(mask)
    assert shapely.contains_xy(area, columns + 0.5, rows + 0.5).all()


@given(mask=any_mask)
@example(mask=np.eye(6, dtype=bool))
@example(mask=np.ones((1, 5), bool))
def test_a_joined_ring_loses_no_pixel_and_adds_seams_alone(mask: np.ndarray) -> None:
    parts = pixel_outlines(mask)
    filled = fill(joined(parts), mask.shape)
    assert (filled | ~mask).all()
    if len(parts) == 1 and not parts[0].holes:
        assert (filled == mask).all()


@pytest.mark.parametrize("seed", range(3))
def test_seams_are_a_small_part_of_an_ordinary_mask(seed: int) -> None:
    mask = blob(seed=seed)
    filled = fill(joined(pixel_outlines(mask)), mask.shape)
    assert (filled & mask).sum() / (filled | mask).sum() >= 0.99


def test_the_outlines_of_many_specks_are_found_in_reasonable_time() -> None:
    mask = np.random.default_rng(0).random((80, 80)) < 0.5
    parts = pixel_outlines(mask)
    assert sum(1 + len(part.holes) for part in parts) > 300
    assert (fill(joined(parts), mask.shape) | ~mask).all()
