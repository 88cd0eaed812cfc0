"""A result folder that several commands fill, one after the other or at the same time."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from maskwright.errors import ToolError
from maskwright.evals import baseline, runner
from maskwright.evals.ablation_shared import SharedRows, folder_held
from maskwright.evals.cli import app
from maskwright.evals.rows import Row, RowStore
from typer.testing import CliRunner

from .builders import Painter, write_dataset

MASKS = {"a": [[1, 1, 0, 0]] * 2, "b": [[0, 2, 0, 0]] * 2}
ANSWERS: dict[str, Any] = {"a": {"cat": [[1, 0, 0, 0]] * 2}, "b": {"dog": [[0, 1, 0, 0]] * 2}}
WRITER = """
import sys
from pathlib import Path
from maskwright.evals.ablation_shared import SharedRows
from maskwright.evals.rows import Row

store = SharedRows(Path(sys.argv[1]))
sys.stdin.readline()
for number in range(int(sys.argv[3])):
    name = f"{sys.argv[2]}{number}" + "x" * 3000
    store.append(Row(key="k", picture=name, digest="d", status="done", seconds=0, cells=[]))
"""


def row(picture: str) -> Row:
    return Row(key="k", picture=picture, digest="d", status="done", seconds=0, cells=[])


def pictures(path: Path) -> list[str]:
    return [json.loads(line)["picture"] for line in path.read_bytes().splitlines()]


def test_each_store_keeps_and_sees_what_the_other_appended(tmp_path: Path) -> None:
    path = tmp_path / "out/rows.jsonl"
    one, two = SharedRows(path), SharedRows(path)
    one.append(row("a"))
    two.append(row("b"))
    one.append(row("c"))
    assert pictures(path) == ["a", "b", "c"]
    assert one.find("k", "b", "d") is not None
    assert two.find("k", "c", "d") is None
    two.refresh()
    assert two.find("k", "c", "d") is not None


def test_the_rest_of_a_killed_process_is_cut_off_and_no_more(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    one, two = SharedRows(path), SharedRows(path)
    one.append(row("a"))
    with path.open("ab") as file:
        file.write(b'{"key": "k", "pict')
    two.append(row("b"))
    one.append(row("c"))
    assert pictures(path) == ["a", "b", "c"]


def test_a_forgotten_folder_takes_new_rows_and_no_padding(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    store = SharedRows(path)
    store.append(row("a"))
    path.unlink()
    store.append(row("b"))
    assert pictures(path) == ["b"]
    assert store.find("k", "a", "d") is not None


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ToolError, match="cannot write"):
        SharedRows(tmp_path / "file/rows.jsonl").append(row("a"))
    with pytest.raises(ToolError, match="cannot write"), folder_held(tmp_path / "file/out"):
        pass


def test_processes_that_append_at_the_same_time_lose_no_row(tmp_path: Path) -> None:
    path, count = tmp_path / "rows.jsonl", 100
    started = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), name, str(count)], stdin=subprocess.PIPE
        )
        for name in "ab"
    ]
    for process in started:
        assert process.stdin is not None
        process.stdin.write(b"\n")
        process.stdin.close()
    assert [process.wait(timeout=60) for process in started] == [0, 0]
    found = sorted(name.rstrip("x") for name in pictures(path))
    assert found == sorted(f"{name}{number}" for name in "ab" for number in range(count))
    store = RowStore(path)
    assert all(store.find("k", name, "d") for name in pictures(path))


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)

    def factory(profile: str, overrides: Sequence[str]) -> Painter:
        return Painter(ANSWERS, settings=list(overrides))

    monkeypatch.setattr(runner, "_factories", [factory])
    whole = lambda image, _: np.ones((image.height, image.width), np.int32)  # noqa: E731
    monkeypatch.setattr(baseline, "_installed", [whole])
    return write_dataset(tmp_path / "pack", MASKS)


def call(*words: str) -> dict[str, Any]:
    """Run rows into `out`; the table that is then there."""
    asked = ["ablation", "pack", "--out", "out", *words]
    result = CliRunner().invoke(app, asked)
    assert result.exit_code == 0, result.output
    return json.loads(Path("out/table.json").read_text())


def names(table: dict[str, Any]) -> list[str]:
    return [each["name"] for each in table["rows"]]


OPEN = ("--task", "open_vocabulary")


def test_the_table_keeps_the_rows_of_earlier_commands_in_its_order(pack: Path) -> None:
    call(*OPEN, "--row", "theta = 0.5", "--row", "plain")
    table = call(*OPEN, "--row", "eta = 0.3")
    expected = ["full", "eta = 0.3", "theta = 0.5"]
    assert names(table) == [*expected, "plain class-activation thresholding"]
    assert len(table["spec"]["earlier"]) == 1
    text = Path("out/table.md").read_text()
    assert text.count("`maskwright eval ablation") == 2
    assert "| theta = 0.5 " in text
    assert call(*OPEN, "--row", "eta = 0.3") == table


@pytest.mark.parametrize(
    "words",
    [("--limit", "1"), ("--beside", "absent"), ("--overwrite",)],
    ids=lambda words: words[0],
)
def test_rows_over_other_pictures_or_figures_are_not_kept(
    pack: Path, words: tuple[str, ...]
) -> None:
    call(*OPEN, "--row", "theta = 0.5")
    table = call(*OPEN, "--row", "lambda = 0.3", *words)
    assert names(table) == ["full", "lambda = 0.3"]
    assert table["spec"]["earlier"] == []


def test_a_row_that_no_longer_changes_the_same_is_not_kept(pack: Path) -> None:
    table = call(*OPEN, "--row", "theta = 0.5")
    table["rows"][1]["overrides"] = ["open_vocabulary.theta=0.55"]
    Path("out/table.json").write_text(json.dumps(table))
    assert names(call(*OPEN, "--row", "lambda = 0.3")) == ["full", "lambda = 0.3"]


def test_language_models_of_several_commands_stand_in_one_table(pack: Path) -> None:
    for name in ("A", "B"):
        swap = ("--swap", f"language.model={name}", "--swap-name", name)
        call("--row", "language model", *swap)
    table = call("--row", "given labels")
    assert names(table) == ["full", "language model: B", "language model: A", "given labels"]


def test_a_table_that_cannot_be_read_is_replaced(pack: Path) -> None:
    call(*OPEN, "--row", "theta = 0.5")
    Path("out/table.json").write_text("{")
    assert names(call(*OPEN, "--row", "lambda = 0.3")) == ["full", "lambda = 0.3"]


def test_a_killed_process_leaves_the_folder_free(tmp_path: Path) -> None:
    held = "import os, sys\nfrom pathlib import Path\n" + (
        "from maskwright.evals.ablation_shared import folder_held\n"
        "with folder_held(Path(sys.argv[1])):\n    os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", held, str(tmp_path / "out")], check=False)
    assert done.returncode == -9
    with folder_held(tmp_path / "out"):
        assert [*(tmp_path / "out").iterdir()] == []
