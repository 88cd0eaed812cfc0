"""Plots that a person can read: nothing lies on top of something else."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from maskwright.evals import plots
from maskwright.evals.open_variants import open_vocabulary_variants
from maskwright.evals.plots import Panel, plot_rows
from maskwright.evals.summary import Figure

pytest.importorskip("matplotlib")
NOTHING = Figure(value=None, low=None, high=None)
SOME = Figure(value=0.25, low=0.2, high=0.35)


def drawn(
    monkeypatch: pytest.MonkeyPatch, names: Sequence[str], panels: Sequence[Panel]
) -> tuple[Any, Any]:
    """The plot's figure and what draws it, as it would be saved."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    kept: list[Any] = []
    monkeypatch.setattr(plots, "save", lambda canvas, path: kept.append(canvas) or path)
    plot_rows(names, panels, "a title", Path("unused.png"))
    canvas = FigureCanvasAgg(kept[0])
    canvas.draw()
    return kept[0], canvas.get_renderer()


@pytest.mark.parametrize("count", [1, 12, None])
def test_no_label_and_no_value_covers_another(
    monkeypatch: pytest.MonkeyPatch, count: int | None
) -> None:
    names = [variant.name for variant in open_vocabulary_variants()][:count]
    figures = [NOTHING if place % 7 == 3 else SOME for place in range(len(names))]
    panels = [Panel("IoU-single", figures), Panel("classic: mIoU", figures)]
    canvas, renderer = drawn(monkeypatch, names, panels)
    left, right = canvas.axes
    labels = [label for label in left.get_yticklabels() if label.get_text()]
    assert [label.get_text() for label in labels] == list(names)
    for texts in (labels, left.texts, right.texts):
        assert len(texts) == len(names)
        boxes = [text.get_window_extent(renderer) for text in texts]
        assert all(above.y0 >= below.y1 for above, below in pairwise(boxes))
    # Values stand to the right of their panel and before the next one.
    values = [text.get_window_extent(renderer) for text in left.texts]
    assert min(box.x0 for box in values) > left.get_window_extent(renderer).x1
    assert max(box.x1 for box in values) < right.get_window_extent(renderer).x0
    edges = [label.get_window_extent(renderer).x0 for label in labels]
    assert min(edges) >= 0


def test_rows_of_one_group_stand_together(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["full", "eta = 0.2", "eta = 0.3", "refine: none", "refine: crf"]
    canvas, _ = drawn(monkeypatch, names, [Panel("mIoU", [SOME] * 5)])
    steps = [above - below for above, below in pairwise(canvas.axes[0].get_yticks())]
    assert steps == [1.5, 1, 1.5, 1]
