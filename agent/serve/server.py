"""Listening: a socket, uvicorn, patience with slow heads, and a stop that loses nothing."""

from __future__ import annotations

import asyncio
import errno
import logging
import signal
import socket
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from ...errors import InputError
from .settings import ServeSettings

if TYPE_CHECKING:
    from fastapi import FastAPI

logger = logging.getLogger(__name__)

MOST_CONNECTIONS = 512
BACKLOG = 128
HEAD_BYTES = 32 * 1024


def listen(settings: ServeSettings) -> socket.socket:
    """A socket at the address of the settings.

    Raises:
        InputError: the address is taken, or none of this machine.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    place = f"--host {settings.host} --port {settings.port}"
    line = socket.socket(family, socket.SOCK_STREAM)
    try:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        line.bind((settings.host.strip("[]"), settings.port))
        line.listen(BACKLOG)
    except OSError as error:
        line.close()
        taken = error.errno == errno.EADDRINUSE
        problem = "another program listens there" if taken else (error.strerror or str(error))
        raise InputError(place, problem.lower(), "choose another --port") from error
    return line


def address_of(line: socket.socket) -> str:
    """Where a socket can be called."""
    host, port = line.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(app: FastAPI, line: socket.socket, told: Callable[[], None] = lambda: None) -> None:
    """Serve until SIGTERM or Ctrl-C; what runs is finished, what waits is refused.

    Args:
        app: of `create_app`.
        line: of `listen`.
        told: called when requests are taken.

    Raises:
        KeyboardInterrupt: after Ctrl-C, when all is closed.
    """
    try:
        make_server(app, told).run(sockets=[line])
    finally:
        line.close()


def make_server(app: FastAPI, told: Callable[[], None] = lambda: None) -> Server:
    """A server that is not started yet."""
    settings: ServeSettings = app.state.house.settings

    def protocol(**arguments: object) -> Patient:
        return Patient(settings.header_seconds, **arguments)

    config = uvicorn.Config(
        app,
        http=protocol,  # type: ignore[arg-type]
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=MOST_CONNECTIONS,
        h11_max_incomplete_event_size=HEAD_BYTES,
        timeout_graceful_shutdown=settings.drain_seconds,
    )
    return Server(config, app, told)


class Server(uvicorn.Server):
    """uvicorn's server, which stops the desk and the page before it waits for what runs."""

    def __init__(self, config: uvicorn.Config, app: FastAPI, told: Callable[[], None]) -> None:
        super().__init__(config)
        self._app = app
        self._told = told

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to take requests."""
        await super().startup(sockets)
        self._told()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Refuse what waits, let finish what runs, close."""
        state = self._app.state
        state.house.desk.stop()
        if (stop_page := getattr(state, "stop_page", None)) is not None:
            stop_page()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """SIGTERM is an order that is carried out, no accident: the exit code stays 0."""
        if sig == signal.SIGTERM:
            self.should_exit = True
        else:
            super().handle_exit(sig, frame)


class Patient(H11Protocol):
    """uvicorn's protocol, which hangs up on those who never finish a request's head."""

    def __init__(self, seconds: float, **arguments: object) -> None:
        super().__init__(**arguments)  # type: ignore[arg-type]
        self._seconds = seconds
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client is there."""
        super().connection_made(transport)
        self._expect()

    def data_received(self, data: bytes) -> None:
        """Some bytes have come."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._forget()
        elif self._timer is None:
            self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        self._forget()
        super().connection_lost(exc)

    def _expect(self) -> None:
        self._timer = self.loop.call_later(self._seconds, self._give_up)

    def _forget(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        if self.conn.their_state is h11.IDLE and not self.transport.is_closing():
            self.transport.close()
