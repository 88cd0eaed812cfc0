"""The ablation of open_vocabulary: its rows, its table and what a row may lack."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from maskwright.agent.eval_bridge import AgentPredictor, dense_overrides
from maskwright.errors import InputError
from maskwright.evals import baseline, runner
from maskwright.evals.cli import app, rows_named
from maskwright.evals.open_variants import open_vocabulary_variants
from maskwright.evals.variants import BASELINE, Variant
from maskwright.graphs.open_vocabulary_state import RefineMethod
from typer.testing import CliRunner

from .builders import Painter, write_dataset

ROWS = {variant.name: variant for variant in open_vocabulary_variants()}
NAMES = """
    full
    recurrence: off (no query is dropped)
    recurrence: one step (queries are dropped once)
    recurrence: keeps the best query (the authors' code)
    proposals: grad_cam
    proposals: clip_es
    prompts: none
    prompts: circle
    prompts: contour
    prompts: rectangle
    prompts: blur
    prompts: gray
    prompts: mask
    prompts: circle + blur
    prompts: circle + gray
    prompts: contour + blur
    prompts: blur + gray
    prompts: circle + blur + gray
    background words: none
    background words: terrestrial
    background words: aquatic
    background words: man_made
    background words: all
    background words: authors
    eta = 0.2
    eta = 0.3
    eta = 0.4
    eta = 0.5
    eta = 0.6
    theta = 0.05
    theta = 0.1
    theta = 0.2
    theta = 0.3
    theta = 0.4
    theta = 0.5
    theta = 0.6
    theta = 0.7
    lambda = 0.2
    lambda = 0.3
    lambda = 0.4
    lambda = 0.5
    lambda = 0.6
    lambda = 0.7
    automatic masks: after none
    automatic masks: after crf
    automatic masks: after the profile's own
    background class: on
    background class: off
    contrast: none
    contrast: "background"
    contrast: llm
    contrast: llm w/o "background"
    contrast: cooccurrence
    contrast: cooccurrence w/o "background"
    contrast: union
    contrast: union w/o "background"
    contrast: oracle + "background"
    contrast: oracle w/o "background"
    filter: none
    filter: visible
    filter: visible + delta
    filter: visible + delta + parts
    filter: parts
    gamma = 0.001
    gamma = 0.005
    gamma = 0.01
    gamma = 0.015
    gamma = 0.02
    delta = 0.95
    delta = 0.9
    delta = 0.85
    delta = 0.8
    delta = 0.75
    delta = 0.6
    delta = 0.5
    delta = 0.4
    beta = 1.0
    beta = 0.95
    beta = 0.9
    beta = 0.85
    beta = 0.8
    beta = 0.6
    beta = 0.5
    beta = 0.4
    dense: maskclip
    dense contrast: "background"
    dense contrast: llm
    dense contrast: llm w/o "background"
    dense contrast: cooccurrence
    dense contrast: cooccurrence w/o "background"
    dense contrast: union
    dense contrast: union w/o "background"
    dense contrast: oracle + "background"
    dense contrast: oracle w/o "background"
    plain class-activation thresholding
"""
MASKS = {"a": [[1, 1, 0, 0]] * 2, "b": [[0, 2, 0, 0]] * 2}
WELL: dict[str, Any] = {
    "a": {"cat": [[1, 1, 0, 0]] * 2, "sofa": [[0, 0, 0, 1]] * 2},
    "b": {"dog": [[0, 1, 0, 0]] * 2},
}
BADLY: dict[str, Any] = {"a": {"cat": [[1, 0, 0, 0]] * 2}, "b": {}}


class Described(Painter):
    """A painter that describes its settings as the agent does."""

    def describe(self) -> dict[str, Any]:
        off = "open_vocabulary.background_class=false" in self.settings
        return {
            "settings": {"open_vocabulary": {"background_class": not off}},
            "changes": [text for text in self.settings if not text.endswith("=true")],
        }


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write_dataset(tmp_path / "pack", MASKS)


@pytest.fixture
def painters(monkeypatch: pytest.MonkeyPatch) -> list[Painter]:
    """The full model and rows that change nothing paint well, the others badly."""
    made: list[Painter] = []

    def factory(profile: str, overrides: Sequence[str]) -> Painter:
        if "proposer.method=grad_cam" in overrides:
            raise InputError("proposer.method", "no such setting")
        same = all(text.endswith("=true") for text in overrides)
        made.append(Described(WELL if same else BADLY, settings=list(overrides)))
        return made[-1]

    monkeypatch.setattr(runner, "_factories", [factory])
    whole = lambda image, _: np.ones((image.height, image.width), np.int32)  # noqa: E731
    monkeypatch.setattr(baseline, "_installed", [whole])
    return made


def call(*words: str) -> Any:
    return CliRunner().invoke(app, ["ablation", "pack", "--task", "open_vocabulary", *words])


def test_the_rows_are_those_of_both_papers() -> None:
    names = [name for name in ROWS if not name.startswith("refine: ")]
    assert names == [line.strip() for line in NAMES.strip().splitlines()]


def test_every_way_to_refine_has_a_row() -> None:
    refined = [name.removeprefix("refine: ") for name in ROWS if name.startswith("refine: ")]
    assert refined == [*get_args(RefineMethod)]
    assert {"crf", "cut", "none"} <= set(refined)


def test_rows_change_what_their_names_say() -> None:
    def changes(name: str) -> tuple[str, ...]:
        return ROWS[name].overrides

    assert changes("full") == ()
    assert changes("prompts: circle + blur") == ('classifier.prompts=["circle", "blur"]',)
    assert changes("prompts: none") == ("classifier.prompts=[]",)
    assert changes("background words: aquatic") == ('open_vocabulary.background=["aquatic"]',)
    assert changes("lambda = 0.4") == ("proposer.lam=0.4",)
    assert changes('contrast: llm w/o "background"') == (
        "open_vocabulary.contrast=llm",
        "contrast.with_background=false",
    )
    assert changes("filter: visible") == (
        "open_vocabulary.contrast=cooccurrence",
        "contrast.visible_filter=true",
        "contrast.parts_filter=false",
        "contrast.delta=1",
    )
    assert changes("gamma = 0.01") == (
        "open_vocabulary.contrast=cooccurrence",
        "contrast.gamma=0.01",
    )
    assert changes("recurrence: off (no query is dropped)") == (
        "open_vocabulary.theta=0",
        "open_vocabulary.max_steps=1",
    )
    assert changes("automatic masks: after crf") == (
        "open_vocabulary.refine=crf",
        "open_vocabulary.match=true",
    )
    assert changes("dense contrast: llm") == (
        "proposer.method=maskclip",
        "open_vocabulary.recurrence=false",
        'open_vocabulary.background=["none"]',
        "open_vocabulary.contrast=llm",
        "contrast.with_background=true",
    )
    assert ROWS['dense contrast: oracle + "background"'].oracle_background
    assert changes("beta = 0.9")[0] == "open_vocabulary.contrast=llm"
    assert ROWS['contrast: oracle + "background"'].oracle_background
    assert ROWS[BASELINE] == Variant(BASELINE, kind="baseline")


@pytest.mark.parametrize("profile", ["embedded", "clip"])
def test_every_row_is_accepted_by_the_profile(profile: str) -> None:
    from maskwright.agent.profile import load_profile

    for variant in ROWS.values():
        load_profile(profile, dense_overrides(profile, variant.overrides))


def test_a_dense_row_keeps_the_profiles_own_network() -> None:
    asked = ["proposer.lam=0.5", "proposer.model=ViT-B-32", "proposer.method=maskclip"]
    own = [asked[0], asked[2]]
    assert dense_overrides("embedded", own) == own
    changed = dense_overrides("clip", asked)
    assert "proposer.lam=0.5" not in changed
    assert {
        "proposer.backend=clip_dense",
        "proposer.model=ViT-B-32",
        "proposer.checkpoint=openai",
        "proposer.method=maskclip",
    } <= {*changed}
    assert dense_overrides("clip", asked[:2]) == asked[:2]
    backends = AgentPredictor("clip", asked[2:]).describe()["backends"]
    assert backends["proposer"]["name"] == "clip_dense"


def test_the_table_has_every_figure_with_its_difference(
    pack: Path, painters: list[Painter]
) -> None:
    result = call("--row", "recurrence", "--row", "background class", "--out", "out")
    assert result.exit_code == 0, result.output
    table = json.loads(Path("out/table.json").read_text())
    rows = {row["name"]: row for row in table["rows"]}
    assert [*rows] == [
        "full",
        "recurrence: off (no query is dropped)",
        "recurrence: one step (queries are dropped once)",
        "recurrence: keeps the best query (the authors' code)",
        "background class: on",
        "background class: off",
    ]
    # Full: background 10 of 12, cat and dog right, sofa painted where it is not.
    full = rows["full"]["figures"]
    assert full["mIoU"]["value"] == pytest.approx((8 / 10 + 1 + 1) / 3)
    off = rows["recurrence: off (no query is dropped)"]
    expected = (10 / 14 + 1 / 2 + 0) / 3
    assert off["figures"]["mIoU"]["value"] == pytest.approx(expected)
    assert off["differences"]["mIoU"]["value"] == pytest.approx(expected - (8 / 10 + 2) / 3)
    assert rows["background class: on"]["differences"]["mIoU"]["value"] == 0
    # On foreground pixels: cat 1 / 2 and dog 0, against 1 and 1.
    assert rows["background class: off"]["figures"]["mIoU"]["value"] == pytest.approx(1 / 4)
    assert rows["background class: off"]["differences"]["mIoU"]["value"] == pytest.approx(-3 / 4)
    assert "Only foreground pixels count in background class: off" in result.stdout
    assert Path("out/plot.png").exists()


def test_single_with_classic_beside(pack: Path, painters: list[Painter]) -> None:
    words = ("--protocol", "single", "--beside", "classic", "--row", "contrast: llm")
    result = call(*words, "--out", "out")
    assert result.exit_code == 0, result.output
    rows = json.loads(Path("out/table.json").read_text())["rows"]
    assert [*rows[0]["figures"]] == ["IoU-single", "classic: mIoU", "classic: mIoU all"]
    assert rows[0]["figures"]["IoU-single"]["value"] == 1
    assert rows[1]["differences"]["IoU-single"]["value"] == pytest.approx(1 / 4 - 1)
    assert rows[1]["figures"]["classic: mIoU"]["value"] < 1
    assert "--protocol single --beside classic" in result.stdout
    head = next(line for line in result.stdout.splitlines() if line.startswith("| row"))
    columns = [column.strip() for column in head.split("|")[2:-1]]
    assert columns == [
        *("IoU-single [95 %]", "to full [95 %]"),
        *("classic: mIoU [95 %]", "to full [95 %]"),
        *("classic: mIoU all [95 %]", "to full [95 %]", "images/s"),
    ]
    assert "| 100.0 [100.0, 100.0] |" in result.stdout
    assert "- classic: mIoU: over the classes that the ground truth holds" in result.stdout
    again = call(*words, "--out", "out")
    assert again.stdout == result.stdout
    assert not any(painter.calls for painter in painters[len(painters) // 2 :])


def test_absent_rates_of_rows(pack: Path, painters: list[Painter]) -> None:
    result = call("--protocol", "absent", "--row", "theta = 0.5", "--json")
    full, theta = json.loads(result.stdout)["rows"]
    # Asked in vain: dog and sofa of a, cat and sofa of b.
    assert full["figures"]["false masks"]["value"] == 1 / 4
    assert theta["differences"]["false masks"]["value"] == -1 / 4
    assert theta["figures"]["their area"]["value"] is None
    text = call("--protocol", "absent", "--row", "theta = 0.5").stdout
    assert "- false masks: each picture is asked for 5 classes that it does not hold" in text
    assert "Less is better." in text


def test_a_row_whose_setting_the_backend_lacks_is_left_out(
    pack: Path, painters: list[Painter]
) -> None:
    result = call("--row", "proposals: grad_cam", "--row", "plain")
    assert result.exit_code == 0, result.output
    assert "Left out: proposals: grad_cam (proposer.method: no such setting)." in result.stdout
    assert f"| {BASELINE} " in result.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--task", "closed_set", "--protocol", "single"], "closed_set has no protocols"),
        (["--task", "closed_set", "--beside", "single"], "closed_set has no protocols"),
        (["--swap", "language.backend=openai"], "is for closed_set"),
        (["--protocol", "phrases"], "no such file"),
        (["--row", "nonsense"], "no row's name holds 'nonsense'"),
    ],
)
def test_options_that_do_not_fit_are_told_before_any_work(
    pack: Path, painters: list[Painter], words: list[str], message: str
) -> None:
    result = call(*words)
    assert isinstance(result.exception, InputError)
    assert message in str(result.exception)
    assert not any(painter.calls for painter in painters)


def test_rows_are_picked_by_how_they_start() -> None:
    assert all(name.startswith("eta = ") for name in rows_named(list(ROWS), "eta ="))
    assert rows_named(list(ROWS), "background class") == [
        "background class: on",
        "background class: off",
    ]
    assert rows_named(["w/o caption"], "Caption") == ["w/o caption"]
