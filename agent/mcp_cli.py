"""`maskwright mcp`: the MCP server on stdin and stdout, for a client that starts it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from ..errors import MissingError
from .profile import read_overrides


def run_mcp(profile: str, settings: Sequence[str], allow: Sequence[Path]) -> None:
    """Serve until stdin ends.

    Args:
        profile: its name, or the path of a profile file.
        settings: "section.key=value", what differs from it.
        allow: folders whose pictures the client may name by path.

    Raises:
        InputError: no such profile, section, setting or folder.
        MissingError: the package `mcp` is not installed.
    """
    try:
        import anyio
        from mcp.server.stdio import stdio_server
    except ImportError as error:
        raise MissingError("mcp", "pip install 'maskwright[mcp]'", "the MCP server") from error

    from ..graphs.toolbox import Context
    from .conversation import Conversations
    from .mcp_server import Settings, server

    talk = Conversations(Context(profile, read_overrides(settings)), database=":memory:")
    made = server(talk, Settings(folders=tuple(allow), local=True))

    async def serve() -> None:
        async with stdio_server() as (incoming, outgoing):
            await made.run(incoming, outgoing, made.create_initialization_options())

    if sys.stdin.isatty():
        print("maskwright: an MCP client has to start this; it speaks JSON here.", file=sys.stderr)
    anyio.run(serve)
    talk.close()
