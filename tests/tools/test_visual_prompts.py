"""Prompted pictures equal the authors', and change only what they should."""

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from maskwright.errors import InputError
from maskwright.tools.visual_prompts import KINDS, VisualPrompt, draw

NAMES: dict[str, list[VisualPrompt]] = {
    "circle": ["circle"],
    "circle_blur": ["circle", "blur"],
    "blur_gray": ["blur", "gray"],
    "contour": ["contour"],
    "rectangle": ["rectangle"],
    "black": ["mask"],
}


def read(path: Path) -> np.ndarray:
    with PIL.Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


@pytest.mark.parametrize("name", NAMES)
def test_prompts_equal_the_authors(name: str, shared: Callable[[str], Path]) -> None:
    import cv2

    golden = shared("golden")
    # Ellipses changed in OpenCV 5; everything else is the same in both sets.
    newer = cv2.__version__.split(".")[0] == "5" and "circle" in name
    folder = golden / ("prompts_cv5" if newer else "prompts")
    files = sorted(golden.glob("p03_masks_*.npz"))
    assert files
    for file in files:
        picture = file.stem.removeprefix("p03_masks_")
        pixels = read(golden / "images" / f"{picture}.png")
        for index, mask in enumerate(np.load(file)["masks"].astype(bool)):
            expected = read(folder / f"{picture}_m{index}_{name}.png")
            ours = draw(pixels, mask, NAMES[name])
            assert np.array_equal(ours, expected), f"{picture} {index}"


PIXELS = np.arange(20 * 24 * 3, dtype=np.uint8).reshape(20, 24, 3)
BLOCK = np.zeros((20, 24), bool)
BLOCK[5:12, 8:15] = True


def test_black_leaves_only_the_mask() -> None:
    out = draw(PIXELS, BLOCK, ["mask"])
    assert np.array_equal(out, PIXELS * BLOCK[:, :, None])


def test_a_rectangle_has_half_the_sides_around_the_mean_pixel() -> None:
    out = draw(np.zeros_like(PIXELS), BLOCK, ["rectangle"])
    red = np.zeros_like(BLOCK)
    red[5:12, 8:15] = True
    red[6:11, 9:14] = False
    assert np.array_equal((out == (255, 0, 0)).all(axis=2), red)


def test_a_contour_leaves_holes_undrawn() -> None:
    holed = BLOCK.copy()
    holed[8, 11] = False
    assert np.array_equal(draw(PIXELS, holed, ["contour"]), draw(PIXELS, BLOCK, ["contour"]))


def test_the_order_of_the_kinds_does_not_matter() -> None:
    pictures = [draw(PIXELS, BLOCK, order) for order in itertools.permutations(KINDS[:5])]
    assert all(np.array_equal(pictures[0], other) for other in pictures)


MASKS = arrays(np.bool_, (20, 24))


@given(mask=MASKS, kinds=st.lists(st.sampled_from(["blur", "gray", "mask"])))
def test_surroundings_change_and_the_mask_does_not(
    mask: np.ndarray, kinds: Sequence[VisualPrompt]
) -> None:
    before = PIXELS.copy()
    out = draw(PIXELS, mask, kinds)
    assert np.array_equal(out[mask], PIXELS[mask])
    assert np.array_equal(PIXELS, before)
    if mask.any() and "mask" in kinds:
        assert not out[~mask].any()
    elif mask.any() and "gray" in kinds:
        assert np.ptp(out[~mask].astype(int), axis=1).max(initial=0) == 0


@given(
    mask=MASKS,
    kinds=st.lists(st.sampled_from(["circle", "rectangle", "contour"]), min_size=1),
    thickness=st.integers(1, 3),
)
def test_lines_are_of_the_colour_and_change_nothing_else(
    mask: np.ndarray, kinds: Sequence[VisualPrompt], thickness: int
) -> None:
    out = draw(PIXELS, mask, kinds, thickness, colour=(1, 2, 3))
    changed = (out != PIXELS).any(axis=2)
    assert (out[changed] == (1, 2, 3)).all()
    # All but an ellipse or a box that lies around the picture must have left a trace.
    if mask.any() and "contour" in kinds:
        assert changed.any()


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_mask_leaves_the_picture(kind: VisualPrompt) -> None:
    out = draw(PIXELS, np.zeros_like(BLOCK), [kind])
    assert np.array_equal(out, PIXELS)
    assert out is not PIXELS


@pytest.mark.parametrize("kind", KINDS)
def test_masks_of_one_pixel_and_of_all_pixels_draw(kind: VisualPrompt) -> None:
    corner = np.zeros_like(BLOCK)
    corner[-1, -1] = True
    for mask in (corner, ~corner, np.ones_like(BLOCK)):
        assert draw(PIXELS, mask, [kind]).shape == PIXELS.shape


def test_read_only_pixels_are_drawn_on_a_copy() -> None:
    frozen = PIXELS.copy()
    frozen.flags.writeable = False
    assert (draw(frozen, BLOCK, ["circle"]) != frozen).any()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"pixels": PIXELS[:, :, :2]}, r"picture: expected \(H, W, 3\) uint8"),
        ({"pixels": PIXELS.astype(np.float32)}, "float32"),
        ({"pixels": PIXELS[:0], "mask": BLOCK[:0]}, "not empty"),
        ({"mask": BLOCK[:-1]}, r"mask: expected \(20, 24\) bool as the picture has"),
        ({"mask": BLOCK.astype(np.uint8)}, "uint8"),
        ({"kinds": ["black"]}, "take one of circle, contour"),
        ({"thickness": 0}, "thickness: expected 1 or more"),
        ({"blur": 14}, "blur: expected an odd number"),
    ],
)
def test_bad_input_is_refused(changes: dict[str, object], message: str) -> None:
    ask: dict[str, object] = {"pixels": PIXELS, "mask": BLOCK, "kinds": ["circle"], **changes}
    with pytest.raises(InputError, match=message):
        draw(**ask)  # type: ignore[arg-type]
