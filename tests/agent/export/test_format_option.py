"""`maskwright segment --format`: more folders beside the usual files, and what they cannot hold."""

import json
from collections.abc import Callable
from pathlib import Path

import PIL.Image
import pytest
from colour_world import garden
from maskwright import Agent, Result
from maskwright.agent import cli
from maskwright.agent.export import FORMATS
from maskwright.agent.files import FILES
from maskwright.tools.mask import Rle

CLASSES = ["--classes", "red fruit,green fruit"]


@pytest.fixture
def photo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, agent: Callable[..., Agent]) -> Path:
    """A picture in the working directory, and the colour world behind every profile."""
    monkeypatch.chdir(tmp_path)
    agent()
    PIL.Image.fromarray(garden()).save("photo.png")
    return tmp_path / "maskwright-out" / "photo"


def segment(*arguments: str) -> int:
    return cli.run(["segment", "photo.png", *CLASSES, *arguments])


def formats(*names: str) -> list[str]:
    return [part for name in names for part in ("--format", name)]


def test_formats_come_beside_the_usual_files(
    photo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert segment(*formats("coco", "yolo")) == 0
    out = capsys.readouterr().out
    assert {path.name for path in photo.iterdir()} == {*FILES, "export"}
    there = {path.name for path in (photo / "export").iterdir()}
    assert there == {"coco", "yolo", "export.json"}
    assert "yolo: scores are left out" in out
    told = [line.strip() for line in out.splitlines()[-2:]]
    assert told == [str(Path("maskwright-out/photo/export") / name) for name in ("coco", "yolo")]
    result = Result.model_validate_json((photo / "result.json").read_text())
    file = photo / "export/coco/annotations/instances_default.json"
    rows = json.loads(file.read_text())["annotations"]
    for row, found in zip(rows, result.segments, strict=True):
        assert Rle.model_validate(row["segmentation"]) == found.mask


def test_without_the_option_nothing_changes(photo: Path) -> None:
    assert segment() == 0
    assert {path.name for path in photo.iterdir()} == FILES


def test_json_carries_the_notes(photo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert segment("--json", *formats(*FORMATS)) == 0
    notes = json.loads(capsys.readouterr().out)["notes"]
    assert "voc: scores are left out: Pascal VOC has no place for them" in notes
    assert {path.name for path in (photo / "export").iterdir()} == {*FORMATS, "export.json"}


def test_overwrite_replaces_exports_but_nobodys_other_files(
    photo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert segment(*formats("yolo")) == 0
    assert segment("--overwrite", *formats("voc")) == 0
    assert {path.name for path in (photo / "export").iterdir()} == {"voc", "export.json"}
    (photo / "export/voc/holiday.jpg").write_text("mine")
    capsys.readouterr()
    assert segment("--overwrite") == 2
    assert "holds other files (voc/holiday.jpg)" in capsys.readouterr().err
    assert (photo / "export/voc/holiday.jpg").read_text() == "mine"


def test_an_unknown_format_is_refused_before_any_work(
    photo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert segment(*formats("coco", "../x")) == 2
    assert "--format ../x: no such format; known: " in capsys.readouterr().err
    assert not photo.exists()


def test_the_help_names_every_format(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["segment", "--help"]) == 0
    told = " ".join(capsys.readouterr().out.replace("│", " ").split())
    assert all(name in told for name in FORMATS)


def test_formats_are_for_pictures(photo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("clip.mp4").write_bytes(b"\0\0\0\x18ftypisom")
    assert cli.run(["segment", "clip.mp4", "--query", "a dog", "--format", "coco"]) == 2
    assert "--format: is for pictures; leave it out with videos" in capsys.readouterr().err
