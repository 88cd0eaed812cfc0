"""Which graph does which task: the one table that the agent and the conversations read.

A new task is one new line in `TASKS`; its modules are imported when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from ..tools.result import Result
from .toolbox import Toolbox

if TYPE_CHECKING:
    from langgraph.checkpoint.base import BaseCheckpointSaver


@dataclass(frozen=True)
class TaskGraph:
    """A task's graph.

    Attributes:
        task: its name; the graph's module is called so, and its settings in a profile.
        words: what its question calls the words of a request.
        with_settings: whether its `to_result` wants the settings handed in.
    """

    task: str
    words: str
    with_settings: bool = False

    def question(self, words: Sequence[str]) -> dict[str, Any]:
        """What the graph is asked about some words, but for the picture."""
        return {self.words: list(words)}

    def build(self, checkpointer: BaseCheckpointSaver[Any] | None = None) -> Any:
        """Compile the graph."""
        return import_module(f".{self.task}", __package__).build(checkpointer)

    def result(self, values: Mapping[str, Any], box: Toolbox) -> Result:
        """The result of a run, made of the graph's last state."""
        told = import_module(f".{self.task}_result", __package__)
        more = [box.settings[self.task]] if self.with_settings else []
        return told.to_result(values, box, *more)


TASKS = {
    each.task: each
    for each in (
        TaskGraph("closed_set", words="classes", with_settings=True),
        TaskGraph("open_vocabulary", words="queries"),
    )
}
"""Every task that a graph does, by name."""


def task_graph(task: str) -> TaskGraph:
    """The graph that does a task.

    Raises:
        InputError: no graph does it.
    """
    if task not in TASKS:
        raise InputError(f"task {task!r}", "no graph does it", "known: " + ", ".join(TASKS))
    return TASKS[task]
