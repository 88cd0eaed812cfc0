"""What is kept of a conversation: little, plain, and enough to go on after a kill anywhere."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from colour_world import garden
from conversations import Talk, last
from maskwright.agent.chat import Chat
from maskwright.agent.conversation import Conversations, Correction
from maskwright.agent.events import NodeFinished, TurnFinished
from maskwright.agent.memory import open_memory
from maskwright.agent.tasks import OpenVocabulary
from maskwright.errors import InputError, ToolError
from maskwright.graphs.shelf import Shelf
from maskwright.prompts import Request
from postgres import postgres

WORDS = ["tomato", "lime", "plum", "fruit"]
CYCLE = [
    {},
    {"action": "question", "question": "share"},
    {"action": "edit", "edit": "keep", "place": "left"},
    {"action": "undo"},
    {"action": "edit", "edit": "rename", "new_label": "thing"},
]


def chat(talk: Talk, turns: range) -> int:
    """Say so many things, and tell the size of the database on disk."""
    for number in turns:
        asked, two = CYCLE[number % 5], [WORDS[number % 4], WORDS[(number + 1) % 4]]
        more: dict[str, Any] = {"request": Request.model_validate(asked)} if asked else {}
        more = more or {"task": OpenVocabulary(two)}
        talk.say(f"turn {number}", [garden()] if number == 0 else (), **more)
    talk.reopen()
    return sum(path.stat().st_size for path in talk.folder.glob("talk.sqlite*"))


def test_a_thousand_turns_stay_under_20_megabytes(talk: Talk) -> None:
    first = chat(talk, range(100))
    second = chat(talk, range(100, 200))
    assert (second - first) * 10 < 12_000_000
    assert len(talk.all.turns("a")) == 200


def rows(talk: Talk) -> list[Any]:
    """Everything that the saver holds: states, and what nodes wrote."""
    saved = list(talk.all._memory.saver.list(None))
    writes = [write[2] for each in saved for write in each.pending_writes or []]
    return [each.checkpoint["channel_values"] for each in saved] + writes


def test_one_plain_checkpoint_a_turn_stays_and_holds_no_mask(talk: Talk) -> None:
    chat(talk, range(10))
    kept = rows(talk)
    assert len(kept) == 10
    for values in kept:
        text = json.dumps(values)
        assert repr(json.loads(text)) == repr(values)
        assert "counts" not in text
        assert len(text) < 4000


def test_what_waits_is_plain_too(talk: Talk) -> None:
    talk.say("x", [garden()], task=OpenVocabulary(["lime"]), confirm=True)
    for values in rows(talk):
        waits = isinstance(values, (list, tuple)) and values and hasattr(values[0], "value")
        plain = values[0].value if waits else values
        assert repr(json.loads(json.dumps(plain))) == repr(plain)


def test_a_turn_that_fails_leaves_the_thread_as_it_was(talk: Talk) -> None:
    talk.say("x", [garden()], task=OpenVocabulary(["lime"]))
    before = talk.all.turns("a")
    talk.world.failures["propose"] = [ToolError("propose", "no")]
    with pytest.raises(ToolError):
        talk.say("y", task=OpenVocabulary(["plum"]))
    assert talk.all.turns("a") == before
    assert len(rows(talk)) == 1
    assert talk.say("y", task=OpenVocabulary(["plum"])).number == 2


def test_a_turn_that_is_left_half_way_never_was(talk: Talk) -> None:
    talk.say("x", [garden()], task=OpenVocabulary(["lime"]))
    events = talk.all.say("a", "y", task=OpenVocabulary(["plum"]))
    next(events)
    next(events)
    events.close()
    assert [turn.message for turn in talk.all.turns("a")] == ["x"]
    assert len(rows(talk)) == 1


def test_a_turn_that_nobody_reads_on_stops_at_the_next_node_of_its_task(talk: Talk) -> None:
    talk.say("x", [garden()], task=OpenVocabulary(["plum"]))
    before = len(talk.world.log)
    events = talk.all.say("a", "y", task=OpenVocabulary(["tomato", "lime"]))
    while getattr(next(events), "node", "") != "propose":
        pass
    events.close()
    assert "score" not in talk.world.log[before:]
    assert [turn.message for turn in talk.all.turns("a")] == ["x"]
    assert talk.say("z", task=OpenVocabulary(["lime"])).number == 2


def cut_off(talk: Talk, monkeypatch: pytest.MonkeyPatch, node: str, **more: Any) -> None:
    """A turn that stops after this node as by a kill: what it saved stays."""
    events = talk.all.say("a", "old", [garden()], task=OpenVocabulary(["plum"]), **more)
    while not (isinstance(event := next(events), NodeFinished) and event.node == node):
        pass
    with monkeypatch.context() as patch:
        patch.setattr(Conversations, "_rewind", lambda *_: None)
        events.close()
    talk.reopen()


def test_what_is_said_after_a_kill_is_done_by_who_stops_at_the_first_turn(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_off(talk, monkeypatch, "understand")
    line = Chat(talk.all, "a", talk.folder)
    said = line._say("new", lambda _: None, task=OpenVocabulary(["lime"]))
    assert (said.turn.number, said.turn.message) == (2, "new")
    assert [turn.message for turn in talk.all.turns("a")] == ["old", "new"]
    talk.all.forget("a")
    cut_off(talk, monkeypatch, "understand")
    assert talk.all.undo("a").number == 2


def test_a_killed_turn_that_then_would_wait_is_dropped_and_that_is_told(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_off(talk, monkeypatch, "understand", confirm=True)
    events = list(talk.all.say("a", "new", [garden()], task=OpenVocabulary(["lime"])))
    turn = last(iter(events))
    assert sum(isinstance(each, TurnFinished) for each in events) == 1
    assert turn.notes[-1].startswith("The masks that waited for your answer were dropped")
    assert [each.message for each in talk.all.turns("a")] == ["new"]
    assert len(rows(talk)) == 1


def test_later_turns_stay_until_one_after_going_back_has_ended(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = [
        talk.say(word, [garden()], task=OpenVocabulary([word])).result_id
        for word in ("lime", "plum", "tomato")
    ]
    talk.all.go_back("a", 1)
    talk.world.failures["propose"] = [ToolError("propose", "no")]
    with pytest.raises(ToolError):
        talk.say("y", task=OpenVocabulary(["fruit"]))
    assert talk.all.go_back("a", 3).result_id == results[2]
    talk.all.go_back("a", 1)
    talk.say("y", task=OpenVocabulary(["fruit"]), confirm=True)
    assert talk.all.go_back("a", 3).result_id == results[2]
    assert [turn.result_id for turn in talk.all.turns("a")] == results
    talk.all.go_back("a", 1)
    with monkeypatch.context() as patch:
        # As a kill between the end of a turn and what is tidied after it.
        patch.setattr(Conversations, "_tidy", lambda *_: None)
        talk.say("z", task=OpenVocabulary(["fruit"]))
    talk.reopen()
    assert talk.all.go_back("a", 2).message == "z"
    with pytest.raises(InputError, match="has no turn 3"):
        talk.all.go_back("a", 3)
    with pytest.raises(InputError, match="is not known"):
        talk.all.result(str(results[2]))


@pytest.mark.parametrize("how", ["closed", "failed"])
def test_an_answer_that_comes_to_nothing_leaves_the_turn_waiting(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    asked = talk.say("x", [garden()], task=OpenVocabulary(["lime"]), confirm=True)
    events = talk.all.resume("a", Correction(rename={1: "leaf"}))
    if how == "closed":
        next(events)
        next(events)
        events.close()
    else:
        monkeypatch.setattr(Shelf, "put", broken)
        with pytest.raises(ToolError):
            last(events)
        monkeypatch.undo()
    talk.reopen()
    assert talk.all.waits("a") == asked
    turn = talk.resume(Correction())
    assert turn.result is not None
    assert turn.result.classes == ["lime"]


def broken(*_: Any) -> str:
    raise ToolError("shelf", "the disk is full")


def test_a_name_that_is_over_is_not_remembered(talk: Talk) -> None:
    for number in range(3):
        with pytest.raises(InputError, match="has no turn"):
            talk.all.go_back(f"unknown {number}", 1)
        for _ in range(2):
            talk.say("x", [garden()], f"known {number}", task=OpenVocabulary(["lime"]))
    assert talk.all._healed == {f"known {number}" for number in range(3)}
    for number in range(3):
        talk.all.forget(f"known {number}")
    assert not talk.all._busy
    assert not talk.all._healed


def test_threads_are_apart(talk: Talk) -> None:
    talk.say("x", [garden()], task=OpenVocabulary(["lime"]), thread="one")
    assert talk.say("y", task=OpenVocabulary(["lime"]), thread="two").result is None
    assert talk.all.threads() == ["one", "two"]
    assert [len(talk.all.turns(name)) for name in ("one", "two", "three")] == [1, 1, 0]


def test_a_file_that_is_no_database_is_told(talk: Talk, tmp_path: Path) -> None:
    (tmp_path / "x.sqlite").write_bytes(b"no database, " * 100)
    with pytest.raises(InputError, match="cannot be opened as a database"):
        Conversations(talk.context, tmp_path / "x.sqlite")


SCRIPT = """
import json, os, signal, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from colour_world import World, garden
from conversations import Talk
from maskwright.agent.conversation import Correction
from maskwright.agent.events import NodeFinished, TurnFinished
from maskwright.agent.tasks import OpenVocabulary

