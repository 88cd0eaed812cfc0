"""The server as a program: signals, kills, and the command with the embedded profile."""

from __future__ import annotations

import base64
import signal
import subprocess
import sys
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import http_doors
import httpx
import pytest
from http_doors import events_of, picture, turn_of, until
from maskwright.agent.cli import run

ASKED = {"images": [picture()], "queries": ["lime"]}


@contextmanager
def program(folder: Path) -> Generator[tuple[subprocess.Popen[str], httpx.Client]]:
    """The colour world's server in a process of its own, over a folder."""
    command = [sys.executable, http_doors.__file__, str(folder)]
    with (
        started(command) as (process, address),
        httpx.Client(base_url=address, timeout=20) as client,
    ):
        yield process, client


@contextmanager
def started(command: list[str]) -> Generator[tuple[subprocess.Popen[str], str]]:
    """A program that says its address first; killed if it is there still at the end."""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            address = process.stdout.readline().strip()
            assert address.startswith("http://127.0.0.1:"), process.stderr.read()
            yield process, address
        finally:
            process.kill()


def say(client: httpx.Client, text: str, **more: Any) -> httpx.Response:
    return client.post("/v1/chat", json={"thread": "t", "text": text, **more})


def test_a_killed_server_loses_no_finished_turn(tmp_path: Path) -> None:
    with program(tmp_path) as (process, client):
        first = turn_of(say(client, "find lime", images=[picture(name="g.png")]))
        second = turn_of(say(client, "find plum"))
        run_id = client.post("/v1/segment", json=ASKED).json()["runs"][0]["id"]
        (tmp_path / "wait").touch()
        with ThreadPoolExecutor(1) as clients:
            cut = clients.submit(say, client, "find tomato")
            until((tmp_path / "reached").exists)
            process.send_signal(signal.SIGKILL)
            assert process.wait(10) == -signal.SIGKILL
            with pytest.raises(httpx.HTTPError):
                events_of(cut.result().text)
    (tmp_path / "wait").unlink()
    with program(tmp_path) as (_, client):
        turns = client.get("/v1/threads/t").json()["turns"]
        for turn, before in zip(turns, (first, second), strict=True):
            assert turn["reply"] == before["reply"]
            assert turn["runs"][0]["id"] == before["runs"][0]["id"]
        assert client.get(f"/v1/runs/{run_id}/overlay.png").status_code == 200
        third = turn_of(say(client, "find tomato"))
        assert third["number"] == 3
        assert third["runs"][0]["found"] == ["tomato"]


def test_sigterm_finishes_what_runs_and_refuses_what_waits(tmp_path: Path) -> None:
    (tmp_path / "wait").touch()
    with program(tmp_path) as (process, client), ThreadPoolExecutor(2) as clients:
        running = clients.submit(client.post, "/v1/segment", json=ASKED)
        until((tmp_path / "reached").exists)
        waiting = clients.submit(client.post, "/v1/segment", json=ASKED)
        until(lambda: "maskwright_queue_length 1.0" in client.get("/metrics").text)
        process.terminate()
        assert waiting.result().status_code == 503
        (tmp_path / "go").touch()
        assert running.result().status_code == 200
        assert process.wait(60) == 0
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()


def test_the_command_serves_the_embedded_profile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    import PIL.Image
    from skimage import data

    monkeypatch.setenv("MASKWRIGHT_TOKEN", "a-token-of-the-tests-0123456789")
    buffer = io.BytesIO()
    PIL.Image.fromarray(data.chelsea()).save(buffer, "JPEG")
    photo = {"data": base64.b64encode(buffer.getvalue()).decode(), "name": "chelsea.jpg"}
    code = "from maskwright.agent.cli import main; main()"
    options = ["serve", "--port", "0", "--no-page", "--runs", str(tmp_path / "runs")]
    options += ["--database", str(tmp_path / "talk.sqlite")]
    with started([sys.executable, "-c", code, *options]) as (process, address):
        headers = {"Authorization": "Bearer a-token-of-the-tests-0123456789"}
        assert httpx.get(f"{address}/v1/runs").status_code == 401
        with httpx.Client(base_url=address, headers=headers, timeout=120) as client:
            asked = {"images": [photo], "queries": ["cat", "dog"]}
            answer = client.post("/v1/segment", json=asked).json()["runs"][0]
            assert answer["found"] == ["cat"]
            assert 0.2 < answer["result"]["segments"][0]["area"] / (451 * 300) < 0.9
            turn = turn_of(
                client.post("/v1/chat", json={"text": "cut out the cat", "images": [photo]})
            )
            assert turn["runs"][0]["found"] == ["cat"]
            assert str(tmp_path) not in client.get("/v1/runs").text
        process.send_signal(signal.SIGINT)
        assert process.wait(120) == 130
        assert process.stderr is not None
        said = process.stderr.read().splitlines()
        assert said[0].startswith("maskwright serves /v1")
        assert said[-1] == "maskwright: interrupted"


@pytest.mark.parametrize(
    ("options", "token", "error"),
    [
        (["--host", "0.0.0.0"], "", "there is no token; set MASKWRIGHT_TOKEN"),
        (["--host", "0.0.0.0"], "short", "shorter than 16 characters"),
        (["--profile", "embeded"], "", "embedded"),
        (["--set", "open_vocabulary.teta=1"], "", "theta"),
    ],
)
def test_bad_options_are_said_before_it_listens(
    options: list[str],
    token: str,
    error: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("MASKWRIGHT_TOKEN", token)
    database = ["--database", str(tmp_path / "talk.sqlite"), "--port", "0"]
    assert run(["serve", *database, *options]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert error in told.err
    assert told.err.count("\n") == 1


def test_a_port_that_is_taken_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import socket

    monkeypatch.delenv("MASKWRIGHT_TOKEN", raising=False)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert run(["serve", "--port", port, "--database", str(tmp_path / "t.sqlite")]) == 2
    assert "another program listens there" in capsys.readouterr().err


def test_a_missing_package_is_named_with_the_command_that_mends_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from maskwright.agent import serve_cli

    monkeypatch.setattr(serve_cli, "find_spec", lambda name: None)
    assert run(["serve"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("maskwright: fastapi is missing (maskwright serve); run: pip install")
