"""The table of requests: every line loads, the halves are whole and share nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from maskwright.prompts import Request, UnderstandInput
from maskwright.prompts.request import Action, Asked, Edit, TaskName

FOLDER = Path(__file__).resolve().parents[2] / "evals" / "suites" / "understanding"
HALVES: dict[str, list[dict[str, Any]]] = {
    name: [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()]
    for name in ("tune", "test")
}
LINES = HALVES["tune"] + HALVES["test"]
FIELDS = {
    "segment": {"task", "words"},
    "question": {"question", "words", "place"},
    "edit": {"edit", "words", "place", "ordinal", "count", "new_label"},
    "again": {"on"},
    "export": {"formats"},
}


@pytest.mark.parametrize("line", LINES, ids=[line["id"] for line in LINES])
def test_a_line_is_an_input_and_the_fields_of_a_request_that_are_not_default(
    line: dict[str, Any],
) -> None:
    assert list(line) == ["id", "text", "context", "expected"]
    assert list(line["context"]) == ["images", "labels", "last_task"]
    UnderstandInput.model_validate({"text": line["text"], **line["context"]})
    expected = line["expected"]
    request = Request.model_validate(expected)
    assert request.model_dump(exclude_defaults=True) == expected
    assert set(expected) - {"action"} <= FIELDS.get(request.action, set())


def test_the_halves_are_75_each_and_numbered_through() -> None:
    assert [len(lines) for lines in HALVES.values()] == [75, 75]
    assert [line["id"] for line in LINES] == [f"u{number:03d}" for number in range(1, 151)]


def test_no_message_stands_twice_in_a_half_or_in_both() -> None:
    texts = ["".join(filter(str.isalnum, line["text"].casefold())) for line in LINES]
    assert len(set(texts)) == 150


def test_labels_come_with_the_task_that_made_them() -> None:
    contexts = [line["context"] for line in LINES]
    assert [it for it in contexts if it["labels"] and it["last_task"] is None] == []


def test_what_is_about_a_result_has_one() -> None:
    about = [line for line in LINES if line["expected"]["action"] in (*FIELDS, "undo")]
    about = [line for line in about if line["expected"]["action"] != "segment"]
    assert [line["id"] for line in about if line["context"]["last_task"] is None] == []


def test_questions_and_edits_name_labels_of_the_result() -> None:
    # A "why" may ask for what is missing.
    about = [line for line in LINES if line["expected"]["action"] in ("question", "edit")]
    about = [line for line in about if line["expected"].get("question") != "why"]
    named = {line["id"]: set(line["expected"].get("words", ())) for line in about}
    assert [line["id"] for line in about if named[line["id"]] - {*line["context"]["labels"]}] == []


@pytest.mark.parametrize("lines", HALVES.values(), ids=HALVES)
def test_each_half_has_every_action_task_question_and_edit(lines: list[dict[str, Any]]) -> None:
    kinds = {"action": Action, "task": TaskName, "question": Asked, "edit": Edit}
    for field, kind in kinds.items():
        values = {line["expected"].get(field) for line in lines} - {None}
        assert values == {*get_args(kind)}, field
