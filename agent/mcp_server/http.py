"""MCP over streamable HTTP: one route of an application that already asks for the token."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from mcp.server.streamable_http_manager import StreamableHTTPASGIApp, StreamableHTTPSessionManager
from starlette.routing import Route

from .server import Settings, server

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from ..conversation import Conversations

PATH = "/mcp"
IDLE_SECONDS = 600.0
MOST_SESSIONS = 200


def mount(app: Starlette, talk: Conversations, settings: Settings | None = None) -> None:
    """Serve MCP at /mcp of an application, for as long as it lives.

    The application's own middleware checks token, host and origin and limits the body, as for its
    other routes; nothing here opens a door beside it. Pictures by path are not read, whatever the
    settings say.

    Args:
        app: of Starlette or FastAPI, not started yet.
        talk: what all doors share.
        settings: what is accepted.
    """
    closed = {"folders": (), "local": False}
    chosen = (settings or Settings()).model_copy(update=closed)
    manager = StreamableHTTPSessionManager(
        server(talk, chosen),
        session_idle_timeout=IDLE_SECONDS,
        max_sessions=MOST_SESSIONS,
        # Base64 needs four bytes for three.
        max_request_body_size=chosen.max_bytes * 3 // 2 + 2**16,
    )
    app.router.routes.insert(0, Route(PATH, endpoint=StreamableHTTPASGIApp(manager)))
    before = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(served: Any) -> AsyncIterator[Any]:
        async with before(served) as state, manager.run():
            yield state

    app.router.lifespan_context = lifespan
