"""Conversations of the colour world."""

from mcp_clients import talk

__all__ = ["talk"]
