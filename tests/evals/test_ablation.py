from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from maskwright.errors import MissingError, TransientError
from maskwright.evals import baseline, runner
from maskwright.evals.ablation import Ablation
from maskwright.evals.ablation_report import ablation_report
from maskwright.evals.ablation_row import AblationRow, AblationSpec
from maskwright.evals.dataset import Dataset, read_dataset
from maskwright.evals.rows import RowStore
from maskwright.evals.runner import Run
from maskwright.evals.spec import make_spec
from maskwright.evals.summary import Figure, summarise
from maskwright.evals.variants import BASELINE, closed_set_variants

from .builders import Painter, write_dataset

MASKS = {"a": [[1, 1, 0, 0]], "b": [[0, 2, 0, 0]]}
WELL: dict[str, Any] = {"a": {"cat": [[1, 1, 0, 0]]}, "b": {"dog": [[0, 1, 0, 0]]}}
BADLY: dict[str, Any] = {"a": {"cat": [[1, 0, 0, 0]]}, "b": {}}
VARIANTS = closed_set_variants(["language.backend=other"], "other")


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return read_dataset(write_dataset(tmp_path / "pack", MASKS))


@pytest.fixture(autouse=True)
def _painted_baseline(monkeypatch: pytest.MonkeyPatch) -> None:
    def first_class_everywhere(image: Any, classes: Sequence[str]) -> np.ndarray:
        return np.ones((image.height, image.width), dtype=np.int32)

    monkeypatch.setattr(baseline, "_installed", [first_class_everywhere])


@pytest.fixture
def painters(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Painter]]:
    """Painters by their overrides: the full one paints well, every other one badly."""
    made: dict[str, list[Painter]] = {}

    def factory(profile: str, overrides: Sequence[str]) -> Painter:
        # n_p = 20 is the default: the same settings, however they were said.
        effective = [text for text in overrides if text != "closed_set.n_points=20"]
        painter = Painter(BADLY if effective else WELL, settings=effective)
        made.setdefault(" ".join(overrides), []).append(painter)
        return painter

    monkeypatch.setattr(runner, "_factories", [factory])
    return made


def run(dataset: Dataset, folder: Path) -> dict[str, AblationRow]:
    store = RowStore(folder / "rows.jsonl")
    with Ablation(dataset, "embedded", [], VARIANTS, store) as ablation:
        for item in dataset.items:
            ablation.run_picture(item)
        return {row.name: row for row in ablation.table(resamples=50)}


def test_rows_are_the_papers_table_3_the_sweep_and_the_baseline() -> None:
    assert [variant.name for variant in VARIANTS] == [
        "full",
        "w/o caption",
        "w/o pre-refinement",
        "w/o post-refinement",
        "w/o points",
        "w/o all elements",
        "language model: other",
        "given labels",
        "w/o objects network",
        "n_p = 1",
        "n_p = 5",
        "n_p = 10",
        "n_p = 20",
        "n_p = 50",
        BASELINE,
    ]
    assert VARIANTS[5].overrides == (
        "closed_set.caption=false",
        "closed_set.pre_refine=false",
        "closed_set.post_refine=false",
        "closed_set.points=false",
    )


def test_differences_are_to_the_full_row(
    dataset: Dataset, tmp_path: Path, painters: dict[str, list[Painter]]
) -> None:
    rows = run(dataset, tmp_path)
    full, without = rows["full"], rows["w/o caption"]
    assert full.summary is not None
    assert full.summary.miou_present.value == 1
    assert full.difference_present is not None
    assert full.difference_present.model_dump() == {"value": 0, "low": 0, "high": 0}
    # Background 5 of 7 pixels, cat 1 of 2, dog 0 of 1.
    assert without.summary is not None
    assert without.difference_present is not None
    expected = (5 / 7 + 1 / 2 + 0) / 3
    assert without.summary.miou_present.value == pytest.approx(expected)
    assert without.difference_present.value == pytest.approx(expected - 1)
    assert without.difference_all is not None


