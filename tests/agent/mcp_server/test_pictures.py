"""What is taken as a picture, and what is not: limits, bombs, paths that lead out."""

from __future__ import annotations

import base64
import io
import os
import struct
import zlib
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
from colour_world import garden
from maskwright.agent.mcp_server.pictures import Pictures
from maskwright.agent.mcp_server.questions import Picture
from maskwright.errors import InputError
from maskwright.tools.image import ImageStore
from mcp_clients import encoded

GARDEN = garden()


def pictures(tmp_path: Path, *folders: Path, max_bytes: int = 10**6, max_pixels: int = 10**6):
    return Pictures(ImageStore(tmp_path / "images"), max_bytes, max_pixels, folders)


def saved(place: Path) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    PIL.Image.fromarray(GARDEN).save(place)
    return place


@pytest.fixture
def allowed(tmp_path: Path) -> Path:
    """An allowed folder with a picture, links in and out, and a secret beside it."""
    folder = tmp_path / "allowed"
    saved(folder / "garden.png")
    saved(folder / "deep" / "er" / "garden.png")
    secret = saved(tmp_path / "secret" / "garden.png")
    (folder / "inside.png").symlink_to(folder / "deep" / "er" / "garden.png")
    (folder / "out.png").symlink_to(secret)
    (folder / "out").symlink_to(secret.parent)
    (folder / "gone.png").symlink_to(tmp_path / "secret" / "nothing.png")
    (folder / "loop").symlink_to(folder / "loop")
    os.mkfifo(folder / "pipe.png")
    return folder


@pytest.mark.parametrize(
    "text",
    [
        encoded(GARDEN),
        "data:image/png;base64," + encoded(GARDEN),
        "DATA:image/x-thing;name=a.png;base64," + encoded(GARDEN),
        "\n".join(encoded(GARDEN)[at : at + 76] for at in range(0, 10**4, 76)),
    ],
)
def test_base64_and_data_addresses_are_read(tmp_path: Path, text: str) -> None:
    image = pictures(tmp_path).read(Picture(image=text))
    assert np.array_equal(image.pixels, GARDEN)
    assert image.path is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("https://example.org/cat.png", "is an address, which is not fetched"),
        ("file:///etc/passwd", "is an address, which is not fetched"),
        ("data:text/html;base64,PGI+", "is no data address of a picture"),
        ("data:image/png,abc", "is no data address of a picture"),
        ("/etc/passwd!", "is not base64"),
        ("aGVsbG8gd29ybGQ=", "holds text, not a picture"),
        ("é", "is not base64"),
        ("A", "is not base64"),
        (base64.b64encode(b"<svg xmlns='x'>").decode(), "is an SVG drawing"),
        ("A" * 2_000_000, "is larger than"),
    ],
)
def test_anything_else_is_refused_in_one_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(InputError, match=told) as caught:
        pictures(tmp_path).read(Picture(image=text))
    assert len(str(caught.value)) < 200


def test_a_picture_of_too_many_pixels_is_refused_from_its_header(tmp_path: Path) -> None:
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk
    bomb += struct.pack(">I", zlib.crc32(chunk))
    with pytest.raises(InputError, match="too large at 30000 x 30000"):
        pictures(tmp_path).read(Picture(image=base64.b64encode(bomb).decode()))


def test_a_small_file_of_many_pixels_is_refused_too(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    PIL.Image.new("1", (4000, 4000)).save(buffer, "PNG")
    with pytest.raises(InputError, match="too large at 4000 x 4000"):
        pictures(tmp_path).read(Picture(image=base64.b64encode(buffer.getvalue()).decode()))


def test_a_known_picture_is_held_to_the_same_limit(tmp_path: Path) -> None:
    from maskwright.tools.image import load_image

    made = pictures(tmp_path, max_pixels=100)
    image = load_image(GARDEN)
    made.keep(image)
    with pytest.raises(InputError, match="too large for this server"):
        made.read(Picture(image_id=image.id))


@pytest.mark.parametrize(
    "name", ["garden.png", "deep/er/garden.png", "inside.png", "deep/../garden.png"]
)
def test_files_under_an_allowed_folder_are_read(tmp_path: Path, allowed: Path, name: str) -> None:
    made = pictures(tmp_path, allowed)
    for path in (name, str(allowed / name)):
        image = made.read(Picture(path=path))
        assert np.array_equal(image.pixels, GARDEN)
        assert image.path is None


@pytest.mark.parametrize(
    "path",
    [
        "../secret/garden.png",
        "../secret/nothing.png",
        "deep/../../secret/garden.png",
        "/etc/passwd",
        "/nowhere/at/all.png",
        "out.png",
        "out/garden.png",
        "gone.png",
        "~/garden.png/../../../secret/garden.png",
        "",
        ".",
        "garden.png\0.txt",
    ],
)
def test_every_way_out_is_told_alike(tmp_path: Path, allowed: Path, path: str) -> None:
    with pytest.raises(InputError, match=r"path: is not under a folder|picture: none is given"):
        pictures(tmp_path, allowed).read(Picture(path=path))


def test_the_folder_itself_may_be_reached_through_a_link(tmp_path: Path, allowed: Path) -> None:
    (tmp_path / "short").symlink_to(allowed)
    made = pictures(tmp_path, tmp_path / "short")
    made.read(Picture(path="garden.png"))
    made.read(Picture(path=str(tmp_path / "short" / "garden.png")))


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("pipe.png", "is no regular file"),
        ("deep", "is no regular file"),
        ("none.png", "no such file"),
        ("garden.png/x", "not a directory"),
    ],
)
def test_what_is_no_file_is_said(tmp_path: Path, allowed: Path, path: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        pictures(tmp_path, allowed).read(Picture(path=path))


def test_a_link_that_is_put_there_in_between_is_not_followed(
    tmp_path: Path, allowed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = pictures(tmp_path, allowed)
    plain = os.path.realpath

    def swapped(path: Path) -> str:
        real = plain(path)
        (allowed / "deep").rename(allowed / "was")
        (allowed / "deep").symlink_to(tmp_path / "secret")
        return real

    monkeypatch.setattr(os.path, "realpath", swapped)
    saved(tmp_path / "secret" / "er" / "garden.png")
    with pytest.raises(InputError, match="path: deep/er/garden.png"):
        made.read(Picture(path="deep/er/garden.png"))


def test_a_large_file_is_refused(tmp_path: Path, allowed: Path) -> None:
    (allowed / "large.png").write_bytes(b"\x89PNG" + bytes(2000))
    with pytest.raises(InputError, match="is larger than"):
        pictures(tmp_path, allowed, max_bytes=1000).read(Picture(path="large.png"))


def test_without_a_folder_no_path_is_read(tmp_path: Path, allowed: Path) -> None:
    with pytest.raises(InputError, match="files are not read here"):
        pictures(tmp_path).read(Picture(path=str(allowed / "garden.png")))


def test_a_folder_that_is_not_there_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--allow .*: no such folder"):
        pictures(tmp_path, tmp_path / "nowhere")
    with pytest.raises(InputError, match="is no folder"):
        pictures(tmp_path, saved(tmp_path / "a.png"))
