"""`POST /v1/chat`: a turn of a conversation as server-sent events.

`thread` comes first, then `started` and `finished` for each node, then `turn`, or `error`. Comments
in between keep the line open.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import shutil
import tempfile
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from ..events import NodeFinished, NodeStarted, TurnFinished
from ..files import disk_errors
from . import forms
from .answers import ERRORS
from .desk import Ticket
from .forms import ChatAsked
from .job import Job, client_leaves
from .picture import Source
from .problems import Refusal, refusal_of
from .turns import keep_turn

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from .house import House

Tell = Callable[[str, dict[str, Any]], None]
Told = tuple[str, dict[str, Any]]

EXAMPLE = {
    "thread": "holidays",
    "text": "cut out the dog",
    "images": [{"data": "iVBORw0KGgo...", "name": "beach.jpg"}],
}
STREAM = """event: thread
data: {"thread": "holidays"}

event: started
data: {"node": "understand"}

event: turn
data: {"thread": "holidays", "number": 1, "reply": "...", "runs": [...]}
"""
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def router(house: House) -> APIRouter:
    """The page."""
    pages = APIRouter(tags=["chat"])
    answers: dict[int | str, dict[str, Any]] = {
        200: {
            "description": "Events: thread, started, finished, turn, error.",
            "content": {"text/event-stream": {"schema": {"type": "string"}, "example": STREAM}},
        },
        409: {"description": "Another request of this thread is at work."},
    }

    @pages.post(
        "/v1/chat",
        response_class=StreamingResponse,
        responses={**answers, **ERRORS},
        openapi_extra={"requestBody": forms.schema(ChatAsked, EXAMPLE)},
    )
    async def chat(request: Request) -> StreamingResponse:
        """Say something about pictures; ask, edit, undo and export in later turns."""
        with ExitStack() as held:
            ticket = held.enter_context(house.desk.admit())
            asked, sources = await forms.read(request, ChatAsked, house.settings, house.fetcher)
            if not asked.text.strip() and not sources and asked.correction is None:
                raise Refusal(400, "text: there is none", "say something", reason="input")
            talk = Talk(house, asked, sources)
            stream = talk.stream(ticket, held.pop_all(), client_leaves(request.receive))
            return EventStream(await anext(stream), stream)

    return pages


class EventStream(StreamingResponse):
    """A stream of events that is closed as soon as its reader leaves."""

    def __init__(self, first: str, rest: AsyncGenerator[str, None]) -> None:
        super().__init__(_joined(first, rest), media_type="text/event-stream", headers=HEADERS)
        self._rest = rest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the events."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._rest.aclose()


async def _joined(first: str, rest: AsyncGenerator[str, None]) -> AsyncGenerator[str, None]:
    yield first
    async for each in rest:
        yield each


class Talk:
    """One turn: what a worker does, and what the client hears of it."""

    def __init__(self, house: House, asked: ChatAsked, sources: Sequence[Source]) -> None:
        self.thread = asked.thread or secrets.token_urlsafe(16)
        self._house = house
        self._asked = asked
        self._sources = sources
        self._job = Job()

    async def stream(
        self, ticket: Ticket, held: ExitStack, gone: Coroutine[Any, Any, None]
    ) -> AsyncGenerator[str, None]:
        """The events as text.

        Raises:
            Refusal: the turn failed before anything was sent.
        """
        heard: asyncio.Queue[Told | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def tell(name: str, data: dict[str, Any]) -> None:
            loop.call_soon_threadsafe(heard.put_nowait, (name, data))

        def do(job: Job) -> None:
            self._do(job, tell)

        async def work() -> None:
            try:
                await ticket.work(self._house.profile, do, self._job, gone)
            finally:
                heard.put_nowait(None)

        task = asyncio.create_task(work())
        task.add_done_callback(lambda each: each.cancelled() or each.exception())
        try:
            text = _event("thread", {"thread": self.thread})
            while (told := await self._next(heard)) is not None:
                yield text + told
                text = ""
            if (error := task.exception()) is not None:
                refusal = refusal_of(error)  # type: ignore[arg-type]
                if text:
                    raise refusal
                yield _event("error", {**refusal.body(), "status": refusal.status_code})
        finally:
            self._job.cancel()
            task.cancel()
            held.close()

    async def _next(self, heard: asyncio.Queue[Told | None]) -> str | None:
        """The next event, or a comment after a long silence; None at the end."""
        try:
            beat = self._house.settings.heartbeat_seconds
            told = await asyncio.wait_for(heard.get(), beat)
        except TimeoutError:
            return ": waiting\n\n"
        return told and _event(*told)

    def _do(self, job: Job, tell: Tell) -> None:
        """Take the turn; on a worker.

        Raises:
            MaskwrightError, Refusal, Cancelled: see `Conversations.say` and `Job`.
        """
        house, start = self._house, time.monotonic()
        with house.desk.alone(self.thread), draft(house.runs.folder) as out:
            images = [each.read(house.settings, house.fetcher) for each in self._sources]
            names = [each.name for each in self._sources]
            if self._asked.correction is not None:
                events = house.conversations.resume(self.thread, self._asked.correction)
            else:
                events = house.conversations.say(
                    self.thread,
                    self._asked.text,
                    images,
                    names=names,
                    confirm=self._asked.confirm,
                    out=out,
                )
            for event in job.follow(events):
                if isinstance(event, NodeStarted):
                    tell("started", {"node": event.node})
                elif isinstance(event, NodeFinished):
                    seconds = round(event.seconds, 4)
                    tell("finished", {"node": event.node, "seconds": seconds})
                elif isinstance(event, TurnFinished):
                    house.meter.ran("chat", time.monotonic() - start)
                    named = {image.id: name for image, name in zip(images, names, strict=True)}
                    answer = keep_turn(house, event.turn, named, self._asked.formats, out)
                    tell("turn", answer.model_dump(mode="json"))


@contextmanager
def draft(folder: Path) -> Iterator[Path]:
    """A folder for what a turn exports; its files become a run's, and it goes."""
    with disk_errors(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        place = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder))
    try:
        yield place / "export"
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
