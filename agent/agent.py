"""The front door for programs: an agent is a profile and the graphs that run with it.

from maskwright import Agent, ClosedSet

result = Agent.from_profile("embedded").segment("photo.jpg", ClosedSet(["cat", "dog"]))
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from ..errors import InputError, ToolError
from ..graphs.dispatch import task_graph
from ..graphs.toolbox import Context, Toolbox, toolbox
from ..tools.base import Tool
from ..tools.image import Image, ImageRef, load_image
from ..tools.result import Result
from . import resolve  # also installs the resolver of profiles
from .events import Event, NodeFinished, NodeStarted, RunFinished
from .profile import read_overrides
from .tasks import Task

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig
    from langgraph.checkpoint.base import BaseCheckpointSaver

    from ..tools.image import ImageSource
    from .conversation import Conversations

__all__ = ["Agent"]


class Agent:
    """Segments pictures with the tools of one profile. Safe to use from several threads.

    Args:
        context: the profile and what differs from it.
        checkpointer: a LangGraph saver; with it, a run that was cut off goes on where it was when
            it is asked again under the same `thread`.

    Raises:
        InputError: the profile or an override is bad.
    """

    def __init__(
        self, context: Context | None = None, checkpointer: BaseCheckpointSaver[Any] | None = None
    ) -> None:
        self.context = context or Context()
        self._checkpointer = checkpointer
        self._box = toolbox(self.context)
        self._graphs: dict[str, Any] = {}

    @classmethod
    def from_profile(
        cls,
        name: str = "embedded",
        overrides: Mapping[str, Any] | Iterable[str] = (),
        checkpointer: BaseCheckpointSaver[Any] | None = None,
    ) -> Agent:
        """An agent by the name of a profile, or the path of a profile file.

        Args:
            name: "embedded", another shipped profile, or a path ending in ".toml".
            overrides: settings that differ, {"closed_set.n_points": 5} or ["section.key=value"].
            checkpointer: see the class.

        Raises:
            InputError: no such profile, section or setting; names the nearest.
        """
        return cls(Context(name, read_overrides(overrides)), checkpointer)

    def segment(self, image: ImageSource | Image, task: Task, thread: str | None = None) -> Result:
        """Cut out of a picture what a task asks for.

        Args:
            image: a path, the bytes of a file, an array or a PIL image.
            task: what to look for: `ClosedSet`, `OpenVocabulary`.
            thread: name of the run, to resume it; needs a checkpointer.

        Returns:
            segments, label map and what each node decided.

        Raises:
            InputError: the picture, the class list or a setting cannot be used.
            MissingError: a package or weight file is not there.
            TransientError: a server is out of reach, and the profile names no fallback.
            ToolError: a tool failed.
        """
        for event in self.stream(image, task, thread):
            if isinstance(event, RunFinished):
                return event.result
        raise ToolError(task.task, "the run ended without a result")

    @cached_property
    def tools(self) -> Mapping[str, Tool[Any, Any]]:
        """The profile's typed tools by name: "tag", "segment", "recur"...

        Each is called plainly with the fields of its `Input`; `as_langchain()` makes a LangChain
        tool of it. Pictures are named by the `sha256` that `show` returns.
        """
        return MappingProxyType(resolve.tools_of(self.context))

    def chat(self, database: str | Path | None = None) -> Conversations:
        """Conversations with this agent's profile.

        Args:
            database: where they are kept; see `Conversations`.

        Raises:
            InputError: the database cannot be used.
            MissingError: a package is not installed.
        """
        from .conversation import Conversations

        return Conversations(self.context, database)

    def show(self, image: ImageSource | Image) -> ImageRef:
        """Make a picture known to the tools.

        Args:
            image: a path, the bytes of a file, an array or a PIL image.

        Returns:
            its reference; its `sha256` is what tools take as `image_id`.

        Raises:
            InputError: it is no picture that can be read.
        """
        return self._box.images.put(load_image(image), lasting=False)

    def forget(self, result: Result) -> None:
        """Let go of a result's picture: who works through many keeps memory constant with it."""
        self._box.images.forget(result.image)

    async def asegment(
        self, image: ImageSource | Image, task: Task, thread: str | None = None
    ) -> Result:
        """`segment` for async callers; the work is done in a thread."""
        return await asyncio.to_thread(self.segment, image, task, thread)

    def stream(
        self, image: ImageSource | Image, task: Task, thread: str | None = None
    ) -> Iterator[Event]:
        """Like `segment`, telling when each node starts and ends; the last event has the result."""
        start = time.perf_counter()
        ref = self._box.images.put(load_image(image), lasting=self._checkpointer is not None)
        loaded = time.perf_counter() - start
        question: dict[str, Any] = {
            "image": ref.model_dump(mode="json"),
            **task.question(),
            "asked_with": _digest(self._box),
        }
        values, done = self._earlier(thread, ref, task)
        if not done:
            # A run that was cut off has its question in the checkpoint.
            for mode, payload in self._events(task, None if values else question, thread):
                if mode == "values":
                    values = payload
                else:
                    yield _event(payload)
        result = task_graph(task.task).result(values, self._box)
        clock = {"load": round(loaded, 4), **result.timings}
        clock["total"] = round(time.perf_counter() - start, 4)
        yield RunFinished(result.model_copy(update={"timings": clock}))

    def _graph(self, task: Task) -> Any:
        if task.task not in self._graphs:
            self._graphs[task.task] = task_graph(task.task).build(self._checkpointer)
        return self._graphs[task.task]

    def _events(
        self, task: Task, question: dict[str, Any] | None, thread: str | None
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        kept = self._checkpointer is not None
        return self._graph(task).stream(
            question,
            _config(thread),
            context=self.context,
            stream_mode=["tasks", "values"],
            durability="sync" if kept else None,  # else a kill loses the step before it
        )

    def _earlier(
        self, thread: str | None, ref: ImageRef, task: Task
    ) -> tuple[dict[str, Any], bool]:
        """The state of an earlier run under this name, and whether that run came to its end."""
        if thread is None:
            return {}, False
        if self._checkpointer is None:
            raise InputError("thread", "cannot be resumed without a checkpointer", "give Agent one")
        known = self._graph(task).get_state(_config(thread))
        values = dict(known.values)
        if values and not _same_question(values, ref, task):
            problem = "is the name of a run on another picture or class list"
            raise InputError(f"thread {thread}", problem, "choose another name")
        if values and values.get("asked_with") != _digest(self._box):
            problem = "is the name of a run with another profile or other settings"
            raise InputError(f"thread {thread}", problem, "choose another name")
        # `next` leaves out a node whose writes are saved but not yet applied; `tasks` does not.
        return values, bool(values) and not known.tasks


def _config(thread: str | None) -> RunnableConfig:
    return {"configurable": {"thread_id": thread or str(uuid4())}}


def _digest(box: Toolbox) -> str:
    """SHA-256 of everything that the profile and its overrides decide."""
    told = [
        box.profile,
        dict(box.overrides),
        {name: dict(part) for name, part in box.profile_settings.items()},
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


def _same_question(values: dict[str, Any], ref: ImageRef, task: Task) -> bool:
    question = task.question()
    if values["image"]["sha256"] != ref.sha256 or not set(question) <= set(values):
        return False
    return task.canonical(values) == task.canonical(question)


def _event(payload: dict[str, Any]) -> Event:
    if "triggers" in payload:
        return NodeStarted(payload["name"])
    update = {name: part for name, part in payload["result"].items() if name != "timings"}
    seconds = payload["result"].get("timings", {}).get(payload["name"], 0.0)
    return NodeFinished(payload["name"], seconds, update)
