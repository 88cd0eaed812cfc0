"""`maskwright eval understanding`: what counts as right, and what is shown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from maskwright.agent.eval_bridge import understander
from maskwright.errors import AnswerError, InputError
from maskwright.evals import understanding
from maskwright.evals.cli import app
from maskwright.evals.understanding import Case, differences, judge, read_cases, summarise
from maskwright.prompts import Request, UnderstandInput
from typer.testing import CliRunner

KEEP = {"action": "edit", "edit": "keep"}


def case(expected: dict[str, Any], labels: tuple[str, ...] = ()) -> Case:
    context = {"labels": list(labels), "last_task": "open_vocabulary" if labels else None}
    return Case(id="c1", text="only it", context=context, expected=expected)


def test_case_and_articles_of_words_do_not_count() -> None:
    wanted = case({"action": "segment", "task": "referring", "words": ["cup on the shelf"]})
    got = Request(action="segment", task="referring", words=["The cup on shelf"])
    assert differences(got, wanted) == []
    other = Request(action="segment", task="referring", words=["cup"])
    assert differences(other, wanted) == ["words"]


def test_no_words_are_the_only_label() -> None:
    wanted = case(KEEP, ("dog", "dog"))
    assert differences(Request(action="edit", edit="keep", words=["dog"]), wanted) == []
    two = case(KEEP, ("dog", "cat"))
    assert differences(Request(action="edit", edit="keep", words=["dog"]), two) == ["words"]


def test_the_reply_is_not_compared() -> None:
    wanted = case({"action": "clarify"})
    assert differences(Request(action="clarify", reply="Which one?"), wanted) == []
    assert differences(Request(action="other"), wanted) == ["action"]


def test_a_model_that_fails_is_a_wrong_row() -> None:
    def fail(inputs: UnderstandInput) -> tuple[Request, str]:
        raise AnswerError("model", "understand", "not in the schema")

    row = judge(case(KEEP, ("dog",)), fail)
    assert not row.right
    assert "not in the schema" in row.error
    assert summarise([row])["all"]["right"] == 0


@pytest.mark.parametrize("part", ["tune", "test"])
def test_both_halves_have_75_cases_with_valid_answers(part: understanding.Part) -> None:
    cases = read_cases(part)
    assert len(cases) == 75
    for each in cases:
        assert each.inputs.text
        Request.model_validate(each.expected)


def test_every_profile_s_language_model_can_be_asked() -> None:
    request, by = understander("embedded", [])(UnderstandInput(text="the dog"))
    assert by == "lexicon"
    assert request == Request(action="segment", task="open_vocabulary", words=["dog"])
    with pytest.raises(InputError):
        understander("no-such-profile", [])


@pytest.fixture
def wrong_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(inputs: UnderstandInput) -> tuple[Request, str]:
        return Request(action="undo"), "stub"

    monkeypatch.setattr(understanding, "_factories", [lambda profile, overrides: ask])


def call(*words: str) -> Any:
    return CliRunner().invoke(app, ["understanding", *words])


@pytest.mark.usefixtures("wrong_answers")
def test_only_the_tuning_half_s_mistakes_are_listed() -> None:
    tune, test = call(), call("--part", "test")
    assert tune.exit_code == test.exit_code == 0
    assert "answered by stub" in test.stdout
    assert "; expected " in tune.stdout
    assert "; expected " not in test.stdout
    assert "wrong" not in json.loads(call("--part", "test", "--json").stdout)
    assert "; expected " in call("--part", "test", "--show-test").stdout


@pytest.mark.usefixtures("wrong_answers")
def test_the_table_is_written_where_asked(tmp_path: Path) -> None:
    assert call("--out", str(tmp_path / "out")).exit_code == 0
    table = json.loads((tmp_path / "out" / "table.json").read_text())
    assert table["all"]["cases"] == 75
    assert table["by_action"]["undo"]["share"] == 1.0
    assert (tmp_path / "out" / "table.md").read_text().startswith("Right: **")
