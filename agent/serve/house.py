"""What the pages of one server share."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..agent import Agent
from ..conversation import Conversations
from .desk import Desk
from .fetch import Fetcher
from .meter import Meter
from .problems import Refusal
from .runs import Runs
from .settings import ServeSettings

KEPT_AGENTS = 16


class Agents:
    """Agents that were asked for last, by profile and overrides."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Agent] = OrderedDict()

    def get(self, profile: str, overrides: Mapping[str, Any]) -> Agent:
        """An agent; the same one for the same wishes, while it is kept.

        Raises:
            InputError: a value does not fit.
        """
        key = json.dumps([profile, overrides], sort_keys=True, default=str)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = Agent.from_profile(profile, overrides)
                while len(self._kept) > KEPT_AGENTS:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]


@dataclass(frozen=True)
class House:
    """A server's parts.

    Attributes:
        settings: what it was told.
        conversations: its threads, and the profile that stands behind them.
        desk: admits and does work.
        runs: finished runs.
        meter: counts.
        fetcher: gets pictures by URL.
        agents: by profile and overrides.
    """

    settings: ServeSettings
    conversations: Conversations
    desk: Desk
    runs: Runs
    meter: Meter
    fetcher: Fetcher
    agents: Agents = field(default_factory=Agents)

    @property
    def profile(self) -> str:
        """The server's own profile."""
        return self.conversations.context.profile

    def agent(self, profile: str | None, overrides: Mapping[str, Any]) -> Agent:
        """The agent of a request.

        Raises:
            Refusal: the profile or a setting is not open to requests.
            InputError: a value does not fit.
        """
        own = self.conversations.context
        chosen = profile or own.profile
        if chosen != own.profile and chosen not in self.settings.profiles:
            hint = "leave it out" if not self.settings.profiles else "choose one of its own"
            raise Refusal(400, f"profile {chosen[:80]!r}: the server has no such profile", hint)
        for name in overrides:
            if name not in self.settings.overrides:
                error = f"overrides: {name[:80]!r} may not be changed"
                raise Refusal(400, error, "see /openapi.json for those that may be")
        base = own.overrides if chosen == own.profile else {}
        return self.agents.get(chosen, {**base, **overrides})

    def count_runs(self) -> None:
        """Tell the meter what is kept."""
        self.meter.runs.set(len(self.runs.list()))
        self.meter.bytes.set(self.runs.bytes)
