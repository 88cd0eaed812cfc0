"""Work in threads: the protocol's loop stays free, progress is told, a cancelled call stops."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from typing import TypeVar

from ...errors import TransientError

T = TypeVar("T")
Tell = Callable[[str], None]
"""Tells the client what is done now; raises `Stopped` once nobody waits for the answer."""

Report = Callable[[float, str], Awaitable[None]]


class Stopped(Exception):  # noqa: N818 - no error: nobody waits any more
    """The client has cancelled the call or has gone."""


class Workers:
    """A few threads with a short queue.

    Args:
        threads: how many calls are worked on at a time.
        waiting: how many more may wait; further ones are refused.
    """

    def __init__(self, threads: int, waiting: int) -> None:
        self._pool = ThreadPoolExecutor(threads, "mcp")
        self._most = threads + waiting
        self._lock = threading.Lock()
        self._taken = 0

    async def do(self, work: Callable[[Tell], T], report: Report) -> T:
        """Do some work in a thread.

        Args:
            work: is given a `Tell`, which it calls as often as it can stop.
            report: awaited here with what the work tells, numbered from 1.

        Returns:
            what the work returns.

        Raises:
            TransientError: too many calls wait already.
        """
        self._enter()
        loop = asyncio.get_running_loop()
        said: asyncio.Queue[str | None] = asyncio.Queue()
        stop = threading.Event()

        def tell(message: str) -> None:
            if stop.is_set():
                raise Stopped
            loop.call_soon_threadsafe(said.put_nowait, message)

        future = self._pool.submit(copy_context().run, work, tell)
        future.add_done_callback(lambda _: self._leave(loop, said))
        try:
            number = 0
            while (message := await said.get()) is not None:
                number += 1
                await report(number, message)
            return future.result()
        finally:
            stop.set()
            future.cancel()

    def close(self) -> None:
        """Take no more work, drop what waits, and wait for what goes on to stop."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _enter(self) -> None:
        with self._lock:
            if self._taken >= self._most:
                raise TransientError("maskwright", "too many calls wait; try again in a moment")
            self._taken += 1

    def _leave(self, loop: asyncio.AbstractEventLoop, said: asyncio.Queue[str | None]) -> None:
        with self._lock:
            self._taken -= 1
        with suppress(RuntimeError):  # the loop is closed: nobody waits
            loop.call_soon_threadsafe(said.put_nowait, None)
