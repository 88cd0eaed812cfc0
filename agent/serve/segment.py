"""`POST /v1/segment`: pictures in, masks out, in one answer."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request

from ...errors import ToolError
from ...tools.image import Image
from ...tools.result import Result
from ..events import RunFinished, TurnFinished
from ..tasks import ClosedSet, OpenVocabulary
from . import forms
from .answers import ERRORS, RunAnswer, SegmentAnswer, run_answer
from .forms import SegmentAsked
from .job import Job, client_leaves
from .picture import Source
from .problems import Refusal

if TYPE_CHECKING:
    from ..agent import Agent
    from ..tasks import Task
    from .house import House

EXAMPLE = {
    "images": [{"data": "iVBORw0KGgo...", "name": "cat.png"}],
    "queries": ["cat", "sofa"],
    "formats": ["coco"],
}
FOUND = {
    "runs": [
        {
            "id": "q3Zk1c0yQmS8m2yqk1lX9w",
            "name": "cat.png",
            "task": "open_vocabulary",
            "found": ["cat"],
            "created": 1790000000.0,
            "expires": 1790086400.0,
            "files": {"overlay.png": "/v1/runs/q3Zk1c0yQmS8m2yqk1lX9w/overlay.png"},
            "result": {"segments": [{"label": "cat", "score": 0.93, "box": [12, 40, 310, 290]}]},
        }
    ]
}


def router(house: House) -> APIRouter:
    """The page."""
    pages = APIRouter(tags=["segment"])
    answers: dict[int | str, dict[str, Any]] = {
        200: {"content": {"application/json": {"example": FOUND}}}
    }

    @pages.post(
        "/v1/segment",
        responses={**answers, **ERRORS},
        openapi_extra={"requestBody": forms.schema(SegmentAsked, EXAMPLE)},
    )
    async def segment(request: Request) -> SegmentAnswer:
        """Cut out of pictures the classes of a list, any queries, or what a text asks for."""
        with house.desk.admit() as ticket:
            asked, sources = await forms.read(request, SegmentAsked, house.settings, house.fetcher)
            if not sources:
                raise Refusal(400, "images: there is none", "send a picture", reason="input")
            work = Work(house, asked, sources)
            gone = client_leaves(request.receive)
            found = await ticket.work(work.profile, work.do, Job(), gone)
            return SegmentAnswer(runs=found)

    return pages


class Work:
    """What a worker does for one request."""

    def __init__(self, house: House, asked: SegmentAsked, sources: Sequence[Source]) -> None:
        self._house = house
        self._asked = asked
        self._sources = sources
        self._task = task_of(asked)
        self._agent = None if asked.text else house.agent(asked.profile, asked.overrides)

    @property
    def profile(self) -> str:
        """Whose pool it belongs to."""
        return self._agent.context.profile if self._agent else self._house.profile

    def do(self, job: Job) -> list[RunAnswer]:
        """Segment the pictures, one after the other, and keep the runs.

        Raises:
            MaskwrightError, Refusal, Cancelled: see `Source.read`, `Agent.segment` and `Job`.
        """
        done: list[RunAnswer] = []
        for source in self._sources:
            job.check()
            image = source.read(self._house.settings, self._house.fetcher)
            start = time.monotonic()
            if self._task is not None and self._agent is not None:
                result = by_task(self._agent, image, self._task, job)
            else:
                result = self._by_text(image, source.name, job)
            self._house.meter.ran(result.task, time.monotonic() - start)
            run, shown = self._house.runs.add(result, image, source.name, self._asked.formats)
            done.append(run_answer(run, self._house.settings.run_seconds, shown))
        self._house.count_runs()
        return done

    def _by_text(self, image: Image, name: str, job: Job) -> Result:
        """What one message asks for, in a conversation that is forgotten at once."""
        talk, thread = self._house.conversations, f"once-{secrets.token_urlsafe(16)}"
        try:
            for event in job.follow(talk.say(thread, self._asked.text, [image], names=[name])):
                if isinstance(event, TurnFinished):
                    if event.turn.result is None:
                        hint = "name what to find, or use /v1/chat"
                        raise Refusal(400, f"text: {event.turn.reply}", hint, reason="input")
                    return event.turn.result
        finally:
            talk.forget(thread)
        raise ToolError("conversation", "the turn ended without an answer")


def task_of(asked: SegmentAsked) -> Task | None:
    """What is asked for, where it is no text.

    Raises:
        InputError: names that cannot be used.
    """
    if asked.classes:
        return ClosedSet(asked.classes, asked.synonyms)
    if asked.queries:
        return OpenVocabulary(asked.queries, asked.synonyms)
    return None


def by_task(agent: Agent, image: Image, task: Task, job: Job) -> Result:
    """Run a task graph while it is wanted.

    Raises:
        MaskwrightError, Cancelled: see `Agent.segment` and `Job`.
    """
    for event in job.follow(agent.stream(image, task)):
        if isinstance(event, RunFinished):
            return event.result
    raise ToolError(task.task, "the run ended without a result")
