"""The frames of an open video, one by one; those that cannot be decoded are skipped or refused."""

# OpenCV's types are only partly known.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from .base import Frozen
from .containers import HEAD_BYTES, container_of, missing_bytes

if TYPE_CHECKING:
    import cv2

Pixels = NDArray[np.uint8]

MOST_BROKEN = 1000
"""So many frames on end that cannot be decoded are the end of a video; fewer are skipped."""
MOST_SKIPPED = 100
"""Skipped frames that are told one by one."""
MOST_NAMED = 8
"""Skipped frames that the note names."""
UNDECODABLE = "its data cannot be decoded"


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


class SkippedFrame(Frozen):
    """A frame that was left out.

    Attributes:
        index: its number in the file, from 0.
        reason: why, as the end of a sentence.
    """

    index: int
    reason: str


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


def advance(capture: cv2.VideoCapture) -> int | None:
    """Go to the next frame that can be decoded.

    Returns:
        how many before it cannot, or None at the end of the video.
    """
    for broken in range(MOST_BROKEN):
        if capture.grab():
            return broken
    return None


@dataclass(frozen=True)
class Reading:
    """How a video is read; `first` frames that cannot be decoded were passed by already."""

    first: int
    every: int
    limit: int | None
    strict: bool


class Frames(Iterator[Frame]):
    """The frames of an open video, each once; made by `read_frames` of `video.py`.

    Attributes:
        info: what the header tells.
        notes: sentences for a person; where the file breaks off, its end adds one.
        skipped: of the frames that were asked for, those that cannot be decoded, the first
            `MOST_SKIPPED` of them; the end adds a note.
    """

    def __init__(
        self, capture: cv2.VideoCapture, info: VideoInfo, place: Path, how: Reading
    ) -> None:
        self.info = info
        self.notes: list[str] = []
        self.skipped: list[SkippedFrame] = []
        self._count_skipped = 0
        self._capture = capture
        self._place = place
        self._how = how
        self._stream = self._frames()

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

    def _frames(self) -> Generator[Frame]:
        """`read_frames` has grabbed the first good frame already."""
        given, index, broken = 0, 0, self._how.first
        while broken is not None:
            for number in range(index, index + broken):
                self._skip(number)
            index += broken
            if index % self._how.every == 0:
                frame = self._decoded(index)
                if frame is None:
                    self._skip(index)
                else:
                    yield frame
                    given += 1
                if given == self._how.limit:
                    break
            index += 1
            broken = advance(self._capture)
        self._capture.release()
        self._note_skipped()
        if broken is None:
            self._note_break(index)

    def _skip(self, index: int) -> None:
        if index % self._how.every:
            return  # nobody asked for it
        if self._how.strict:
            self._capture.release()
            problem = f"{UNDECODABLE} (video.strict = true)"
            raise InputError(f"{self.info.path}, frame {index}", problem, "mend the file")
        self._count_skipped += 1
        if len(self.skipped) < MOST_SKIPPED:
            self.skipped.append(SkippedFrame(index=index, reason=UNDECODABLE))

    def _note_skipped(self) -> None:
        if not self._count_skipped:
            return
        named = ", ".join(str(each.index) for each in self.skipped[:MOST_NAMED])
        more = ", ..." if self._count_skipped > MOST_NAMED else ""
        one = self._count_skipped == 1
        what = "Frame" if one else f"{self._count_skipped} frames"
        text = f"{what} {named} was skipped" if one else f"{what} were skipped ({named}{more})"
        why = UNDECODABLE if one else "their data cannot be decoded"
        self.notes.append(f"{text}: {why}.")

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
