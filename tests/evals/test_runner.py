from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest
from maskwright.errors import InputError, MissingError, ToolError, TransientError
from maskwright.evals import runner
from maskwright.evals.dataset import Dataset, read_dataset
from maskwright.evals.metrics import class_iou, mean_iou_present
from maskwright.evals.painting import paint
from maskwright.evals.rows import RowStore
from maskwright.evals.runner import Run, counts_of, make_predictor
from maskwright.evals.spec import make_spec
from maskwright.evals.summary import summarise
from maskwright.tools.mask import encode

from .builders import Painter, write_dataset, write_mask

# a: two cats pixels, one ignored; b: one dog; c: only background.
MASKS = {
    "a": [[1, 1, 0, 255]],
    "b": [[0, 2, 0, 0]],
    "c": [[0, 0, 0, 0]],
}
ANSWERS = {
    "a": {"cat": [[1, 0, 0, 1]]},
    "b": {"dog": [[0, 1, 1, 0]]},
    "c": {},
}


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return read_dataset(write_dataset(tmp_path / "set", MASKS))


def start(dataset: Dataset, painter: Painter, folder: Path) -> Run:
    spec = make_spec(dataset, painter.describe(), profile="painter")
    return Run(dataset, painter, spec, RowStore(folder / "rows.jsonl"))


def test_three_pictures_by_hand(dataset: Dataset, tmp_path: Path) -> None:
    run = start(dataset, Painter(ANSWERS), tmp_path)
    rows = [run.row(item) for item in dataset.items]
    total = counts_of(rows, 4)
    # cat: 1 hit of 2, painted once where it counts; dog: 1 hit, 2 painted; background: 7 of 8.
    assert total.hit.sum(axis=0).tolist() == [7, 1, 1, 0]
    summary = summarise(dataset, rows, resamples=50)
    assert [figure.iou.value for figure in summary.by_class] == pytest.approx(
        [7 / 9, 1 / 2, 1 / 2, None]
    )
    assert summary.miou_present.value == pytest.approx((7 / 9 + 1) / 3)
    assert summary.accuracy == pytest.approx(9 / 11)
    assert (summary.pictures, summary.empty, summary.failed) == (3, 1, {})


def test_a_second_run_takes_every_row_over(dataset: Dataset, tmp_path: Path) -> None:
    first = start(dataset, Painter(ANSWERS), tmp_path)
    rows = [first.row(item) for item in dataset.items]
    painter = Painter(ANSWERS)
    second = start(dataset, painter, tmp_path)
    assert [second.row(item) for item in dataset.items] == rows
    assert (painter.calls, second.ran) == ([], 0)


def test_an_interrupted_run_goes_on_with_the_picture_it_was_at(
    dataset: Dataset, tmp_path: Path
) -> None:
    first = start(dataset, Painter({**ANSWERS, "b": KeyboardInterrupt()}), tmp_path)
    first.row(dataset.items[0])
    with pytest.raises(KeyboardInterrupt):
        first.row(dataset.items[1])
    painter = Painter(ANSWERS)
    second = start(dataset, painter, tmp_path)
    assert [row.picture for row in second.rows()] == ["a"]
    for item in dataset.items:
        second.row(item)
    assert painter.calls == ["b", "c"]


def test_a_row_cut_off_by_a_kill_runs_again(dataset: Dataset, tmp_path: Path) -> None:
    first = start(dataset, Painter(ANSWERS), tmp_path)
    whole = [first.row(item) for item in dataset.items]
    path = tmp_path / "rows.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    painter = Painter(ANSWERS)
    second = start(dataset, painter, tmp_path)
    again = [second.row(item) for item in dataset.items]
    assert painter.calls == ["c"]
    assert [row.cells for row in again] == [row.cells for row in whole]
    assert len(path.read_text().splitlines()) == 3
    assert start(dataset, Painter({}), tmp_path).rows() == again


def test_other_settings_or_other_ground_truth_run_again(dataset: Dataset, tmp_path: Path) -> None:
    first = start(dataset, Painter(ANSWERS), tmp_path)
    for item in dataset.items:
        first.row(item)
    changed = Painter(ANSWERS, settings={"n_points": 5})
    start(dataset, changed, tmp_path).row(dataset.items[0])
    assert changed.calls == ["a"]
    write_mask(dataset.items[1].mask, [[0, 2, 2, 0]])
    painter = Painter(ANSWERS)
    again = start(dataset, painter, tmp_path)
    for item in dataset.items:
        again.row(item)
    assert painter.calls == ["b"]


