"""What the server answers, as OpenAPI shows it."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from ...tools.base import Frozen
from ...tools.result import Result
from ..files import to_json
from .runs import Run

PREFIX = "/v1/runs"


class ErrorAnswer(Frozen):
    """An error: one sentence, and what to do."""

    error: str
    hint: str


class RunAnswer(Frozen):
    """A finished run; its files can be fetched until it expires."""

    id: str = Field(description="22 random characters.")
    name: str = Field(description="What the picture was called.")
    task: str
    found: list[str] = Field(description="Labels of the segments, each once.")
    created: float = Field(description="Seconds since 1970.")
    expires: float = Field(description="Seconds since 1970.")
    files: dict[str, str] = Field(description="Where its files are, by name.")
    result: dict[str, Any] | None = Field(
        default=None, description="Segments with masks (COCO RLE), labels, notes, provenance."
    )


class SegmentAnswer(Frozen):
    """One run for each picture, in order."""

    runs: list[RunAnswer]


class RunsAnswer(Frozen):
    """The runs that are kept, newest first, without their results."""

    runs: list[RunAnswer]


class TurnAnswer(Frozen):
    """A turn of a conversation: the last event of `POST /v1/chat`."""

    thread: str
    number: int
    message: str
    request: dict[str, Any] = Field(description="What the message was taken for.")
    reply: str
    waiting: dict[str, Any] | None = Field(description="What is to be confirmed, if anything.")
    runs: list[RunAnswer] = Field(description="What is talked about after the turn.")
    verdicts: list[dict[str, Any]]
    tool_calls: list[dict[str, Any]]
    notes: list[str]
    stop: str
    timings: dict[str, float]


class ThreadAnswer(Frozen):
    """A conversation's turns, the first one first."""

    thread: str
    turns: list[TurnAnswer]


class ThreadsAnswer(Frozen):
    """Names of the conversations."""

    threads: list[str]


class ToolsAnswer(Frozen):
    """The typed tools of the server's profile."""

    tools: list[dict[str, Any]]


class Health(Frozen):
    """Whether the server lives, and whether it takes work."""

    live: bool = True
    ready: bool
    why: str = ""


ERRORS: dict[int | str, dict[str, Any]] = {
    400: {"model": ErrorAnswer, "description": "A field or a picture cannot be used."},
    401: {"model": ErrorAnswer, "description": "The token is missing or wrong."},
    413: {"model": ErrorAnswer, "description": "The body or a picture is too large."},
    429: {"model": ErrorAnswer, "description": "The queue is full; Retry-After says when."},
    503: {"model": ErrorAnswer, "description": "The server is stopping, or a model is missing."},
}
GONE: dict[int | str, dict[str, Any]] = {
    401: ERRORS[401],
    404: {"model": ErrorAnswer, "description": "There is none."},
}


def run_answer(run: Run, seconds: float, result: Result | None = None) -> RunAnswer:
    """A run as clients get it.

    Args:
        run: the run.
        seconds: how long it is kept.
        result: as `public` made it.
    """
    return RunAnswer(
        id=run.id,
        name=run.name,
        task=run.task,
        found=run.found,
        created=run.created,
        expires=run.created + seconds,
        files={name: f"{PREFIX}/{run.id}/{name}" for name in run.files},
        result=None if result is None else to_json(result),
    )
