"""Token, host and origin: who may ask, and where a server may listen."""

from __future__ import annotations

import httpx
import pytest
from http_doors import Door, picture
from maskwright.agent.serve.guard import Access
from maskwright.agent.serve.settings import ServeSettings
from maskwright.errors import InputError
from starlette.datastructures import Headers

TOKEN = "a-token-of-the-tests-0123456789"
CLOSED = ["/v1/runs", "/v1/threads", "/v1/tools", "/metrics", "/openapi.json", "/no/such/page"]


@pytest.mark.parametrize("path", CLOSED)
def test_a_token_opens_every_page_but_health(opened, path: str) -> None:
    served: Door = opened(token=TOKEN)
    with httpx.Client(base_url=served.url) as stranger:
        missing = stranger.get(path)
        wrong = stranger.get(path, headers={"Authorization": f"Bearer {TOKEN[:-1]}"})
        other = stranger.get(path, headers={"Authorization": f"Basic {TOKEN}"})
        assert stranger.get("/healthz").json() == {"live": True, "ready": True, "why": ""}
        assert stranger.get("/healthz/ready").status_code == 200
    for answer in (missing, wrong, other):
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert set(answer.json()) == {"error", "hint"}
        assert TOKEN[:-1] not in answer.text
    assert (missing.json()["error"], wrong.json()["error"]) == (
        "a token is needed",
        "the token is wrong",
    )
    assert served.client.get(path).status_code in {200, 404}


def test_a_token_is_not_taken_from_the_address(opened) -> None:
    served: Door = opened(token=TOKEN)
    assert httpx.get(f"{served.url}/v1/runs?token={TOKEN}&access_token={TOKEN}").status_code == 401


def test_a_stranger_uploads_nothing(opened) -> None:
    served: Door = opened(token=TOKEN)
    answer = httpx.post(f"{served.url}/v1/segment", json={"images": [picture()], "queries": ["a"]})
    assert answer.status_code == 401
    assert served.world.log == []


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "pictures.example.org"])
def test_beyond_loopback_a_token_is_needed(host: str) -> None:
    with pytest.raises(InputError, match="there is no token; set MASKWRIGHT_TOKEN"):
        ServeSettings(host=host).check()
    ServeSettings(host=host, token=TOKEN).check()
    with pytest.raises(InputError, match="shorter than 16"):
        ServeSettings(host=host, token="secret").check()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost", "::1"])
def test_on_loopback_none_is_needed(host: str) -> None:
    ServeSettings(host=host).check()


def test_settings_do_not_show_the_token() -> None:
    assert TOKEN not in repr(ServeSettings(token=TOKEN))


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:{port}", 200),
        ("localhost", 200),
        ("LOCALHOST:1", 200),
        ("[::1]:{port}", 200),
        ("home.example", 200),
        ("evil.example:{port}", 421),
        ("127.0.0.1.evil.example", 421),
        ("localhost@evil.example", 421),
        ("169.254.169.254", 421),
        ("[", 421),
        ("", 421),
    ],
)
def test_a_page_that_rebinds_its_name_reaches_nothing(opened, host: str, status: int) -> None:
    served: Door = opened(hosts=("home.example",))
    host = host.format(port=served.url.rpartition(":")[2])
    assert served.client.get("/v1/runs", headers={"Host": host}).status_code == status


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("{url}", 200),
        ("http://127.0.0.1:5000", 403),
        ("http://127.0.0.1", 403),
        ("http://localhost", 403),
        ("http://[", 403),
        ("https://evil.example", 403),
        ("null", 403),
        ("file://", 403),
    ],
)
def test_pages_of_other_sites_may_not_ask(served: Door, origin: str, status: int) -> None:
    files = {"images": b"x"}
    headers = {"Origin": origin.format(url=served.url)}
    asked = served.client.post("/v1/segment", files=files, data={"queries": "a"}, headers=headers)
    assert asked.status_code == (status if status != 200 else 400)
    assert served.client.get("/v1/runs", headers=headers).status_code == status


def test_beyond_loopback_names_are_checked_where_they_are_listed() -> None:
    anything = Access(ServeSettings(host="0.0.0.0", token=TOKEN))
    listed = Access(ServeSettings(host="0.0.0.0", token=TOKEN, hosts=("pictures.example",)))
    head = {"authorization": f"Bearer {TOKEN}"}
    anything.check("/v1/runs", Headers({"host": "10.1.2.3:8000", **head}))
    listed.check("/v1/runs", Headers({"host": "pictures.example", **head}))
    with pytest.raises(Exception, match="421"):
        listed.check("/v1/runs", Headers({"host": "other.example", **head}))


def test_a_page_with_a_form_of_its_own_leaves_the_interface_closed() -> None:
    access = Access(ServeSettings(token=TOKEN))
    access.page_asks = True
    access.check("/", Headers({"host": "localhost"}))
    for path in ("/v1/runs", "/metrics", "/mcp", "/mcp/x", "/openapi.json"):
        with pytest.raises(Exception, match="a token is needed"):
            access.check(path, Headers({"host": "localhost"}))
    assert access.holds(TOKEN)
    assert not access.holds(TOKEN + "x")
    assert not access.holds("")


def test_refusals_are_counted(opened) -> None:
    served: Door = opened(token=TOKEN)
    httpx.get(f"{served.url}/v1/runs")
    httpx.get(f"{served.url}/v1/runs", headers={"Host": "evil.example"})
    assert served.number('maskwright_refusals_total{reason="token"}') == 1
    assert served.number('maskwright_refusals_total{reason="host"}') == 1
