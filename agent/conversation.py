"""Conversations about pictures: threads of turns that are remembered, undone and gone back to.

from maskwright import Conversations

talk = Conversations()
for event in talk.say("holidays", "cut out the dog", ["beach.jpg"]):
    print(event)
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from ..errors import InputError, MaskwrightError
from ..graphs.conversation_state import Settings
from ..graphs.shelf import Shelf
from ..graphs.toolbox import Context, toolbox
from ..prompts import Request
from ..tools.image import Image, load_image
from ..tools.result import Result
from . import exporting as _exporting  # installs the exporter
from . import resolve as _resolve  # installs the resolver of profiles
from .events import Event, NodeFinished, NodeStarted, TurnFinished
from .memory import open_memory
from .turn import Correction, Turn

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig

    from ..tools.image import ImageSource
    from .tasks import Task

__all__ = ["Conversations", "Correction", "Turn"]

KEPT_RESULTS = 64
LONGEST_NAME = 200
_ = (_exporting, _resolve)


class Conversations:
    """All conversations of a database, with the tools of one profile.

    Safe to use from several threads; the turns of one conversation come one after the other.

    Args:
        context: the profile and what differs from it.
        database: a path, ":memory:" or a "postgresql://" address; where it is not given, what the
            profile's `agent.database` says, else a file in the user's data folder.

    Raises:
        InputError: the profile or the database cannot be used.
        MissingError: a package is not installed.
    """

    def __init__(self, context: Context | None = None, database: str | Path | None = None) -> None:
        self.context = context or Context()
        self._box = toolbox(self.context)
        plain = self._box.settings.get("agent")
        self.settings = Settings.model_validate(plain.model_dump()) if plain else Settings()
        self._memory = open_memory(database or self.settings.database)
        self._shelf = Shelf(self._memory.store)
        self._load = lru_cache(KEPT_RESULTS)(self._shelf.get)
        self._lock = threading.Lock()
        # A lock goes with the last who holds it or waits for it.
        self._busy: WeakValueDictionary[str, threading.Lock] = WeakValueDictionary()
        self._healed: set[str] = set()

    def say(
        self,
        thread: str,
        text: str,
        images: Sequence[ImageSource | Image] = (),
        *,
        names: Sequence[str] = (),
        confirm: bool = False,
        task: Task | None = None,
        request: Request | None = None,
        out: Path | None = None,
    ) -> Iterator[Event]:
        """Say something, and be told what is done; the last event is its one `TurnFinished`.

        A turn that was cut off by a kill is gone on with where the same is said again, and is
        finished first where something else is said.

        Args:
            thread: name of the conversation; a new one begins with its first turn.
            text: the message; may be empty where pictures are handed in.
            images: pictures: paths, bytes of files, arrays or PIL images.
            names: what the pictures are called, in the same order.
            confirm: whether to wait for `resume` before masks are accepted.
            task: what to do, where it need not be understood.
            request: the same for requests that are no task: an edit, a question...
            out: folder for exports.

        Raises:
            InputError: a picture or name cannot be used.
            MaskwrightError: as `Agent.segment`; the thread is then as it was before.
        """
        _check_name(thread)
        refs = self._refs(images, names)
        given = _given(task, request)
        told: dict[str, Any] = {
            "message": text,
            "images": refs,
            "given": given,
            "confirm": confirm,
            "out": str(out) if out else "",
            "dropped": False,
        }
        with self._alone(thread):
            if (yield from self._finish_old(thread, told)):
                return
            yield from self._run(thread, told, self._state(thread))

    def resume(self, thread: str, correction: Correction) -> Iterator[Event]:
        """Answer what a turn waits for; the last event is `TurnFinished`.

        Raises:
            InputError: nothing waits in this thread, or no segment has such an id.
            MaskwrightError: as `say`; the turn then still waits, as where the iterator is closed.
        """
        from langgraph.types import Command

        with self._alone(thread):
            state = self._state(thread)
            waits = self._waiting(state)
            if waits is None:
                raise InputError(f"thread {thread}", "waits for nothing", "say something")
            ids = {each["id"] for each in waits["segments"]}
            for number in [*correction.reject, *correction.rename]:
                if number not in ids:
                    raise InputError("segment", f"{number} is none of those that wait")
            answer = Command(resume=correction.model_dump(mode="json"))
            yield from self._run(thread, answer, state)

    def turns(self, thread: str) -> list[Turn]:
        """All turns of a thread, the first one first; a turn that waits is the last one."""
        return [self._turn(thread, values, None) for values in self._kept(thread)] + (
            [turn] if (turn := self.waits(thread)) else []
        )

    def waits(self, thread: str) -> Turn | None:
        """The turn of a thread that waits for `resume`; None where none does."""
        state = self._state(thread)
        waits = self._waiting(state)
        return None if waits is None else self._turn(thread, state.values, waits)

    def threads(self) -> list[str]:
        """Names of all threads, sorted."""
        return self._memory.threads()

    def result(self, result_id: str) -> Result:
        """A result by its id.

        Raises:
            InputError: there is none.
        """
        return self._load(result_id)

    def image(self, result_id: str) -> Image:
        """The picture of a result.

        Raises:
            InputError: there is no such result.
            ToolError: the picture's file is gone or has changed.
        """
        return self._box.images.open(self._load(result_id).image)

    def go_back(self, thread: str, number: int) -> Turn:
        """Time travel: the thread goes on from the end of this turn.

        Later turns can be gone back to until another turn has ended.

        Raises:
            InputError: the thread has no such turn.
        """
        from langgraph.checkpoint.base.id import uuid6

        with self._alone(thread):
            state = self._state(thread)
            if state.tasks:
                self._drop(thread, self._end_of(thread, _number(state) - 1))
            else:
                self._heal(thread, state)
            end = next(iter(self._list(thread, number)), None)
            if end is None:
                raise InputError(f"thread {thread}", f"has no turn {number}")
            self._memory.saver.put(
                _config(thread),
                # Checkpoints are ordered by their ids, which hold the time.
                {**end.checkpoint, "id": str(uuid6())},
                {**end.metadata, "source": "fork"},
                {},
            )
            return self._turn(thread, end.checkpoint["channel_values"], None)

    def undo(self, thread: str) -> Turn:
        """Take the last change back, as a turn of its own."""
        for event in self.say(thread, "undo", request=Request(action="undo")):
            if isinstance(event, TurnFinished):
                return event.turn
        raise InputError(f"thread {thread}", "has nothing to undo")

    def forget(self, thread: str) -> None:
        """Delete a thread, and the results that only it had."""
        with self._alone(thread):
            mine = self._ids(thread)
            self._memory.saver.delete_thread(thread)
            self._healed.discard(thread)
            self._sweep(mine)

    def close(self) -> None:
        """Let go of the database."""
        self._memory.close()

    # One turn

    def _run(self, thread: str, told: Any, before: Any) -> Generator[Event, None, None]:
        """Run the graph from a state to its end or to what it waits for.

        Where the iterator is closed, the task's graph stops at its next node too.
        """
        from langgraph.runtime import RunControl

        number = _number(before) + (0 if before.tasks else 1)
        since = self._end_of(thread, number - 1) if before.tasks else _id(before)
        config = _config(thread, number)
        waited = self._saved(thread, _id(before)) if self._waiting(before) else None
        ended, control = False, RunControl()
        events = self._graph.stream(
            told,
            config,
            control=control,
            context=self.context,
            stream_mode="tasks",
            subgraphs=True,
            durability="sync",  # else a kill loses the step before it
        )
        try:
            for space, payload in events:
                event = _event(space, payload)
                if event is not None:
                    yield event
            ended = True
        finally:
            if not ended:
                # Closing waits for the node at work; without this, for all that come after it.
                control.request_drain("nobody listens")
                events.close()
                self._rewind(thread, since, waited)
        after = self._state(thread)
        waits = self._waiting(after)
        if waits is None:
            self._tidy(thread, after, since)
        yield TurnFinished(self._turn(thread, after.values, waits))

    def _finish_old(self, thread: str, told: dict[str, Any]) -> Generator[Event, None, bool]:
        """See to a turn that was cut off or still waits; whether that answers what is said."""
        state = self._state(thread)
        if not state.tasks:
            self._heal(thread, state)
            return False
        told["dropped"] = self._let_go(thread, state)
        if told["dropped"]:
            return False
        same = all(state.values.get(name) == told[name] for name in ("message", "images", "given"))
        if same:
            yield from self._run(thread, None, state)
            return True
        with suppress(MaskwrightError), closing(self._run(thread, None, state)) as events:
            # Who reads stops at the first turn that has ended, which must be the new one.
            yield from (each for each in events if not isinstance(each, TurnFinished))
        told["dropped"] = self._let_go(thread, self._state(thread))
        return False

    def _let_go(self, thread: str, state: Any) -> bool:
        """Drop a turn that waits; whether there was one."""
        if self._waiting(state) is None:
            return False
        self._drop(thread, self._end_of(thread, _number(state) - 1))
        return True

    def _heal(self, thread: str, state: Any) -> None:
        """Prune what a process left that was killed between a turn's end and its pruning."""
        if thread in self._healed or not state.values:
            return
        if state.metadata["source"] != "fork":
            self._tidy(thread, state, self._end_of(thread, _number(state) - 1))
        self._healed.add(thread)

    def _tidy(self, thread: str, state: Any, since: str) -> None:
        """Only the end of a turn that is over stays; what was gone back over is cut."""
        self._memory.prune(thread, _id(state), since)
        before = self._saved(thread, since)
        if before is not None and before.metadata["source"] == "fork":
            self._cut_branch(thread, before, _id(state))

    def _rewind(self, thread: str, since: str, waited: Any) -> None:
        """Undo a run that did not end: what waited for an answer waits again."""
        if waited is None:
            self._drop(thread, since)
            return
        self._memory.prune(thread, _id_of(waited), _id_of(waited))
        # Pruning takes all half-done work, and so that which tells what is waited for.
        for task, channel, value in waited.pending_writes:
            self._memory.saver.put_writes(waited.config, [(channel, value)], task)

    def _drop(self, thread: str, since: str) -> None:
        """Let go of an unfinished turn: the thread is as it was before."""
        if since:
            self._memory.prune(thread, since, since)
        else:
            self._memory.saver.delete_thread(thread)

    def _cut_branch(self, thread: str, fork: Any, end: str) -> None:
        """Once a turn has ended after going back, the turns that were left are gone."""
        branch = [each for each in self._list(thread) if _turn_of(each) >= _turn_of(fork)]
        kept = {_id_of(fork), end}
        if {_id_of(each) for each in branch} <= kept:
            return
        gone = self._ids(thread)
        kept |= {_id_of(each) for each in self._list(thread) if _turn_of(each) < _turn_of(fork)}
        self._memory.keep(thread, kept)
        self._sweep(gone)

    def _sweep(self, gone: set[str]) -> None:
        """Let go of those results to which no thread refers any more."""
        alive = {key for thread in self._memory.threads() for key in self._ids(thread)}
        self._shelf.sweep(alive, gone)
        self._load.cache_clear()

    def _end_of(self, thread: str, number: int) -> str:
        """Id of the last checkpoint of a turn; "" where there is none."""
        return next((_id_of(each) for each in self._list(thread, number)), "")

    def _saved(self, thread: str, checkpoint: str) -> Any:
        """A thread's own checkpoint with this id, and what was written after it; None for ""."""
        where = {"thread_id": thread, "checkpoint_ns": "", "checkpoint_id": checkpoint}
        return self._memory.saver.get_tuple({"configurable": where}) if checkpoint else None

    def _list(self, thread: str, number: int | None = None) -> Iterator[Any]:
        """A thread's own checkpoints, newest first."""
        chosen = None if number is None else {"turn": number}
        return self._memory.saver.list(_config(thread), filter=chosen)

    # What is known

    @cached_property
    def _graph(self) -> Any:
        from ..graphs.conversation import build

        return build(self._memory.saver, self._memory.store)

    def _state(self, thread: str) -> Any:
        """A thread's snapshot; it has tasks while a turn is not over.

        (Its `next` leaves out a node whose writes are saved but not yet applied.)
        """
        return self._graph.get_state(_config(thread))

    def _waiting(self, state: Any) -> dict[str, Any] | None:
        return state.interrupts[0].value if state.tasks and state.interrupts else None

    def _kept(self, thread: str) -> list[Mapping[str, Any]]:
        """The last state of each finished turn, up to the one that the thread stands at."""
        head = self._state(thread)
        until = _number(head) - (1 if head.tasks else 0)
        last: dict[int, Mapping[str, Any]] = {}
        for each in self._list(thread):
            if _turn_of(each) <= until:
                last.setdefault(_turn_of(each), each.checkpoint["channel_values"])
        return [last[number] for number in sorted(last)]

    def _ids(self, thread: str) -> set[str]:
        """Ids of all results that a thread refers to."""
        ids: set[str] = set()
        for each in self._list(thread):
            values = each.checkpoint["channel_values"]
            ids.update(*(values.get(name, ()) for name in ("current", "vain", "made")))
            ids.update(key for keys in values.get("past", ()) for key in keys)
        return ids

    def _turn(self, thread: str, values: Mapping[str, Any], waits: dict[str, Any] | None) -> Turn:
        in_vain = values["done"] and values["done"] == values.get("vain")
        current = list(values["done" if waits or in_vain else "current"])
        return Turn(
            thread=thread,
            number=values["number"],
            message=values["message"],
            request=Request.model_validate(values["request"]),
            reply=values["reply"] if waits is None else waits["asks"],
            result_id=current[-1] if current else None,
            result=self._load(current[-1]) if current else None,
            results=current,
            files=values["files"],
            waiting=waits,
            verdicts=values["verdicts"],
            tool_calls=values["tool_calls"],
            notes=values["notes"],
            stop=values["stop"],
            timings=values["timings"],
        )

    def _refs(
        self, images: Sequence[ImageSource | Image], names: Sequence[str]
    ) -> list[dict[str, Any]]:
        """What the state holds of pictures that are handed in."""
        if names and len(names) != len(images):
            raise InputError("names", f"{len(names)} for {len(images)} pictures")
        refs: list[dict[str, Any]] = []
        for number, source in enumerate(images):
            ref = self._box.images.put(load_image(source)).model_dump(mode="json")
            refs.append({**ref, "name": " ".join(names[number].split())} if names else ref)
        return refs

    @contextmanager
    def _alone(self, thread: str) -> Iterator[None]:
        """One turn of a thread at a time."""
        with self._lock:
            own = self._busy.setdefault(thread, threading.Lock())
        with own:  # a plain lock: a generator may be closed by another thread
            yield


