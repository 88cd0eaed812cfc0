"""Pictures by URL: from listed hosts, from public addresses, so long and so large at most."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from http_doors import Door, png
from maskwright.agent.serve.addresses import is_public, listed
from maskwright.agent.serve.fetch import Fetcher
from maskwright.agent.serve.problems import Refusal
from maskwright.agent.serve.settings import ServeSettings

PUBLIC, OTHER = "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"
NAMES = {
    "pictures.test": [PUBLIC],
    "six.test": [OTHER],
    "inside.test": ["127.0.0.1"],
    "half.test": [PUBLIC, "10.0.0.1"],
    "metadata.test": ["169.254.169.254"],
    "mapped.test": ["::ffff:127.0.0.1"],
    "nowhere.test": [],
    "127.0.0.1": ["127.0.0.1"],
    "::1": ["::1"],
    "2130706433": ["127.0.0.1"],
}


class Web:
    """What the hosts of the tests answer, by path; and which addresses were connected to."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[tuple[str, str]] = []
        self.met: list[tuple[str, int]] = []
        self.pause = 0.0
        self.port = 0

    def resolve(self, host: str, port: int) -> Sequence[str]:
        if host not in NAMES:
            raise socket.gaierror(-2, "Name or service not known")
        return NAMES[host]

    def connect(self, address: str, port: int, seconds: float) -> socket.socket:
        self.met.append((address, port))
        assert is_public(address), "the guard let a private address through"
        return socket.create_connection(("127.0.0.1", self.port), seconds)

    def fetcher(self, **settings: object) -> Fetcher:
        told = {"url_hosts": tuple(NAMES), "url_seconds": 5.0, **settings}
        return Fetcher(ServeSettings.model_validate(told), self.resolve, self.connect)


@pytest.fixture
def web() -> Generator[Web]:
    with serving(Web()) as found:
        yield found


@contextmanager
def serving(web: Web) -> Generator[Web]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            web.asked.append((self.headers["Host"], self.path))
            status, headers, body = web.pages.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                for byte in body if web.pause else [body]:
                    self.wfile.write(bytes([byte]) if isinstance(byte, int) else byte)
                    time.sleep(web.pause)
            except OSError:
                pass

        def log_message(self, format: str, *args: object) -> None:
            """Tests read `asked`."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    web.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def refused(fetcher: Fetcher, url: str) -> Refusal:
    with pytest.raises(Refusal) as failed:
        fetcher.fetch(url)
    return failed.value


def test_a_picture_of_a_listed_host_is_fetched_from_the_checked_address(web: Web) -> None:
    web.pages["/a.png?x=1"] = (200, {}, png())
    assert web.fetcher().fetch("http://pictures.test/a.png?x=1") == png()
    assert web.met == [(PUBLIC, 80)]
    assert web.asked == [("pictures.test", "/a.png?x=1")]


def test_a_redirect_to_a_listed_host_is_followed(web: Web) -> None:
    web.pages["/a"] = (302, {"Location": "/b"}, b"")
    web.pages["/b"] = (301, {"Location": "http://six.test/c"}, b"")
    web.pages["/c"] = (200, {}, b"picture")
    assert web.fetcher().fetch("http://pictures.test/a") == b"picture"
    assert web.met == [(PUBLIC, 80), (PUBLIC, 80), (OTHER, 80)]


@pytest.mark.parametrize(
    "goal",
    [
        "http://127.0.0.1/",
        "http://inside.test/",
        "http://metadata.test/latest/meta-data",
        "http://half.test/",
        "http://mapped.test/",
        "http://2130706433/",
        "http://[::1]/",
        "http://other.test/",
        "http://pictures.test:8000/",
        "http://me:secret@pictures.test/",
        "file:///etc/passwd",
        "gopher://pictures.test/",
        "//inside.test/",
    ],
)
def test_neither_an_address_nor_a_redirect_leads_inside(web: Web, goal: str) -> None:
    web.pages["/a"] = (302, {"Location": goal}, b"")
    redirected = refused(web.fetcher(), "http://pictures.test/a")
    assert redirected.status_code in {400, 403}
    assert web.met == [(PUBLIC, 80)]
    if not goal.startswith("//"):
        assert refused(web.fetcher(), goal).status_code in {400, 403}
    assert web.met == [(PUBLIC, 80)]


def test_a_name_that_changes_its_address_is_connected_where_it_was_checked(web: Web) -> None:
    answers = [[PUBLIC], ["127.0.0.1"]]
    web.resolve = lambda host, port: answers.pop(0)  # type: ignore[method-assign]
    web.pages["/a"] = (302, {"Location": "/b"}, b"")
    assert refused(web.fetcher(), "http://pictures.test/a").status_code == 403
    assert web.met == [(PUBLIC, 80)]


def test_redirects_end(web: Web) -> None:
    web.pages["/a"] = (302, {"Location": "/a"}, b"")
    assert refused(web.fetcher(), "http://pictures.test/a").status_code == 502
    assert len(web.met) == 4


def test_off_by_default(web: Web) -> None:
    refusal = refused(web.fetcher(url_hosts=()), "http://pictures.test/a.png")
    assert (refusal.status_code, refusal.error) == (403, "pictures by URL are switched off")
    assert web.met == []


def test_size_is_limited_announced_or_not(web: Web) -> None:
    web.pages["/a"] = (200, {}, bytes(3000))
    web.pages["/b"] = (200, {"Content-Length": "999999999"}, b"x")
    for path in ("/a", "/b"):
        refusal = refused(web.fetcher(url_bytes=1000), f"http://pictures.test{path}")
        assert refusal.status_code == 413


def test_time_is_limited_however_bytes_trickle(web: Web) -> None:
    web.pages["/a"] = (200, {}, bytes(1000))
    web.pause = 0.05
    start = time.monotonic()
    assert refused(web.fetcher(url_seconds=0.3), "http://pictures.test/a").status_code == 504
    assert time.monotonic() - start < 3


def test_a_file_that_is_cut_off_is_no_file(web: Web) -> None:
    web.pages["/a"] = (200, {"Content-Length": "100"}, b"half")
    assert refused(web.fetcher(), "http://pictures.test/a").status_code == 502


def test_hosts_that_do_not_answer_are_said(web: Web) -> None:
    assert refused(web.fetcher(), "http://pictures.test/none").error.endswith("answers 404")
    hosts = {"url_hosts": ("unknown.test",)}
    assert refused(web.fetcher(**hosts), "http://unknown.test/").status_code == 502
    assert refused(web.fetcher(), "http://nowhere.test/").status_code == 403


NO_ADDRESSES = [
    *("", "http://", "http:///a", "http://pictures.test/a b", "http://pictures.test/\r\nX: y"),
    *("http://pictures.test/" + "a" * 3000, "http://[", "http://pictures.test:x/"),
    "http://\u00e9.test/",
]


@pytest.mark.parametrize("url", NO_ADDRESSES)
def test_what_is_no_address_is_refused(web: Web, url: str) -> None:
    assert refused(web.fetcher(), url).status_code == 400
    assert web.met == []


PRIVATE = """
    0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.8.8.8 169.254.169.254 172.16.0.1 192.168.0.1
    192.0.2.1 198.18.0.1 224.0.0.1 240.0.0.1 255.255.255.255 127.1 pictures.test
    :: ::1 ::127.0.0.1 ::ffff:10.0.0.1 fe80::1 fe80::1%eth0 fc00::1 ff02::1 2001:db8::1
    64:ff9b::7f00:1 64:ff9b:1::1 2002:7f00:1:: 2001:0:4136:e378:8000:63bf:80ff:fffe
