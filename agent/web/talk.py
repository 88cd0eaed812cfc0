"""What happens when somebody says something: a conversation's events become pieces of the page."""

from __future__ import annotations

import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import InputError, TransientError
from ...tools.image import MAX_PIXELS, Image, load_image
from ..events import Event, NodeFinished, NodeStarted, TurnFinished
from .asking import (
    How,
    is_thread,
    new_thread,
    read_correction,
    read_pictures,
    read_task,
    read_text,
    with_choices,
)
from .downloads import picture_name
from .examples import example, examples, picture_bytes
from .progress import Progress, draw_error
from .stage import draw_empty, draw_stage
from .transcript import draw_talk

if TYPE_CHECKING:
    from ...tools.result import Result
    from ..conversation import Conversations
    from ..turn import Turn

KEPT_NAMES = 4096
SILENCE = 0.15
"""Seconds between two pictures of the progress."""


@dataclass(frozen=True)
class View:
    """What changes on the page; None stays as it is.

    Attributes:
        stage: HTML of the picture and its segments.
        talk: HTML of the conversation.
        status: HTML of what goes on.
        thread: name of the conversation.
        text: what stands in the box afterwards; "" empties it, pictures too.
        busy: whether somebody is being answered.
    """

    stage: str | None = None
    talk: str | None = None
    status: str | None = None
    thread: str | None = None
    text: str | None = None
    busy: bool | None = None


