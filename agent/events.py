"""What a run tells while it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..tools.result import Result
from .turn import Turn


@dataclass(frozen=True)
class NodeStarted:
    """A node of the graph begins."""

    node: str


@dataclass(frozen=True)
class NodeFinished:
    """A node of the graph is done.

    Attributes:
        node: its name.
        seconds: how long it took.
        update: what it adds to the state, as plain JSON.
    """

    node: str
    seconds: float
    update: dict[str, Any]


@dataclass(frozen=True)
class RunFinished:
    """The run is over; the last event."""

    result: Result


@dataclass(frozen=True)
class TurnFinished:
    """The turn of a conversation is over, or waits for the person; the last event."""

    turn: Turn


Event = NodeStarted | NodeFinished | RunFinished | TurnFinished
