"""Videos: their frames as a stream, decoded by OpenCV's FFmpeg.

However long a video is, one frame of it is in memory. `containers.py` looks at the files from
outside, `video_writer.py` writes them.
"""

# OpenCV's types are only partly known.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

import math
import stat
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from .base import Frozen
from .containers import HEAD_BYTES, container_of, is_text, lacks_index, missing_bytes
from .ffmpeg import open_video, quiet
from .image import MAX_PIXELS
from .video_writer import MOST_FPS, VideoWriter

if TYPE_CHECKING:
    import cv2

__all__ = ["Frame", "Frames", "VideoInfo", "VideoWriter", "is_video", "read_frames"]

Pixels = NDArray[np.uint8]

SUFFIXES = frozenset(
    {
        ".mp4",
        ".m4v",
        ".mov",
        ".avi",
        ".mkv",
        ".webm",
        ".mpg",
        ".mpeg",
        ".ts",
        ".wmv",
        ".flv",
        ".3gp",
    }
)
USUAL_FPS = 25.0
"""Frames a second of a file that does not tell, or tells nonsense."""
SAVE_AS = "save it as MP4, WebM or AVI"


@dataclass(frozen=True, eq=False)
class Frame:
    """One picture of a video.

    Attributes:
        index: its number in the file, from 0; frames that are skipped count.
        seconds: when it is shown, from the beginning of the file.
        pixels: (H, W, 3) uint8, RGB, upright; read-only.
    """

    index: int
    seconds: float
    pixels: Pixels


class VideoInfo(Frozen):
    """What a video file's header tells.

    Attributes:
        path: as it was given.
        width: columns of a frame.
        height: rows of a frame.
        fps: frames a second; `USUAL_FPS` where the file does not tell.
        frames: how many it announces; an estimate in some containers, 0 where none is told.
        codec: four letters.
    """

    path: str
    width: int
    height: int
    fps: float
    frames: int
    codec: str


def is_video(path: str | Path) -> bool:
    """Whether a path is meant as a video: by its first bytes, else by how its name ends.

    A file that is not there, or is damaged, is told by its name; "-" and animated pictures are
    none.
    """
    try:
        place = Path(path).expanduser()
        if stat.S_ISREG(place.stat().st_mode):
            with place.open("rb") as file:
                if container_of(file.read(HEAD_BYTES)) != "other":
                    return True
    except (OSError, ValueError, RuntimeError):
        pass  # whoever reads it says what is wrong
    return Path(path).suffix.lower() in SUFFIXES


def read_frames(path: str | Path, every: int = 1, limit: int | None = None) -> Frames:
    """Open a video; its frames are decoded one by one, as they are asked for.

    Args:
        path: of a file.
        every: 1 yields each frame, 3 every third, beginning with the first.
        limit: so many frames are yielded at most.

    Returns:
        an iterator over `Frame`, with what the header tells and, at its end, whether the file was
        cut off. Use it in a `with`, or read it to its end, so that the file is closed.

    Raises:
        InputError: there is no such file, it is no video, it has no frame that can be read, its
            frames are too large, or `every` or `limit` is below 1.
    """
    for name, number in (("every", every), ("limit", limit)):
        if number is not None and number < 1:
            raise InputError(name, f"{number} is below 1")
    place = _checked(path)
    with quiet():
        capture = open_video(place)
        if not capture.isOpened() or not capture.grab():
            capture.release()
            raise _unreadable(place, str(path))
    info = _info(capture, str(path))
    if info.width * info.height > MAX_PIXELS:
        capture.release()
        problem = f"has frames of {info.width} x {info.height}"
        raise InputError(str(path), f"{problem}, more than {MAX_PIXELS / 1e6:g} million pixels")
    return Frames(capture, info, place, every, limit)


