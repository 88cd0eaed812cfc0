"""The page on a real server, and a browser without a screen to look at it."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from maskwright.agent.conversation import Conversations
from maskwright.agent.serve.app import create_app
from maskwright.agent.serve.server import address_of, listen, make_server
from maskwright.agent.serve.settings import ServeSettings
from maskwright.agent.serve_cli import add_doors

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
PATIENCE = 20.0
BUSY = 60.0
"""Seconds after which a browser gives up; a machine with much to do is slow."""


@contextmanager
def page_server(talk: Conversations, folder: Path, **settings: Any) -> Generator[str]:
    """`maskwright serve` with its page, in a thread; yields the address."""
    told = ServeSettings(**{"port": 0, "runs": folder / "runs", **settings})
    with ExitStack() as held:
        line = listen(told)
        held.callback(line.close)
        app = create_app(talk, told)
        assert "/" in add_doors(app, talk, page=True)
        ready = threading.Event()
        server = make_server(app, ready.set)
        thread = threading.Thread(target=lambda: server.run(sockets=[line]))
        thread.start()
        held.callback(thread.join, PATIENCE)
        held.callback(setattr, server, "should_exit", True)
        assert ready.wait(PATIENCE)
        yield address_of(line)


@contextmanager
def chromium() -> Generator[Any]:
    """Chromium, started; skips the test where there is none, fails it under CI."""
    found = CHROMIUM if Path(CHROMIUM).exists() else shutil.which("chromium")
    if found is None:
        reason = "no Chromium on this machine (on Debian: apt install chromium)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Visit:
    """A page that somebody looks at.

    Attributes:
        page: Playwright's.
        home: the server's address.
        asked: every address that the page asked for.
        complaints: errors and warnings of the console, and of scripts.
    """

    page: Any
    home: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def elsewhere(self) -> list[str]:
        """What was asked of another server."""
        own = (self.home.rstrip("/") + "/", "data:", "blob:")
        return [each for each in self.asked if not each.startswith(own)]

    def say(self, text: str, *files: Path) -> str:
        """Say something in the box, with pictures; returns the answer."""
        before = self.page.locator(".mw-it").count()
        if files:
            inside = "#mw-box input[type=file]"
            self.page.set_input_files(inside, [str(each) for each in files])
            self.page.wait_for_selector("#mw-box .thumbnail-item img")
        self.page.fill("#mw-box textarea", text)
        self.page.press("#mw-box textarea", "Enter")
        answered = "n => document.querySelectorAll('.mw-it').length > n"
        self.page.wait_for_function(answered, arg=before)
        return str(self.page.locator(".mw-it").last.inner_text())


@contextmanager
def visit(browser: Any, home: str, **how: Any) -> Generator[Visit]:
    """Open the page in a fresh window."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 860}, **how})
    context.set_default_timeout(BUSY * 1000)
    seen = Visit(context.new_page(), home)
    # What the browser itself asks for, and what the page says to its console.
    context.on("request", lambda request: seen.asked.append(request.url))
    context.on("requestfailed", lambda request: _failed(seen, request))
    seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    seen.page.on(
        "console",
        lambda said: (
            seen.complaints.append(f"{said.type}: {said.text}")
            if said.type in ("error", "warning")
            else None
        ),
    )
    try:
        seen.page.goto(home)
        yield seen
    finally:
        context.close()


def _failed(seen: Visit, request: Any) -> None:
    if request.failure != "net::ERR_ABORTED":  # a stream that the page closed itself
        seen.complaints.append(f"{request.failure}: {request.url}")
