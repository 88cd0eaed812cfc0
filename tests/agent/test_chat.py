"""`maskwright chat` from a pipe: turns, tables, pictures, errors and corrections."""

from __future__ import annotations

import io
import json
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import PIL.Image
import pytest
from colour_world import World, garden
from conversations import PLAIN, Talk
from maskwright.agent import chat_cli, cli
from maskwright.agent.chat_pictures import folder_of
from maskwright.agent.files import FILES
from maskwright.agent.turn import Turn
from maskwright.errors import ToolError
from maskwright.tools.language.base import Answer, Question, Usage

FRUIT = {"action": "segment", "task": "open_vocabulary"}
MEANT: dict[str, dict[str, Any]] = {
    "tomato and lime": {**FRUIT, "words": ["tomato", "lime"]},
    "plum": {**FRUIT, "words": ["plum"]},
    "cow": {**FRUIT, "words": ["cow"]},
    "call the tomato [red]x[/red]": {
        "action": "edit", "edit": "rename", "words": ["tomato"], "new_label": "[red]x[/red]",
    },
    "call it a bell": {"action": "edit", "edit": "rename", "new_label": "a\x1b[2Jbell\u202e"},
    "what share?": {"action": "question", "question": "share"},
}  # fmt: skip
"""What the world's language model understands."""


@pytest.fixture
def chat(
    world: World, talk: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., int]:
    """`chat("plum", "/undo", options=["--json"])`: lines through a pipe; returns the exit code."""
    del talk  # stands the world behind every profile
    understand(world, monkeypatch)
    monkeypatch.chdir(tmp_path)
    PIL.Image.fromarray(garden()).save("garden.png")
    plain = [f"--set={name}={value}" for name, value in PLAIN.items()]

    def say(*lines: str, options: list[str] | None = None, thread: str = "t") -> int:
        stdin = io.TextIOWrapper(io.BytesIO("\n".join(lines).encode()))
        monkeypatch.setattr(sys, "stdin", stdin)
        given = ["--image", "garden.png"] if options is None else options
        where = ["--thread", thread, "--database", "talk.sqlite"]
        return cli.run(["chat", *where, *plain, *given])

    return say