class Talk:
    """The page's side of the conversations.

    Args:
        conversations: where turns are made and kept.
        max_pixels: of the largest picture that is taken.

    Attributes:
        stopped: nobody is answered any more.
    """

    def __init__(self, conversations: Conversations, max_pixels: int = MAX_PIXELS) -> None:
        self.conversations = conversations
        self.stopped = False
        self._max_pixels = max_pixels
        self._names: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def open(self, thread: Any) -> View:
        """The page as somebody left it; as it is where there was no conversation yet."""
        turns = self.conversations.turns(thread) if is_thread(thread) else []
        if not turns:
            return View(thread=new_thread())
        return View(self._stage(turns[-1]), self._talk(turns), "", thread, busy=False)

    def new(self) -> View:
        """An empty page with a new conversation."""
        shown = [
            {
                "key": each.key,
                "picture": f"page/examples/{each.key}.jpg",
                "text": each.text,
                "credit": each.credit,
            }
            for each in examples()
        ]
        return View(draw_empty(shown), draw_talk([]), "", new_thread(), "", busy=False)

    def say(self, thread: Any, said: Any, how: How) -> Iterator[View]:
        """Answer a message.

        Args:
            thread: name of the conversation; a new one begins where it is none of ours.
            said: the box: "text", and "files", paths of uploads.
            how: what stands in the fields around the box.
        """
        try:
            text = read_text((said or {}).get("text"))
            images, names = read_pictures((said or {}).get("files") or [], self._max_pixels)
            if not text and not images:
                raise InputError("message", "is empty", "say what to find in a photograph")
            task = read_task(how.mode, text)
            talk = with_choices(self.conversations, how)
        except Exception as error:
            yield View(status=draw_error(error), busy=False)
            return
        where = thread if is_thread(thread) else new_thread()
        self._name(images, names)
        # What is exported is made again when it is downloaded.
        with tempfile.TemporaryDirectory(prefix="maskwright-") as out:
            told: dict[str, Any] = {"names": names, "confirm": how.confirm, "task": task}
            events = talk.say(where, text, images, **told, out=Path(out))
            yield from self._follow(where, events, text, names)

    def try_example(self, thread: Any, key: Any) -> Iterator[View]:
        """Say an example's words about its picture."""
        found = example(str(key))
        if found is None:
            return
        where = thread if is_thread(thread) else new_thread()
        images, names = self._example(picture_bytes(found), found.file)
        events = self.conversations.say(where, found.text, images, names=names)
        yield from self._follow(where, events, found.text, names)

    def resume(self, thread: Any, told: Any) -> Iterator[View]:
        """Take or reject what waits."""
        try:
            correction = read_correction(told)
            events = self.conversations.resume(_known(thread), correction)
        except Exception as error:
            yield View(status=draw_error(error), busy=False)
            return
        yield from self._follow(thread, events, None, [])

    def undo(self, thread: Any) -> View:
        """Take the last change back."""
        try:
            self.conversations.undo(_known(thread))
            return self.open(thread)
        except Exception as error:
            return View(status=draw_error(error), busy=False)

    def go_back(self, thread: Any, number: Any) -> View:
        """Go on from the end of an earlier turn."""
        try:
            self.conversations.go_back(_known(thread), int(number))
            return self.open(thread)
        except Exception as error:
            return View(status=draw_error(error), busy=False)

    def show(self, thread: Any, number: Any, result_id: Any) -> View:
        """Show the result of a turn again, or another one of its pictures."""
        try:
            turns = self.conversations.turns(_known(thread))
            turn = next((each for each in turns if each.number == number), None)
            if turn is not None:
                return View(self._stage(turn), self._talk(turns, turn.number))
            mine = {each for turn in turns for each in turn.results}
            if result_id not in mine:
                return View()
            result = self.conversations.result(result_id)
            return View(draw_stage(result, result_id, self.name_of(result), None))
        except Exception as error:
            return View(status=draw_error(error))

    def name_of(self, result: Result) -> str:
        """What a result's picture is called."""
        with self._lock:
            known = self._names.get(result.image.sha256)
        return known or picture_name(result.image.path or "")

    def _follow(
        self, thread: str, events: Iterator[Event], said: str | None, files: Sequence[str]
    ) -> Iterator[View]:
        """Tell what goes on, then what came of it; the run stops where nobody listens any more."""
        progress = Progress()
        try:
            with closing(events):  # type: ignore[type-var]
                if self.stopped:
                    raise TransientError("the server", "is stopping; try again")
                talk = None
                if said is not None:
                    before = self._told(self.conversations.turns(thread))
                    talk = draw_talk(before, said=said, files=files)
                yield View(None, talk, progress.draw(), thread, "", busy=True)
                told = time.monotonic()
                for event in events:
                    if isinstance(event, TurnFinished):
                        yield self._finished(event.turn)
                    elif isinstance(event, (NodeStarted, NodeFinished)):
                        progress.note(event)
                        if time.monotonic() - told > SILENCE:
                            told = time.monotonic()
                            yield View(status=progress.draw())
        except Exception as error:
            failed = View(status=draw_error(error), text=said, busy=False)
            yield failed  # first: what comes next may fail as well
            yield replace(failed, talk=draw_talk(self._told(self.conversations.turns(thread))))

    def _finished(self, turn: Turn) -> View:
        turns = self.conversations.turns(turn.thread)
        return View(self._stage(turn), self._talk(turns, turn.number), "", turn.thread, busy=False)

    def _stage(self, turn: Turn) -> str | None:
        if turn.result is None or turn.result_id is None:
            return None
        return draw_stage(turn.result, turn.result_id, self.name_of(turn.result), turn.waiting)

    def _talk(self, turns: Sequence[Turn], shown: int | None = None) -> str:
        return draw_talk(self._told(turns), shown=shown or (turns[-1].number if turns else None))

    def _told(self, turns: Sequence[Turn]) -> list[tuple[Turn, dict[str, str]]]:
        """Each turn with the names of its pictures, by the ids of their results."""
        return [
            (turn, {key: self.name_of(self.conversations.result(key)) for key in turn.results})
            for turn in turns
        ]

    def _example(self, data: bytes, name: str) -> tuple[list[Image], list[str]]:
        images = [load_image(data)]
        self._name(images, [name])
        return images, [name]

    def _name(self, images: Sequence[Image], names: Sequence[str]) -> None:
        with self._lock:
            for image, name in zip(images, names, strict=True):
                self._names[image.id] = name
                self._names.move_to_end(image.id)
            while len(self._names) > KEPT_NAMES:
                self._names.popitem(last=False)


def _known(thread: Any) -> str:
    """The conversation's name.

    Raises:
        InputError: it is none of ours.
    """
    if not is_thread(thread):
        raise InputError("conversation", "has not begun", "say something first")
    return thread