def _check_name(thread: str) -> None:
    if not thread.strip() or len(thread) > LONGEST_NAME or not thread.isprintable():
        problem = f"is no name: 1 to {LONGEST_NAME} characters that can be seen"
        raise InputError(f"thread {thread[:40]!r}", problem)


def _given(task: Task | None, request: Request | None) -> dict[str, Any]:
    """A request that need not be understood."""
    if task is None:
        return {"request": request.model_dump(mode="json")} if request else {}
    question = task.question()
    words = question.get("queries") or question.get("classes") or ["everything"]
    asked = Request.model_validate({"action": "segment", "task": task.task, "words": words})
    return {"request": asked.model_dump(mode="json"), "question": question}


def _config(thread: str, number: int | None = None) -> RunnableConfig:
    where = {"thread_id": thread, "checkpoint_ns": ""}
    return {"configurable": where, "metadata": {} if number is None else {"turn": number}}


def _number(state: Any) -> int:
    """Of the turn that a state belongs to; 0 before the first."""
    return int((state.metadata or {}).get("turn", 0))


def _id(state: Any) -> str:
    return str(state.config["configurable"].get("checkpoint_id", ""))


def _turn_of(saved: Any) -> int:
    return int(saved.metadata.get("turn", 0))


def _id_of(saved: Any) -> str:
    return str(saved.config["configurable"]["checkpoint_id"])


def _event(space: tuple[str, ...], payload: dict[str, Any]) -> Event | None:
    """What LangGraph tells of a node, as ours; nothing of one that stopped to wait."""
    name = payload["name"]
    if "triggers" in payload:
        return NodeStarted(name)
    if payload.get("interrupts") or payload.get("error"):
        return None
    result = dict(payload["result"])
    seconds = result.pop("timings", {}).get(name, 0.0)
    del space
    return NodeFinished(name, seconds, result)
