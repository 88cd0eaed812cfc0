from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from maskwright.agent.cli import run
from maskwright.agent.eval_bridge import AgentPredictor
from maskwright.evals.runner import make_predictor
from maskwright.tools.registry import ROLES
from PIL import Image
from skimage import data


@pytest.fixture
def cats(tmp_path: Path) -> Path:
    """A dataset of one photograph: scikit-image's cat, its head roughly outlined by hand."""
    pixels = data.chelsea()
    rows, cols = np.mgrid[: pixels.shape[0], : pixels.shape[1]]
    head = ((rows - 150) / 150) ** 2 + ((cols - 240) / 190) ** 2 < 1
    for folder in ("images", "masks"):
        (tmp_path / "cats" / folder).mkdir(parents=True)
    Image.fromarray(pixels).save(tmp_path / "cats/images/chelsea.png")
    Image.fromarray(head.astype(np.uint8)).save(tmp_path / "cats/masks/chelsea.png")
    (tmp_path / "cats/classes.txt").write_text("0\tbackground\n1\tcat\n2\tsofa\n")
    return tmp_path / "cats"


def test_importing_the_bridge_offers_the_agent() -> None:
    assert isinstance(make_predictor("embedded", []), AgentPredictor)


def test_a_description_names_every_setting_and_backend() -> None:
    described = AgentPredictor("embedded", []).describe()
    assert set(described["backends"]) == set(ROLES)
    assert described["settings"]["closed_set"]["n_points"] == 20
    assert json.loads(json.dumps(described)) == described


def test_equal_settings_are_described_alike_however_they_were_said() -> None:
    plain = AgentPredictor("embedded", []).describe()
    assert AgentPredictor("embedded", ["closed_set.n_points=20"]).describe() == plain
    assert AgentPredictor("embedded", ["closed_set.n_points=5"]).describe() != plain


def test_eval_dataset_measures_the_embedded_profile(
    cats: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(["eval", "dataset", str(cats), "--out", str(out), "--json"]) == 0
    summary = json.loads(capsys.readouterr().out)["summary"]
    assert summary["failed"] == {}
    iou = {figure["name"]: figure["iou"]["value"] for figure in summary["by_class"]}
    assert iou["cat"] > 0.5
    assert (out / "contact_sheet.jpg").exists()


def test_given_labels_need_no_recognition(cats: Path) -> None:
    predictor = AgentPredictor("embedded", [])
    image = cats / "images/chelsea.png"
    result = predictor.segment_closed(image, ["cat", "sofa"], {}, given_labels=["sofa"])
    assert "cat" not in result.labels
    assert predictor.segment_closed(image, ["cat", "sofa"], {}, given_labels=[]).labels == {}


@pytest.mark.parametrize("words", [["--profile", "embeded"], ["--set", "closed_set.n_point=3"]])
def test_a_bad_profile_or_setting_is_one_line_and_exit_2(
    cats: Path,
    words: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(cats)
    assert run(["eval", "dataset", str(cats), *words]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("maskwright: ")
    assert not Path("maskwright-out").exists()
