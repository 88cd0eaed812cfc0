"""Checkpoints hold plain JSON only, and a killed run goes on in the node it was in."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from colour_world import World, garden
from langgraph.checkpoint.memory import InMemorySaver
from maskwright.agent.agent import Agent
from maskwright.agent.tasks import ClosedSet
from maskwright.errors import InputError
from maskwright.graphs.toolbox import Context

MakeAgent = Callable[..., Agent]
TASK = ClosedSet(["red fruit", "green fruit"], {"red fruit": ["tomato"]})
PLAIN = (str, int, float, bool, type(None))


def impure(value: object, where: str = "state") -> list[str]:
    """Where in a value something else than plain JSON lies."""
    if type(value) is dict:
        found = [f"{where}: key {key!r}" for key in value if type(key) is not str]
        return found + [bad for key in value for bad in impure(value[key], f"{where}.{key}")]
    if type(value) is list:
        return [bad for each in value for bad in impure(each, f"{where}[]")]
    return [] if type(value) in PLAIN else [f"{where}: {type(value).__name__}"]


@pytest.mark.parametrize("parity", ["paper", "reference"])
def test_every_checkpoint_is_plain_json(agent: MakeAgent, parity: str) -> None:
    saver = InMemorySaver()
    # The thread is named, so that its history can be read.
    agent(checkpointer=saver, parity=parity, pre_refine=False).segment(garden(), TASK, thread="a")
    history = list(saver.list({"configurable": {"thread_id": "a"}}))
    assert len(history) >= 7
    for saved in history:
        values = saved.checkpoint["channel_values"]
        writes = [value for _, _, value in saved.pending_writes or []]
        assert impure(values) == []
        assert impure(writes) == []
        assert json.loads(json.dumps(values)) == values


def test_impure_sees_what_json_would_change() -> None:
    import numpy as np

    bad = {"a": (1,), "b": [np.float32(1)], "c": {1: "x"}, "d": {"e"}}
    assert impure(bad) == ["state.a: tuple", "state.b[]: float32", "state.c: key 1", "state.d: set"]


def test_a_finished_run_is_not_run_again_and_another_question_needs_another_name(
    agent: MakeAgent, world: World
) -> None:
    asker = agent(checkpointer=InMemorySaver())
    first = asker.segment(garden(), TASK, thread="a")
    calls = len(world.log)
    again = asker.segment(garden(), TASK, thread="a")
    assert len(world.log) == calls
    assert again.segments == first.segments
    with pytest.raises(InputError, match="thread a: is the name of a run on another"):
        asker.segment(garden()[:20], TASK, thread="a")
    with pytest.raises(InputError, match="thread a: is the name of a run on another"):
        asker.segment(garden(), ClosedSet(["red fruit"]), thread="a")
    with pytest.raises(InputError, match="without a checkpointer"):
        agent().segment(garden(), TASK, thread="a")


def test_a_thread_is_not_resumed_with_another_profile_or_other_settings(agent: MakeAgent) -> None:
    saver = InMemorySaver()
    first = agent(checkpointer=saver, n_points=5)
    first.segment(garden(), TASK, thread="a")
    first.segment(garden(), TASK, thread="a")
    others = [agent(checkpointer=saver, n_points=6), Agent(Context("another"), saver)]
    for other in others:
        with pytest.raises(InputError, match="thread a: is the name of a run with another profile"):
            other.segment(garden(), TASK, thread="a")


def test_a_thread_that_is_asked_again_by_hand_starts_from_an_empty_state(agent: MakeAgent) -> None:
    from maskwright.graphs.closed_set import build

    asker = agent(pre_refine=False)
    graph = build(InMemorySaver())
    config = {"configurable": {"thread_id": "a"}}
    states = []
    for classes in (["red fruit", "lime"], ["cow"]):
        image = asker.segment(garden(), TASK).image.model_dump()
        question = {"image": image, "classes": classes}
        states.append(graph.invoke(question, config, context=asker.context))
    assert states[0]["labels"].keys() == {"red fruit", "lime"}
    assert states[1]["labels"] == {}
    assert states[1]["calls"]["post_refine"]
    assert "segment" not in states[1]["timings"]


SCRIPT = """
import json, os, signal, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from colour_world import World, garden, resolver
from langgraph.checkpoint.sqlite import SqliteSaver
from maskwright.agent.agent import Agent
from maskwright.agent.tasks import ClosedSet
from maskwright.graphs.toolbox import Context, install_resolver

class Killed(World):
    def _called(self, name):
        super()._called(name)
        if name == sys.argv[2]:
            os.kill(os.getpid(), signal.SIGKILL)

world = Killed()
folder = Path(sys.argv[1])
install_resolver(resolver(world, folder / "images"))
settings = {{"closed_set.pre_refine": True, "closed_set.parity": sys.argv[3]}}
task = ClosedSet(["red fruit", "green fruit"], {{"red fruit": ["tomato"]}})
with SqliteSaver.from_conn_string(str(folder / "runs.sqlite")) as saver:
    result = Agent(Context("colour world", settings), saver).segment(garden(), task, thread="a")
plain = result.model_dump(mode="json", exclude={{"timings"}})
print(json.dumps([world.log, plain]))
"""


def run(folder: Path, kill_in: str, parity: str) -> subprocess.CompletedProcess[str]:
    folder.mkdir(exist_ok=True)
    script = SCRIPT.format(tests=str(Path(__file__).parent.parent))
    command = [sys.executable, "-c", script, str(folder), kill_in, parity]
    environment = {**os.environ, "LANGGRAPH_STRICT_MSGPACK": "true"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


@pytest.mark.parametrize(("parity", "kill_in"), [("paper", "detect"), ("reference", "segment")])
def test_a_killed_run_goes_on_in_its_node_with_the_same_result(
    tmp_path: Path, parity: str, kill_in: str
) -> None:
    pytest.importorskip("langgraph.checkpoint.sqlite", reason="langgraph-checkpoint-sqlite")
    killed = run(tmp_path / "cut", kill_in, parity)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    resumed = run(tmp_path / "cut", "nothing", parity)
    assert resumed.returncode == 0, resumed.stderr
    assert resumed.stderr == ""
    whole = run(tmp_path / "whole", "nothing", parity)
    log, result = json.loads(resumed.stdout)
    all_of_it, expected = json.loads(whole.stdout)
    assert result == expected
    assert sorted(all_of_it[:3]) == ["answer", "caption", "tag"]
    assert log[0] == kill_in
    assert not {"tag", "caption", "answer"} & set(log)