def understand(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = world.answer

    def understands(question: Question) -> Answer:
        if question.prompt != "understand":
            return answer(question)
        world.log.append("understand")
        value = question.output(**MEANT[question.inputs["text"]])
        return Answer(value, Usage(calls=1), by="the table")

    monkeypatch.setattr(world, "answer", understands)


def test_a_reply_a_table_and_paths_on_stdout(
    chat: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert chat("tomato and lime", "", "what share?") == 0
    out, err = capsys.readouterr()
    assert err == ""
    rows = [line.split() for line in out.splitlines()]
    assert ["segment", "score", "share", "where"] in rows
    assert ["tomato", "1.00", "13.0", "%", "top"] in rows
    assert ["lime", "1.00", "8.3", "%", "bottom", "left"] in rows
    assert out.endswith("tomato: 13.0 % and lime: 8.3 % of the picture; together 21.4 %.\n")
    assert "> " not in out
    folder = Path("maskwright-out/t/1-garden")
    assert f"  {folder}/overlay.png\n  {folder}/report.html\n" in out
    assert {path.name for path in folder.iterdir()} == FILES
    # The question changed nothing, so there are no pictures of it.
    assert [path.name for path in Path("maskwright-out/t").iterdir()] == ["1-garden"]


def test_json_is_one_object_a_line_in_order(
    chat: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    lines = ["/images", "plum", "", "/nothing", "/export coco", "/turns", "/help", "/quit", "plum"]
    assert chat(*lines, options=["--image", "garden.png", "--json"]) == 2
    out, err = capsys.readouterr()
    images, plum, error, export, turns, commands = (json.loads(line) for line in out.splitlines())
    assert images["images"][0]["image"] == "garden.png"
    turn = Turn.model_validate(plum)
    assert turn.result is not None
    assert [Path(path).name for path in turn.files] == ["overlay.png", "report.html"]
    assert all(Path(path).is_file() for path in turn.files)
    assert error["code"] == 2
    assert error["line"] == 4
    assert error["error"].startswith("/nothing: no such command")
    assert err == f"maskwright: line 4: {error['error']}\n"
    assert Path("maskwright-out/t/export-2/coco").is_dir()
    assert any(path.endswith(".json") for path in export["files"])
    assert [row["message"] for row in turns["turns"]] == ["plum", "/export coco"]
    assert "/undo" in [row["command"] for row in commands["commands"]]


def test_what_fails_is_told_with_its_line_and_the_rest_is_done(
    chat: Callable[..., int], world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.failures["propose"] = [ToolError("proposer", "is broken")]
    assert chat("plum", "/image no.png", "/export coc", "plum", "/back 7") == 1
    out, err = capsys.readouterr()
    told = err.splitlines()
    assert told[0] == "maskwright: line 1: proposer: is broken"
    assert told[1].startswith("maskwright: line 2: no.png: no such file")
    assert told[2].startswith("maskwright: line 3: --format coc: no such format")
    assert told[3].startswith("maskwright: line 5: thread t: has no turn 7")
    # The picture stayed for the next message, and the turn that failed left nothing.
    assert out.startswith("Found plum")
    assert "1-garden" in out


def test_undo_back_and_the_same_thread_after_a_restart(
    chat: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert chat("tomato and lime", "plum") == 0
    assert chat("/undo", "/turns", "/back 1", "/images", "/threads", options=[]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "Took the last change back" in out
    assert "Back at the end of turn 1.\nFound tomato" in out
    assert out.count("garden.png") == 1
    assert out.rstrip().splitlines()[-1].strip() == "t"


def test_a_conversation_goes_on_in_another_folder(
    chat: Callable[..., int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert chat("plum") == 0
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    assert chat("cow", options=[f"--database={tmp_path / 'talk.sqlite'}"]) == 0
    assert Path("maskwright-out/t/2-garden/overlay.png").is_file()


def test_masks_wait_for_an_answer_also_after_a_restart(
    chat: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert chat("tomato and lime", options=["--image", "garden.png", "--confirm"]) == 0
    out = capsys.readouterr().out
    rows = [line.split() for line in out.splitlines()]
    assert ["2", "lime", "1.00", "8.3", "%", "bottom", "left"] in rows
    assert out.endswith('Say "accept", "reject 2 3", "rename 1=kitten", or "reject all".\n')
    assert [path.name for path in Path("maskwright-out/t/1-garden").iterdir()] == ["overlay.png"]

    assert chat("plum", "/undo", "reject 9", "reject 2; rename 1=[b]love apple", options=[]) == 2
    out, err = capsys.readouterr()
    assert out.startswith("Are these right? 1 tomato")
    told = err.splitlines()
    assert '"plum": is no answer to what waits' in told[0]
    assert "/undo: the masks wait for an answer first" in told[1]
    assert "9 is none of those that wait" in told[2]
    assert "Found [b]love apple (top, 13.0 %" in out
    assert {path.name for path in Path("maskwright-out/t/1-garden").iterdir()} == FILES


def test_rejecting_all_takes_nothing(
    chat: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert chat("plum", "no", "/turns", options=["--image", "garden.png", "--confirm"]) == 0
    assert "Nothing was taken; the last result stays." in capsys.readouterr().out


def test_words_are_no_markup_and_nothing_a_terminal_obeys(
    chat: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    Path("[bold]garden\x1b]0;x\x07.png").write_bytes(Path("garden.png").read_bytes())
    lines = ["/image [bold]garden*".replace("*", "\x1b]0;x\x07.png"), "tomato and lime"]
    lines += ["call the tomato [red]x[/red]", "call it a bell", "/images", "/[b]"]
    assert chat(*lines, options=[]) == 2
    out, err = capsys.readouterr()
    assert "[red]x[/red]" in out
    assert "[bold]garden\ufffd]0;x\ufffd.png" in out
    assert "a\ufffd[2Jbell" in out
    assert "/[b]: no such command" in err
    assert not {"\x1b", "\x07", "\u202e"} & set(out + err)


def test_a_broken_line_ends_nothing(
    chat: Callable[..., int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(b"/n\xff\xfe\x00\nplum"))
    monkeypatch.setattr(io, "TextIOWrapper", lambda raw: stdin)
    assert chat("") == 2
    out, err = capsys.readouterr()
    assert "line 1: /n\ufffd\ufffd\ufffd: no such command" in err
    assert out.startswith("Found plum")


def test_ctrl_c_in_a_turn_drops_it_and_ends_the_pipe(
    chat: Callable[..., int], world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert chat("plum") == 0
    press_in(world, "propose")
    before = signal.getsignal(signal.SIGINT)
    assert chat("tomato and lime", "plum", options=[]) == 130
    assert signal.getsignal(signal.SIGINT) is before
    assert "Stopping after this step" in capsys.readouterr().err
    assert chat("/turns", "tomato and lime", options=[]) == 0
    assert "tomato" not in capsys.readouterr().out.partition("Found")[0]
    assert sorted(path.name for path in Path("maskwright-out/t").iterdir()) == [
        "1-garden", "2-garden",
    ]  # fmt: skip


def press_in(world: World, name: str) -> None:
    """Press Ctrl-C the first time that the world is asked for this."""
    work: Callable[..., Any] = getattr(world, name)

    def press(*arguments: Any) -> Any:
        setattr(world, name, work)
        signal.raise_signal(signal.SIGINT)
        return work(*arguments)

    setattr(world, name, press)


def test_a_person_goes_on_after_ctrl_c(
    chat: Callable[..., int],
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    typed: list[Any] = ["plum", KeyboardInterrupt(), "plum", "/nothing"]
    press_in(world, "propose")

    def type_(prompt: str = "") -> str:
        line = typed.pop(0) if typed else EOFError()
        if isinstance(line, BaseException):
            raise line
        return line

    class Keys(io.TextIOWrapper):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(io, "TextIOWrapper", Keys)
    monkeypatch.setattr("builtins.input", type_)
    assert chat() == 0
    out, err = capsys.readouterr()
    assert err.splitlines()[0] == "Conversation t. /help shows the commands."
    assert "Stopped" in err
    assert "/quit or Ctrl-D leaves." in err
    assert "maskwright: /nothing: no such command" in err
    assert out.startswith("Found plum")
    assert "1-garden" in out


def test_pictures_that_cannot_be_written_do_not_take_the_reply(
    chat: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path("maskwright-out/t/1-garden")
    folder.mkdir(parents=True)
    (folder / "mine.txt").write_text("keep")
    assert chat("plum", options=["--image", "garden.png", "--json"]) == 2
    out, err = capsys.readouterr()
    assert json.loads(out)["reply"].startswith("Found plum")
    assert "is in the way and holds other files (mine.txt)" in err
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("thread", ["../../up", "/etc", "a b", "..", "ä" * 100, "a/b"])
def test_a_thread_of_any_name_stays_in_the_folder(thread: str) -> None:
    folder = folder_of(Path("out"), thread)
    assert folder.parent == Path("out")
    assert folder.name not in {".", ".."}
    assert folder != folder_of(Path("out"), thread + "x")
    assert folder_of(Path("out"), "cat-1").name == "cat-1"


def test_two_new_conversations_have_two_names() -> None:
    assert chat_cli.new_thread() != chat_cli.new_thread()


def test_bad_options_are_one_line_before_anything_is_said(
    chat: Callable[..., int], world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert chat("plum", options=["--image", "no.png"]) == 2
    assert chat("plum", thread="a\nb") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "no.png: no such file" in err
    assert world.log == []
