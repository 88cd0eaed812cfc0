"""States of open_vocabulary are small plain JSON, and a run that is killed anywhere goes on."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from colour_world import garden
from langgraph.checkpoint.memory import InMemorySaver
from maskwright.agent.agent import Agent
from maskwright.agent.tasks import OpenVocabulary
from maskwright.errors import InputError
from maskwright.graphs.toolbox import Context

MakeAgent = Callable[..., Agent]
TASK = OpenVocabulary(["dust", "fruit", "smoke", "cow"], {"fruit": ["apple"]})
SETTINGS = {
    "open_vocabulary.theta": 0.3,
    "open_vocabulary.contrast": "background",
    "open_vocabulary.refine": "none",
}


def saved_values(agent: MakeAgent, pixels: np.ndarray, **others: Any) -> list[Any]:
    """Everything that a saver was given during one run: states, and what nodes wrote."""
    agent()
    saver = InMemorySaver()
    context = Context("colour world", {**SETTINGS, **others})
    Agent(context, saver).segment(pixels, TASK, thread="a")
    history = list(saver.list({"configurable": {"thread_id": "a"}}))
    writes = [value for saved in history for _, _, value in saved.pending_writes or []]
    return [saved.checkpoint["channel_values"] for saved in history] + writes


def is_plain(value: object) -> bool:
    """Whether JSON gives it back as it was, every type the same."""
    try:
        # Numbers of NumPy, tuples and sets are written otherwise.
        return repr(json.loads(json.dumps(value))) == repr(value)
    except TypeError:
        return False


def test_plain_json_is_told_from_what_json_would_change() -> None:
    assert is_plain({"a": [1, 0.5, "x", None, True]})
    others = [(1,), {1: 2}, {1}, np.float64(1), np.int32(1), np.zeros(1), float]
    assert not any(map(is_plain, others))


@pytest.mark.parametrize("recurrence", [True, False])
def test_every_state_and_every_write_is_plain_json(agent: MakeAgent, recurrence: bool) -> None:
    found = saved_values(agent, garden(), **{"open_vocabulary.recurrence": recurrence})
    assert len(found) > (20 if recurrence else 8)
    assert [value for value in found if not is_plain(value)] == []


def test_states_grow_with_the_pictures_side_and_not_with_its_area(agent: MakeAgent) -> None:
    small = max(len(json.dumps(value)) for value in saved_values(agent, garden()))
    large = garden().repeat(20, axis=0).repeat(20, axis=1)
    grown = max(len(json.dumps(value)) for value in saved_values(agent, large))
    assert grown < 20 * small
    assert grown < large.size / 20


def test_a_finished_run_is_not_run_again_nor_with_other_settings(agent: MakeAgent, world) -> None:
    agent()
    saver = InMemorySaver()
    first = Agent(Context("colour world", SETTINGS), saver).segment(garden(), TASK, thread="a")
    world.log.clear()
    again = Agent(Context("colour world", SETTINGS), saver).segment(garden(), TASK, thread="a")
    assert again.labels == first.labels
    assert "score" not in world.log
    with pytest.raises(InputError, match="another profile or other settings"):
        Agent(Context("colour world"), saver).segment(garden(), TASK, thread="a")
    other = OpenVocabulary(["fruit"])
    with pytest.raises(InputError, match="another picture"):
        Agent(Context("colour world", SETTINGS), saver).segment(garden(), other, thread="a")


# Each run is a process of its own, forked so that packages are imported once.
SCRIPT = """
import json, os, signal, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from colour_world import World, garden, resolver
from langgraph.checkpoint.sqlite import SqliteSaver
from maskwright.agent.agent import Agent
from maskwright.agent.events import NodeFinished, NodeStarted, RunFinished
from maskwright.agent.tasks import OpenVocabulary
from maskwright.graphs import open_vocabulary, open_vocabulary_result
from maskwright.graphs.toolbox import Context, install_resolver

settings = {settings!r}
task = OpenVocabulary(["dust", "fruit", "smoke", "cow"], {{"fruit": ["apple"]}})

def run(folder, kill_after):
    world, finished = World(), []
    install_resolver(resolver(world, folder / "images"))
    with SqliteSaver.from_conn_string(str(folder / "runs.sqlite")) as saver:
        agent = Agent(Context("colour world", settings), saver)
        for event in agent.stream(garden(), task, thread="a"):
            if isinstance(event, NodeFinished):
                finished.append(event.node)
                if len(finished) == kill_after:
                    os.kill(os.getpid(), signal.SIGKILL)
            elif isinstance(event, RunFinished):
                result = event.result.model_dump(mode="json", exclude={{"timings"}})
    (folder / "told.json").write_text(json.dumps([finished, result]))

def in_process(folder, kill_after):
    folder.mkdir(exist_ok=True)
    child = os.fork()
    if not child:
        run(folder, kill_after)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

base = Path(sys.argv[1])
assert in_process(base / "whole", 0) == 0
nodes, expected = json.loads((base / "whole" / "told.json").read_text())
told = []
for kill_after in range(1, len(nodes) + 1):
    folder = base / str(kill_after)
    killed = in_process(folder, kill_after)
    assert not (folder / "told.json").exists()
    assert in_process(folder, 0) == 0
    again, result = json.loads((folder / "told.json").read_text())
    told.append([killed, again, result == expected])
print(json.dumps([nodes, told]))
"""


def test_a_run_killed_after_any_node_goes_on_with_the_same_result(tmp_path: Path) -> None:
    pytest.importorskip("langgraph.checkpoint.sqlite", reason="langgraph-checkpoint-sqlite")
    script = SCRIPT.format(tests=str(Path(__file__).parent.parent), settings=SETTINGS)
    command = [sys.executable, "-c", script, str(tmp_path)]
    environment = {**os.environ, "LANGGRAPH_STRICT_MSGPACK": "true"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    nodes, told = json.loads(done.stdout)
    step = ["propose", "classify", "filter"]
    assert nodes == ["prepare", "contrast", *step, *step, *step, *step, "refine", "compose"]
    for number, (killed, again, same) in enumerate(told, start=1):
        assert killed == -9
        assert same
        # At most the node that was being saved is done once more.
        assert again in (nodes[number:], nodes[number - 1 :])