task = OpenVocabulary(["dust", "lime", "tomato"])

def run(folder, kill_after, settings):
    talk, finished = Talk(World(), folder, **settings), []
    if not talk.all.threads():
        talk.say("first", [garden()], task=OpenVocabulary(["plum"]))
    for event in talk.all.say("a", "second", task=task):
        if isinstance(event, NodeFinished):
            finished.append(event.node)
        over = kill_after < 0 and isinstance(event, TurnFinished)
        if over or (kill_after and len(finished) == kill_after):
            os.kill(os.getpid(), signal.SIGKILL)
    turn = event.turn.model_dump(mode="json", exclude={{"timings": True, "result_id": True,
        "results": True, "result": {{"timings"}}}})
    kept = len(list(talk.all._memory.saver.list(None)))
    (folder / "told.json").write_text(json.dumps([finished, turn, kept]))

def in_process(folder, kill_after, settings={settings!r}):
    folder.mkdir(exist_ok=True)
    child = os.fork()
    if not child:
        run(folder, kill_after, settings)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

base = Path(sys.argv[1])
assert in_process(base / "whole", 0) == 0
nodes, expected, kept = json.loads((base / "whole" / "told.json").read_text())
told = []
for kill_after in range(1, len(nodes) + 1):
    folder = base / str(kill_after)
    killed = in_process(folder, kill_after)
    assert in_process(folder, 0) == 0
    again, turn, kept = json.loads((folder / "told.json").read_text())
    told.append([killed, again, turn == expected, kept])
