"""A small HTTP server of files for download tests, with the failures that real ones have."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass
class Served:
    """What the server serves and how it behaves; tests change it between requests.

    Attributes:
        body: the whole file.
        ranges: whether it can send a range.
        status: answer every request with this status instead, while the list lasts.
        cuts: bytes after which to cut the connection, one for each request to come.
        asked: the Range header of each request so far, "" without one.
    """

    body: bytes
    ranges: bool = True
    status: list[int] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    url: str = ""


@contextmanager
def serving(body: bytes) -> Generator[Served]:
    """A server on a free loopback port."""
    served = Served(body)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers.get("Range", "")
            served.asked.append(wanted)
            if served.status:
                self.send_error(served.status.pop(0))
                return
            start = int(wanted.removeprefix("bytes=").partition("-")[0]) if wanted else 0
            partial = bool(wanted) and served.ranges
            rest = served.body[start:] if partial else served.body
            self.send_response(206 if partial else 200)
            if partial:
                whole = len(served.body)
                self.send_header("Content-Range", f"bytes {start}-{whole - 1}/{whole}")
            self.send_header("Content-Length", str(len(rest)))
            self.end_headers()
            self.wfile.write(rest[: served.cuts.pop(0)] if served.cuts else rest)

        def log_message(self, format: str, *args: object) -> None:
            """Tests read `asked` instead."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.url = f"http://127.0.0.1:{server.server_port}/revision-1/weights.bin"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
