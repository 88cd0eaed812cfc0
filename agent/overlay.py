"""The picture with its segments drawn over it, in the colours of the label map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..tools.labelmap import voc_palette
from ..tools.mask import BoolMask, decode
from ..tools.result import Result
from ..tools.segment import Segment

Pixels = NDArray[np.uint8]

TINT = 0.45
"""How much of a class's colour lies over the picture."""

ROWS = 256
"""So many rows are blended at a time."""

Colour = tuple[int, int, int]
Plate = tuple[float, float, float, float]
"""(x0, y0, x1, y1) of a name, in pixels of the picture."""


def class_colours(classes: Sequence[str]) -> dict[str, Colour]:
    """The label map's colour of each class."""
    palette = voc_palette(len(classes) + 1).tolist()
    return {name: (rgb[0], rgb[1], rgb[2]) for name, rgb in zip(classes, palette[1:], strict=True)}


def draw_overlay(pixels: Pixels, result: Result) -> Pixels:
    """Tint the classes, outline the segments and name each.

    Args:
        pixels: (H, W, 3) uint8, the picture.
        result: what was found in it.

    Returns:
        (H, W, 3) uint8; the same size. A name is left out where the picture is too small for it, or
        where surer segments have their names all around.
    """
    colours = class_colours(result.classes)
    layer = draw_layer(result)
    drawn = np.empty_like(pixels)
    for top in range(0, len(pixels), ROWS):
        # Some rows at a time: floats of a large photograph are gigabytes.
        part = layer[top : top + ROWS]
        alpha = part[:, :, 3:].astype(np.float32) / 255
        mixed = pixels[top : top + ROWS] * (1 - alpha) + part[:, :, :3] * alpha
        drawn[top : top + ROWS] = np.rint(mixed).astype(np.uint8)
    return _write_names(drawn, result.segments, colours)


def draw_layer(result: Result) -> Pixels:
    """The tint and the outlines alone, to be laid over the picture.

    Returns:
        (H, W, 4) uint8, RGB and opacity.
    """
    size_hw = (result.image.height, result.image.width)
    colours = class_colours(result.classes)
    layer = np.zeros((*size_hw, 4), np.uint8)
    for name, rle in result.labels.items():
        layer[decode(rle)] = (*colours[name], round(TINT * 255))
    thick = max(1, round(min(size_hw) / 240))
    for segment in reversed(result.segments):
        rows, cols, mask = _crop(segment, pad=2 * thick)
        part = layer[rows, cols]
        inner = _erode(mask, thick)
        part[_dilate(mask, thick) & ~mask] = (255, 255, 255, 230)
        part[mask & ~inner] = (*colours[segment.label], 255)
    return layer


def _crop(segment: Segment, pad: int) -> tuple[slice, slice, BoolMask]:
    """The part of the picture around a segment, and its mask there."""
    mask = decode(segment.mask)
    x0, y0, x1, y1 = (int(edge) for edge in segment.box)
    rows = slice(max(0, y0 - pad), min(mask.shape[0], y1 + pad))
    cols = slice(max(0, x0 - pad), min(mask.shape[1], x1 + pad))
    return rows, cols, mask[rows, cols]


def _dilate(mask: BoolMask, steps: int) -> BoolMask:
    for _ in range(steps):
        grown = mask.copy()
        grown[1:] |= mask[:-1]
        grown[:-1] |= mask[1:]
        grown[:, 1:] |= mask[:, :-1]
        grown[:, :-1] |= mask[:, 1:]
        mask = grown
    return mask


def _erode(mask: BoolMask, steps: int) -> BoolMask:
    return ~_dilate(~mask, steps)


def name_spot(segment: Segment) -> tuple[int, int]:
    """Where a segment's name is best written: (x, y), the pixel farthest from its outline."""
    from scipy.ndimage import distance_transform_edt

    rows, cols, mask = _crop(segment, pad=1)
    step = max(1, max(mask.shape) // 256)
    depth: NDArray[Any] = np.asarray(distance_transform_edt(np.pad(mask[::step, ::step], 1)))
    y, x = np.unravel_index(int(depth.argmax()), depth.shape)
    return cols.start + (int(x) - 1) * step, rows.start + (int(y) - 1) * step


def _write_names(pixels: Pixels, segments: Sequence[Segment], colours: dict[str, Colour]) -> Pixels:
    import PIL.Image
    import PIL.ImageDraw
    import PIL.ImageFont

    picture = PIL.Image.fromarray(pixels)
    draw = PIL.ImageDraw.Draw(picture)
    size = max(11, min(40, round(min(picture.size) / 24)))
    font = PIL.ImageFont.load_default(size)
    taken: list[Plate] = []
    for segment in segments:
        text = segment.label if len(segment.label) <= 40 else segment.label[:39] + "…"
        left, top, right, bottom = draw.textbbox((0, 0), text, font=font)
        width, height = right - left + size, bottom - top + size // 2
        if width > picture.width or height > picture.height:
            continue
        x, y = name_spot(segment)
        plate = free_place((x - width / 2, y - height / 2), (width, height), picture.size, taken)
        if plate is None:
            continue
        taken.append(plate)
        back = colours[segment.label]
        # Bright plates carry dark letters (ITU-R BT.601 brightness).
        bright = 0.299 * back[0] + 0.587 * back[1] + 0.114 * back[2] > 140
        x0, y0, x1, y1 = plate
        inside = (x0, y0, x1 - 1, y1 - 1)
        draw.rounded_rectangle(inside, radius=size / 4, fill=back, outline="white")
        place = (x0 + size / 2 - left, y0 + size / 4 - top)
        draw.text(place, text, font=font, fill="black" if bright else "white")
    return np.asarray(picture)


def free_place(
    corner: tuple[float, float],
    size: tuple[float, float],
    picture: tuple[int, int],
    taken: Sequence[Plate],
) -> Plate | None:
    """The nearest place above or below a wished one where a name hides no other.

    Args:
        corner: (x, y) of the upper left corner that is wished for.
        size: (width, height) of the name.
        picture: (width, height) within which it has to stay.
        taken: where names stand already.

    Returns:
        (x0, y0, x1, y1), or None where there is no room within three lines.
    """
    (x, y), (width, height) = corner, size
    for lines in (0, -1, 1, -2, 2, -3, 3):
        x0 = min(max(0.0, x), picture[0] - width)
        y0 = min(max(0.0, y + lines * height), picture[1] - height)
        plate = (x0, y0, x0 + width, y0 + height)
        if not any(_touch(plate, other) for other in taken):
            return plate
    return None


def _touch(a: Plate, b: Plate) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
