"""MCP at /mcp of a real server: the token rule, the limits and the answers of the other doors."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import anyio
import httpx
import httpx2
import numpy as np
import pytest
import uvicorn
from colour_world import World, garden
from fastapi import FastAPI
from maskwright.agent.conversation import Conversations
from maskwright.agent.mcp_server import Settings
from maskwright.agent.mcp_server.http import mount
from maskwright.agent.serve.app import create_app
from maskwright.agent.serve.settings import ServeSettings
from maskwright.agent.serve_cli import add_doors, mcp_settings
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError
from mcp_clients import Peer, connected, decoded, encoded

TOKEN = "a-token-of-the-tests-0123456789"
PICTURE = encoded(garden())
PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
ACCEPT = {"Accept": "application/json, text/event-stream"}


@contextmanager
def serving(talk: Conversations, folder: Path, **settings: object) -> Generator[str]:
    """The application on a free port; yields the address of /mcp."""
    chosen = ServeSettings.model_validate({"token": TOKEN, "runs": folder / "runs", **settings})
    app = create_app(talk, chosen)
    # What must not be there over HTTP, whoever asks for it.
    mount(app, talk, Settings(local=True, folders=(folder,), workers=1))
    with listening(app) as url:
        yield url


@contextmanager
def listening(app: FastAPI) -> Generator[str]:
    """Any application on a free port; yields the address of /mcp."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [line]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{line.getsockname()[1]}/mcp"
        finally:
            server.should_exit = True
            thread.join(10)
            assert not thread.is_alive()


@pytest.fixture
def address(talk: Conversations, tmp_path: Path) -> Iterator[str]:
    with serving(talk, tmp_path) as url:
        yield url


@contextmanager
def peer_of(url: str, token: str = TOKEN, mode: str = "auto") -> Generator[Peer]:
    headers = {"Authorization": f"Bearer {token}"}
    client = httpx2.AsyncClient(headers=headers, timeout=20, trust_env=False)
    with connected(streamable_http_client(url, http_client=client), mode=mode) as peer:
        yield peer
        peer.portal.call(client.aclose)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_client_segments_and_reads_masks_over_http(address: str, mode: str) -> None:
    with peer_of(address, mode=mode) as peer:
        assert "path" not in peer.tools()["segment"].input_schema["properties"]
        answer, progress = peer.told("segment", image=PICTURE, queries=["tomato"])
        assert "compose" in [node for _, node in progress]
        seen = answer.structured_content
        assert [each["label"] for each in seen["found"]] == ["tomato"]
        assert decoded(peer.read(seen["found"][0]["mask"])).max() == 255
        run = peer.call("export", run_id=seen["run_id"], formats=["coco"]).structured_content
        assert run["files"]


def test_a_run_can_be_read_by_another_client_that_knows_its_name(address: str) -> None:
    with peer_of(address) as peer, peer_of(address) as other:
        seen = peer.call("segment", image=PICTURE, queries=["lime"]).structured_content
        assert json.loads(other.read(seen["links"]["result.json"]))["segments"]
        assert other.portal.call(other.client.list_resources).resources == []
        with pytest.raises(MCPError, match="no such run"):
            other.read("maskwright://runs/AAAAAAAAAAAAAAAAAAAAAA/result.json")


def test_a_file_of_more_than_a_mebibyte_can_be_read(address: str) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (700, 700, 3), np.uint8)
    noise[:100, :100] = garden()[5, 5]
    with peer_of(address) as peer:
        answer, _ = peer.told("segment", image=encoded(noise), queries=["tomato"])
        overlay = peer.read(answer.structured_content["links"]["overlay.png"])
        assert len(overlay) > 2**20
        assert decoded(overlay).shape == noise.shape


def test_paths_are_never_read_over_http(address: str, tmp_path: Path) -> None:
    (tmp_path / "x.png").write_bytes(b"x")
    with peer_of(address) as peer:
        for path in ("x.png", str(tmp_path / "x.png"), "/etc/passwd"):
            line = peer.failure("segment", path=path, queries=["cat"])
            assert line == "path: files are not read here; send the picture as image"


@pytest.mark.parametrize(
    "token", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x"]
)
def test_without_the_token_nothing_is_answered(address: str, token: str) -> None:
    headers = {**ACCEPT, **({"Authorization": token} if token else {})}
    answer = httpx.post(address, json=PING, headers=headers, trust_env=False)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert "jsonrpc" not in answer.text
    for method in ("GET", "DELETE"):
        assert httpx.request(method, address, headers=headers, trust_env=False).status_code == 401


def test_a_page_of_another_site_and_another_name_are_refused(address: str) -> None:
    headers = {**ACCEPT, "Authorization": f"Bearer {TOKEN}"}
    page = {**headers, "Origin": "http://evil.example"}
    assert httpx.post(address, json=PING, headers=page, trust_env=False).status_code == 403
    named = {**headers, "Host": "evil.example"}
    assert httpx.post(address, json=PING, headers=named, trust_env=False).status_code == 421


def test_a_body_that_is_too_large_is_refused(talk: Conversations, tmp_path: Path) -> None:
    with serving(talk, tmp_path, max_bytes=100_000) as url:
        headers = {**ACCEPT, "Authorization": f"Bearer {TOKEN}"}
        asked = {**PING, "method": "tools/call", "params": {"name": "segment", "x": "A" * 200_000}}
        assert httpx.post(url, json=asked, headers=headers, trust_env=False).status_code == 413


def test_the_limits_of_the_server_hold_over_mcp(talk: Conversations, tmp_path: Path) -> None:
    chosen = ServeSettings(token=TOKEN, runs=tmp_path / "runs", max_pixels=1000)
    app = create_app(talk, chosen)
    assert add_doors(app, talk, page=False) == ["/mcp"]
    with listening(app) as url, peer_of(url) as peer:
        line = peer.failure("segment", image=PICTURE, queries=["tomato"])
        assert "is too large at 48 x 32: more than 0.001 million pixels" in line


def test_mcp_gets_each_limit() -> None:
    told = mcp_settings(ServeSettings(max_bytes=5, max_pixels=6, workers=100, queue=7))
    assert (told.max_bytes, told.max_pixels, told.workers, told.waiting) == (5, 6, 64, 7)


def test_a_client_that_leaves_stops_its_run(
    talk: Conversations, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go = threading.Event(), threading.Event()
    plain = type(world).tag

    def tag(*arguments: object) -> object:
        begun.set()
        go.wait(10)
        return plain(*arguments)

    monkeypatch.setattr(type(world), "tag", tag)
    with serving(talk, tmp_path) as url, peer_of(url) as peer:

        async def give_up() -> None:
            with anyio.move_on_after(0.5):
                await peer.client.call_tool("segment", {"image": PICTURE, "classes": ["lime"]})

        peer.portal.call(give_up)
        assert begun.wait(5)
        go.set()
        # The only worker is free again.
        assert not peer.call("segment", image=PICTURE, queries=["lime"]).is_error
    assert talk.threads() == []
