"""What a line of a chat is taken for."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maskwright.agent.chat_lines import (
    COMMANDS,
    Command,
    read_command,
    read_correction,
    read_number,
    read_paths,
)
from maskwright.agent.turn import Correction
from maskwright.errors import InputError


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("the cat", None),
        ("undo/redo", None),
        ("/undo", Command("/undo", "")),
        ("/BACK  3 ", Command("/back", "3")),
        ("/export coco geojson", Command("/export", "coco geojson")),
    ],
)
def test_a_command_begins_with_a_slash(line: str, command: Command | None) -> None:
    assert read_command(line) == command


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("/exprt coco", "/exprt: no such command; did you mean '/export'?"),
        ("/undo 3", "/undo: takes nothing after it; say /undo"),
        ("/back", "/back: something is missing; say /back N"),
        ("x" * 2001, "message: has 2001 characters, more than 2000"),
    ],
)
def test_a_line_that_cannot_be_used_says_why(line: str, says: str) -> None:
    with pytest.raises(InputError) as told:
        read_command(line)
    assert says in str(told.value)


@pytest.mark.parametrize(
    ("line", "correction"),
    [
        ("accept", Correction()),
        (" Yes ", Correction()),
        ("reject all", Correction(accept=False)),
        ("no", Correction(accept=False)),
        ("reject 2 3", Correction(reject=[2, 3])),
        ("Reject 2, 3", Correction(reject=[2, 3])),
        ("rename 1=old cat", Correction(rename={1: "old cat"})),
        ("rename 1 = cat, 2=a=b", Correction(rename={1: "cat", 2: "a=b"})),
        ("reject 3; rename 1=cat", Correction(reject=[3], rename={1: "cat"})),
    ],
)
def test_answers_to_what_waits(line: str, correction: Correction) -> None:
    assert read_correction(line) == correction


@pytest.mark.parametrize(
    "line", ["what?", "reject cat", "reject 1-3", "rename cat", "rename 1=", "accept; the dog"]
)
def test_what_is_no_answer_is_refused_with_what_is_one(line: str) -> None:
    with pytest.raises(InputError, match="rename 1=kitten"):
        read_correction(line)


@pytest.mark.parametrize("rest", ["", "two", "-1", "1.5", "²", "9" * 20])
def test_a_turn_has_a_number(rest: str) -> None:
    with pytest.raises(InputError, match="no turn's number"):
        read_number(rest)


def test_paths_as_they_are_typed_or_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("my photo.png").touch()
    assert read_paths("my photo.png") == ["my photo.png"]
    assert read_paths("a.png 'b c.png' d\\ e.png") == ["a.png", "b c.png", "d e.png"]
    assert read_paths("it's.png") == ["it's.png"]


@given(st.text(max_size=60))
def test_any_line_is_something_or_is_refused(line: str) -> None:
    for read in (read_command, read_correction):
        with suppress(InputError):
            found = read(line)
            assert found is None or isinstance(found, Correction) or found.name in COMMANDS
