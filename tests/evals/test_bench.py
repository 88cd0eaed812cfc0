from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from maskwright.errors import ToolError
from maskwright.evals import baseline, runner
from maskwright.evals.bench.naive_cam import clearly_better, compare, table
from maskwright.evals.bench.segment_time import photograph
from maskwright.evals.bench.timing import Measured, maskwright, print_table, time_process
from maskwright.evals.dataset import read_dataset

from .builders import Painter, write_dataset

MASKS = {name: [[1, 1, 0, 0]] for name in "abcd"}
RIGHT: dict[str, Any] = {name: {"cat": [[1, 1, 0, 0]]} for name in MASKS}


def all_first_class(image: Any, classes: Any) -> np.ndarray:
    return np.ones((image.height, image.width), dtype=np.int32)


def nothing(image: Any, classes: Any) -> np.ndarray:
    return np.zeros((image.height, image.width), dtype=np.int32)


def test_the_photograph_has_the_size_that_the_limits_speak_of() -> None:
    assert photograph().shape == (375, 500, 3)
    assert photograph().dtype == np.uint8


def test_shifted_photographs_are_other_pictures_of_the_same_columns() -> None:
    assert not np.array_equal(photograph(17), photograph())
    assert np.array_equal(np.roll(photograph(17), -17, axis=1), photograph())


def test_a_median_over_its_limit_does_not_hold(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        Measured(name="quick", seconds=[0.1, 0.3, 0.2], cpu=(0.4, 0.5, 0.9), limit=0.25),
        Measured(name="slow", seconds=[0.1, 0.3, 0.4], limit=0.3),
        Measured(name="free", seconds=[9.0]),
    ]
    assert [line.holds for line in lines] == [True, False, True]
    print_table(lines)
    out = capsys.readouterr().out
    assert "| quick |     0.20 | 0.10-0.30 |  0.50 |    3 |     0.2 |   yes |" in out
    assert "| slow  |     0.30 | 0.10-0.40 |     - |    3 |     0.3 |    NO |" in out
    print_table(lines, as_json=True)
    assert [line["median"] for line in json.loads(capsys.readouterr().out)] == [0.2, 0.3, 9.0]


def test_a_process_that_fails_is_no_timing() -> None:
    with pytest.raises(ToolError, match=r"exited 2: .*no-such-command'"):
        time_process(maskwright("no-such-command"))


def test_a_process_is_given_its_environment() -> None:
    code = "import os, sys; sys.exit(os.environ['MASKWRIGHT_BENCH'] != 'yes')"
    took = time_process([sys.executable, "-c", code], {"MASKWRIGHT_BENCH": "yes"})
    assert took.wall > 0
    assert took.cpu > 0


@pytest.mark.parametrize(("paint", "better"), [(nothing, True), (all_first_class, True)])
def test_the_profile_is_compared_with_the_baseline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, paint: Any, better: bool
) -> None:
    monkeypatch.setattr(runner, "_factories", [lambda *_: Painter(RIGHT)])
    monkeypatch.setattr(baseline, "_installed", [paint])
    dataset = read_dataset(write_dataset(tmp_path / "pack", MASKS))
    rows = compare(dataset, "embedded", tmp_path / "rows.jsonl")
    assert clearly_better(rows[1]) is better
    assert "| profile embedded " in table(rows, "embedded")
    assert "100.0" in table(rows, "embedded")


def test_equal_masks_are_not_clearly_better(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "_factories", [lambda *_: Painter({name: {} for name in MASKS})])
    monkeypatch.setattr(baseline, "_installed", [nothing])
    dataset = read_dataset(write_dataset(tmp_path / "pack", MASKS))
    assert not clearly_better(compare(dataset, "embedded", tmp_path / "rows.jsonl")[1])
