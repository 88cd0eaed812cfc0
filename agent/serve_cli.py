"""`maskwright serve`: check everything, then listen."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from ..errors import MissingError
from ..graphs.toolbox import Context
from .profile import read_overrides
from .serve.settings import ServeSettings, token_of_environment

if TYPE_CHECKING:
    from fastapi import FastAPI

    from .conversation import Conversations
    from .mcp_server import Settings

NEEDED = ("fastapi", "uvicorn", "multipart", "prometheus_client")
COMMAND = "pip install 'maskwright[serve]'"


@dataclass(frozen=True)
class Request:
    """The options of the command; see `cli.py`."""

    profile: str
    settings: Sequence[str]
    database: str | None
    page: bool
    serve: dict[str, Any]


def run_serve(request: Request) -> None:
    """Serve until told to stop.

    Raises:
        InputError: an option cannot be used, or it would listen beyond this machine unguarded.
        MissingError: a package of the extra `serve` is not installed.
    """
    for name in NEEDED:
        if find_spec(name) is None:
            raise MissingError(name, COMMAND, "maskwright serve")
    settings = ServeSettings(**request.serve, token=token_of_environment())
    settings.check()
    from .conversation import Conversations
    from .serve.app import create_app
    from .serve.server import address_of, listen, serve

    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    context = Context(request.profile, read_overrides(request.settings))
    with ExitStack() as held:
        line = held.enter_context(listen(settings))
        conversations = Conversations(context, request.database)
        held.callback(conversations.close)
        app = create_app(conversations, settings)
        doors = add_doors(app, conversations, page=request.page)
        print(address_of(line), flush=True)
        guarded = "with a token" if settings.token else "without a token, this machine only"
        said = f"maskwright serves {', '.join(['/v1', *doors])} {guarded}; Ctrl-C stops it"
        serve(app, line, lambda: print(said, file=sys.stderr, flush=True))


def add_doors(app: FastAPI, conversations: Conversations, *, page: bool) -> list[str]:
    """Mount the doors whose packages are installed.

    Returns:
        their addresses.
    """
    doors: list[str] = []
    settings: ServeSettings = app.state.house.settings
    if find_spec("mcp") is not None:
        from .mcp_server.http import PATH, mount

        mount(app, conversations, mcp_settings(settings))
        doors.append(PATH)
    if page and find_spec("gradio") is not None:
        from .web.mount import mount as mount_page

        mount_page(app, conversations, settings)
        # The page has a form for the token, and answers all that no other address does.
        app.state.access.page_asks = True
        doors.append("/")
    return doors


def mcp_settings(settings: ServeSettings) -> Settings:
    """The server's limits, as MCP has them."""
    from .mcp_server.server import MOST_WORKERS, Settings

    return Settings(
        max_bytes=settings.max_bytes,
        max_pixels=settings.max_pixels,
        workers=min(settings.workers, MOST_WORKERS),
        waiting=settings.queue,
    )
