"""`langgraph dev` on the repository's langgraph.json: each exported graph runs over HTTP."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import PIL.Image
import pytest
import skimage.data

ROOT = Path(__file__).resolve().parent.parent.parent
EXPORTED = list(json.loads((ROOT / "langgraph.json").read_text("utf-8"))["graphs"])

Question = Callable[[str], dict[str, Any]]

QUESTIONS: dict[str, Question] = {
    "agent": lambda path: {"message": "cut out the cat", "images": [{"path": path}]},
    "closed_set": lambda path: {"image": {"path": path}, "classes": ["cat", "dog"]},
    "open_vocabulary": lambda path: {"image": {"path": path}, "queries": ["cat"]},
}
"""What each graph is asked about a picture."""

FOUND: dict[str, Callable[[dict[str, Any]], bool]] = {
    "agent": lambda state: state["reply"].startswith("Found cat") and len(state["done"]) == 1,
    "closed_set": lambda state: "cat" in state["labels"],
    "open_vocabulary": lambda state: "cat" in state["labels"],
}


@dataclass(frozen=True)
class Studio:
    """A development server.

    Attributes:
        client: talks to it.
        log: what it has written.
    """

    client: httpx.Client
    log: Path


@contextmanager
def served(folder: Path) -> Generator[Studio]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    quiet = {
        "LANGGRAPH_CLI_NO_ANALYTICS": "1",
        "LANGSMITH_TRACING": "false",
        "PYTHONWARNINGS": "default",
    }
    # The server keeps its threads in a folder of the one that it is started in.
    command = [str(Path(sys.executable).parent / "langgraph"), "dev", "--no-browser", "--no-reload"]
    command += [
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--config",
        str(ROOT / "langgraph.json"),
    ]
    log = folder / "log.txt"
    with (
        log.open("wb") as said,
        subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **quiet},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
        ) as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=300, trust_env=False) as client,
    ):
        try:
            _wait(client, process, log)
            yield Studio(client, log)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait(client: httpx.Client, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            if client.get("/ok").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError(f"langgraph dev did not start: {log.read_text('utf-8', 'replace')[-2000:]}")


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Generator[Studio]:
    pytest.importorskip("langgraph_api", reason="langgraph-cli[inmem] is not installed")
    with served(tmp_path_factory.mktemp("studio")) as server:
        yield server


@pytest.fixture(scope="module")
def cat(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pictures") / "cat.png"
    PIL.Image.fromarray(skimage.data.chelsea()).save(path)
    return path


@pytest.mark.parametrize("name", EXPORTED)
def test_an_exported_graph_runs_without_blocking_the_server(
    studio: Studio, cat: Path, name: str
) -> None:
    context = {"profile": "embedded", "overrides": {}}
    asked = {"assistant_id": name, "input": QUESTIONS[name](str(cat)), "context": context}
    answer = studio.client.post("/runs/wait", json=asked)
    log = studio.log.read_text("utf-8", "replace")
    assert answer.status_code == 200, log[-2000:]
    state = answer.json()
    assert "__error__" not in state, state
    assert FOUND[name](state), state
    assert "blocking call" not in log.lower()


def test_a_bad_question_ends_the_run_as_bad_input(studio: Studio) -> None:
    asked = {"assistant_id": "open_vocabulary", "input": {"image": {}, "queries": ["cat"]}}
    answer = studio.client.post("/runs/wait", json=asked)
    assert answer.json()["__error__"]["error"] == "InputError"


def test_every_exported_graph_can_be_drawn(studio: Studio) -> None:
    found = studio.client.post("/assistants/search", json={"limit": 50}).json()
    ids = {each["graph_id"]: each["assistant_id"] for each in found}
    assert set(ids) == set(EXPORTED)
    for name in EXPORTED:
        drawn = studio.client.get(f"/assistants/{ids[name]}/graph").json()
        assert len(drawn["edges"]) >= len(drawn["nodes"]) - 1
