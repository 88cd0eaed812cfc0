"""Frames come one by one and upright; a broken file is said to be one; writing is all or none."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tracemalloc
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest
from maskwright.errors import InputError, ToolError
from maskwright.tools import video_writer
from maskwright.tools.containers import container_of, is_text, lacks_index, missing_bytes
from maskwright.tools.video import SkippedFrame, VideoWriter, is_video, read_frames
from video_clips import cut, damage, index_first, save, save_empty, square_at, squares, turned


def write(path: Path, frames: Iterable[np.ndarray]) -> None:
    with VideoWriter(path, 10) as writer:
        for pixels in frames:
            writer.write(pixels)


KINDS = [("clip.mp4", "mp4v"), ("clip.avi", "MJPG"), ("clip.mkv", "MJPG"), ("clip.mov", "mp4v")]


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return save(tmp_path / "clip.mp4", squares(20))


@pytest.fixture
def small_files() -> Iterator[None]:
    """No file may grow above 10,000 bytes, as on a full disk."""
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, limit[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, limit)


@pytest.mark.parametrize(("name", "codec"), KINDS, ids=[name for name, _ in KINDS])
def test_every_frame_comes_once_in_order_and_in_rgb(tmp_path: Path, name: str, codec: str) -> None:
    path = save(tmp_path / name, squares(20), codec=codec)
    assert is_video(path)
    frames = read_frames(path)
    assert (frames.info.width, frames.info.height) == (64, 48)
    assert (frames.info.fps, frames.info.frames) == (10, 20)
    count = 0
    for index, frame in enumerate(frames):
        x, y = square_at(index)
        assert frame.index == index
        assert frame.seconds == pytest.approx(index / 10, abs=1e-3)
        assert frame.pixels.shape == (48, 64, 3)
        assert frame.pixels.dtype == np.uint8
        middle = frame.pixels[y + 4 : y + 12, x + 4 : x + 12].mean(axis=(0, 1))
        assert middle == pytest.approx([220, 30, 30], abs=25)
        with pytest.raises(ValueError, match="read-only"):
            frame.pixels[0, 0] = 0
        count += 1
    assert count == 20
    assert frames.notes == []


def test_every_third_frame_and_no_more_than_asked(clip: Path) -> None:
    assert [frame.index for frame in read_frames(clip, every=3)] == [0, 3, 6, 9, 12, 15, 18]
    few = read_frames(clip, every=3, limit=2)
    assert [(frame.index, frame.seconds) for frame in few] == [(0, 0), (3, 0.3)]
    assert few.notes == []
    assert [frame.index for frame in read_frames(clip, every=100)] == [0]


@pytest.mark.parametrize("bad", [{"every": 0}, {"limit": 0}, {"every": -1}])
def test_counts_below_one_are_bad_input(clip: Path, bad: dict[str, int]) -> None:
    with pytest.raises(InputError, match="is below 1"):
        read_frames(clip, **bad)


def test_a_closed_video_gives_nothing_more(clip: Path) -> None:
    with read_frames(clip) as frames:
        next(frames)
    assert list(frames) == []


def test_a_telephone_held_upright_gives_upright_frames(clip: Path) -> None:
    frames = read_frames(turned(clip))
    assert (frames.info.width, frames.info.height) == (48, 64)
    first = next(frames).pixels
    assert first.shape == (64, 48, 3)
    # The square at the left edge is now at the upper one.
    assert first[4:12, 20:28, 0].mean() > 190


def test_memory_does_not_grow_with_the_length(tmp_path: Path) -> None:
    big = (np.kron(pixels, np.ones((5, 5, 1), np.uint8)) for pixels in squares(150))
    path = save(tmp_path / "long.avi", big, codec="MJPG")
    one = 240 * 320 * 3
    tracemalloc.start()
    try:
        count = sum(1 for _ in read_frames(path))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 150
    assert peak < 6 * one


CUT = [("clip.avi", "MJPG", 0.8), ("clip.mkv", "MJPG", 0.6), ("clip.mp4", "mp4v", 0.9)]


@pytest.mark.parametrize(("name", "codec", "part"), CUT, ids=[row[0] for row in CUT])
def test_a_cut_off_file_is_read_up_to_the_break_and_says_so(
    tmp_path: Path, name: str, codec: str, part: float
) -> None:
    path = save(tmp_path / name, squares(20), codec=codec)
    if name == "clip.mp4":
        assert [frame.index for frame in read_frames(index_first(path))] == list(range(20))
    frames = read_frames(cut(path, part))
    read = [frame.index for frame in frames]
    assert read == list(range(len(read)))
    assert 0 < len(read) < 20
    told = f"The video ends after {len(read)} of 20 announced frames: the file is cut off."
    assert frames.notes == [told]


@pytest.mark.parametrize(("name", "codec"), KINDS, ids=[name for name, _ in KINDS])
def test_a_broken_frame_in_the_middle_is_skipped_and_said(
    tmp_path: Path, name: str, codec: str
) -> None:
    path = damage(save(tmp_path / name, squares(20), codec=codec), 9, codec=codec)
    frames = read_frames(path)
    read = [(frame.index, frame.seconds) for frame in frames]
    assert [index for index, _ in read] == [i for i in range(20) if i != 9]
    assert [seconds for index, seconds in read] == pytest.approx([i / 10 for i, _ in read])
    assert frames.skipped == [SkippedFrame(index=9, reason="its data cannot be decoded")]
    assert frames.notes == ["Frame 9 was skipped: its data cannot be decoded."]


def test_several_broken_frames_are_counted_the_first_and_the_last_too(tmp_path: Path) -> None:
    clip = save(tmp_path / "clip.avi", squares(20), codec="MJPG")
    frames = read_frames(damage(clip, 0, 1, 5, 6, 7, 19))
    assert [frame.index for frame in frames] == [2, 3, 4, *range(8, 19)]
    assert [each.index for each in frames.skipped] == [0, 1, 5, 6, 7]
    assert frames.notes == [
        "5 frames were skipped (0, 1, 5, 6, 7): their data cannot be decoded.",
        "The video ends after 19 of 20 announced frames: the rest is hidden or damaged.",
    ]


def test_a_broken_frame_that_nobody_asked_for_is_not_told(tmp_path: Path) -> None:
    clip = damage(save(tmp_path / "clip.avi", squares(20), codec="MJPG"), 4, 7)
    frames = read_frames(clip, every=3)
    assert [frame.index for frame in frames] == [0, 3, 6, 9, 12, 15, 18]
    assert (frames.skipped, frames.notes) == ([], [])
    few = read_frames(clip, every=2, limit=3)
    assert [frame.index for frame in few] == [0, 2, 6]
    assert few.notes == ["Frame 4 was skipped: its data cannot be decoded."]


def test_strict_reading_ends_at_a_broken_frame(tmp_path: Path) -> None:
    clip = damage(save(tmp_path / "clip.avi", squares(20), codec="MJPG"), 9)
    frames = read_frames(clip, strict=True)
    assert [next(frames).index for _ in range(9)] == list(range(9))
    with pytest.raises(InputError, match="frame 9: its data cannot be decoded"):
        next(frames)


def test_more_broken_frames_than_can_be_skipped_are_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maskwright.tools.video_frames.MOST_BROKEN", 3)
    clip = damage(save(tmp_path / "clip.avi", squares(20), codec="MJPG"), 5, 6, 7, 8)
    frames = read_frames(clip)
    assert [frame.index for frame in frames] == list(range(5))
    told = "The video ends after 5 of 20 announced frames: the rest is hidden or damaged."
    assert frames.notes == [told]


def test_a_file_removed_while_it_is_read_is_read_to_its_end(clip: Path) -> None:
    frames = read_frames(clip)
    clip.unlink()
    assert sum(1 for _ in frames) == 20


def bad_files(folder: Path) -> dict[str, str]:
    """Paths that are no videos, and what is said of each."""
    save_empty(folder / "zero.mp4")
    save_empty(folder / "zero.avi", "MJPG")
    cut(save(folder / "half.mp4", squares(20)), 0.6)
    cut(save(folder / "half.avi", squares(20), codec="MJPG"), 0.2)
    (folder / "text.mp4").write_text("Grüße, this is no video\n" * 400, "utf-8")
    (folder / "list.mp4").write_text("#EXTM3U\nhttp://127.0.0.1:9/secret.ts\n")
    (folder / "empty.mp4").touch()
    (folder / "noise.mp4").write_bytes(np.random.default_rng(0).bytes(9000))
    (folder / "folder.mp4").mkdir()
    os.mkfifo(folder / "pipe.mp4")
    return {
        "zero.mp4": "is a video without frames",
        "zero.avi": "is a video without frames",
        "half.mp4": "is cut off before its first frame",
        "half.avi": "is cut off before its first frame",
        "text.mp4": "holds text, not a video",
        "list.mp4": "holds text, not a video",
        "empty.mp4": "is empty",
        "noise.mp4": "is not a video in a known format",
        "folder.mp4": "is a directory",
        "pipe.mp4": "is no regular file",
        "nowhere.mp4": "no such file",
        "nul\0.mp4": "cannot be read",
    }


def test_what_is_no_video_is_said_in_one_line(tmp_path: Path) -> None:
    for name, problem in bad_files(tmp_path).items():
        with pytest.raises(InputError, match=problem) as caught:
            read_frames(tmp_path / name)
        assert "\n" not in str(caught.value)
        assert name in str(caught.value)


def test_neither_opencv_nor_ffmpeg_writes_past_us(tmp_path: Path) -> None:
    broken = cut(save(tmp_path / "clip.avi", squares(20), codec="MJPG"), 0.8)
    lost = cut(save(tmp_path / "lost.mp4", squares(20)), 0.6)
    code = """
