"""The contact sheet: the worst and the best pictures of a run, truth beside prediction."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .dataset import IGNORED, Dataset, Item
from .painting import paint
from .plots import new_canvas, save
from .rows import Row
from .summary import picture_scores

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIDE = 240
"""Longest side of a thumbnail in pixels."""
ACROSS = 3
"""Pictures a line; each is a pair of thumbnails."""
VOID = np.array([225, 225, 225], dtype=np.float64)


def contact_sheet(dataset: Dataset, rows: Sequence[Row], path: Path, each: int = 6) -> Path:
    """Draw the `each` worst and best pictures, by mean IoU over the classes present in them.

    Args:
        dataset: whose pictures.
        rows: of the run.
        path: where to; the suffix says the format.
        each: how many of either end; a small run shows every picture once.
    """
    chosen = _ends(dataset, rows, each)
    items = {item.name: item for item in dataset.items}
    lines = max(1, -(-len(chosen) // ACROSS))
    canvas = new_canvas(4.4 * ACROSS, 2.1 * lines + 0.4)
    canvas.suptitle(f"{dataset.name}: worst to best; truth left, painted right", fontsize=10)
    axes = canvas.subplots(lines, 2 * ACROSS, squeeze=False)
    for axis in axes.flat:
        axis.set_axis_off()
    for place, (row, score) in enumerate(chosen):
        line, column = divmod(place, ACROSS)
        pair = (axes[line, 2 * column], axes[line, 2 * column + 1])
        _draw(dataset, items[row.picture], row, score, pair)
    return save(canvas, path)


def _ends(dataset: Dataset, rows: Sequence[Row], each: int) -> list[tuple[Row, float]]:
    scores = picture_scores(dataset, rows)
    ranked = sorted(
        ((row, float(score)) for row, score in zip(rows, scores, strict=True) if score >= 0),
        key=lambda pair: pair[1],
    )
    return ranked if len(ranked) <= 2 * each else [*ranked[:each], *ranked[-each:]]


def _draw(dataset: Dataset, item: Item, row: Row, score: float, pair: tuple[Axes, Axes]) -> None:
    truth = dataset.truth(item)
    painted = paint(dataset, row.labels, truth.shape)
    pixels = _thumbnail(item.image)
    for axis, indices in zip(pair, (truth, painted), strict=True):
        axis.imshow(_overlay(pixels, indices, dataset.background))
        names = [dataset.names[i] for i in np.unique(indices) if i not in (-1, dataset.background)]
        text = ", ".join(names) or "nothing"
        axis.set_title(text if len(text) <= 34 else f"{text[:33]}…", fontsize=7, pad=2)
    note = "failed" if row.status == "failed" else f"IoU {100 * score:.0f}"
    pair[0].text(
        0,
        1.14,
        f"{item.name}: {note}",
        transform=pair[0].transAxes,
        fontsize=7.5,
        fontweight="bold",
    )


def _thumbnail(path: Path) -> NDArray[np.uint8]:
    from PIL import Image, ImageOps

    with Image.open(path) as picture:
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((SIDE, SIDE))
    return np.asarray(upright)


def _overlay(
    pixels: NDArray[np.uint8], indices: NDArray[np.int32], background: int | None
) -> NDArray[np.uint8]:
    """(h, w, 3): the thumbnail with its classes tinted and what counts for nothing greyed."""
    height, width = pixels.shape[:2]
    rows = np.arange(height) * indices.shape[0] // height
    cols = np.arange(width) * indices.shape[1] // width
    small = indices[np.ix_(rows, cols)]
    out = pixels.astype(np.float64)
    for index in np.unique(small):
        if index != background:
            where = small == index
            tint = VOID if index == IGNORED else _colour(int(index))
            out[where] = 0.4 * out[where] + 0.6 * tint
    return out.astype(np.uint8)


def _colour(index: int) -> NDArray[np.float64]:
    from matplotlib import colormaps

    # Steps of 7 through a map of 20 keep neighbouring classes apart.
    return 255 * np.asarray(colormaps["tab20"]((7 * index) % 20)[:3])
