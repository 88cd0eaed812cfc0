"""What of Gradio's own addresses a browser may use: those that the page needs, and no others.

Gradio has addresses that fetch what a browser names, call functions by number or list what there
is. The page needs none of them.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

READ = (
    *("/assets/", "/static/", "/svelte/", "/_app/"),
    *("/gradio_api/queue/data", "/gradio_api/heartbeat/", "/gradio_api/upload_progress"),
    *("/gradio_api/file=", "/gradio_api/startup-events"),
)
READ_EXACTLY = frozenset(
    {"/", "/config", "/theme.css", "/favicon.ico", "/manifest.json", "/robots.txt"}
)
SENT = frozenset({"/gradio_api/upload", "/gradio_api/cancel", "/gradio_api/reset"})
JOIN = "/gradio_api/queue/join"
ADDRESS = re.compile(r"://|[a-z0-9+.-]{2}:/", re.IGNORECASE)
"""Another server's address. One letter before the colon is a disk."""
MOST_DECODINGS = 4
MOST_BYTES = 256 * 1024
"""Of a message to the queue: letters and the names of uploads."""


class Needed:
    """ASGI middleware: everything but what the page needs is not there.

    Args:
        app: Gradio.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer that there is nothing."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"].removeprefix(scope.get("root_path", "").rstrip("/")) or "/"
        if scope["method"] == "POST" and path == JOIN:
            body = await _body(receive)
            if body is None or names_an_address(body):
                await _refuse(scope, receive, send, 400, "the message cannot be read")
                return
            await self._app(scope, _again(body, receive), send)
        elif may_use(scope["method"], path):
            await self._app(scope, receive, send)
        else:
            await _refuse(scope, receive, send, 404, "there is nothing at this address")


def may_use(method: str, path: str) -> bool:
    """Whether the page needs this address.

    Args:
        method: of HTTP.
        path: without the server's own prefix.
    """
    if method in ("GET", "HEAD"):
        needed = path in READ_EXACTLY or path.startswith(READ)
        return needed and not _leads_elsewhere(path)
    return method == "POST" and path in SENT


def _leads_elsewhere(path: str) -> bool:
    """Whether a path holds an address, as it stands or encoded; Gradio would fetch it."""
    for _ in range(MOST_DECODINGS):
        if ADDRESS.search(path.replace("\\", "/")):
            return True
        plain = unquote(path)
        if plain == path:
            return False
        path = plain
    return True


def names_an_address(body: bytes) -> bool:
    """Whether a message to the queue is no JSON, or names a file by an address to fetch it from."""
    try:
        return _has_address(json.loads(body))
    except (ValueError, RecursionError):
        return True


def _has_address(value: Any) -> bool:
    if isinstance(value, dict):
        path = value.get("path")
        if isinstance(path, str) and "://" in path:
            return True
        return any(_has_address(each) for each in value.values())
    return isinstance(value, list) and any(_has_address(each) for each in value)


async def _body(receive: Receive) -> bytes | None:
    """All of a message; None where it is too long or its sender has gone."""
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > MOST_BYTES:
            return None
        if not message.get("more_body"):
            return body


def _again(body: bytes, receive: Receive) -> Receive:
    """Gives a body that was read once more, then what comes after it."""
    given = False

    async def once_more() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return once_more


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, why: str) -> None:
    from starlette.responses import JSONResponse

    await JSONResponse({"error": why, "hint": "load the page again"}, status)(scope, receive, send)
