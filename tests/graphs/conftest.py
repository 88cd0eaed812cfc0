"""A world of colours for the graph tests."""

from colour_fixtures import agent, world

__all__ = ["agent", "world"]
