"""Video files from outside: which kind a file is, and whether its end is missing.

Only headers are read, never pixels; `video.py` decodes.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, Literal

Container = Literal["mp4", "avi", "matroska", "mpeg", "other"]

HEAD_BYTES = 4096
MOST_BOXES = 1_000_000
"""So many boxes of a fragmented file are walked at most."""

_PICTURES = (b"avif", b"avis", b"heic", b"heix", b"hevc", b"mif1", b"msf1")
_MP4_FIRST = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")
_SEGMENT = b"\x18\x53\x80\x67"


def container_of(head: bytes) -> Container:
    """The kind of a file by its first bytes.

    Args:
        head: the first `HEAD_BYTES` of it, or fewer.

    Returns:
        "mp4" stands for the QuickTime family, "matroska" for WebM too, "other" for all the rest.
    """
    if head[4:8] in _MP4_FIRST and not (head[4:8] == b"ftyp" and head[8:12] in _PICTURES):
        return "mp4"
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return "avi"
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return "matroska"
    if head[:4] in {b"\0\0\1\xba", b"\0\0\1\xb3"} or _is_transport(head):
        return "mpeg"
    return "other"


def _is_transport(head: bytes) -> bool:
    # An MPEG transport stream is made of packets of 188 bytes that all begin alike.
    return len(head) > 376 and all(head[place] == 0x47 for place in (0, 188, 376))


def is_text(head: bytes) -> bool:
    """Whether a file begins as UTF-8 text does (playlists too, which name other files)."""
    if b"\0" in head:
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 3 > 0  # a letter that the head cuts in two
    return True


def missing_bytes(path: Path) -> int:
    """How many bytes of a video file are missing at its end, as far as its own headers tell.

    Args:
        path: a regular file.

    Returns:
        0 where nothing is missing, or the container does not tell its size.

    Raises:
        OSError: it cannot be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        kind = container_of(file.read(HEAD_BYTES))
        file.seek(0)
        if kind == "mp4":
            return max(0, _end_of_boxes(file, size) - size)
        if kind == "avi":
            return max(0, _end_of_riffs(file, size) - size)
        if kind == "matroska":
            return max(0, _end_of_segment(file) - size)
    return 0


def lacks_index(path: Path) -> bool:
    """Whether an MP4 file has no "moov" box: it was cut off before it, and no frame can be found.

    Raises:
        OSError: it cannot be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        if container_of(file.read(HEAD_BYTES)) != "mp4":
            return False
        file.seek(0)
        names: set[bytes] = set()
        _end_of_boxes(file, size, names)
    return b"moov" not in names


def _end_of_boxes(file: IO[bytes], size: int, names: set[bytes] | None = None) -> int:
    """Where the last top-level box of an MP4 file ends; collects the boxes' names."""
    place = 0
    for _ in range(MOST_BOXES):
        file.seek(place)
        head = file.read(16)
        if len(head) < 8:
            return place + 8 if head else place
        if names is not None:
            names.add(head[4:8])
        length = int.from_bytes(head[:4], "big")
        if length == 0:  # reaches to the end of the file
            return size
        if length == 1:
            length = int.from_bytes(head[8:], "big")
        if length < 8:
            return place
        place += length
        if place >= size:
            break
    return place


def _end_of_riffs(file: IO[bytes], size: int) -> int:
    """Where the last RIFF list of an AVI file ends (files above 1 GiB have several)."""
    place = 0
    while place < size:
        file.seek(place)
        head = file.read(8)
        if len(head) < 8 or head[:4] != b"RIFF":
            return place
        place += 8 + int.from_bytes(head[4:], "little")
        place += place % 2
    return place


def _end_of_segment(file: IO[bytes]) -> int:
    """Where the segment of a Matroska file ends; 0 where it does not tell (a live recording)."""
    file.seek(4)
    header = _length(file)
    if header is None:
        return 0
    file.seek(header, os.SEEK_CUR)
    if file.read(4) != _SEGMENT:
        return 0
    length = _length(file)
    return 0 if length is None else file.tell() + length


def _length(file: IO[bytes]) -> int | None:
    """A number whose first byte's leading zeros tell how many bytes follow; None if all ones."""
    first = file.read(1)
    if not first or not first[0]:
        return None
    wide = 8 - first[0].bit_length()
    value = int.from_bytes(bytes([first[0] & (0x7F >> wide)]) + file.read(wide), "big")
    return None if value == (1 << (7 * (wide + 1))) - 1 else value
