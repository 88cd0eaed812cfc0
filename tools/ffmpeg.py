"""OpenCV's FFmpeg: opening a video file, and its silence."""

# OpenCV's types are only partly known.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import cv2


@contextmanager
def quiet() -> Generator[None]:
    """Keep OpenCV and FFmpeg, which write to stderr past Python, from doing so."""
    import cv2

    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
    logs = cv2.utils.logging
    level = logs.setLogLevel(logs.LOG_LEVEL_SILENT)
    try:
        yield
    finally:
        logs.setLogLevel(level)


def open_video(place: Path) -> cv2.VideoCapture:
    """A file as FFmpeg opens it; ask `isOpened`.

    Args:
        place: absolute, because FFmpeg takes what stands before a colon for a protocol.
    """
    import cv2

    return cv2.VideoCapture(str(place), cv2.CAP_FFMPEG)
