"""The picture with its masks, and what is written beside it: all of it data."""

import re

import numpy as np
import pytest
from maskwright.agent.turn import Turn
from maskwright.agent.web.paths import shrink, svg_path, view_size
from maskwright.agent.web.stage import draw_stage, percent
from maskwright.agent.web.transcript import draw_talk
from maskwright.prompts import Request
from maskwright.tools.image import ImageRef
from maskwright.tools.result import Provenance, Result
from square_agent import segment

EVIL = '</svg><img src=x onerror="alert(1)">\'{{7*7}}'


def result_of(*labels: str, size: tuple[int, int] = (40, 60), **more: object) -> Result:
    """A result with nested squares, the first one the largest."""
    height, width = size
    segments = []
    for row, label in enumerate(labels):
        mask = np.zeros(size, np.bool_)
        mask[row : height - row, row : width // 2] = True
        segments.append(segment(label, mask, 0.9 - row / 10))
    return Result(
        image=ImageRef(path="/srv/data/a.png", sha256="a" * 64, width=width, height=height),
        task="open_vocabulary",
        classes=list(dict.fromkeys(labels)),
        segments=segments,
        provenance=Provenance(maskwright="test", profile="squares"),
        **more,
    )


def test_a_mask_becomes_steps_along_its_pixels() -> None:
    assert svg_path(np.array([[0, 1]], np.bool_)) == "M1 0h1v1h-1z"
    ring = np.ones((3, 3), np.bool_)
    ring[1, 1] = False
    assert svg_path(ring).count("M") == 2
    assert svg_path(np.zeros((3, 3), np.bool_)) == ""


def test_a_large_mask_is_drawn_on_the_grid_of_the_page() -> None:
    assert view_size(6000, 3000, 1200) == (1200, 600)
    assert view_size(60, 30, 1200) == (60, 30)
    halves = np.zeros((4, 8), np.bool_)
    halves[:, 4:] = True
    assert shrink(halves, (4, 2)).tolist() == [[False, False, True, True]] * 2


def test_every_segment_can_be_reached_and_stands_in_the_legend() -> None:
    drawn = draw_stage(result_of("cat", "dog"), "a" * 64, "a.png", None)
    shapes = re.findall(r"<path[^>]*>", drawn)
    assert ['tabindex="0" role="button"' in each for each in shapes] == [True, True]
    assert 'aria-label="cat, score 0.90, 50 % of the picture"' in shapes[0]
    assert drawn.count("data-pin=") == 2
    assert drawn.index('data-n="0"') < drawn.index('data-n="1"')  # the smaller one lies on top
    assert f'href="page/files/{"a" * 64}/coco.zip"' in drawn


@pytest.mark.parametrize("waiting", [False, True])
def test_labels_names_and_notes_are_escaped(waiting: bool) -> None:
    waits = {"segments": [{"id": 1, "label": EVIL, "score": 0.9}]} if waiting else None
    drawn = draw_stage(result_of(EVIL, notes=[EVIL]), "a" * 64, EVIL, waits)
    assert "<img src=x" not in drawn
    assert drawn.count("</svg>") == 1
    assert "&lt;img src=x" in drawn
    assert "{{7*7}}" in drawn
    assert "/srv" not in drawn


def test_what_is_said_and_answered_is_escaped() -> None:
    request = Request(action="clarify", reply="?")
    turn = Turn(thread="a", number=1, message=EVIL, request=request, reply=EVIL, notes=[EVIL])
    drawn = draw_talk([(turn, {})], said=EVIL, files=[EVIL])
    assert "<img" not in drawn
    assert drawn.count("&lt;img") == 5


def test_nothing_found_gives_its_reason() -> None:
    nothing = result_of(stop="empty", reason="None of these is in the picture.")
    drawn = draw_stage(nothing, "a" * 64, "a.png", None)
    assert "None of these is in the picture." in drawn
    assert "<path" not in drawn


@pytest.mark.parametrize(
    ("share", "told"),
    [(0.0, "0 %"), (0.0004, "< 0.1 %"), (0.012, "1.2 %"), (0.0999, "10 %"), (0.5, "50 %")],
)
def test_shares_are_told_shortly(share: float, told: str) -> None:
    assert percent(share) == told
