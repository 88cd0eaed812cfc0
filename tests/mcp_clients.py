"""MCP clients of the official SDK as plain objects: every call waits for its answer."""

from __future__ import annotations

import base64
import io
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from colour_world import World, resolver
from maskwright.agent import resolve
from maskwright.agent.conversation import Conversations
from maskwright.graphs.toolbox import Context, install_resolver
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

PLAIN = {"open_vocabulary.refine": "none", "agent.verify": False}


class Peer:
    """A connected client.

    Attributes:
        client: of the SDK.
        portal: where it lives.
    """

    def __init__(self, client: Client, portal: BlockingPortal) -> None:
        self.client = client
        self.portal = portal

    def call(self, name: str, /, **arguments: Any) -> Any:
        """Call a tool; the answer may be marked as an error."""
        return self.portal.call(self.client.call_tool, name, arguments)

    def told(self, name: str, /, **arguments: Any) -> tuple[Any, list[tuple[float, str]]]:
        """Call a tool; the answer, and the progress that was told."""
        progress: list[tuple[float, str]] = []

        async def note(number: float, total: float | None, message: str | None) -> None:
            assert total is None
            progress.append((number, message or ""))

        async def ask() -> Any:
            return await self.client.call_tool(name, arguments, progress_callback=note)

        return self.portal.call(ask), progress

    def failure(self, name: str, /, **arguments: Any) -> str:
        """The one line of a call that fails."""
        answer = self.call(name, **arguments)
        assert answer.is_error
        assert answer.structured_content is None
        (only,) = answer.content
        assert "\n" not in only.text
        assert "Traceback" not in only.text
        return only.text

    def read(self, uri: str) -> bytes:
        """The bytes of a resource."""
        (only,) = self.portal.call(self.client.read_resource, uri).contents
        text = getattr(only, "text", None)
        return base64.b64decode(only.blob) if text is None else text.encode()

    def tools(self) -> dict[str, Any]:
        """The listed tools by name."""
        return {tool.name: tool for tool in self.portal.call(self.client.list_tools).tools}


@contextmanager
def connected(to: Any, **options: Any) -> Generator[Peer]:
    """A client of a server object, an address or a transport."""
    with start_blocking_portal() as portal:
        client = Client(to, **options)
        with portal.wrap_async_context_manager(client) as entered:
            yield Peer(entered, portal)


@contextmanager
def started(*arguments: str, log: Path) -> Generator[Peer]:
    """A client of `maskwright mcp`, started as clients do."""
    import os

    code = "from maskwright.agent.cli import main; main()"
    command = StdioServerParameters(
        command=sys.executable,
        args=["-W", "default", "-c", code, "mcp", *arguments],
        env=dict(os.environ),
        cwd=log.parent,
    )
    with log.open("w") as errors, connected(stdio_client(command, errlog=errors)) as peer:
        yield peer


@contextmanager
def colour_talk(world: World, folder: Path, **settings: Any) -> Iterator[Conversations]:
    """Conversations of the colour world."""
    install_resolver(resolver(world, folder / "images"))
    talk = Conversations(Context("colour world", {**PLAIN, **settings}), ":memory:")
    try:
        yield talk
    finally:
        talk.close()
        install_resolver(resolve.resolve)


def encoded(pixels: np.ndarray, kind: str = "png") -> str:
    """A picture as base64."""
    buffer = io.BytesIO()
    PIL.Image.fromarray(pixels).save(buffer, kind)
    return base64.b64encode(buffer.getvalue()).decode()


def decoded(data: bytes) -> np.ndarray:
    """The pixels of a picture file."""
    with PIL.Image.open(io.BytesIO(data)) as picture:
        return np.asarray(picture)


@pytest.fixture
def talk(world: World, tmp_path: Path) -> Iterator[Conversations]:
    with colour_talk(world, tmp_path) as made:
        yield made
