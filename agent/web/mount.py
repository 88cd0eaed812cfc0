"""How the page joins the server: its addresses, its gate, and Gradio, which never leaves home."""

# Gradio is only partly typed.
# pyright: reportMissingTypeStubs=false

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Protocol

from ...errors import MissingError
from .gate import Gate, Guard
from .talk import Talk

if TYPE_CHECKING:
    from fastapi import FastAPI

    from ..conversation import Conversations

QUIET = {"GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_DISABLE_TELEMETRY": "1"}
"""Read when Gradio is imported: it tells nobody that it runs, and asks for no newer version."""


class PageSettings(Protocol):
    """What the page has to know of a server's settings.

    Attributes:
        token: what a browser has to show; "" for nothing.
        workers: runs at a time.
        queue: messages that may wait.
        max_bytes: largest upload.
        max_pixels: largest picture.
    """

    @property
    def token(self) -> str: ...  # noqa: D102
    @property
    def workers(self) -> int: ...  # noqa: D102
    @property
    def queue(self) -> int: ...  # noqa: D102
    @property
    def max_bytes(self) -> int: ...  # noqa: D102
    @property
    def max_pixels(self) -> int: ...  # noqa: D102


def mount(app: FastAPI, conversations: Conversations, settings: PageSettings) -> FastAPI:
    """Put the page at / of a server.

    Everything that no other address of the server answers goes to the page, so this comes last.

    Args:
        app: the server.
        conversations: what is talked with.
        settings: token and limits.

    Returns:
        the server.

    Raises:
        MissingError: Gradio is not installed.
    """
    gr = _gradio()
    from .page import build, text
    from .routes import add_routes, refusal
    from .theme import theme

    gate = Gate(settings.token)
    talk = Talk(conversations, settings.max_pixels)
    add_routes(app, talk, gate)

    async def draw() -> FastAPI:
        return gr.mount_gradio_app(
            app,
            build(talk, settings.workers, max(1, settings.queue)),
            path="/",
            app_kwargs={"middleware": _middleware(gate, refusal)},
            allowed_paths=[],
            show_error=False,
            max_file_size=settings.max_bytes,
            footer_links=[],
            run_history=False,
            ssr_mode=False,
            enable_monitoring=False,
            pwa=False,
            mcp_server=False,
            theme=theme(),
            css=text("page.css"),
            head=text("head.html"),
        )

    # Where no event loop runs, Gradio makes some and leaves them open.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, draw()).result()
    app.state.stop_page = _stopper(app, talk)
    return app


def _stopper(app: FastAPI, talk: Talk) -> Callable[[], None]:
    """What a server calls when it stops: open pages let go of it, and nobody is answered."""
    drawn: Any = next(each for each in app.routes if hasattr(getattr(each, "app", None), "blocks"))

    def stop() -> None:
        talk.stopped = True
        drawn.app.stop_event.set()  # what each open page waits for

    return stop


def _middleware(gate: Gate, refuse: Any) -> list[Any]:
    from starlette.middleware import Middleware

    from .needed import Needed

    return [Middleware(Guard, gate=gate, refuse=refuse), Middleware(Needed)]


def _gradio() -> Any:
    """Gradio, imported now.

    Raises:
        MissingError: it is not installed.
    """
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    try:
        import gradio
    except ImportError as error:
        raise MissingError("gradio", "pip install 'maskwright[web]'", "the page") from error
    return gradio
