"""`maskwright segment --query`: what it refuses, and the settings behind its options."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import PIL.Image
import pytest
from maskwright.agent.cli import run


@pytest.fixture
def picture(tmp_path: Path) -> str:
    path = tmp_path / "black.png"
    PIL.Image.fromarray(np.zeros((40, 60, 3), np.uint8)).save(path)
    return str(path)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--query", " "], "queries: there is none, or an empty one"),
        (["--query", "x" * 2000], "has 2000 characters, more than 1000"),
        (["--query", "background"], "query: only the background is named"),
        (["--query", "cat", "--classes", "dog"], "--classes: excludes --query"),
        (["--query", "cat", "--method", "gem"], "--method gem: needs a ViT CLIP"),
        (["--query", "cat", "--method", "carr"], "--method carr: no such method"),
        (["--query", "cat", "--contrast", "lmm"], "--contrast lmm: no such choice"),
        (["--query", "cat", "--contrast", "oracle"], "--contrast oracle: needs ground truth"),
        (["--query", "cat", "--synonyms", "missing.txt"], "missing.txt: no such file"),
        (["--query", "cat", "--every", "2"], "--every: is for videos"),
        (["--classes", "cat", "--contrast", "llm"], "--contrast: goes with --query only"),
        (["--classes", "cat", "--keep-queries"], "--keep-queries: goes with --query only"),
    ],
)
def test_bad_input_is_one_line_and_writes_nothing(
    options: list[str], says: str, picture: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(["segment", picture, *options, "--out", str(out)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert says in told.err
    assert not out.exists()


def test_a_synonyms_file_without_a_line_for_any_query_is_refused(
    picture: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = tmp_path / "names.txt"
    names.write_text("Cta: kitty\n")
    options = ["--query", "cat", "--synonyms", str(names), "--out", str(tmp_path / "out")]
    assert run(["segment", picture, *options]) == 2
    assert "has no line for any query" in capsys.readouterr().err


def test_nothing_in_a_black_picture_is_an_honest_answer(
    picture: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(["segment", picture, "--query", "cat", "--query", "Cat", "--out", str(out)]) == 0
    told = capsys.readouterr().out
    assert "None of these is in the picture: cat." in told
    assert (out / "black" / "report.html").is_file()


def test_of_several_videos_none_is_begun_before_all_are_known_to_be_good(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import cv2

    good = tmp_path / "good.avi"
    writer = cv2.VideoWriter(str(good), cv2.VideoWriter_fourcc(*"MJPG"), 5, (64, 48))
    for level in (40, 90):
        writer.write(np.full((48, 64, 3), level, np.uint8))
    writer.release()
    bad = tmp_path / "bad.mp4"
    bad.write_bytes(b"")
    out = tmp_path / "out"
    assert run(["segment", str(good), str(bad), "--query", "cat", "--out", str(out)]) == 2
    assert "bad.mp4" in capsys.readouterr().err
    assert not out.exists()


def test_a_dense_method_keeps_the_profiles_model(tmp_path: Path) -> None:
    from maskwright.agent.profile import load_profile
    from maskwright.agent.segment_cli import Request, _switches

    profile = tmp_path / "mine.toml"
    profile.write_text(
        'extends = "clip"\n[proposer]\nmodel = "ViT-L-14"\ncheckpoint = "/my/clip.pt"\n'
    )
    request = Request(
        images=["a.png"], classes=None, classes_file=None, queries=["cat"], synonyms=None,
        method="gem", contrast=None, every=1, keep_queries=False, profile=str(profile),
        settings=[], out=tmp_path, overwrite=False, as_json=False, report=True,
    )  # fmt: skip
    chosen = load_profile(str(profile), _switches(request))
    plain = chosen.backends["proposer"].plain()
    assert (plain["backend"], plain["method"]) == ("clip_dense", "gem")
    assert (plain["model"], plain["checkpoint"]) == ("ViT-L-14", "/my/clip.pt")
    assert chosen.plain()["open_vocabulary"]["recurrence"] is False
