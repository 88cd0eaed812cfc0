"""Writing frames to a video file: whole, or not at all."""

# OpenCV's types are only partly known.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, ToolError
from .ffmpeg import open_video, quiet

if TYPE_CHECKING:
    from types import TracebackType

    import cv2

Pixels = NDArray[np.uint8]

CODEC = "mp4v"
MOST_FPS = 1000.0


class VideoWriter:
    """Writes an MP4 file beside its place and renames it when all frames are in.

    Use it in a `with`: where that ends by an error or by Ctrl-C, nothing is left. A video of no
    frames is no file.

    Args:
        path: ending in ".mp4"; replaced if it is there.
        fps: frames a second.
    """

    def __init__(self, path: Path, fps: float) -> None:
        if path.suffix.lower() != ".mp4":
            raise InputError(str(path), "is no name for a video", "end it in .mp4")
        if not 0 < fps <= MOST_FPS:
            raise InputError("fps", f"{fps:g} is not within 0 and {MOST_FPS:g}")
        self.path = path
        self.frames = 0
        self._fps = fps
        self._beside = path.with_name(f".writing-{secrets.token_hex(6)}.mp4")
        self._size_hw: tuple[int, int] = (0, 0)
        self._writer: cv2.VideoWriter | None = None

    def __enter__(self) -> VideoWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.discard()

    def write(self, pixels: Pixels) -> None:
        """Add a frame.

        Args:
            pixels: (H, W, 3) uint8, RGB; all of one size. The codec halves the colours, so an odd
                side is filled up by repeating its last row or column.

        Raises:
            InputError: another size than the first frame's, or no RGB picture.
            ToolError: this OpenCV cannot write the codec (code `unavailable`).
            OSError: the folder cannot be written.
        """
        import cv2

        if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8:
            raise InputError(
                "frame", f"expected (H, W, 3) uint8, got {pixels.shape} {pixels.dtype}"
            )
        size = (int(pixels.shape[0]), int(pixels.shape[1]))
        if self._writer is None:
            self._size_hw = size
            self._writer = self._opened()
        if size != self._size_hw:
            raise InputError("frame", f"its size {size} differs from the first, {self._size_hw}")
        even = np.pad(pixels, ((0, size[0] % 2), (0, size[1] % 2), (0, 0)), mode="edge")
        self._writer.write(cv2.cvtColor(even, cv2.COLOR_RGB2BGR))
        self.frames += 1

    def close(self) -> None:
        """Finish the file and put it in its place.

        Raises:
            ToolError: the frames did not get there, as on a full disk (code `unwritable`).
        """
        if self._writer is None:
            return
        try:
            self._writer.release()
            self._check()
            self._beside.replace(self.path)
            self._writer = None
        except BaseException:
            self.discard()
            raise

    def _check(self) -> None:
        # The encoder reports no failed write, so the file is asked.
        import cv2

        with quiet():
            file = open_video(self._beside.absolute())
            found = int(file.get(cv2.CAP_PROP_FRAME_COUNT)) if file.isOpened() else 0
            file.release()
        if found != self.frames:
            problem = (
                f"{found} of {self.frames} frames got into {self.path.name}; is the disk full?"
            )
            raise ToolError("video", problem, "unwritable")

    def discard(self) -> None:
        """Throw away what was written; the place stays as it was."""
        if self._writer is not None:
            self._writer.release()
            self._writer = None
        self._beside.unlink(missing_ok=True)

    def _opened(self) -> cv2.VideoWriter:
        import cv2

        self._beside.open("xb").close()  # a folder that cannot be written to says so here
        high, wide = (side + side % 2 for side in self._size_hw)
        code = cv2.VideoWriter.fourcc(*CODEC)
        place = str(self._beside.absolute())
        with quiet():
            writer = cv2.VideoWriter(place, cv2.CAP_FFMPEG, code, self._fps, (wide, high))
        if not writer.isOpened():
            self._beside.unlink(missing_ok=True)
            problem = f"this machine's OpenCV cannot write {CODEC} at {wide} x {high}"
            raise ToolError("video", problem, "unavailable")
        return writer
