"""The page over the colour world; one server for all tests of a file, as drawing it is slow."""

from collections.abc import Iterator
from typing import Any

import pytest
from colour_world import resolver
from conversations import last
from http_doors import PROFILE, Listener, png
from maskwright.agent import resolve
from maskwright.agent.conversation import Conversations
from maskwright.graphs.toolbox import Context, install_resolver


@pytest.fixture(scope="module")
def garden_talk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Conversations]:
    """Conversations of the colour world."""
    folder = tmp_path_factory.mktemp("garden")
    install_resolver(resolver(Listener(), folder / "images"))
    talk = Conversations(Context(PROFILE), folder / "talk.sqlite")
    yield talk
    talk.close()
    install_resolver(resolve.resolve)


@pytest.fixture(scope="module")
def found(garden_talk: Conversations) -> Any:
    """The turn in which a tomato was found."""
    return last(garden_talk.say("web-" + "0" * 32, "find tomato", [png()], names=["garden.png"]))
