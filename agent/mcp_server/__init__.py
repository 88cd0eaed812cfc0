"""The MCP server: typed tools one by one, whole tasks, and what they found as resources.

Read `server.py` first, then `tasks.py` for the whole tasks and `pictures.py` for what is taken as a
picture. `work.py` keeps the protocol's loop free of work, `http.py` is the door at /mcp.

A whole task has a plain name (`segment`); a typed tool has the prefix `tool_` (`tool_segment`), so
that the two never collide and a language model sees which is a step and which is the whole way.
"""

from __future__ import annotations

from .server import Settings, server

__all__ = ["Settings", "server"]
