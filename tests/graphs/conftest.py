"""A world of colours for the graph tests."""

from colour_fixtures import agent, world
from conversations import talk, talking

__all__ = ["agent", "talk", "talking", "world"]
