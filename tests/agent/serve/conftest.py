"""A server of the colour world for each test that asks for one."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from http_doors import Door, door

Open = Callable[..., Door]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """`opened(queue=2)`: a server with these settings, closed after the test."""
    with ExitStack() as held:

        def make(**settings: Any) -> Door:
            return held.enter_context(door(tmp_path, **settings))

        yield make


@pytest.fixture
def served(opened: Open) -> Door:
    """A server with its default settings."""
    return opened()
