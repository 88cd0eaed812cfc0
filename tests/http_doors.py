"""A real server of the colour world on a free loopback port, in a thread or as a program.

`python tests/http_doors.py FOLDER` serves until it is told to stop; its address is the first line
on stdout. Every call of a tool waits there for the file FOLDER/go where FOLDER/wait exists.
"""

from __future__ import annotations

import base64
import io
import json
import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from colour_world import World, garden, resolver
from maskwright.agent import resolve
from maskwright.agent.conversation import Conversations
from maskwright.agent.serve.app import create_app
from maskwright.agent.serve.fetch import Fetcher
from maskwright.agent.serve.house import House
from maskwright.agent.serve.server import address_of, listen, make_server, serve
from maskwright.agent.serve.settings import ServeSettings
from maskwright.graphs.toolbox import Context, install_resolver
from maskwright.prompts import Request
from maskwright.tools.language.base import Answer, Question, Usage

PROFILE = "colour world"
PATIENCE = 20.0


@dataclass(eq=False)
class Listener(World):
    """The colour world, which also understands "find ...", "share", "undo" and "export".

    Attributes:
        held: tools whose calls wait for `go`.
        reached: set when a held tool is called.
        go: lets held tools work.
        heard: what `understand` was told, in order.
    """

    held: set[str] = field(default_factory=set)
    reached: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)
    heard: list[dict[str, Any]] = field(default_factory=list)
    flag: Path | None = None

    def _called(self, name: str) -> None:
        super()._called(name)
        if name in self.held:
            self.reached.set()
            assert self.go.wait(PATIENCE), "nobody let the world go on"
        if self.flag is not None and (self.flag / "wait").exists():
            (self.flag / "reached").touch()
            until = time.monotonic() + PATIENCE
            while not (self.flag / "go").exists() and time.monotonic() < until:
                time.sleep(0.02)

    def answer(self, question: Question) -> Answer:
        if question.prompt != "understand":
            return super().answer(question)
        self.heard.append(question.inputs)
        return Answer(understood(question.inputs["text"]), Usage(calls=1), by="the table")


def understood(text: str) -> Request:
    """What a message of the tests means."""
    if text.startswith("find "):
        words = text.removeprefix("find ").split(" and ")
        return Request(action="segment", task="open_vocabulary", words=words)
    if text.startswith("share"):
        return Request(action="question", question="share")
    if text.startswith("export"):
        return Request(action="export", formats=["coco"])
    if text.startswith("undo"):
        return Request(action="undo")
    return Request(action="clarify", reply="What shall I find?")


@dataclass
class Door:
    """A running server.

    Attributes:
        url: its address.
        client: asks it, with the token.
        house: its parts.
        world: the tools behind it.
        server: uvicorn's.
    """

    url: str
    client: httpx.Client
    house: House
    world: Listener
    server: Any

    def number(self, line: str) -> float:
        """A number of /metrics, by all that stands before it."""
        text = self.client.get("/metrics").text
        found = [each for each in text.splitlines() if each.startswith(line + " ")]
        return float(found[0].rpartition(" ")[2]) if found else 0.0


@contextmanager
def door(
    folder: Path, world: Listener | None = None, fetcher: Fetcher | None = None, **settings: Any
) -> Generator[Door]:
    """A server of the colour world in a thread of this process."""
    world = world or Listener()
    told = ServeSettings(**{"port": 0, "runs": folder / "runs", **settings})
    with ExitStack() as held:
        install_resolver(resolver(world, folder / "images"))
        held.callback(install_resolver, resolve.resolve)
        talk = Conversations(Context(PROFILE), folder / "talk.sqlite")
        held.callback(talk.close)
        # A test may serve an address that this machine does not have; it is only checked.
        line = listen(told.model_copy(update={"host": "127.0.0.1"}))
        app = create_app(talk, told, fetcher)
        ready = threading.Event()
        server = make_server(app, ready.set)
        thread = threading.Thread(target=lambda: server.run(sockets=[line]))
        thread.start()
        held.callback(thread.join, PATIENCE)
        held.callback(setattr, server, "should_exit", True)
        held.callback(world.go.set)
        assert ready.wait(PATIENCE)
        headers = {"Authorization": f"Bearer {told.token}"} if told.token else {}
        client = httpx.Client(base_url=address_of(line), headers=headers, timeout=PATIENCE)
        held.enter_context(client)
        yield Door(address_of(line), client, app.state.house, world, server)


def png(pixels: np.ndarray | None = None, **more: Any) -> bytes:
    """The bytes of a PNG; of the garden by default."""
    import PIL.Image

    buffer = io.BytesIO()
    PIL.Image.fromarray(garden() if pixels is None else pixels).save(buffer, "PNG", **more)
    return buffer.getvalue()


def picture(data: bytes | None = None, **more: str) -> dict[str, str]:
    """A picture as JSON requests have it."""
    return {"data": base64.b64encode(png() if data is None else data).decode(), **more}


def events_of(text: str) -> list[tuple[str, dict[str, Any]]]:
    """The events of a stream, without its comments."""
    found: list[tuple[str, dict[str, Any]]] = []
    for block in text.split("\n\n"):
        lines = dict(each.split(": ", 1) for each in block.splitlines() if each[:1] != ":")
        if lines:
            found.append((lines["event"], json.loads(lines["data"])))
    return found


def turn_of(answer: httpx.Response) -> dict[str, Any]:
    """The turn that a chat's answer ends with."""
    assert answer.status_code == 200, answer.text
    name, data = events_of(answer.text)[-1]
    assert name == "turn", data
    return data


def until(true: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait for something that another thread does."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def main() -> None:
    """Serve the colour world from a folder until told to stop."""
    folder = Path(sys.argv[1])
    world = Listener(flag=folder)
    install_resolver(resolver(world, folder / "images"))
    talk = Conversations(Context(PROFILE), folder / "talk.sqlite")
    install_resolver(resolver(world, folder / "images"))
    settings = ServeSettings(port=0, runs=folder / "runs", drain_seconds=10)
    line = listen(settings)
    print(address_of(line), flush=True)
    try:
        serve(create_app(talk, settings), line)
    finally:
        talk.close()


if __name__ == "__main__":
    main()
