"""Who may see the page: where the server has a token, a browser shows it once and gets a session.

The token comes in a form's body or in the Authorization header, never in an address. A session is
a random cookie that scripts cannot read and other sites cannot send; the server keeps its hash.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "maskwright_page"
SESSION_SECONDS = 12 * 3600
MOST_SESSIONS = 1000
FAILED_SECONDS = 0.5
"""A wrong token is answered after so long."""

POLICY = "; ".join(
    [
        "default-src 'self'",
        # Gradio compiles its templates, and writes styles and scripts into its page.
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
"""Nothing is ever loaded from, or sent to, another server, whatever stands in a label."""

HEADERS = {
    "content-security-policy": POLICY,
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
}


class Gate:
    """The sessions of a server.

    Args:
        token: what a browser has to show; None or "" where everybody may come in.
    """

    def __init__(self, token: str | None) -> None:
        self._token = token or ""
        self._sessions: dict[str, float] = {}
        self._lock = threading.Lock()

    @property
    def closed(self) -> bool:
        """Whether a token is needed."""
        return bool(self._token)

    def fits(self, token: str) -> bool:
        """Whether this is the token; takes the same time for every wrong one."""
        return hmac.compare_digest(_digest(token), _digest(self._token))

    def begin(self) -> str:
        """A new session; the oldest one goes where they are too many."""
        session, now = secrets.token_urlsafe(32), time.monotonic()
        with self._lock:
            alive = {key: end for key, end in self._sessions.items() if end > now}
            alive[_digest(session)] = now + SESSION_SECONDS
            self._sessions = dict(list(alive.items())[-MOST_SESSIONS:])
        return session

    def end(self, session: str) -> None:
        """Forget a session."""
        with self._lock:
            self._sessions.pop(_digest(session), None)

    def lets_in(self, connection: HTTPConnection) -> bool:
        """Whether a request shows a session or the token."""
        if not self.closed:
            return True
        kind, _, token = connection.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and self.fits(token.strip()):
            return True
        session = connection.cookies.get(COOKIE, "")
        with self._lock:
            return self._sessions.get(_digest(session), 0.0) > time.monotonic()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def from_elsewhere(connection: HTTPConnection) -> bool:
    """Whether another site's page sent this request."""
    origin = connection.headers.get("origin")
    if origin in (None, "") or connection.scope.get("method") in ("GET", "HEAD"):
        return False
    return urlsplit(str(origin)).netloc != connection.headers.get("host", "")


Answer = Callable[["Scope", "Receive", "Send"], Awaitable[None]]


class Guard:
    """ASGI middleware: asks the gate, and says that nothing may come from elsewhere.

    Args:
        app: the page.
        gate: who may come in.
        refuse: answers those who may not.
    """

    def __init__(self, app: ASGIApp, gate: Gate, refuse: Callable[[Any], Answer]) -> None:
        self._app = app
        self._gate = gate
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        from starlette.requests import HTTPConnection

        connection = HTTPConnection(scope)
        if scope["type"] == "websocket":  # Gradio needs none
            await send({"type": "websocket.close", "code": 1008})
        elif from_elsewhere(connection) or not self._gate.lets_in(connection):
            await self._refuse(connection)(scope, receive, with_headers(send))
        else:
            await self._app(scope, receive, with_headers(send))


def with_headers(send: Send) -> Send:
    """Adds `HEADERS` to an answer that does not have them."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            there = {name.lower() for name, _ in message["headers"]}
            more = [
                (name.encode(), value.encode())
                for name, value in HEADERS.items()
                if name.encode() not in there
            ]
            message = {**message, "headers": [*message["headers"], *more]}
        await send(message)

    return sent
