"""`maskwright contrast`: build, show, and one line for each thing that is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from maskwright.agent import cli

CAPTIONS = "A boat on the sea\nTwo boats at sea\nA boat and liberty\nA dog\nThe boat's sail\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("captions.txt").write_text(CAPTIONS, "utf-8")
    Path("concepts.txt").write_text("boat\nsea\nliberty\nsail\ndog\n", "utf-8")
    return tmp_path


def run(*arguments: str) -> int:
    return cli.run(["contrast", *arguments])


def build(*more: str, out: str = "out") -> int:
    return run("build", "captions.txt", "--concepts", "concepts.txt", "--out", out, *more)


def test_build_writes_two_files_and_prints_a_summary(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build() == 0
    out, err = capsys.readouterr()
    assert err.strip() == ""
    rows = dict(line.split("\t") for line in out.splitlines())
    assert (rows["captions read"], rows["concepts"], rows["pairs"]) == ("5", "5", "3")
    names = {path.name for path in Path("out").iterdir()}
    assert names == {"cooccurrence.npz", "cooccurrence.json"}
    source = json.loads(Path("out/cooccurrence.json").read_text("utf-8"))
    assert source["captions"][0]["name"] == "captions.txt"
    assert str(folder) not in json.dumps(source)


def test_build_as_json_leaves_captions_out(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("skip.txt").write_text("a dog\n", "utf-8")
    assert build("--exclude", "skip.txt", "--json", "--workers", "2") == 0
    summary = json.loads(capsys.readouterr().out)
    assert (summary["captions_read"], summary["captions_excluded"]) == (5, 1)
    assert summary["concepts"] == 4


def test_show_says_what_was_kept_and_why_the_rest_was_not(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build() == 0
    capsys.readouterr()
    assert run("show", "boats", "--dictionary", "out", "--parts") == 0
    assert capsys.readouterr().out.splitlines() == [
        "kept\tbackground\t-",
        "kept\tsea\t0.500",
        "dropped\tliberty\t0.250\tcannot be seen in a picture",
        "dropped\tsail\t0.250\tis a part of the query",
    ]


def test_show_uses_the_dictionary_that_ships(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show", "train", "--kin", "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    kept = {row["word"]: row["frequency"] for row in shown["kept"]}
    assert next(iter(kept)) == "background"
    assert kept["track"] > 0.1
    assert shown["nearest"] == {"concept": "train", "similarity": 1.0}
    assert {row["why"] for row in shown["dropped"]} >= {"invisible"}


@pytest.mark.parametrize(
    ("arguments", "code", "problem"),
    [
        (["build", "none.txt", "--concepts", "concepts.txt", "--out", "o"], 2, "none.txt: cannot"),
        (["build", "captions.txt", "--concepts", "none.txt", "--out", "o"], 2, "none.txt: cannot"),
        (["build", "captions.txt", "--concepts", "empty.txt", "--out", "o"], 2, "holds no concept"),
        (["build", "empty.txt", "--concepts", "concepts.txt", "--out", "o"], 2, "no caption left"),
        (
            ["build", "captions.txt", "--concepts", "concepts.txt", "--out", "empty.txt"],
            1,
            "cannot write to empty.txt",
        ),
        (
            ["build", "captions.txt", "--concepts", "concepts.txt", "--out", "/proc/none"],
            1,
            "cannot write to /proc/none",
        ),
        (["build", "captions.txt", "--out", "o"], 2, "--concepts"),
        (
            ["build", "captions.txt", "--concepts", "concepts.txt", "--out", "o", "--workers", "0"],
            2,
            "--workers",
        ),
        (["show", "boat", "--dictionary", "none.npz"], 2, "there is no such file"),
        (["show", "boat", "--dictionary", "captions.txt"], 2, "is no co-occurrence dictionary"),
        (["show", "boat", "--gamma", "2"], 2, "--gamma"),
        (["show", " "], 2, "queries: there is none"),
    ],
)
def test_what_is_wrong_is_one_line_and_nothing_is_written(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    problem: str,
) -> None:
    Path("empty.txt").write_text("", "utf-8")
    before = sorted(folder.rglob("*"))
    assert run(*arguments) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert problem in err
    assert len(err.strip().splitlines()) == 1
    assert sorted(folder.rglob("*")) == before
