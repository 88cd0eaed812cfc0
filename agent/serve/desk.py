"""Who works on what: a bounded queue, a pool of workers for each profile, and runs that can end.

A request is admitted before its body is read, so what waits is bounded in number and in bytes. Its
work is done on a thread of its profile's pool; where the client leaves, a run ends before its next
node.
"""

from __future__ import annotations

import asyncio
import threading
import time
from asyncio import FIRST_COMPLETED
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from .job import Job
from .meter import Meter
from .problems import Refusal, stopping
from .settings import ServeSettings

T = TypeVar("T")

FIRST_GUESS = 5.0
"""Seconds of a run, before any has been seen."""
LONGEST_RETRY = 120
LEFT = 499
"""The status of a request whose client has left, as other servers log it; nobody receives it."""


class Ticket:
    """A place in the queue; given back when the request and its work are over."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._held = 1
        self._lock = threading.Lock()

    def give_back(self) -> None:
        """One of the holders, the request or its work, is done."""
        with self._lock:
            self._held -= 1
            last = self._held == 0
        if last:
            self._desk.leave()

    async def work(
        self, profile: str, do: Callable[[Job], T], job: Job, gone: Coroutine[Any, Any, None]
    ) -> T:
        """Do something on a thread of a profile's pool.

        Args:
            profile: whose pool.
            do: the work; looks at the job between its steps.
            job: cancelled where the client leaves, the caller is cancelled or time is up.
            gone: ends when the client leaves.

        Raises:
            Refusal: 499 the client has left, 503 the server stops, 504 it took too long.
        """
        leaving = asyncio.create_task(gone)
        try:
            future = self._start(profile, do, job)
            waited = asyncio.wrap_future(future)
            waited.add_done_callback(lambda each: each.cancelled() or each.exception())
            try:
                # Time in the queue does not count: what was admitted is answered.
                while not (waited.done() or leaving.done()) and (left := self._left(job)) > 0:
                    await asyncio.wait({waited, leaving}, timeout=left, return_when=FIRST_COMPLETED)
                if waited.cancelled():
                    raise stopping()
                if waited.done():
                    return waited.result()
                if leaving.done():
                    raise Refusal(LEFT, "the client has left")
                raise Refusal(504, "the run took too long", "ask for less, or a smaller picture")
            finally:
                if not waited.done():
                    job.cancel()
                    future.cancel()
                    self._desk.meter.cancelled.inc()
        finally:
            leaving.cancel()

    def _left(self, job: Job) -> float:
        """Seconds that a job may still take; all of them while it waits for a worker."""
        limit = self._desk.settings.job_seconds
        return limit if job.begun is None else job.begun + limit - time.monotonic()

    def _start(self, profile: str, do: Callable[[Job], T], job: Job) -> Future[T]:
        with self._lock:
            self._held += 1
        try:
            future = self._desk.submit(profile, do, job)
        except BaseException:
            self.give_back()
            raise
        future.add_done_callback(lambda _: self.give_back())
        return future


class Desk:
    """The queue and the pools of one server.

    Attributes:
        settings: of the server.
        meter: counts.
        stopped: no more work is taken.
    """

    def __init__(self, settings: ServeSettings, meter: Meter) -> None:
        self.settings = settings
        self.stopped = False
        self.meter = meter
        self._lock = threading.Lock()
        self._pools: dict[str, ThreadPoolExecutor] = {}
        self._futures: set[Future[Any]] = set()
        self._jobs: set[Job] = set()
        self._threads: set[str] = set()
        self._inside = 0
        self._running = 0
        self._usual = FIRST_GUESS

    @contextmanager
    def admit(self) -> Iterator[Ticket]:
        """Take a place in the queue.

        Raises:
            Refusal: 429 it is full, 503 the server stops.
        """
        if self.stopped:
            self.meter.refused("stopping")
            raise stopping()
        pools = max(1, len(self._pools))
        with self._lock:
            full = self._inside >= self.settings.queue + self.settings.workers * pools
            if not full:
                self._inside += 1
        self._count()
        if full:
            self.meter.refused("queue")
            retry = {"Retry-After": str(self._retry_after())}
            raise Refusal(429, "the server is busy", "try again later", retry, "queue")
        ticket = Ticket(self)
        try:
            yield ticket
        finally:
            ticket.give_back()

    @contextmanager
    def alone(self, thread: str) -> Iterator[None]:
        """Hold a conversation's thread.

        Raises:
            Refusal: 409 another request of this thread is at work.
        """
        with self._lock:
            busy = thread in self._threads
            self._threads.add(thread)
        if busy:
            self.meter.refused("thread")
            raise Refusal(
                409, "this conversation is at work", "wait for its answer", reason="thread"
            )
        try:
            yield
        finally:
            with self._lock:
                self._threads.discard(thread)

    def submit(self, profile: str, do: Callable[[Job], T], job: Job) -> Future[T]:
        """Hand work to a pool; see `Ticket.work`.

        Raises:
            Refusal: the server stops.
        """
        if self.stopped:
            raise stopping()
        with self._lock:
            if profile not in self._pools:
                self._pools[profile] = ThreadPoolExecutor(self.settings.workers, f"runs-{profile}")
            future = self._pools[profile].submit(self._do, profile, do, job)
            self._futures.add(future)
        future.add_done_callback(self._futures.discard)
        return future

    def leave(self) -> None:
        """A place in the queue is free again."""
        with self._lock:
            self._inside -= 1
        self._count()

    def stop(self) -> None:
        """Take no more work, and refuse what waits; what runs may finish."""
        self.stopped = True
        for future in list(self._futures):
            future.cancel()

    def close(self) -> None:
        """End what runs before its next node, and wait for it."""
        self.stop()
        for job in list(self._jobs):
            job.cancel()
        for pool in self._pools.values():
            pool.shutdown(wait=True, cancel_futures=True)

    def _do(self, profile: str, do: Callable[[Job], T], job: Job) -> T:
        job.check()
        self._jobs.add(job)
        self._started(profile, 1)
        job.begun = start = time.monotonic()
        try:
            return do(job)
        finally:
            self._jobs.discard(job)
            self._started(profile, -1)
            self._usual += 0.2 * (time.monotonic() - start - self._usual)

    def _started(self, profile: str, change: int) -> None:
        with self._lock:
            self._running += change
        self.meter.running.labels(profile).inc(change)
        self._count()

    def _count(self) -> None:
        self.meter.queue.set(max(0, self._inside - self._running))

    def _retry_after(self) -> int:
        runs = self._inside / (self.settings.workers * max(1, len(self._pools)))
        return int(min(LONGEST_RETRY, max(1, runs * self._usual / 2)))
