"""Small real videos for tests: a red square that moves over grey, and a photograph panned."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np

SIZE_HW = (48, 64)
SIDE = 16


def square_at(index: int) -> tuple[int, int]:
    """(x0, y0) of the red square in a frame."""
    return (2 * index) % (SIZE_HW[1] - SIDE), 16


def squares(count: int) -> Iterable[np.ndarray]:
    """(48, 64, 3) uint8, RGB: a red square of 16 pixels, two pixels further in each frame."""
    for index in range(count):
        pixels = np.full((*SIZE_HW, 3), 90, np.uint8)
        x, y = square_at(index)
        pixels[y : y + SIDE, x : x + SIDE] = (220, 30, 30)
        yield pixels


def cat(count: int) -> Iterable[np.ndarray]:
    """(120, 160, 3) uint8, RGB: a real cat's face, the view moving to the right."""
    import skimage.data

    photograph = skimage.data.chelsea()
    for index in range(count):
        left = 30 + 20 * index
        view = np.ascontiguousarray(photograph[30:270, left : left + 320])
        yield cv2.resize(view, (160, 120), interpolation=cv2.INTER_AREA)


def save(path: Path, frames: Iterable[np.ndarray], fps: float = 10.0, codec: str = "mp4v") -> Path:
    """Write frames, RGB, with OpenCV alone."""
    writer = None
    for pixels in frames:
        if writer is None:
            size = (pixels.shape[1], pixels.shape[0])
            writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*codec), fps, size)
            assert writer.isOpened()
        writer.write(np.ascontiguousarray(pixels[:, :, ::-1]))
    if writer is not None:
        writer.release()
    return path


def save_empty(path: Path, codec: str = "mp4v") -> Path:
    """A file with a header and no frame."""
    size = (SIZE_HW[1], SIZE_HW[0])
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*codec), 10.0, size)
    assert writer.isOpened()
    writer.release()
    return path


def cut(path: Path, part: float) -> Path:
    """The file with the last of its bytes gone."""
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part)])
    return path


def damage(path: Path, *frames: int, codec: str = "MJPG") -> Path:
    """The file with the bytes of some frames, counted from 0, overwritten by zeros."""
    start = {"MJPG": b"\xff\xd8", "mp4v": b"\0\0\1\xb6"}[codec]
    data = bytearray(path.read_bytes())
    places: list[int] = []
    at = data.find(start)
    while at >= 0:
        places.append(at)
        at = data.find(start, at + 1)
    for number in frames:
        # The container's header of what follows stays whole; the last frame is as long as others.
        first = min(number, len(places) - 2)
        length = places[first + 1] - places[first] - 24
        data[places[number] : places[number] + length] = bytes(length)
    path.write_bytes(bytes(data))
    return path


def index_first(path: Path) -> Path:
    """The MP4 file as servers want it: its "moov" box before its "mdat", offsets mended."""
    data = path.read_bytes()
    boxes: list[tuple[bytes, bytes]] = []
    place = 0
    while place < len(data):
        length = int.from_bytes(data[place : place + 4], "big")
        boxes.append((data[place + 4 : place + 8], data[place : place + length]))
        place += length
    names = [name for name, _ in boxes]
    moov = boxes.pop(names.index(b"moov"))[1]
    at = moov.index(b"stco") + 8
    count = int.from_bytes(moov[at : at + 4], "big")
    offsets = np.frombuffer(moov, ">u4", count, at + 4) + len(moov)
    moved = moov[: at + 4] + offsets.astype(">u4").tobytes() + moov[at + 4 + 4 * count :]
    path.write_bytes(boxes[0][1] + moved + b"".join(box for _, box in boxes[1:]))
    return path


def turned(path: Path) -> Path:
    """The MP4 file as a telephone held upright writes it: to be shown a quarter turned."""
    data = bytearray(path.read_bytes())
    at = data.index(b"tkhd") + 4 + 40
    matrix = [0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30]
    data[at : at + 36] = np.array(matrix, ">i4").tobytes()
    path.write_bytes(bytes(data))
    return path