folder = base / "between"
killed = in_process(folder, -1)
assert in_process(folder, 0) == 0
_, third, kept = json.loads((folder / "told.json").read_text())
print(json.dumps([nodes, told, [killed, third["number"], kept]]))
"""


def test_a_conversation_killed_anywhere_goes_on_with_the_same_turn(tmp_path: Path) -> None:
    tests = str(Path(__file__).parent.parent)
    script = SCRIPT.format(tests=tests, settings={})
    environment = {**os.environ, "LANGGRAPH_STRICT_MSGPACK": "true"}
    command = [sys.executable, "-c", script, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    nodes, told, between = json.loads(done.stdout)
    assert nodes[:4] == ["begin", "understand", "plan", "prepare"]
    for number, (killed, again, same, kept) in enumerate(told, start=1):
        assert killed == -9
        # At most the node that was being saved is done once more; a turn that had ended is not
        # known by its message, so the same said again is another turn.
        assert again in (nodes[number:], nodes[number - 1 :], nodes)
        assert same or again == nodes
        assert kept == (2 if same else 3)
    assert between == [-9, 3, 3]


def test_postgres_keeps_conversations_as_sqlite_does(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("langgraph.checkpoint.postgres", reason="langgraph-checkpoint-postgres")
    with postgres() as address:
        monkeypatch.setenv("TALK_DATABASE", address)
        talk.all.close()
        talk.all = Conversations(talk.context, "env:TALK_DATABASE")
        for word in ("lime", "plum", "tomato"):
            talk.say(word, [garden()], task=OpenVocabulary([word]))
        assert len(rows(talk)) == 3
        talk.all.go_back("a", 1)
        talk.say("x", task=OpenVocabulary(["plum"]), confirm=True)
        assert talk.all.waits("a") is not None
        talk.say("y", task=OpenVocabulary(["fruit"]))
        assert [turn.message for turn in talk.all.turns("a")] == ["lime", "y"]
        talk.all.forget("a")
        assert talk.all.threads() == []
        talk.all.close()


def test_a_database_that_cannot_be_reached_is_told_without_its_password() -> None:
    pytest.importorskip("langgraph.checkpoint.postgres", reason="langgraph-checkpoint-postgres")
    with pytest.raises(InputError) as caught:
        open_memory("postgresql://me:secret@127.0.0.1:9/x?connect_timeout=1", patience=2)
    assert "127.0.0.1:9" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_an_address_in_a_variable_that_is_not_set_is_told() -> None:
    with pytest.raises(InputError, match=r"\$NO_SUCH_VARIABLE: is not set"):
        open_memory("env:NO_SUCH_VARIABLE")