import sys
from maskwright.errors import InputError
from maskwright.tools.video import read_frames
print(sum(1 for _ in read_frames(sys.argv[1])) > 0)
try:
    read_frames(sys.argv[2])
except InputError:
    print("refused")
"""
    command = [sys.executable, "-c", code, str(broken), str(lost)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("True\nrefused\n", "")


def test_frames_that_are_too_large_are_refused(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maskwright.tools.video.MAX_PIXELS", 1000)
    with pytest.raises(InputError, match="has frames of 64 x 48"):
        read_frames(clip)


def test_a_video_is_known_by_its_bytes_else_by_its_name(clip: Path, tmp_path: Path) -> None:
    odd = tmp_path / "12:30 %d clip"
    clip.rename(odd)
    (tmp_path / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (tmp_path / "photo.heic").write_bytes(b"\0\0\0\x18ftypheic" + bytes(100))
    assert is_video(odd)
    assert sum(1 for _ in read_frames(odd)) == 20
    assert is_video("nowhere.WEBM")
    for name in (tmp_path / "photo.png", tmp_path / "photo.heic", "-", "nowhere.jpg", tmp_path):
        assert not is_video(name)


@pytest.mark.parametrize(("name", "codec"), KINDS, ids=[name for name, _ in KINDS])
def test_missing_bytes_are_counted_by_the_file_itself(
    tmp_path: Path, name: str, codec: str
) -> None:
    path = save(tmp_path / name, squares(20), codec=codec)
    whole = path.stat().st_size
    assert missing_bytes(path) == 0
    cut(path, 0.75)
    if path.suffix not in {".mp4", ".mov"}:
        assert missing_bytes(path) == whole - path.stat().st_size
    else:
        assert missing_bytes(path) or lacks_index(path)


def test_the_first_bytes_tell_the_kind() -> None:
    packets = (b"G" + bytes(187)) * 3
    assert container_of(packets) == "mpeg"
    assert container_of(b"RIFF\0\0\0\0WAVE") == "other"
    assert container_of(b"") == "other"
    assert is_text("é".encode() * 2048)
    assert is_text(("x" + "é" * 2048).encode()[:4096])
    assert not is_text(b"\xff\xd8\xff\xe0")
    assert not is_text(b"abc\0")


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "out.mp4"
    with VideoWriter(path, 12.5) as writer:
        for pixels in squares(9):
            writer.write(pixels)
        assert not path.exists()
    assert [child.name for child in tmp_path.iterdir()] == ["out.mp4"]
    frames = read_frames(path)
    assert frames.info.fps == 12.5
    for frame, pixels in zip(frames, squares(9), strict=True):
        assert np.abs(frame.pixels.astype(int) - pixels).mean() < 4


@pytest.mark.parametrize("size", [(301, 451), (1, 1), (17, 16)])
def test_odd_sides_are_filled_up(tmp_path: Path, size: tuple[int, int]) -> None:
    with VideoWriter(tmp_path / "odd.mp4", 5) as writer:
        for _ in range(3):
            writer.write(np.full((*size, 3), 200, np.uint8))
    frames = list(read_frames(tmp_path / "odd.mp4"))
    high, wide = frames[0].pixels.shape[:2]
    assert (high, wide) == (size[0] + size[0] % 2, size[1] + size[1] % 2)
    assert frames[2].pixels.mean() == pytest.approx(200, abs=4)


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_an_error_leaves_the_old_video_and_nothing_else(
    clip: Path, error: type[BaseException]
) -> None:
    before = clip.read_bytes()

    def failing() -> Iterator[np.ndarray]:
        yield from squares(3)
        raise error

    with pytest.raises(error):
        write(clip, failing())
    assert list(clip.parent.iterdir()) == [clip]
    assert clip.read_bytes() == before


def test_no_frames_are_no_file(tmp_path: Path) -> None:
    with VideoWriter(tmp_path / "none.mp4", 10):
        pass
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_a_frame_is_bad_input(tmp_path: Path) -> None:
    grey, small = np.zeros((4, 4), np.uint8), np.zeros((4, 4, 3), np.uint8)
    with pytest.raises(InputError, match="expected"):
        write(tmp_path / "a.mp4", [grey])
    with pytest.raises(InputError, match="differs from the first"):
        write(tmp_path / "a.mp4", [*squares(1), small])
    with pytest.raises(InputError, match=r"end it in \.mp4"):
        VideoWriter(tmp_path / "a.webm", 10)
    with pytest.raises(InputError, match="fps"):
        VideoWriter(tmp_path / "a.mp4", 0)
    assert list(tmp_path.iterdir()) == []


def test_a_codec_that_opencv_lacks_is_unavailable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(video_writer, "CODEC", "XXXX")
    with pytest.raises(ToolError, match="cannot write XXXX") as caught:
        write(tmp_path / "a.mp4", squares(1))
    assert caught.value.code == "unavailable"
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_no_video(tmp_path: Path, small_files: None) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (96, 128, 3), np.uint8)
    with pytest.raises(ToolError, match="is the disk full") as caught:
        write(tmp_path / "a.mp4", [noise] * 20)
    assert caught.value.code == "unwritable"
    assert list(tmp_path.iterdir()) == []
