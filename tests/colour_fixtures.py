"""Fixtures of the colour world, shared by the tests of the graph and of the agent."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from colour_world import World, resolver
from maskwright.agent import resolve
from maskwright.agent.agent import Agent
from maskwright.graphs.toolbox import Context, install_resolver

MakeAgent = Callable[..., Agent]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def agent(world: World, tmp_path: Path) -> Iterator[MakeAgent]:
    """`agent(n_points=5, fallback=other)`: an agent of the colour world with these settings."""

    def make(fallback: World | None = None, checkpointer: object = None, **settings: object):
        install_resolver(resolver(world, tmp_path / "images", fallback))
        changes = {f"closed_set.{name}": value for name, value in settings.items()}
        return Agent(Context("colour world", changes), checkpointer)

    yield make
    install_resolver(resolve.resolve)
