"""Everything in a picture, by colour."""

from __future__ import annotations

import numpy as np
from maskwright.tools.embedded.segment_all import MOST, regions
from maskwright.tools.image import Image, load_image


def test_a_plain_square_is_a_region_of_its_own() -> None:
    pixels = np.full((160, 240, 3), 40, np.uint8)
    pixels[40:120, 60:140] = (220, 60, 60)
    found = regions(load_image(pixels))
    square = np.zeros((160, 240), np.bool_)
    square[40:120, 60:140] = True
    overlap = (found & square).sum(axis=(1, 2)) / (found | square).sum(axis=(1, 2))
    assert overlap.max() > 0.85


def test_regions_cover_a_photograph_largest_first(chelsea: Image) -> None:
    found = regions(chelsea)
    assert found.shape[1:] == (chelsea.height, chelsea.width)
    assert 1 < len(found) <= MOST
    areas = found.sum(axis=(1, 2)).astype(np.int64)
    assert areas[0] == areas.max()
    assert found.any(axis=0).mean() > 0.95


def test_one_pixel_is_one_region() -> None:
    assert regions(load_image(np.zeros((1, 1, 3), np.uint8))).tolist() == [[[True]]]
