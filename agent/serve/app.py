"""The application: FastAPI with its guards around it, and its parts inside.

counting -> intake (bytes, seconds) -> guard (host, origin, token) -> pages -> desk -> workers
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from ..conversation import Conversations
from . import chat, problems, reading, segment
from .desk import Desk
from .fetch import Fetcher
from .forms import ChatAsked, SegmentAsked
from .guard import Access, Guard
from .house import House
from .intake import Intake
from .meter import Counting, Meter
from .runs import Runs
from .settings import ServeSettings

SWEEP_SECONDS = 60.0
SUMMARY = "Turns sentences into masks."


def create_app(
    conversations: Conversations,
    settings: ServeSettings | None = None,
    fetcher: Fetcher | None = None,
) -> FastAPI:
    """A server's application; `server.py` listens for it.

    What other doors need is in `app.state`: `access` (who may ask) and `house` (what does the
    work).

    Args:
        conversations: what all doors share; closed by who opened it.
        settings: limits, token, folders.
        fetcher: gets pictures by URL; made of the settings if None.

    Raises:
        InputError: it would listen beyond this machine without a token.
    """
    settings = settings or ServeSettings()
    settings.check()
    meter = Meter()
    house = House(
        settings=settings,
        conversations=conversations,
        desk=Desk(settings, meter),
        runs=Runs(settings.runs_folder(), settings.run_seconds, settings.run_bytes),
        meter=meter,
        fetcher=fetcher or Fetcher(settings),
    )
    access = Access(settings)
    app = FastAPI(
        title="Maskwright",
        summary=SUMMARY,
        version=version("maskwright"),
        # Their pages load scripts from another site.
        docs_url=None,
        redoc_url=None,
        lifespan=lambda _: _life(house),
    )
    app.state.house, app.state.access = house, access
    problems.install(app)
    app.include_router(segment.router(house))
    app.include_router(chat.router(house))
    app.include_router(reading.runs_router(house))
    app.include_router(reading.threads_router(house))
    app.include_router(reading.state_router(house))
    # The one added last is asked first.
    app.add_middleware(Guard, access=access, meter=meter)
    app.add_middleware(Intake, settings=settings, meter=meter)
    app.add_middleware(Counting, meter=meter)
    app.openapi = lambda: _openapi(app)
    return app


@asynccontextmanager
async def _life(house: House) -> AsyncIterator[None]:
    async def sweep() -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            await asyncio.to_thread(house.runs.sweep)

    sweeper = asyncio.create_task(sweep())
    try:
        yield
    finally:
        sweeper.cancel()
        with suppress(asyncio.CancelledError):
            await sweeper
        await asyncio.to_thread(house.desk.close)


def _openapi(app: FastAPI) -> dict[str, Any]:
    """The description, with the bodies that pages read by themselves and the token."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title, version=app.version, summary=app.summary, routes=app.routes
        )
        bodies: Any = [(SegmentAsked, "validation"), (ChatAsked, "validation")]
        template = "#/components/schemas/{model}"
        _, defined = models_json_schema(bodies, ref_template=template)
        parts = made.setdefault("components", {})
        parts.setdefault("schemas", {}).update(defined["$defs"])
        if app.state.access.needs_token:
            parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
            made["security"] = [{"token": []}]
        app.openapi_schema = made
    return app.openapi_schema
