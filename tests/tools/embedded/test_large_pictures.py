"""Large pictures: memory grows with the masks, and what is found is the same to the last bit."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from maskwright.tools.embedded import segmenter as module
from maskwright.tools.embedded.segment_all import regions, small_regions
from maskwright.tools.embedded.segmenter import EmbeddedSegmenter, Settings
from maskwright.tools.embedded.sparse import sparse_zeros
from maskwright.tools.image import Image
from maskwright.tools.segmenter import Cutout, Prompt


def cut(image: Image) -> Cutout:
    wide, high = image.width, image.height
    prompts = [
        Prompt(box=[0, 0, wide * 0.7, high * 0.8], phrase="cat"),
        Prompt(box=[wide * 0.2, high * 0.1, wide * 0.9, high * 0.9], phrase="cat"),
        Prompt(box=[0, high * 0.3, wide * 0.5, high], phrase="cup", points=[[30, 200]]),
    ]
    return EmbeddedSegmenter(Settings()).segment(image, prompts)


def test_logits_worked_out_in_bands_are_bit_equal(
    chelsea: Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = cut(chelsea)
    monkeypatch.setattr(module, "BAND_VALUES", 999)
    bands = cut(chelsea)
    assert np.array_equal(whole.logits, bands.logits)
    assert np.array_equal(whole.scores, bands.scores)


def test_above_the_cap_masks_and_scores_are_bit_equal_and_the_rest_is_zero(
    chelsea: Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = cut(chelsea)
    assert (full.logits > 0).any(axis=(1, 2)).sum() >= 2
    monkeypatch.setattr(module, "MOST_VALUES", 0)
    lean = cut(chelsea)
    assert np.array_equal(lean.logits, np.maximum(full.logits, 0))
    assert np.array_equal(lean.scores, full.scores)


def test_a_pixel_as_near_to_two_boxes_is_the_firsts() -> None:
    owner = module.nearest_box([[0, 0, 2, 2], [2, 0, 4, 2], [0, 0, 2, 2]], slice(0, 2), 4)
    assert owner.tolist() == [[0, 0, 1, 1], [0, 0, 1, 1]]


def test_regions_are_the_small_ones_at_the_pictures_size(chelsea: Image) -> None:
    small = small_regions(chelsea)
    full = regions(chelsea)
    assert len(full) == len(small)
    for mask, large in zip(small, full, strict=True):
        assert large.mean() == pytest.approx(mask.mean(), abs=0.01)


def test_sparse_zeros_take_memory_only_where_something_is_written() -> None:
    code = """
import resource
import numpy as np
from maskwright.tools.embedded.sparse import sparse_zeros
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
array = sparse_zeros((50, 5000, 5000), np.bool_)
array[:, 100:110, :] = True
assert array.shape == (50, 5000, 5000) and int(array[7].sum()) == 50000
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 100  # MiB, of 1,192


@pytest.mark.parametrize("shape", [(0, 9, 9), (3, 0, 5), (2, 3, 4)])
def test_small_sparse_zeros_are_ordinary_ones(shape: tuple[int, ...]) -> None:
    array = sparse_zeros(shape, np.float32)
    assert array.shape == shape
    assert not array.any()
