"""Run-length encodings agree with pycocotools to the byte; boxes are tight."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from maskwright.errors import InputError
from maskwright.tools.mask import Rle, decode, encode, iou, tight_box
from pycocotools import mask as coco

masks = arrays(np.bool_, array_shapes(min_dims=2, max_dims=2, max_side=40))


@st.composite
def blobs(draw: st.DrawFn) -> np.ndarray:
    """Large masks of a few rectangles: long runs, as real masks have."""
    mask = np.zeros(draw(st.tuples(st.integers(1, 400), st.integers(1, 400))), np.bool_)
    for _ in range(draw(st.integers(0, 4))):
        y, x, h, w = (draw(st.integers(0, 400)) for _ in range(4))
        mask[y : y + h, x : x + w] ^= True
    return mask


@given(mask=st.one_of(masks, blobs()))
def test_encoding_is_cocos_to_the_byte_and_comes_back(mask: np.ndarray) -> None:
    ours = encode(mask)
    theirs = coco.encode(np.asfortranarray(mask.astype(np.uint8)))
    assert ours.counts == theirs["counts"].decode()
    assert ours.size == list(theirs["size"])
    assert np.array_equal(decode(ours), mask)


@given(mask=st.one_of(masks, blobs()))
def test_box_is_tight(mask: np.ndarray) -> None:
    x0, y0, x1, y1 = (int(edge) for edge in tight_box(mask))
    assert mask[y0:y1, x0:x1].sum() == mask.sum()
    if mask.any():
        inside = mask[y0:y1, x0:x1]
        assert all(edge.any() for edge in (inside[0], inside[-1], inside[:, 0], inside[:, -1]))
        theirs = coco.toBbox(coco.encode(np.asfortranarray(mask.astype(np.uint8))))
        assert [x0, y0, x1 - x0, y1 - y0] == theirs.tolist()
    else:
        assert (x0, y0, x1, y1) == (0, 0, 0, 0)


@given(a=masks, seed=st.integers(0, 99))
def test_iou_is_symmetric_bounded_and_one_with_itself(a: np.ndarray, seed: int) -> None:
    b = np.random.default_rng(seed).random(a.shape) < 0.5
    assert iou(a, b) == iou(b, a)
    assert 0 <= iou(a, b) <= 1
    assert iou(a, a) == (1.0 if a.any() else 0.0)
    assert iou(a, ~a) == 0.0


def test_what_is_no_mask_or_no_encoding_is_refused() -> None:
    with pytest.raises(InputError, match=r"expected \(H, W\) bool"):
        encode(np.zeros((2, 2), np.uint8))
    with pytest.raises(InputError, match="different grids"):
        iou(np.zeros((2, 2), bool), np.zeros((2, 3), bool))
    good = encode(np.eye(4, dtype=bool))
    for counts in ("!", good.counts + "1", good.counts[:-1], ""):
        with pytest.raises(InputError, match="rle"):
            decode(Rle(size=[4, 4], counts=counts))
