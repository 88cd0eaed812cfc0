"""Plots of an evaluation: IoU by class, the confusion heat map, the dot plot of an ablation.

matplotlib is an extra (`maskwright[plots]`). Figures are made without pyplot, so nothing here
touches a global state or a window system.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import MissingError
from .files import write_file
from .summary import ClassFigure, Figure, Summary

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

BLUE, GREY, ORANGE = "#2f6f9f", "#9aa5ad", "#c2571a"
LABELLED = 25
"""Up to so many classes each cell of the heat map has its number."""
ROW_INCHES, GAP = 0.2, 0.5
"""Of a dot plot: the height of a line, and what parts two groups, in lines."""
SMALLEST = 0.5
"""Percent; a smaller cell would round to 0 and stays empty."""


def new_canvas(width: float, height: float) -> Canvas:
    """An empty figure of this size in inches.

    Raises:
        MissingError: matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure as Canvas
    except ImportError as error:
        raise MissingError("matplotlib", "pip install 'maskwright[plots]'", "plots") from error
    return Canvas(figsize=(width, height), layout="constrained")


def save(canvas: Canvas, path: Path) -> Path:
    """Write the figure; the suffix of `path` says the format."""
    data = io.BytesIO()
    canvas.savefig(data, format=path.suffix[1:], dpi=130)
    return write_file(path, data.getvalue())


def plot_classes(summary: Summary, title: str, path: Path) -> Path:
    """IoU of each class that is true or painted, best first, with 95 % intervals."""
    shown = [figure for figure in summary.by_class if figure.iou.value is not None]
    shown.sort(key=lambda figure: figure.iou.value or 0.0)
    canvas = new_canvas(7.5, 1.6 + 0.24 * len(shown))
    axes = canvas.add_subplot()
    colours = [BLUE if figure.pictures else ORANGE for figure in shown]
    rows = np.arange(len(shown))
    values = _percents([figure.iou.value for figure in shown])
    axes.barh(rows, values, color=colours, height=0.72)
    _whiskers(axes, rows, [figure.iou for figure in shown])
    axes.set_yticks(rows, [_class_label(figure) for figure in shown])
    _mean_line(axes, summary.miou_present)
    _frame(axes, title, "IoU, % (whiskers: 95 % of bootstrap draws over pictures)", len(shown))
    axes.set_xlim(0, 100)
    return save(canvas, path)


def plot_confusion(matrix: NDArray[np.int64], names: Sequence[str], title: str, path: Path) -> Path:
    """Where each true class went: rows sum to 100 %; classes that are nowhere true have no row.

    Args:
        matrix: (C, C + 1) pixel counts.
        names: C class names.
        title: of the plot.
        path: where to.
    """
    rows = np.flatnonzero(matrix.sum(axis=1))
    cols = np.flatnonzero(matrix.sum(axis=0))
    share = 100 * matrix[np.ix_(rows, cols)] / matrix[rows].sum(axis=1, keepdims=True)
    numbered = max(len(rows), len(cols)) <= LABELLED
    wide, high, size = (0.36, 0.32, 8) if numbered else (0.16, 0.16, 6)
    canvas = new_canvas(3.2 + wide * len(cols), 2.4 + high * len(rows))
    axes = canvas.add_subplot()
    # Most cells are small: a square root keeps them visible beside the diagonal.
    axes.imshow(np.sqrt(share), cmap="Blues", vmin=0, vmax=10, aspect="auto")
    columns = [*names, "(no class)"]
    below = {"rotation": 60, "ha": "right", "rotation_mode": "anchor"}
    axes.set_xticks(range(len(cols)), [columns[int(c)] for c in cols], **below)
    axes.set_yticks(range(len(rows)), [names[int(r)] for r in rows])
    if numbered:
        for (row, col), value in np.ndenumerate(share):
            if value >= SMALLEST:
                colour = "white" if value > 45 else "#333333"
                axes.text(col, row, f"{value:.0f}", ha="center", va="center", color=colour, size=7)
    axes.set_xlabel("painted as")
    axes.set_ylabel("true class, 100 % a row")
    axes.set_title(title, fontsize=10, loc="left")
    axes.tick_params(length=0, labelsize=size)
    return save(canvas, path)


