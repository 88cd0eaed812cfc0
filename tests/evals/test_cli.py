from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from maskwright.errors import InputError
from maskwright.evals import baseline, runner
from maskwright.evals.cli import app
from PIL import Image
from typer.testing import CliRunner

from .builders import Painter, write_dataset

MASKS = {"a": [[1, 1, 0, 0]] * 2, "b": [[0, 2, 0, 0]] * 2, "c": [[3, 3, 0, 0]] * 2}
GOOD: dict[str, Any] = {
    "a": {"cat": [[1, 1, 0, 0]] * 2},
    "b": {"dog": [[0, 1, 1, 0]] * 2},
    "c": {},
}


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write_dataset(tmp_path / "pack", MASKS)


@pytest.fixture
def painters(monkeypatch: pytest.MonkeyPatch) -> list[Painter]:
    """Painters that the command line makes; the test reads their calls."""
    made: list[Painter] = []

    def factory(profile: str, overrides: Any) -> Painter:
        made.append(Painter(GOOD, settings=[profile, *overrides]))
        return made[-1]

    monkeypatch.setattr(runner, "_factories", [factory])
    monkeypatch.setattr(baseline, "_installed", [lambda image, _: image.pixels[..., 0] * 0])
    return made


def call(*words: str) -> Any:
    return CliRunner().invoke(app, list(words))


def test_prints_the_table_and_writes_every_file(pack: Path, painters: list[Painter]) -> None:
    result = call("dataset", "pack", "--out", "out")
    assert result.exit_code == 0, result.output
    assert "mIoU over the 4 classes present: **54.2**" in result.stdout
    assert "results in out" in result.stderr
    assert sorted(path.name for path in Path("out").iterdir()) == [
        "classes.png",
        "confusion.png",
        "contact_sheet.jpg",
        "rows.jsonl",
        "spec.json",
        "table.json",
        "table.md",
    ]
    for name in ("classes.png", "confusion.png", "contact_sheet.jpg"):
        with Image.open(f"out/{name}") as picture:
            assert min(picture.size) > 200
    table = json.loads(Path("out/table.json").read_text())
    # background 12 of 18 pixels, cat all, dog 2 of 4, sofa none.
    assert table["summary"]["miou_present"]["value"] == pytest.approx((12 / 18 + 1 + 2 / 4) / 4)
    assert table["spec"]["profile"] == "embedded"
    assert len(table["spec"]["code"]) == 64


def test_json_is_the_table(pack: Path, painters: list[Painter]) -> None:
    result = call("dataset", "pack", "--json")
    table = json.loads(result.stdout)
    assert table["summary"]["pictures"] == 3
    assert {figure["name"] for figure in table["summary"]["by_class"]} == {
        "background",
        "cat",
        "dog",
        "sofa",
    }


def test_a_rerun_paints_nothing_and_overwrite_paints_again(
    pack: Path, painters: list[Painter]
) -> None:
    first = call("dataset", "pack", "--out", "out").stdout
    second = call("dataset", "pack", "--out", "out")
    assert second.stdout == first
    assert "3 pictures were done before" in second.stderr
    call("dataset", "pack", "--out", "out", "--overwrite")
    assert [len(painter.calls) for painter in painters] == [3, 0, 3]


def test_a_larger_limit_takes_the_smaller_one_over(pack: Path, painters: list[Painter]) -> None:
    call("dataset", "pack", "--out", "out", "--limit", "1")
    result = call("dataset", "pack", "--out", "out", "--limit", "2")
    assert result.exit_code == 0, result.output
    assert [len(painter.calls) for painter in painters] == [1, 1]


def test_another_runs_folder_is_not_overwritten(pack: Path, painters: list[Painter]) -> None:
    call("dataset", "pack", "--out", "out")
    words = ("dataset", "pack", "--out", "out", "--set", "closed_set.points=false")
    result = call(*words)
    assert isinstance(result.exception, InputError)
    assert "holds results of another run" in str(result.exception)
    assert call(*words, "--overwrite").exit_code == 0


def test_default_folders_keep_settings_apart(pack: Path, painters: list[Painter]) -> None:
    call("dataset", "pack")
    call("dataset", "pack", "--set", "closed_set.points=false")
    folders = sorted(path.name for path in Path("maskwright-out/eval-dataset").iterdir())
    assert len(folders) == 2
    assert all(name.startswith("pack-all-embedded-") for name in folders)


def test_ctrl_c_exits_130_and_keeps_what_is_done(
    pack: Path, painters: list[Painter], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(GOOD, "b", KeyboardInterrupt())
    result = call("dataset", "pack", "--out", "out")
    assert result.exit_code == 130
    assert "1 of 3 pictures are done" in result.stderr
    assert not Path("out/table.json").exists()
    monkeypatch.undo()
    monkeypatch.chdir(pack.parent)
    monkeypatch.setattr(runner, "_factories", [lambda *_: painters[0]])
    painters[0].answers["b"] = {}
    assert call("dataset", "pack", "--out", "out").exit_code == 0
    assert painters[0].calls == ["a", "b", "b", "c"]


def test_when_every_picture_fails_the_exit_code_says_so(
    pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Painter({name: ValueError("broken") for name in MASKS})
    monkeypatch.setattr(runner, "_factories", [lambda *_: broken])
    result = call("dataset", "pack", "--out", "out")
    assert result.exit_code == 1
    assert "3 failed" in result.stdout
    assert "every picture failed" in result.stderr


def test_a_bad_ground_truth_is_told_before_any_work(pack: Path, painters: list[Painter]) -> None:
    (pack / "classes.txt").write_text("0\tbackground\n1\tcat\n")
    result = call("dataset", "pack", "--out", "out")
    assert isinstance(result.exception, InputError)
    assert painters == []
    assert not Path("out").exists()


def test_ablation_prints_every_row_with_its_difference(pack: Path, painters: list[Painter]) -> None:
    words = ("--limit", "3", "--swap", "language.backend=other", "--swap-name", "other")
    result = call("ablation", "pack", "--out", "out", *words)
    assert result.exit_code == 0, result.output
    for name in ("full", "w/o caption", "w/o all elements", "language model: other", "n_p = 50"):
        assert f"| {name} " in result.stdout
    table = json.loads(Path("out/table.json").read_text())
    assert table["spec"]["command"] == (
        "maskwright eval ablation pack --task closed_set --profile embedded --limit 3 --out out "
        "--swap language.backend=other --swap-name other"
    )
    assert sorted(path.name for path in Path("out").iterdir()) == [
        "plot.png",
        "rows.jsonl",
        "spec.json",
        "table.json",
        "table.md",
    ]


def test_ablation_runs_only_the_rows_that_are_asked_for(
    pack: Path, painters: list[Painter]
) -> None:
    result = call("ablation", "pack", "--row", "caption", "--row", "given", "--json")
    names = [row["name"] for row in json.loads(result.stdout)["rows"]]
    assert names == ["full", "w/o caption", "given labels"]


def test_an_unknown_row_names_the_known_ones(pack: Path, painters: list[Painter]) -> None:
    result = call("ablation", "pack", "--row", "nonsense")
    assert isinstance(result.exception, InputError)
    assert "w/o caption" in str(result.exception)