def test_the_full_model_is_timed_cold_and_warm_and_equal_settings_share_rows(
    dataset: Dataset, tmp_path: Path, painters: dict[str, list[Painter]]
) -> None:
    rows = run(dataset, tmp_path)
    full, given = painters[""]
    assert full.calls == ["a", "a", "b", "b"]
    assert given.given == [["cat"], ["dog"]]
    assert [painter.calls for painter in painters["closed_set.n_points=20"]] == [[]]
    assert rows["n_p = 20"].summary == rows["full"].summary
    assert rows["full"].summary is not None
    assert rows["full"].summary.images_per_second_cold is not None


def test_a_second_run_computes_nothing(
    dataset: Dataset, tmp_path: Path, painters: dict[str, list[Painter]]
) -> None:
    first = run(dataset, tmp_path)
    painters.clear()
    assert run(dataset, tmp_path) == first
    assert not any(painter.calls for made in painters.values() for painter in made)


def test_the_baseline_is_painted_from_its_indices(
    dataset: Dataset, tmp_path: Path, painters: dict[str, list[Painter]]
) -> None:
    row = run(dataset, tmp_path)[BASELINE]
    assert row.summary is not None
    # Everything is called cat: 2 of 8 pixels are, background and dog are never painted.
    assert row.summary.miou_present.value == pytest.approx((2 / 8) / 3)


@pytest.mark.parametrize(
    "error", [MissingError("openai", "pip install openai"), TransientError("server", "refused")]
)
def test_a_row_that_cannot_run_here_is_left_out_with_its_reason(
    dataset: Dataset,
    tmp_path: Path,
    painters: dict[str, list[Painter]],
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
) -> None:
    make: Callable[[str, Sequence[str]], Painter] = runner._factories[0]

    def factory(profile: str, overrides: Sequence[str]) -> Painter:
        if "language.backend=other" in overrides:
            raise error
        return make(profile, overrides)

    monkeypatch.setattr(runner, "_factories", [factory])
    rows = run(dataset, tmp_path)
    swapped = rows["language model: other"]
    assert (swapped.summary, swapped.skipped) == (None, str(error))
    painter = Painter({})
    spec = AblationSpec(command="maskwright ...", full=make_spec(dataset, painter.describe()))
    text = ablation_report(spec, list(rows.values()))
    assert f"Left out: language model: other ({error})." in text
    assert "| language model" not in text


def test_rows_that_change_nothing_are_named(
    dataset: Dataset, tmp_path: Path, painters: dict[str, list[Painter]]
) -> None:
    rows = run(dataset, tmp_path)
    spec = AblationSpec(command="x", full=make_spec(dataset, {}))
    text = ablation_report(spec, list(rows.values()))
    assert "The same pixels as the full model: given labels, n_p = 20." in text


def test_a_difference_whose_interval_holds_zero_is_named(dataset: Dataset, tmp_path: Path) -> None:
    full = make_spec(dataset, {})
    store = RowStore(tmp_path / "rows.jsonl")
    run_full = Run(dataset, Painter(WELL), full, store)
    summary = summarise(dataset, [run_full.row(item) for item in dataset.items], resamples=10)
    unclear = Figure(value=-0.01, low=-0.03, high=0.02)
    clear = Figure(value=-0.10, low=-0.15, high=-0.05)
    none = Figure(value=0, low=0, high=0)
    rows = [
        AblationRow(name=name, overrides=[], summary=summary, difference_present=difference)
        for name, difference in [("full", none), ("w/o caption", unclear), ("w/o points", clear)]
    ]
    text = ablation_report(AblationSpec(command="x", full=full), rows)
    assert "(the interval of the difference holds zero): w/o caption." in text
    assert "|   -10.0 | [-15.0, -5.0] |" in text
