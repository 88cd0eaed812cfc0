"""Language-model servers for tests: a real one that serves SmolLM2, and one with every failure."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

_SERVE = """
import sys
import xllamacpp
asked = xllamacpp.CommonParams()
asked.model.path = sys.argv[1]
asked.n_ctx, asked.n_parallel, asked.port, asked.verbosity = 4096, 1, 0, -1
# More threads wait for each other on a busy machine.
asked.cpuparams.n_threads = asked.cpuparams_batch.n_threads = 1
server = xllamacpp.Server(asked)
print(server.listening_address + "/v1", flush=True)
sys.stdin.read()
"""


@contextmanager
def local_llm(weights: Path) -> Generator[str]:
    """A GGUF file over the OpenAI protocol, in a process of its own; yields the base URL."""
    command = [sys.executable, "-c", _SERVE, str(weights)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        # The server logs a line or two on stdout before its address.
        address = next((line.strip() for line in process.stdout if line.startswith("http")), "")
        if not address:
            raise RuntimeError(f"the server did not start: {process.stderr.read()}")
        try:
            yield address
        finally:
            process.stdin.close()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()


@dataclass(frozen=True)
class Say:
    """A completion: the text, and how it ended."""

    text: str
    finish: str = "stop"


@dataclass(frozen=True)
class Fail:
    """An HTTP error."""

    status: int
    message: str = "no"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Hang:
    """Nothing until the test is over."""


@dataclass(frozen=True)
class Cut:
    """The connection breaks in the middle of the body."""


@dataclass(frozen=True)
class Raw:
    """A body of its own with status 200."""

    body: str
    kind: str = "application/json"


Behaviour = Say | Fail | Hang | Cut | Raw


@dataclass
class Scripted:
    """A server that does what the script says, one entry a request; the last one stays.

    Attributes:
        script: what to do.
        url: the base URL.
        asked: the requests so far, as JSON.
        keys: the Authorization header of each.
        no_schema: refuse a JSON schema with 400, without using up the script.
        no_json: refuse JSON mode too.
    """

    script: list[Behaviour]
    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    no_schema: bool = False
    no_json: bool = False
    over: Event = field(default_factory=Event)

    def next(self) -> Behaviour:
        """What to do now."""
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    def refuses(self, request: dict[str, Any]) -> bool:
        """Whether the format that is asked for is refused."""
        kind = request.get("response_format", {}).get("type")
        return (self.no_schema and kind == "json_schema") or (
            self.no_json and kind == "json_object"
        )


def completion(say: Say) -> str:
    """A chat completion as the protocol has it: 11 tokens in, 7 out."""
    choice = {
        "index": 0,
        "finish_reason": say.finish,
        "message": {"role": "assistant", "content": say.text},
    }
    usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
    return json.dumps(
        {
            "id": "1",
            "object": "chat.completion",
            "created": int(time.time()),
            "model": "scripted-1",
            "choices": [choice],
            "usage": usage,
        }
    )


@contextmanager
def scripted(*script: Behaviour) -> Generator[Scripted]:
    """A server on a free loopback port."""
    served = Scripted(list(script))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            served.asked.append(request)
            served.keys.append(self.headers.get("Authorization", ""))
            if served.refuses(request):
                self._send(400, json.dumps({"error": {"message": "response_format unsupported"}}))
            else:
                self._behave(served.next())

        def _behave(self, behaviour: Behaviour) -> None:
            if isinstance(behaviour, Say):
                self._send(200, completion(behaviour))
            elif isinstance(behaviour, Fail):
                body = json.dumps({"error": {"message": behaviour.message}})
                self._send(behaviour.status, body, behaviour.headers)
            elif isinstance(behaviour, Raw):
                self._send(200, behaviour.body, kind=behaviour.kind)
            elif isinstance(behaviour, Hang):
                served.over.wait(20)
                self.close_connection = True
            else:
                self._send(200, completion(Say("x"))[:40], {"Content-Length": "400"})
                self.close_connection = True

        def _send(
            self,
            status: int,
            body: str,
            headers: dict[str, str] | None = None,
            kind: str = "application/json",
        ) -> None:
            data = body.encode()
            self.send_response(status)
            fields = {"Content-Type": kind, "Content-Length": str(len(data)), **(headers or {})}
            for name, value in fields.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield served
    finally:
        served.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
