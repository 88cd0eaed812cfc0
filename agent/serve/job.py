"""A run that can be told to end, and the client that may leave."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

from ..events import RunFinished, TurnFinished
from .problems import Cancelled

if TYPE_CHECKING:
    from starlette.types import Receive

E = TypeVar("E")


class Job:
    """A run that can be told to end.

    Attributes:
        begun: when a worker took it up, by the monotonic clock; None while it waits.
    """

    def __init__(self) -> None:
        self.begun: float | None = None
        self._over = threading.Event()

    def cancel(self) -> None:
        """End before the next node."""
        self._over.set()

    def check(self) -> None:
        """Called between steps.

        Raises:
            Cancelled: the run is to end.
        """
        if self._over.is_set():
            raise Cancelled

    def follow(self, events: Iterable[E]) -> Iterator[E]:
        """The events of a run while it is wanted; then the run is closed.

        What it ends with is passed on in any case: the work is done, and the conversation has it.

        Raises:
            Cancelled: the run was told to end.
        """
        try:
            for event in events:
                if not isinstance(event, TurnFinished | RunFinished):
                    self.check()
                yield event
        finally:
            if close := getattr(events, "close", None):
                close()


async def client_leaves(receive: Receive) -> None:
    """Ends when the client has left; the body is to be read already."""
    while (await receive())["type"] != "http.disconnect":
        pass
