"""The page over HTTP: files, token, other sites, and what of Gradio nobody may use."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from maskwright.agent.conversation import Conversations
from maskwright.agent.web.downloads import DOWNLOADS
from maskwright.agent.web.gate import COOKIE, Gate
from maskwright.agent.web.needed import may_use, names_an_address
from web_pages import page_server

TOKEN = "a token of these tests"


@pytest.fixture(scope="module")
def client(
    garden_talk: Conversations, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("runs")
    with page_server(garden_talk, folder) as home, httpx.Client(base_url=home, timeout=60) as asker:
        yield asker


def test_every_file_of_a_result_can_be_fetched(client: httpx.Client, found: Any) -> None:
    for each in DOWNLOADS:
        answer = client.get(f"/page/files/{found.result_id}/{each.name}")
        assert answer.status_code == 200, each
        if each.name.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
                assert archive.testzip() is None
                listed = json.loads(archive.read("export.json"))["files"]
                assert set(archive.namelist()) == {*listed, "export.json"}
    plain = client.get(f"/page/files/{found.result_id}/result.json").json()
    assert "/" not in plain["image"]["path"]


@pytest.mark.parametrize(
    "path",
    [
        "/page/files/{id}/../../etc/passwd",
        "/page/files/{id}/%2e%2e%2fresult.json",
        "/page/files/{id}/nothing.zip",
        "/page/files/{id}/result.json%00",
        "/page/files/" + "0" * 64 + "/result.json",
        "/page/files/..%2f..%2f/result.json",
        "/page/examples/..%2fcat.jpg",
        "/gradio_api/proxy=http://127.0.0.1:1/",
        "/gradio_api/info",
        "/gradio_api/openapi.json",
        "/gradio_api/run/predict",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=http://127.0.0.1:1/",
        "/gradio_api/file=https://127.0.0.1:1/",
        "/file=/etc/passwd",
        "/login",
    ],
)
def test_there_is_nothing_else(client: httpx.Client, found: Any, path: str) -> None:
    answer = client.get(path.replace("{id}", found.result_id))
    assert answer.status_code in (400, 403, 404), answer.text
    assert "root:" not in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/a.png",
        "HTTPS://example.org/a.png",
        "http%3A%2F%2Fexample.org/a.png",
        "http%253A%252F%252Fexample.org/a.png",
        "http:%2525252525252F/example.org",
        "http:\\\\example.org",
        "http:/example.org",
        "ftp:/%5Cexample.org",
    ],
)
def test_gradio_is_never_sent_to_another_server(client: httpx.Client, address: str) -> None:
    assert not may_use("GET", f"/gradio_api/file={address}")
    assert not may_use("HEAD", f"/gradio_api/file={address}")
    answer = client.get(f"/gradio_api/file={address}")
    assert (answer.status_code, answer.json()["error"]) == (404, "there is nothing at this address")


def test_uploads_are_still_shown() -> None:
    for path in ("/tmp/gradio/a/my cat 100%.png", "C:/Temp/gradio/a/cat.png"):
        assert may_use("GET", f"/gradio_api/file={path}")


def test_a_picture_by_its_address_is_refused(client: httpx.Client) -> None:
    file = {"path": "http://127.0.0.1:1/a.png", "meta": {"_type": "gradio.FileData"}}
    body = {"data": ["", {"text": "", "files": [file]}], "fn_index": 0, "session_hash": "a"}
    assert client.post("/gradio_api/queue/join", json=body).status_code == 400
    assert client.post("/gradio_api/queue/join", content=b"[" * 100_000).status_code == 400
    assert names_an_address(json.dumps({"a": [{"path": "HTTPS://x"}]}).encode())
    assert not names_an_address(b'{"path": "/tmp/a.png", "url": "http://own/file"}')
    assert not may_use("POST", "/gradio_api/call/say")
    assert not may_use("PUT", "/")


def test_a_page_of_another_site_may_not_ask(client: httpx.Client) -> None:
    for origin in ("http://evil.example", "null"):
        answer = client.post("/gradio_api/queue/join", json={}, headers={"origin": origin})
        assert answer.status_code == 403
        assert client.post("/page/enter", headers={"origin": origin}).status_code == 403


def test_the_page_loads_nothing_from_elsewhere(client: httpx.Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    theme = client.get("/theme.css").text
    assert "://" not in theme.replace("http://www.w3.org", "")
    assert answer.text.count('<link rel="stylesheet" href="http') == 0


def test_without_the_token_there_is_a_form_and_nothing_else(
    garden_talk: Conversations, found: Any, tmp_path: Path
) -> None:
    file = f"/page/files/{found.result_id}/result.json"
    with (
        page_server(garden_talk, tmp_path, token=TOKEN) as home,
        httpx.Client(base_url=home, timeout=60) as client,
    ):
        assert client.get("/").status_code == 401
        assert 'name="token"' in client.get("/").text
        for path in (file, "/page/examples/cat.jpg", "/config", "/theme.css"):
            assert client.get(path).status_code == 401
        assert client.get(f"{file}?token={TOKEN}").status_code == 401
        assert client.get(file, headers={"authorization": f"Bearer {TOKEN}"}).is_success
        assert client.post("/page/enter", data={"token": "wrong"}).status_code == 401
        assert client.post("/page/enter", json={"token": TOKEN}).status_code == 403
        assert client.post("/page/enter", data={"token": "a" * 5000}).status_code == 403
        answer = client.post("/page/enter", data={"token": TOKEN})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert client.get(file).is_success
        assert client.get("/v1/tools").status_code == 401  # the page's session is the page's
        kept = client.cookies[COOKIE]
        client.post("/page/leave")
        client.cookies.set(COOKIE, kept)
        assert client.get(file).status_code == 401


def test_a_stop_does_not_wait_for_open_pages(garden_talk: Conversations, tmp_path: Path) -> None:
    with ExitStack() as held:
        with page_server(garden_talk, tmp_path, drain_seconds=15) as home:
            opened = held.enter_context(httpx.stream("GET", f"{home}/gradio_api/heartbeat/a"))
            heard = opened.iter_raw()  # closes the page when nobody holds it
            assert next(heard).startswith(b"data: ALIVE")
            start = time.monotonic()
        assert time.monotonic() - start < 8


def test_sessions_end_and_are_not_endless() -> None:
    gate = Gate(TOKEN)
    first = gate.begin()
    for _ in range(1000):
        gate.begin()
    assert not gate.lets_in(httpx_like({COOKIE: first}))
    assert gate.lets_in(httpx_like({COOKIE: gate.begin()}))
    assert not gate.lets_in(httpx_like({}))
    assert Gate("").lets_in(httpx_like({}))


def httpx_like(cookies: dict[str, str]) -> Any:
    """A request with some cookies, as far as the gate looks."""
    from starlette.requests import HTTPConnection

    told = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return HTTPConnection({"type": "http", "headers": [(b"cookie", told.encode())]})