"""


@pytest.mark.parametrize("address", [*PRIVATE.split(), ""])
def test_private_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


def test_public_addresses_are() -> None:
    assert is_public(PUBLIC)
    assert is_public(OTHER)


@pytest.mark.parametrize(
    ("host", "inside"),
    [
        ("pictures.test", True),
        ("PICTURES.test", True),
        ("pictures.test.", True),
        ("a.example.org", True),
        ("a.b.example.org", True),
        ("example.org", False),
        ("badexample.org", False),
        ("pictures.test.evil.org", False),
        ("a.pictures.test", False),
    ],
)
def test_hosts_are_listed_whole_or_by_a_dot(host: str, inside: bool) -> None:
    assert listed(host, ("pictures.test", ".example.org")) is inside


def test_a_request_can_name_a_picture_by_its_address(opened, web: Web) -> None:
    web.pages["/g.png"] = (200, {}, png())
    web.pages["/in"] = (302, {"Location": "http://inside.test/g.png"}, b"")
    served: Door = opened(fetcher=web.fetcher(), url_hosts=tuple(NAMES))
    asked = {"images": [{"url": "http://pictures.test/g.png", "name": "g"}], "queries": ["lime"]}
    found = served.client.post("/v1/segment", json=asked)
    assert found.json()["runs"][0]["found"] == ["lime"]
    form = {"urls": "http://pictures.test/g.png", "queries": "lime"}
    by_form = served.client.post("/v1/segment", data=form, files={"formats": (None, "coco")})
    assert by_form.status_code == 200
    for url in ("http://pictures.test/in", "http://inside.test/g.png", "http://other.test/g.png"):
        refusal = served.client.post("/v1/segment", json={**asked, "images": [{"url": url}]})
        assert refusal.status_code == 403
        assert set(refusal.json()) == {"error", "hint"}


def test_a_server_without_hosts_fetches_nothing(served: Door) -> None:
    asked = {"images": [{"url": "http://127.0.0.1/g.png"}], "queries": ["lime"]}
    answer = served.client.post("/v1/segment", json=asked)
    assert answer.status_code == 403
    assert answer.json()["error"] == "pictures by URL are switched off"
