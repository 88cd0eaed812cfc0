"""How much may come in: bodies are counted and timed while they stream, chunked ones too."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from starlette.datastructures import Headers

from .problems import Refusal
from .settings import ServeSettings

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from .meter import Meter

LINGER_SECONDS = 5.0
LINGER_BYTES = 256 * 2**20
"""So much of a refused body is still read and thrown away, that its sender hears the refusal."""


class Intake:
    """Middleware: ends bodies that are too large (413), too slow (408) or packed (415)."""

    def __init__(self, app: ASGIApp, settings: ServeSettings, meter: Meter) -> None:
        self.app = app
        self.settings = settings
        self.meter = meter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with a body that is watched."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = _Body(Headers(scope=scope), receive, send, self.settings)
        try:
            body.check_head()
        except Refusal as refusal:
            self.meter.refused(refusal.reason)
            await refusal.answer()(scope, body.receive, body.send)
            return
        await self.app(scope, body.receive, body.send)
        if body.refused:
            self.meter.refused(body.refused)


class _Body:
    """One request's body, and the answer to it."""

    def __init__(
        self, headers: Headers, receive: Receive, send: Send, settings: ServeSettings
    ) -> None:
        self._headers = headers
        self._receive = receive
        self._send = send
        self._settings = settings
        self._seen = 0
        self._until: float | None = None
        self._complete = not (
            headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
        )
        self.refused = ""

    def check_head(self) -> None:
        """Refuse by what the head says.

        Raises:
            Refusal: the body is announced as too large, or is compressed.
        """
        length = self._headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length) > self._settings.max_bytes:
            raise self._too_large()
        if self._headers.get("content-encoding", "identity").lower() != "identity":
            raise Refusal(415, "the body is compressed", "send it as it is", reason="body")

    async def receive(self) -> Message:
        """The next part of the body.

        Raises:
            Refusal: it is too large by now, or has taken too long.
        """
        if self._complete:
            return await self._receive()
        now = time.monotonic()
        self._until = self._until or now + self._settings.upload_seconds
        wait = min(self._until - now, self._settings.idle_seconds)
        try:
            message = await asyncio.wait_for(self._receive(), max(0.001, wait))
        except TimeoutError:
            self.refused = "slow"
            hint = "send it faster, or make the picture smaller"
            raise Refusal(408, "the request's body came too slowly", hint, reason="slow") from None
        self._note(message)
        if self._seen > self._settings.max_bytes:
            self.refused = "body"
            raise self._too_large()
        return message

    async def send(self, message: Message) -> None:
        """Send a part of the answer; where the body is not read to its end, read on for a while."""
        if self._complete:
            await self._send(message)
        elif message["type"] == "http.response.start":
            headers = [*message.get("headers", []), (b"connection", b"close")]
            await self._send({**message, "headers": headers})
        elif message.get("more_body"):
            await self._send(message)
        else:
            # The answer is whole for its reader; its end is told once the sender is done.
            await self._send({**message, "more_body": True})
            if self.refused != "slow":
                await self._linger()
            await self._send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _linger(self) -> None:
        until, most = time.monotonic() + LINGER_SECONDS, self._seen + LINGER_BYTES
        while not self._complete and self._seen < most and (left := until - time.monotonic()) > 0:
            try:
                self._note(await asyncio.wait_for(self._receive(), left))
            except TimeoutError:
                return

    def _note(self, message: Message) -> None:
        self._seen += len(message.get("body", b""))
        self._complete = message["type"] != "http.request" or not message.get("more_body")

    def _too_large(self) -> Refusal:
        size = f"{self._settings.max_bytes / 2**20:g} MiB"
        hint = "send fewer or smaller pictures"
        return Refusal(413, f"the request is larger than {size}", hint, reason="body")