class Frames(Iterator[Frame]):
    """The frames of an open video, each once; made by `read_frames`.

    Attributes:
        info: what the header tells.
        notes: sentences for a person; where the file breaks off, its end adds one.
    """

    def __init__(
        self, capture: cv2.VideoCapture, info: VideoInfo, place: Path, every: int, limit: int | None
    ) -> None:
        self.info = info
        self.notes: list[str] = []
        self._capture = capture
        self._place = place
        self._stream = self._frames(every, limit)

    def __next__(self) -> Frame:
        return next(self._stream)

    def __enter__(self) -> Frames:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; no frame comes afterwards."""
        self._stream.close()
        self._capture.release()

    def _frames(self, every: int, limit: int | None) -> Generator[Frame]:
        """`read_frames` has grabbed the first frame already."""
        index, given, more = 0, 0, True
        while more:
            if index % every == 0:
                frame = self._decoded(index)
                if frame is None:
                    break
                yield frame
                given += 1
                if given == limit:
                    self._capture.release()
                    return
            index += 1
            more = self._capture.grab()
        self._capture.release()
        self._note_break(index)

    def _decoded(self, index: int) -> Frame | None:
        import cv2

        seconds = self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
        if not math.isfinite(seconds) or (seconds <= 0 < index):
            seconds = index / self.info.fps
        there, bgr = self._capture.retrieve()
        if not there:
            return None
        pixels = cast("Pixels", cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB))
        pixels.flags.writeable = False
        return Frame(index, round(max(0.0, seconds), 6), pixels)

    def _note_break(self, read: int) -> None:
        told = self.info.frames
        try:
            with self._place.open("rb") as file:
                kind = container_of(file.read(HEAD_BYTES))
            cut = missing_bytes(self._place) > 0
        except OSError:  # removed since it was opened
            kind, cut = "other", False
        # In other containers the announced number is an estimate from the length.
        short = kind in {"mp4", "avi"} and read < told
        if cut or short:
            of = f" of {told} announced" if told > read else ""
            why = "the file is cut off" if cut else "the rest is hidden or damaged"
            self.notes.append(f"The video ends after {read}{of} frames: {why}.")


def _checked(path: str | Path) -> Path:
    """The absolute path of a regular file that may be a video."""
    name = str(path)
    try:
        place = Path(path).expanduser().absolute()
        kind = place.stat().st_mode
        if stat.S_ISDIR(kind):
            raise InputError(name, "is a directory", "name the videos in it")
        if not stat.S_ISREG(kind):
            raise InputError(name, "is no regular file", "give the path of a video file")
        with place.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except FileNotFoundError as error:
        raise InputError(name, "no such file", "check the path") from error
    except PermissionError as error:
        raise InputError(name, "may not be read", "check its permissions") from error
    except (OSError, ValueError, RuntimeError) as error:
        raise InputError(name, f"cannot be read ({error})") from error
    if not head:
        raise InputError(name, "is empty (0 bytes)", "save or download it again")
    if is_text(head):  # FFmpeg would follow the addresses in a playlist
        raise InputError(name, "holds text, not a video", SAVE_AS)
    return place


def _unreadable(place: Path, name: str) -> InputError:
    """Why no first frame came out of a file."""
    with place.open("rb") as file:
        kind = container_of(file.read(HEAD_BYTES))
    if kind == "other":
        return InputError(name, "is not a video in a known format", SAVE_AS)
    if lacks_index(place) or missing_bytes(place):
        return InputError(name, "is cut off before its first frame", "download it again")
    return InputError(name, "is a video without frames, or in an unknown codec", SAVE_AS)


def _info(capture: cv2.VideoCapture, name: str) -> VideoInfo:
    import cv2

    fps = float(capture.get(cv2.CAP_PROP_FPS))
    code = int(capture.get(cv2.CAP_PROP_FOURCC))
    letters = code.to_bytes(4, "little", signed=code < 0).decode("ascii", "replace")
    return VideoInfo(
        path=name,
        width=int(capture.get(cv2.CAP_PROP_FRAME_WIDTH)),
        height=int(capture.get(cv2.CAP_PROP_FRAME_HEIGHT)),
        fps=round(fps, 6) if 0 < fps <= MOST_FPS else USUAL_FPS,
        frames=max(0, int(capture.get(cv2.CAP_PROP_FRAME_COUNT))),
        codec="".join(letter for letter in letters if letter.isprintable()).strip(),
    )
