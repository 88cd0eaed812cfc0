"""Who may ask: the name the server was called by, where a browser's page came from, the token."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from .problems import Refusal
from .settings import TOKEN, ServeSettings

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from .meter import Meter

OPEN = frozenset({"/healthz", "/healthz/ready"})
"""What everybody may ask."""
OURS = ("/v1", "/metrics", "/openapi.json", "/mcp")
"""What only the token opens, also where a web page checks it by itself."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Access:
    """Decides about requests.

    Attributes:
        page_asks: a web page is mounted that asks for the token itself, so that paths outside
            `OURS` are left to it.
    """

    def __init__(self, settings: ServeSettings) -> None:
        self._token = _digest(settings.token) if settings.token else None
        self._loopback = settings.on_loopback
        self._names = frozenset(name.lower() for name in settings.hosts)
        if self._loopback:
            self._names |= {*LOOPBACK, settings.host.strip("[]").lower()}
        self.page_asks = False

    @property
    def needs_token(self) -> bool:
        """Whether there is a token to bring."""
        return self._token is not None

    def holds(self, token: str) -> bool:
        """Whether this is the token; takes as long for a wrong one."""
        return self._token is None or hmac.compare_digest(_digest(token), self._token)

    def check(self, path: str, headers: Headers) -> None:
        """Look at a request's head.

        Raises:
            Refusal: 421 another server is meant (DNS rebinding), 403 a page of another site asks,
                401 the token is missing or wrong.
        """
        host = _name_of(f"//{headers.get('host', '')}")
        if not host or (self._names and host not in self._names):
            hint = f"call it {' or '.join(sorted(self._names))}" if self._loopback else ""
            raise Refusal(421, "the server is not called so", hint, reason="host")
        origin = headers.get("origin")
        # With the port: what listens at another one of this machine is another site.
        if origin is not None and _place_of(origin) != headers["host"].lower():
            raise Refusal(403, "a page of another site may not ask", "", reason="origin")
        if path in OPEN or (self.page_asks and not _inside(path)):
            return
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if self._token is None or (scheme.lower() == "bearer" and self.holds(token.strip())):
            return
        error = "the token is wrong" if token else "a token is needed"
        hint = f"send the header Authorization: Bearer with the server's {TOKEN}"
        raise Refusal(401, error, hint, {"WWW-Authenticate": "Bearer"}, "token")


class Guard:
    """Middleware: nothing behind it sees a request that `Access` refuses."""

    def __init__(self, app: ASGIApp, access: Access, meter: Meter) -> None:
        self.app = app
        self.access = access
        self.meter = meter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check, then pass on."""
        if scope["type"] == "http":
            try:
                self.access.check(scope["path"], Headers(scope=scope))
            except Refusal as refusal:
                self.meter.refused(refusal.reason)
                await refusal.answer()(scope, receive, send)
                return
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        await self.app(scope, receive, send)


def _digest(token: str) -> bytes:
    # Equal lengths, so that the comparison does not tell the token's.
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()


def _name_of(address: str) -> str:
    """The host of an address, without its port; "" where there is none."""
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""


def _place_of(address: str) -> str:
    """The host of an address with its port, as browsers write it; "" where there is none."""
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""


def _inside(path: str) -> bool:
    return any(path == ours or path.startswith(ours + "/") for ours in OURS)
