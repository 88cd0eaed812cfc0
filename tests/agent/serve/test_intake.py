"""Bodies that are too large, too slow, packed or in too many parts."""

from __future__ import annotations

import gzip
import io
import select
import socket
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress

import numpy as np
import PIL.Image
import PIL.PngImagePlugin
import pytest
from http_doors import Door, picture, png

URL = "/v1/segment"
MIB = 2**20


def address(served: Door) -> tuple[str, int]:
    host, port = served.url.removeprefix("http://").split(":")
    return host, int(port)


def rest(line: socket.socket) -> bytes:
    """All that a server still sends, until it hangs up."""
    line.settimeout(10)
    parts = []
    try:
        while part := line.recv(65536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


def test_a_body_that_says_it_is_too_large_is_refused(opened) -> None:
    served: Door = opened(max_bytes=1000)
    answer = served.client.post(URL, files={"images": b"x" * 2000}, data={"queries": "a"})
    assert answer.status_code == 413
    assert answer.json()["error"].startswith("the request is larger than")
    assert served.number('maskwright_refusals_total{reason="body"}') == 1


def test_an_upload_of_100_mb_hears_413_and_is_not_held(served: Door) -> None:
    start = time.monotonic()
    answer = served.client.post(
        URL, content=bytes(100 * MIB), headers={"Content-Type": "image/png"}
    )
    assert answer.status_code == 413
    assert time.monotonic() - start < 15
    assert served.client.get("/healthz").status_code == 200


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x"])
def test_a_chunked_body_is_counted_while_it_streams(opened, kind: str) -> None:
    served: Door = opened(max_bytes=MIB)

    def parts() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="images"; filename="a"\r\n\r\n'
        for _ in range(64):
            yield bytes(MIB // 16)

    answer = served.client.post(URL, content=parts(), headers={"Content-Type": kind})
    assert answer.status_code == 413
    assert served.client.get(URL).status_code == 405


def test_a_body_that_pauses_is_refused_and_the_line_closed(opened) -> None:
    served: Door = opened(idle_seconds=0.2)
    with socket.create_connection(address(served)) as line:
        line.sendall(
            b"POST /v1/segment HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n"
            b"Content-Type: application/json\r\n\r\n{"
        )
        said = rest(line)
    assert said.startswith(b"HTTP/1.1 408")
    assert b"came too slowly" in said


def test_a_body_that_trickles_is_refused(opened) -> None:
    served: Door = opened(idle_seconds=5.0, upload_seconds=0.5)
    with socket.create_connection(address(served)) as line:
        line.sendall(
            b"POST /v1/segment HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
            b"Content-Type: application/json\r\n\r\n"
        )
        start = time.monotonic()
        line.setblocking(False)
        while not readable(line):
            line.sendall(b"1\r\n \r\n")
            assert time.monotonic() - start < 5
        assert rest(line).startswith(b"HTTP/1.1 408")
    assert served.number('maskwright_refusals_total{reason="slow"}') == 1
    assert served.number("maskwright_queue_length") == 0


def readable(line: socket.socket) -> bool:
    return bool(select.select([line], [], [], 0.02)[0])


def test_a_head_that_never_ends_is_hung_up_on(opened) -> None:
    served: Door = opened(header_seconds=0.2)
    for head in (b"", b"GET /healthz HTTP/1.1\r\nHost: loc"):
        start = time.monotonic()
        with socket.create_connection(address(served)) as line:
            line.sendall(head)
            assert rest(line) == b""
        assert time.monotonic() - start < 5


def test_a_second_head_that_never_ends_is_hung_up_on(opened) -> None:
    served: Door = opened(header_seconds=0.3)
    with socket.create_connection(address(served)) as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert line.recv(65536).startswith(b"HTTP/1.1 200")
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: loc")
        assert b"200" not in rest(line)


def test_a_head_without_end_is_not_held(served: Door) -> None:
    with socket.create_connection(address(served)) as line:
        line.settimeout(10)
        line.sendall(b"GET /healthz HTTP/1.1\r\nX-Long: ")
        sent = 0
        with suppress(OSError):
            for _ in range(1000):
                sent += line.send(b"x" * 65536)
        assert sent < 50 * MIB
    assert served.client.get("/healthz").status_code == 200


def test_packed_bodies_are_not_unpacked(served: Door) -> None:
    packed = gzip.compress(b"[" * MIB)
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    answer = served.client.post(URL, content=packed, headers=headers)
    assert answer.status_code == 415
    assert answer.json()["error"] == "the body is compressed"


def test_many_parts_are_refused(served: Door) -> None:
    fields = {f"queries{number}": "a" for number in range(200)}
    assert served.client.post(URL, files={"images": png()}, data=fields).status_code == 400
    files = [("images", (f"{number}.png", png())) for number in range(50)]
    assert served.client.post(URL, files=files, data={"queries": "a"}).status_code == 400


def bomb_of_zeros() -> bytes:
    """A true PNG of 20,000 x 20,000 black pixels in some 50 kB."""
    row = b"\0" + bytes(20_000 // 8)
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(row) for _ in range(20_000)) + packer.flush()

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")
        )

    head = (20_000).to_bytes(4, "big") * 2 + bytes([1, 0, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def test_a_picture_of_too_many_pixels_is_refused_from_its_head(served: Door) -> None:
    asked = {"images": [picture(bomb_of_zeros())], "queries": ["lime"]}
    start = time.monotonic()
    answer = served.client.post(URL, json=asked)
    assert answer.status_code == 413
    assert "more than 40 million pixels" in answer.json()["error"]
    assert time.monotonic() - start < 5
    assert served.world.log == []


def test_the_cap_on_pixels_is_a_setting(opened) -> None:
    served: Door = opened(max_pixels=100)
    answer = served.client.post(URL, json={"images": [picture()], "queries": ["lime"]})
    assert answer.status_code == 413


def test_text_that_unpacks_without_end_is_refused(served: Door) -> None:
    words = PIL.PngImagePlugin.PngInfo()
    words.add_text("Comment", "x" * (80 * MIB), zip=True)
    data = png(pnginfo=words)
    assert len(data) < MIB
    answer = served.client.post(URL, json={"images": [picture(data)], "queries": ["lime"]})
    assert answer.status_code == 400
    assert "is damaged or cut off" in answer.json()["error"]


def test_archives_are_no_pictures(served: Door) -> None:
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.png", bytes(20 * MIB))
    answer = served.client.post(
        URL, files={"images": ("a.png", buffer.getvalue())}, data={"queries": "lime"}
    )
    assert answer.status_code == 400
    assert "is not a picture in a known format" in answer.json()["error"]


def test_animations_of_many_frames_give_one_picture(served: Door) -> None:
    frames = [
        PIL.Image.fromarray(np.full((32, 48, 3), shade, np.uint8)) for shade in range(0, 250, 5)
    ]
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    asked = {"images": [picture(buffer.getvalue())], "queries": ["lime"]}
    assert len(served.client.post(URL, json=asked).json()["runs"]) == 1
