"""Protocols of open_vocabulary, with answers that were painted by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from maskwright.errors import ToolError
from maskwright.evals.asking import ABSENT, absent_classes
from maskwright.evals.dataset import Dataset, read_dataset
from maskwright.evals.means import MeanSummary, summarise_means
from maskwright.evals.measures import differences_of, figures_of, measure
from maskwright.evals.report import dataset_report
from maskwright.evals.rows import Row, RowStore
from maskwright.evals.runner import Run
from maskwright.evals.spec import Protocol, Spec, make_spec
from maskwright.evals.summary import Summary

from .builders import Painter, write_dataset

# a: two cats, one dog, one background; b: one cat, two background, one ignored.
MASKS = {"a": [[1, 1, 2, 0]], "b": [[1, 0, 0, 255]]}
ANSWERS: dict[str, Any] = {
    "a": {"cat": [[1, 1, 1, 0]], "dog": [[0, 0, 1, 0]], "sofa": [[0, 0, 0, 1]]},
    "b": {"cat": [[0, 1, 0, 1]]},
}
NO_BACKGROUND = {"open_vocabulary": {"background_class": False}}


class Described(Painter):
    def describe(self) -> dict[str, Any]:
        return {"settings": self.settings}


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return read_dataset(write_dataset(tmp_path / "set", MASKS))


def run(
    dataset: Dataset, painter: Painter, folder: Path, protocol: Protocol, **options: Any
) -> tuple[Spec, list[Row]]:
    spec = make_spec(
        dataset, painter.describe(), task="open_vocabulary", protocol=protocol, **options
    )
    measured = Run(dataset, painter, spec, RowStore(folder / "rows.jsonl"))
    return spec, [measured.row(item) for item in dataset.items]


def test_classic_asks_for_every_class_at_once(dataset: Dataset, tmp_path: Path) -> None:
    painter = Painter({"a": {"cat": [[1, 1, 0, 0]]}, "b": {"dog": [[1, 0, 0, 0]]}})
    spec, rows = run(dataset, painter, tmp_path, "classic")
    every = ["cat", "dog", "sofa"]
    assert painter.asked == [("a", every, every), ("b", every, every)]
    summary = measure(dataset, spec, rows, resamples=20)
    assert isinstance(summary, Summary)
    # Background 3 of 4, cat 2 of 3, dog nowhere right.
    assert summary.miou_present.value == pytest.approx((3 / 4 + 2 / 3 + 0) / 3)


def test_iou_single_by_hand(dataset: Dataset, tmp_path: Path) -> None:
    painter = Painter(ANSWERS)
    spec, rows = run(dataset, painter, tmp_path, "single")
    # Each class that is there alone; an oracle would get the others that are there.
    assert painter.asked == [
        ("a", ["cat"], ["dog"]),
        ("a", ["dog"], ["cat"]),
        ("b", ["cat"], []),
    ]
    summary = measure(dataset, spec, rows, resamples=20)
    assert isinstance(summary, Summary)
    # cat: 2 + 0 hits; true 2 + 1, painted 3 + 1 where it counts: 2 / 5. dog: 1 / 1.
    iou = {figure.name: figure.iou.value for figure in summary.by_class}
    assert iou == pytest.approx({"background": None, "cat": 2 / 5, "dog": 1, "sofa": None})
    assert figures_of(spec, summary)["IoU-single"].value == pytest.approx((2 / 5 + 1) / 2)
    assert summary.classes_present == 2
    assert "IoU-single" in dataset_report(spec, summary)


def test_single_pictures_of_background_alone_are_asked_nothing(tmp_path: Path) -> None:
    only = read_dataset(write_dataset(tmp_path / "empty", {"a": [[0, 0]], "b": [[1, 0]]}))
    painter = Painter({"b": {"cat": [[1, 0]]}})
    spec, rows = run(only, painter, tmp_path, "single")
    assert painter.calls == ["b"]
    summary = measure(only, spec, rows, resamples=20)
    assert isinstance(summary, Summary)
    assert (summary.miou_present.value, summary.classes_present) == (1, 1)


def test_an_oracle_may_get_background_too(dataset: Dataset, tmp_path: Path) -> None:
    painter = Painter(ANSWERS)
    plain, _ = run(dataset, painter, tmp_path, "single")
    spec, _ = run(dataset, painter, tmp_path, "single", oracle_background=True)
    assert painter.asked[3:] == [
        ("a", ["cat"], ["background", "dog"]),
        ("a", ["dog"], ["background", "cat"]),
        ("b", ["cat"], ["background"]),
    ]
    assert spec.key != plain.key


def test_absent_rate_by_hand(dataset: Dataset, tmp_path: Path) -> None:
    painter = Painter(ANSWERS)
    spec, rows = run(dataset, painter, tmp_path, "absent")
    assert sorted((picture, query) for picture, (query,), _ in painter.asked) == [
        ("a", "sofa"),
        ("b", "dog"),
        ("b", "sofa"),
    ]
    summary = measure(dataset, spec, rows, resamples=20)
    assert isinstance(summary, MeanSummary)
    # One of three questions got a mask, on a quarter of its picture.
    assert summary.questions == 3
    assert summary.figures["false masks"].value == pytest.approx(1 / 3)
    assert summary.figures["their area"].value == pytest.approx(1 / 4)
    by_query = {each.query: each.figures["false masks"] for each in summary.by_query}
    assert by_query == {"dog": 0, "sofa": 1 / 2}
    text = dataset_report(spec, summary)
    assert "false masks: **33.3**" in text
    assert "their area: **25.0**" in text


def test_a_failed_picture_does_not_count_as_an_honest_no(dataset: Dataset, tmp_path: Path) -> None:
    broken = Painter({**ANSWERS, "b": ToolError("propose", "no memory left")})
    spec, rows = run(dataset, broken, tmp_path, "absent")
    summary = summarise_means("absent", rows, resamples=20)
    assert (summary.questions, summary.failed) == (1, {"b": "propose: no memory left"})
    assert summary.figures["false masks"].value == 1
    assert "1 failed, not counted" in dataset_report(spec, summary)


def test_a_failed_picture_scores_nothing_where_something_is_there(
    dataset: Dataset, tmp_path: Path
) -> None:
    broken = Painter({**ANSWERS, "a": ToolError("propose", "no memory left")})
    spec, rows = run(dataset, broken, tmp_path, "single")
    assert [answer.truth for answer in rows[0].answers] == [2, 1]
    summary = measure(dataset, spec, rows, resamples=20)
    assert isinstance(summary, Summary)
    assert summary.miou_present.value == 0


def test_absent_classes_are_the_same_however_classes_are_ordered(tmp_path: Path) -> None:
    names = ["background", "cat", "dog", "cow", "bus", "car", "cup", "bed", "hat"]
    chosen = []
    for order in (names, names[::-1]):
        listed = "".join(f"{names.index(name)}\t{name}\n" for name in order)
        folder = tmp_path / order[0]
        found = read_dataset(write_dataset(folder, {"a": [[1, 0]]}, classes=listed))
        indices = absent_classes(found, "a", found.truth(found.items[0]))
        chosen.append([found.names[index] for index in indices])
    assert chosen[0] == chosen[1] == PINNED
    assert len(PINNED) == ABSENT


PINNED = ["car", "hat", "cup", "dog", "bus"]
"""By SHA-256 of "a <tab> class"; the cat is there, and background is no class."""


def test_j_and_f_frame_by_frame(tmp_path: Path) -> None:
    true = [[0, 0, 0, 0]] * 2 + [[1, 1, 0, 0]] * 2
    frames = {"bear_1": true, "bear_2": true, "fox_1": true}
    write_dataset(tmp_path / "frames", frames, classes="0\trest\n1\tannotated object\n")
    lines = "bear_1\ta bear\nbear_2\ta bear\nfox_1\ta fox\n"
    (tmp_path / "frames/phrases.tsv").write_text(lines)
    frames = read_dataset(tmp_path / "frames")
    every = [[1] * 4] * 4
    painter = Painter({"bear_1": {"a bear": true}, "bear_2": {"a bear": every}, "fox_1": {}})
    spec, rows = run(frames, painter, tmp_path, "phrases")
    assert painter.asked[0] == ("bear_1", ["a bear"], [])
    # bear_1: both 1. bear_2: J 4 of 16 pixels, no boundary within the picture. fox_1: nothing.
    assert [answer.boundary for row in rows for answer in row.answers] == [1, 0, 0]
    summary = measure(frames, spec, rows, resamples=20)
    assert isinstance(summary, MeanSummary)
    values = {name: figure.value for name, figure in summary.figures.items()}
    assert values == pytest.approx({"J": (1 + 4 / 16) / 3, "F": 1 / 3, "J&F": (1.25 + 1) / 6})
    assert {each.query: each.asked for each in summary.by_query} == {"a bear": 2, "a fox": 1}
    # What the contact sheet paints is the object's class, not the phrase.
    assert [*rows[0].labels] == ["annotated object"]
    # Of the two videos a draw holds the bear 0 to 2 times.
    j = summary.figures["J"]
    assert j.low is not None
    assert j.high is not None
    assert {round(j.low, 3), round(j.high, 3)} <= {0, 0.417, 0.625}


def test_expressions_of_photographs_by_hand(tmp_path: Path) -> None:
    # Two objects of photograph 25, one of 7; each is asked for with its own mask as the truth.
    masks = {"25_1": [[1, 1, 0, 0]], "25_2": [[0, 0, 1, 255]], "7_3": [[1, 1, 1, 1]]}
    write_dataset(tmp_path / "photos", masks, classes="0\trest\n1\treferred object\n")
    asked = {"25_1": "left", "25_2": "right", "7_3": "all"}
    lines = [f"{name}\t{name}.png\t{text}" for name, text in asked.items()]
    (tmp_path / "photos/refs.tsv").write_text("\n".join(["image\tmask\texpression", *lines]))
    photos = read_dataset(tmp_path / "photos")
    answers = {
        "25_1": {"left": [[1, 0, 0, 0]]},
        "25_2": {"right": [[0, 0, 1, 1]]},
        "7_3": {"all": [[1, 1, 1, 0]]},
    }
    spec, rows = run(photos, Painter(answers), tmp_path, "phrases")
    assert [answer.boundary for row in rows for answer in row.answers] == [None] * 3
    summary = measure(photos, spec, rows, resamples=50)
    assert isinstance(summary, MeanSummary)
    values = {name: figure.value for name, figure in summary.figures.items()}
    # 1 of 2, 1 of 1 where it counts, 3 of 4 pixels.
    assert values == pytest.approx({"mIoU": (1 / 2 + 1 + 3 / 4) / 3, "oIoU": (1 + 1 + 3) / 7})
    assert summary.by_query[0].figures == pytest.approx({"mIoU": 3 / 4, "oIoU": 3 / 4})
    # A draw holds photograph 25, both of its objects together, 0 to 2 times.
    overall = summary.figures["oIoU"]
    assert overall.low == pytest.approx(2 / 3)
    assert overall.high == pytest.approx(3 / 4)
    assert differences_of(photos, (spec, rows), (spec, rows), resamples=5)["oIoU"].value == 0


def test_without_a_background_class_only_foreground_pixels_count(
    dataset: Dataset, tmp_path: Path
) -> None:
    answers = {"a": {"cat": [[1, 1, 1, 1]]}, "b": {"dog": [[1, 1, 1, 1]]}}
    spec, rows = run(dataset, Described(answers, NO_BACKGROUND), tmp_path, "classic")
    assert spec.foreground
    summary = measure(dataset, spec, rows, resamples=20)
    assert isinstance(summary, Summary)
    # cat: 2 hits, true 3, painted 3 of the 4 foreground pixels: 2 / 4. dog: 0 of 2.
    iou = {figure.name: figure.iou.value for figure in summary.by_class}
    assert iou == pytest.approx({"background": None, "cat": 2 / 4, "dog": 0, "sofa": None})
    assert (summary.classes_present, summary.classes_all) == (2, 3)
    assert "only foreground pixels count" in dataset_report(spec, summary)


def test_a_run_with_and_one_without_background_differ_on_foreground_pixels(
    dataset: Dataset, tmp_path: Path
) -> None:
    everywhere = {"a": {"cat": [[1, 1, 1, 1]]}, "b": {"cat": [[1, 1, 1, 1]]}}
    without = run(dataset, Described(everywhere, NO_BACKGROUND), tmp_path, "classic")
    half = {"a": {"cat": [[1, 0, 0, 0]]}, "b": {"cat": [[1, 0, 0, 0]]}}
    full = run(dataset, Described(half, {}), tmp_path, "classic")
    difference = differences_of(dataset, without, full, resamples=20)["mIoU"]
    # cat 3 of 4 against 2 of 3, dog 0 in both.
    assert difference.value == pytest.approx((3 / 4 - 2 / 3) / 2)


def test_protocols_keep_their_rows_apart_and_take_their_own_over(
    dataset: Dataset, tmp_path: Path
) -> None:
    keys = set()
    for protocol in ("classic", "single", "absent"):
        spec, rows = run(dataset, Painter(ANSWERS), tmp_path, protocol)
        keys.add(spec.key)
        painter = Painter(ANSWERS)
        assert run(dataset, painter, tmp_path, protocol) == (spec, rows)
        assert painter.calls == []
        assert Spec.model_validate(json.loads(spec.model_dump_json())) == spec
    assert len(keys) == 3
