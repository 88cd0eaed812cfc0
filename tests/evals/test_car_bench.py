"""The benchmark of the recurrence: both formulations answer alike, figures are what they say."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from maskwright.errors import InputError, ToolError
from maskwright.evals.bench import car_memory
from maskwright.evals.bench.car import Line, choose_theta, compare, iou, picture, run_plain, table
from maskwright.evals.bench.graph_car import Run, random_clip, run_graph, tools_for
from maskwright.evals.bench.plain_car import WORDS, Case, Step
from maskwright.evals.bench.timing import Took
from maskwright.tools.background import AUTHORS
from maskwright.tools.clip.load import Clip
from maskwright.tools.image import load_image
from tiny_clip import save

MASK = np.array([[True, False], [True, True]])


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    return random_clip("tiny", str(save(tmp_path_factory.mktemp("clip"), layers=3)))


@pytest.fixture
def case() -> Case:
    return Case(picture(56), WORDS[:4], list(AUTHORS), theta=0.0)


def run_of(seconds: float, kept: list[str], mask: np.ndarray = MASK) -> Run:
    steps = [
        Step(["cat", "dog"], np.stack([mask, mask]), [0.9, 0.1], kept, seconds / 2),
        Step(kept, np.stack([mask] * len(kept)), [1.0] * len(kept), kept, seconds / 4),
    ]
    return Run(steps, dict.fromkeys(kept, mask), Took(seconds, seconds))


def line_of(plain: Run, ours: Run, count: int = 10) -> Line:
    blank = load_image(np.zeros((2, 2, 3), np.uint8))
    return Line(Case(blank, WORDS[:count], [], theta=0.5), plain, ours)


def test_both_formulations_keep_and_cut_out_the_same(clip: Clip, case: Case) -> None:
    line = compare(clip, case, 2)
    assert line.survivors_equal
    assert line.worst_iou >= 0.999
    assert len(line.ours.steps) >= 2
    assert len(line.ours.steps[-1].kept) < 4
    scores = [(a.scores, b.scores) for a, b in zip(line.plain.steps, line.ours.steps, strict=True)]
    assert all(np.allclose(plain, ours, atol=1e-4) for plain, ours in scores)
    assert line.ours.masks.keys() == line.plain.masks.keys() == set(line.ours.steps[-1].kept)
    assert 0 < sum(step.seconds for step in line.ours.steps) <= line.ours.took.cpu


def test_a_theta_that_drops_nobody_takes_two_steps_and_none_keeps_the_best(
    clip: Clip, case: Case
) -> None:
    box = tools_for(clip, case)
    for theta, left in ((0.0, WORDS[:4]), (1.0, None)):
        chosen = replace(case, theta=theta)
        ours, plain = run_graph(box, chosen), run_plain(clip, chosen)
        assert [step.kept for step in ours.steps] == [step.kept for step in plain.steps]
        assert len(ours.steps) == 2
        assert ours.steps[-1].kept == (left or plain.steps[0].kept[:1])


def test_no_theta_for_so_many_steps_is_said(clip: Clip, case: Case) -> None:
    with pytest.raises(InputError, match="--steps 30: no theta makes so many of them"):
        choose_theta(clip, case, 30)


def test_a_fresh_toolbox_has_nothing_in_its_caches(clip: Clip, case: Case) -> None:
    box: Any = tools_for(clip, case)
    assert box.proposer.settings.load() is box.classifier.settings.load()
    assert box.proposer.settings.load() is not clip
    assert box.proposer.settings.load().model is clip.model


def test_overlap_is_measured_and_two_empty_masks_are_equal() -> None:
    assert iou(MASK, MASK) == iou(~MASK & MASK, ~MASK & MASK) == 1
    assert iou(MASK, np.array([[True, True], [False, True]])) == 0.5


def test_a_line_holds_where_answers_are_the_same_and_ten_queries_ten_times_as_fast() -> None:
    plain = run_of(20.0, ["cat"])
    assert line_of(plain, run_of(2.0, ["cat"])).holds
    assert not line_of(plain, run_of(2.1, ["cat"])).holds
    assert line_of(plain, run_of(2.1, ["cat"]), count=5).holds
    assert not line_of(plain, run_of(1.0, ["dog"])).holds
    assert line_of(plain, run_of(1.0, ["dog"])).worst_iou == 0
    assert not line_of(plain, run_of(1.0, ["cat"], ~MASK)).holds


def test_the_table_shows_times_ratio_and_what_one_more_costs() -> None:
    lines = [
        line_of(run_of(10.0, ["cat"]), run_of(2.0, ["cat"]), count=5),
        line_of(run_of(40.0, ["cat"]), run_of(3.0, ["cat"])),
    ]
    told = table(lines)
    assert "|   40.00 | 40.00 |   3.00 |  3.00 |  13.3 |   13.3 |" in told
    # The first step takes half of each run: (20 - 5) / 5 and (1.5 - 1) / 5.
    assert "of one more query in the first step: plain 3.00, ours 0.10." in told
    assert "Of one more step after 10 queries (at the end 1): plain 10.00, ours 0.75." in told


def test_memory_is_reported_and_held_against_its_limit(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = {"peak_gib": 3.5, "seconds": 9, "tokens": 2028, "left": 20, "notes": ["read smaller"]}

    def done(code: int = 0, **others: Any) -> Any:
        out = json.dumps({**found, **others})
        return lambda *_, **__: subprocess.CompletedProcess([], code, out, "x\nbroken")

    monkeypatch.setattr(car_memory.subprocess, "run", done())
    assert car_memory.report()
    told = capsys.readouterr().out
    assert "2000 x 1500 pixels, 20 queries of which 20 stay, 2028 image tokens: peak 3.50" in told
    assert told.endswith("read smaller\n")
    monkeypatch.setattr(car_memory.subprocess, "run", done(peak_gib=3.8))
    assert not car_memory.report()
    monkeypatch.setattr(car_memory.subprocess, "run", done(code=1))
    with pytest.raises(ToolError, match="exited 1: broken"):
        car_memory.report()


def test_the_large_photograph_has_the_size_that_the_limit_speaks_of() -> None:
    image = car_memory.large_photograph()
    assert image.pixels.shape == (1500, 2000, 3)
    assert len(WORDS) == len(set(WORDS)) == 20
    assert not set(WORDS) & set(AUTHORS)