def test_a_failed_picture_is_a_row_scored_as_background_and_is_tried_again(
    dataset: Dataset, tmp_path: Path
) -> None:
    broken = Painter({**ANSWERS, "b": ToolError("segment", "no memory\nleft")})
    run = start(dataset, broken, tmp_path)
    rows = [run.row(item) for item in dataset.items]
    assert [row.status for row in rows] == ["done", "failed", "done"]
    summary = summarise(dataset, rows, resamples=10)
    assert summary.failed == {"b": "segment: no memory left"}
    assert class_iou(counts_of([rows[1]], 4))[0, 2] == 0
    mended = Painter(ANSWERS)
    again = start(dataset, mended, tmp_path)
    assert all(again.row(item).status == "done" for item in dataset.items)
    assert mended.calls == ["b"]


def test_a_crash_is_one_pictures_result(
    dataset: Dataset, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    run = start(dataset, Painter({**ANSWERS, "a": IndexError("out of range")}), tmp_path)
    with caplog.at_level(logging.ERROR):
        assert run.row(dataset.items[0]).error == "IndexError: out of range"
    assert "a: crashed" in caplog.text


def test_a_missing_weight_ends_the_run(dataset: Dataset, tmp_path: Path) -> None:
    run = start(dataset, Painter({"a": MissingError("w.pth", "pull w")}), tmp_path)
    with pytest.raises(MissingError):
        run.row(dataset.items[0])
    assert run.rows() == []


def test_a_dead_server_ends_the_run_after_three_pictures(dataset: Dataset, tmp_path: Path) -> None:
    dead = TransientError("server", "connection refused")
    run = start(dataset, Painter(dict.fromkeys(MASKS, dead)), tmp_path)
    assert [run.row(item).status for item in dataset.items[:2]] == ["failed", "failed"]
    with pytest.raises(TransientError):
        run.row(dataset.items[2])


def test_an_answer_of_another_size_or_class_is_a_failed_row(
    dataset: Dataset, tmp_path: Path
) -> None:
    run = start(dataset, Painter({"a": {"cat": [[1]]}, "b": {"horse": [[1, 1, 1, 1]]}}), tmp_path)
    assert "the ground truth [1, 4]" in run.row(dataset.items[0]).error
    assert "'horse', which is no class of set" in run.row(dataset.items[1]).error


def test_a_warm_row_keeps_both_times(dataset: Dataset, tmp_path: Path) -> None:
    painter = Painter(ANSWERS)
    row = start(dataset, painter, tmp_path).row(dataset.items[0], warm=True)
    assert painter.calls == ["a", "a"]
    assert row.seconds_cold is not None


def test_given_labels_are_the_pictures_own(dataset: Dataset, tmp_path: Path) -> None:
    painter = Painter(ANSWERS)
    spec = make_spec(dataset, painter.describe(), given_labels=True)
    run = Run(dataset, painter, spec, RowStore(tmp_path / "rows.jsonl"))
    for item in dataset.items:
        run.row(item)
    assert painter.given == [["cat"], ["dog"], []]


def test_without_a_background_class_unpainted_pixels_have_no_class(tmp_path: Path) -> None:
    root = write_dataset(tmp_path / "set", {"a": [[0, 1]]}, "0\tsky\n1\troad\n")
    dataset = read_dataset(root)
    painted = paint(dataset, {"ROAD": encode(np.array([[False, True]]))}, (1, 2))
    assert painted.tolist() == [[-1, 1]]
    row = start(dataset, Painter({"a": {"road": [[0, 1]]}}), tmp_path).row(dataset.items[0])
    assert row.cells == [[0, 2, 1], [1, 1, 1]]
    assert mean_iou_present(counts_of([row], 2)).tolist() == [0.5]


def test_an_unwritable_folder_is_one_sentence(dataset: Dataset, tmp_path: Path) -> None:
    (tmp_path / "blocked").write_text("a file")
    run = start(dataset, Painter(ANSWERS), tmp_path / "blocked")
    with pytest.raises(ToolError, match="cannot write"):
        run.row(dataset.items[0])


def test_without_a_factory_the_message_says_what_to_import(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runner, "_factories", [])
    with pytest.raises(InputError, match="eval_bridge"):
        make_predictor("embedded", [])


def test_speed_leaves_out_the_picture_that_loaded_the_weights(
    dataset: Dataset, tmp_path: Path
) -> None:
    run = start(dataset, Painter(ANSWERS), tmp_path)
    rows = [run.row(item) for item in dataset.items]
    assert [row.loading for row in rows] == [True, False, False]
    seconds = (60.0, 0.5, 1.5)
    timed = [
        row.model_copy(update={"seconds": each, "seconds_cold": 2 * each})
        for row, each in zip(rows, seconds, strict=True)
    ]
    summary = summarise(dataset, timed, resamples=10)
    assert summary.images_per_second == 1.0
    assert summary.images_per_second_cold == 0.5
    assert summary.median_seconds == 1.0
    alone = summarise(dataset, timed[:1], resamples=10)
    assert alone.images_per_second == pytest.approx(1 / 60)
