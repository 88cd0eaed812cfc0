"""`maskwright models`: the table, the JSON, the exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from maskwright.agent.models_cli import app
from maskwright.errors import InputError, ToolError
from maskwright.tools.weights.registry import entries
from typer.testing import CliRunner


@pytest.fixture(autouse=True)
def empty_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASKWRIGHT_WEIGHTS", str(tmp_path))


def run(*arguments: str) -> tuple[int, str]:
    ran = CliRunner().invoke(app, arguments)
    if ran.exception is not None and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    return ran.exit_code, ran.stdout


def test_list_shows_every_entry_with_size_licence_and_state() -> None:
    code, shown = run("list")
    rows = {line.split()[0]: line.split()[1:5] for line in shown.splitlines() if " MB " in line}
    assert code == 0
    assert list(rows) == sorted(entries())
    assert rows["smollm2-135m"] == ["98.4", "MB", "Apache-2.0", "missing"]
    assert rows["efficientnet-lite2"] == ["24.7", "MB", "Apache-2.0", "present"]


def test_list_as_json_tells_source_revision_hash_and_path() -> None:
    rows = {row["name"]: row for row in json.loads(run("list", "--json")[1])}
    row = rows["efficientnet-lite2"]
    assert row["source"]["revision"] == "0.1.0"
    assert len(row["sha256"]) == 64
    assert Path(row["path"]).is_file()
    assert rows["smollm2-135m"]["state"] == "missing"


def test_verify_without_names_is_content_with_what_was_never_pulled() -> None:
    code, shown = run("verify")
    assert code == 0
    assert "smollm2-135m\tmissing\trun: maskwright models pull smollm2-135m" in shown
    assert "all-minilm-l6-v2\tpresent\n" in shown


def test_verify_of_a_named_missing_model_is_a_failure() -> None:
    assert run("verify", "smollm2-135m")[0] == 1
    assert json.loads(run("verify", "smollm2-135m", "--json")[1]) == [
        {"name": "smollm2-135m", "state": "missing"}
    ]


def test_pull_says_where_a_file_lies_on_stdout_only() -> None:
    code, shown = run("pull", "efficientnet-lite2", "efficientnet-lite2")
    name, path = shown.strip().split("\t")
    assert (code, name) == (0, "efficientnet-lite2")
    assert Path(path).is_file()


def test_a_typo_fails_before_anything_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASKWRIGHT_OFFLINE", "1")
    with pytest.raises(InputError, match="did you mean 'efficientnet-lite2'"):
        run("pull", "smollm2-135m", "efficientnet-lite")


def test_pull_offline_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASKWRIGHT_OFFLINE", "1")
    with pytest.raises(ToolError, match="smollm2-135m is not on this machine") as caught:
        run("pull", "smollm2-135m")
    assert caught.value.exit_code == 1
