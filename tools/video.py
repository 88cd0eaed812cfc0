"""Videos: their frames as a stream, decoded by OpenCV's FFmpeg.

However long a video is, one frame of it is in memory. `video_frames.py` goes through them,
`containers.py` looks at the files from outside, `video_writer.py` writes them.
"""

# OpenCV's types are only partly known.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError
from .containers import HEAD_BYTES, container_of, is_text, lacks_index, missing_bytes
from .ffmpeg import open_video, quiet
from .image import MAX_PIXELS
from .video_frames import Frame, Frames, Reading, SkippedFrame, VideoInfo, advance
from .video_writer import MOST_FPS, VideoWriter

if TYPE_CHECKING:
    import cv2

__all__ = [
    "Frame",
    "Frames",
    "SkippedFrame",
    "VideoInfo",
    "VideoWriter",
    "is_video",
    "read_frames",
]

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


def read_frames(
    path: str | Path, every: int = 1, limit: int | None = None, *, strict: bool = False
) -> Frames:
    """Open a video; its frames are decoded one by one, as they are asked for.

    Args:
        path: of a file.
        every: 1 yields each frame, 3 every third, beginning with the first.
        limit: so many frames are yielded at most.
        strict: a frame that cannot be decoded is an error; else it is skipped.

    Returns:
        an iterator over `Frame`, with what the header tells, the frames that were skipped and, at
        its end, whether the file was cut off. Use it in a `with`, or read it to its end, so that
        the file is closed. Where `strict`, it raises InputError at a frame that is broken.

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
        first = advance(capture) if capture.isOpened() else None
        if first is None:
            capture.release()
            raise _unreadable(place, str(path))
    info = _info(capture, str(path))
    if info.width * info.height > MAX_PIXELS:
        capture.release()
        problem = f"has frames of {info.width} x {info.height}"
        raise InputError(str(path), f"{problem}, more than {MAX_PIXELS / 1e6:g} million pixels")
    return Frames(capture, info, place, Reading(first, every, limit, strict))


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