class Panel(NamedTuple):
    """One figure of every run.

    Attributes:
        name: of the figure.
        figures: one a run.
    """

    name: str
    figures: Sequence[Figure]


def plot_rows(names: Sequence[str], panels: Sequence[Panel], title: str, path: Path) -> Path:
    """A dot plot: one run a line, top to bottom, the first one's value as a reference line.

    Lines of one group (their names share what stands before ":" or "=") stand together; the values
    stand in a column of their own, where no line crosses them.

    Args:
        names: of the runs; the first is the one that the others are compared with.
        panels: side by side, at least one.
        title: of the plot.
        path: where to.
    """
    rows = -np.array([line + GAP * group for line, group in enumerate(_groups(names))])
    text = 0.075 * max(map(len, names))
    canvas = new_canvas(text + 4.2 * len(panels) + 0.6, 1.3 + ROW_INCHES * float(1 - rows[-1]))
    every = canvas.subplots(1, len(panels), squeeze=False, sharey=True)[0]
    for axes, panel in zip(every, panels, strict=True):
        _dots(axes, rows, panel)
        _frame(axes, "", f"{panel.name}, % [95 % of bootstrap draws]", len(names))
        axes.set_ylim(float(rows[-1]) - 0.7, 0.7)
    every[0].set_yticks(rows, list(names))
    canvas.suptitle(title, fontsize=10, x=0.01, ha="left")
    return save(canvas, path)


def _groups(names: Sequence[str]) -> list[int]:
    """Of each line, how many groups begin above it or with it."""
    heads = [re.split(r":| = ", name)[0] for name in names]
    changes = [head != before for before, head in pairwise(heads)]
    return [sum(changes[:line]) for line in range(len(heads))]


def _dots(axes: Axes, rows: NDArray[np.float64], panel: Panel) -> None:
    _whiskers(axes, rows, panel.figures)
    values = _percents([figure.value for figure in panel.figures])
    axes.scatter(values, rows, color=[BLUE, *[ORANGE] * (len(rows) - 1)], s=24, zorder=3)
    if np.isfinite(values[0]):
        axes.axvline(values[0], color=GREY, linewidth=1, linestyle=":", zorder=0)
    for row, value in zip(rows, values, strict=True):
        axes.annotate(
            f"{value:.1f}" if np.isfinite(value) else "-",
            (1.0, row),
            (4, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            size=7.5,
            va="center",
        )


def _class_label(figure: ClassFigure) -> str:
    where = f"{figure.pictures}" if figure.pictures else "nowhere true"
    return f"{figure.name} ({where})"


def _percents(values: Sequence[float | None]) -> NDArray[np.float64]:
    return np.array([np.nan if value is None else 100 * value for value in values])


def _whiskers(axes: Axes, rows: NDArray[Any], figures: Sequence[Figure]) -> None:
    low = _percents([figure.low for figure in figures])
    high = _percents([figure.high for figure in figures])
    axes.hlines(rows, low, high, color="#333333", linewidth=1)


def _mean_line(axes: Axes, mean: Figure) -> None:
    if mean.value is not None:
        axes.axvline(100 * mean.value, color=GREY, linewidth=1, linestyle="--", zorder=0)
        axes.annotate(
            f"mean {100 * mean.value:.1f}",
            (100 * mean.value, 0.0),
            (3, 3),
            size=8,
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
        )


def _frame(axes: Axes, title: str, axis: str, count: int) -> None:
    axes.set_ylim(-0.7, count - 0.3)
    axes.set_xlabel(axis, fontsize=8)
    axes.set_title(title, fontsize=10, loc="left")
    axes.tick_params(labelsize=8)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color="#e4e4e4", linewidth=0.7)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
