"""What can be looked at and deleted: runs, conversations; tools, health, numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Query, Response

from .answers import (
    GONE,
    Health,
    RunAnswer,
    RunsAnswer,
    ThreadAnswer,
    ThreadsAnswer,
    ToolsAnswer,
    run_answer,
)
from .forms import THREAD
from .problems import Refusal
from .runs import TYPES
from .turns import known_turn

if TYPE_CHECKING:
    from .house import House

RunId = Annotated[str, Path(max_length=64, description="As `POST /v1/segment` gives it.")]
FileName = Annotated[str, Path(max_length=64, description="One of: " + ", ".join(TYPES))]
ThreadName = Annotated[str, Path(pattern=THREAD)]

FILE_HEADERS = {
    "Cache-Control": "private, max-age=3600",
    # A report is somebody's words in a page: it may show itself and do nothing else.
    "Content-Security-Policy": "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
    "sandbox",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def runs_router(house: House) -> APIRouter:
    """Finished runs."""
    pages = APIRouter(prefix="/v1/runs", tags=["runs"])
    seconds = house.settings.run_seconds

    @pages.get("")
    def runs(limit: Annotated[int, Query(ge=1, le=1000)] = 100) -> RunsAnswer:
        """The runs that are kept, newest first."""
        found = house.runs.list()[:limit]
        return RunsAnswer(runs=[run_answer(run, seconds) for run in found])

    @pages.get("/{run_id}", responses=GONE)
    def run(run_id: RunId) -> RunAnswer:
        """A run with its result."""
        found = house.runs.get(run_id)
        return run_answer(found, seconds, house.runs.result(found))

    @pages.get("/{run_id}/{name}", responses=GONE, response_class=Response)
    def file(run_id: RunId, name: FileName) -> Response:
        """A file of a run."""
        data = house.runs.read(house.runs.get(run_id), name)
        kind = "attachment" if name.endswith(".zip") else "inline"
        headers = {**FILE_HEADERS, "Content-Disposition": f'{kind}; filename="{name}"'}
        return Response(data, media_type=TYPES[name], headers=headers)

    @pages.delete("/{run_id}", status_code=204, responses=GONE)
    def remove(run_id: RunId) -> None:
        """Delete a run and its files."""
        house.runs.remove(run_id)
        house.count_runs()

    return pages


def threads_router(house: House) -> APIRouter:
    """Conversations."""
    pages = APIRouter(prefix="/v1/threads", tags=["chat"])

    @pages.get("")
    def threads() -> ThreadsAnswer:
        """Names of the conversations."""
        return ThreadsAnswer(threads=house.conversations.threads())

    @pages.get("/{thread}", responses=GONE)
    def thread(thread: ThreadName) -> ThreadAnswer:
        """A conversation's turns; `POST /v1/chat` goes on with it."""
        turns = house.conversations.turns(_known(thread))
        # Only the last turn can have lost its runs to a kill; the others' have had their time.
        last = len(turns) - 1
        told = [known_turn(house, turn, anew=row == last) for row, turn in enumerate(turns)]
        return ThreadAnswer(thread=thread, turns=told)

    @pages.delete("/{thread}", status_code=204, responses=GONE)
    def forget(thread: ThreadName) -> None:
        """Delete a conversation; its runs stay until they expire or are deleted."""
        with house.desk.alone(_known(thread)):
            house.conversations.forget(thread)

    def _known(thread: str) -> str:
        if thread not in house.conversations.threads():
            raise Refusal(404, "there is no such conversation", "POST /v1/chat begins one")
        return thread

    return pages


def state_router(house: House) -> APIRouter:
    """What the server is and does."""
    pages = APIRouter(tags=["server"])

    @pages.get("/v1/tools")
    def tools() -> ToolsAnswer:
        """The typed tools of the server's profile, with their schemas."""
        known = house.agent(None, {}).tools
        return ToolsAnswer(tools=[tool.schema() for tool in known.values()])

    @pages.get("/healthz")
    async def healthz() -> Health:
        """Whether the server lives."""
        return _health(house)

    @pages.get("/healthz/ready", responses={503: {"model": Health}})
    async def ready(response: Response) -> Health:
        """Whether the server takes work; 503 where it does not."""
        health = _health(house)
        response.status_code = 200 if health.ready else 503
        return health

    @pages.get("/metrics", response_class=Response)
    def metrics() -> Response:
        """Numbers for Prometheus."""
        house.count_runs()
        return Response(house.meter.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    return pages


def _health(house: House) -> Health:
    if house.desk.stopped:
        return Health(ready=False, why="the server is stopping")
    return Health(ready=True)
