"""Conversations of the colour world: say something, get the turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from colour_world import World, resolver
from maskwright.agent import resolve
from maskwright.agent.conversation import Conversations, Correction, Turn
from maskwright.agent.events import TurnFinished
from maskwright.graphs.toolbox import Context, install_resolver

PLAIN = {"open_vocabulary.refine": "none", "agent.verify": False}


class Talk:
    """Conversations that are opened anew as another process would.

    Args:
        world: what sees.
        folder: of the database and the pictures.
        settings: that differ from the world's.
    """

    def __init__(self, world: World, folder: Path, **settings: Any) -> None:
        self.world, self.folder = world, folder
        self.context = Context("colour world", {**PLAIN, **settings})
        self.reopen()

    def reopen(self) -> None:
        """A new object over the same database."""
        if hasattr(self, "all"):
            self.all.close()
        install_resolver(resolver(self.world, self.folder / "images"))
        self.all = Conversations(self.context, self.folder / "talk.sqlite")

    def say(self, text: str, images: Sequence[Any] = (), thread: str = "a", **more: Any) -> Turn:
        return last(self.all.say(thread, text, images, **more))

    def resume(self, correction: Correction, thread: str = "a") -> Turn:
        return last(self.all.resume(thread, correction))


def last(events: Iterator[Any]) -> Turn:
    """The turn that the last event tells of."""
    *_, event = events
    assert isinstance(event, TurnFinished)
    return event.turn


@pytest.fixture
def talking(world: World, tmp_path: Path) -> Iterator[Callable[..., Talk]]:
    """`talking(**{"agent.verify": True})`: conversations with these settings."""
    made: list[Talk] = []

    def make(**settings: Any) -> Talk:
        made.append(Talk(world, tmp_path, **settings))
        return made[-1]

    yield make
    for talk in made:
        talk.all.close()
    install_resolver(resolve.resolve)


@pytest.fixture
def talk(talking: Callable[..., Talk]) -> Talk:
    """Conversations without verification."""
    return talking()
