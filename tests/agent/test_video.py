"""A video is its frames, one after the other: what each shows, what is asked next, what is kept."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from maskwright import Agent, InputError
from maskwright.agent.tasks import OpenVocabulary
from maskwright.agent.video import (
    FrameResult,
    VideoSettings,
    narrowed,
    segment_frames,
    segment_video,
)
from maskwright.tools.image import image_id
from maskwright.tools.mask import decode, iou
from maskwright.tools.video import read_frames
from square_agent import SquareAgent
from video_clips import cat, save, square_at, squares

QUERIES = ["red square", "grey wall", "zebra"]


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return save(tmp_path / "clip.mp4", squares(12))


def asked(clip: Path, keep: bool, again: int, gone: Mapping[int, set[str]] | None = None) -> list:
    agent = SquareAgent(gone or {})
    settings = VideoSettings(keep_queries=keep, ask_again=again, limit=6)
    return [each.asked for each in segment_video(agent, clip, OpenVocabulary(QUERIES), settings)]


def test_each_frame_has_its_own_masks_that_survive_json(clip: Path) -> None:
    found = list(segment_video(SquareAgent(), clip, OpenVocabulary(QUERIES)))
    assert [each.index for each in found] == list(range(12))
    assert [each.seconds for each in found] == pytest.approx(np.arange(12) / 10, abs=1e-3)
    for each in found:
        again = FrameResult.model_validate_json(each.model_dump_json())
        assert again == each
        x, y = square_at(each.index)
        drawn = np.zeros((48, 64), np.bool_)
        drawn[y : y + 16, x : x + 16] = True
        assert list(again.labels) == ["red square", "grey wall"]
        assert iou(decode(again.labels["red square"]), drawn) > 0.8
        assert again.scores == {"red square": 0.9, "grey wall": 0.8, "zebra": 0.1}
        assert (again.stop, again.reason) == ("converged", "")


def test_by_default_every_frame_is_asked_everything(clip: Path) -> None:
    assert asked(clip, keep=False, again=10) == [QUERIES] * 6


def test_survivors_start_the_next_frame_and_all_are_asked_again(clip: Path) -> None:
    two = ["red square", "grey wall"]
    assert asked(clip, keep=True, again=3) == [QUERIES, two, two, QUERIES, two, two]
    # What was dropped comes back only with all the others.
    gone = {1: {"grey wall"}}
    one = ["red square"]
    assert asked(clip, keep=True, again=4, gone=gone) == [QUERIES, two, one, one, QUERIES, two]


def test_after_a_frame_of_nothing_all_are_asked(clip: Path) -> None:
    nothing = {1: {"red square", "grey wall"}}
    found = asked(clip, keep=True, again=10, gone=nothing)
    assert found[:4] == [QUERIES, ["red square", "grey wall"], QUERIES, ["red square", "grey wall"]]


def test_a_query_that_survives_without_pixels_is_asked_again(clip: Path) -> None:
    agent = SquareAgent(covered={"grey wall"})
    settings = VideoSettings(keep_queries=True, limit=2)
    found = list(segment_video(agent, clip, OpenVocabulary(QUERIES), settings))
    assert list(found[0].labels) == ["red square"]
    assert found[1].asked == ["red square", "grey wall"]


def test_synonyms_go_with_their_queries() -> None:
    words = {"Dog": ["hound"], "cat": ["tom cat"]}
    task = OpenVocabulary([" dog", "cat", "DOG"], words, classes=["dog", "cat", "cow"])
    less = narrowed(task, ["cat"]).question()
    assert less == {
        "queries": ["cat"],
        "synonyms": {"cat": ["tom cat"]},
        "classes": ["dog", "cat", "cow"],
    }
    assert narrowed(task, ["dog"]).synonyms == {"dog": ["hound"]}
    assert narrowed(task, []) is task


def test_frames_name_their_video_and_are_the_pixels_that_were_read(clip: Path) -> None:
    seen = segment_frames(
        SquareAgent(), read_frames(clip), OpenVocabulary(QUERIES), VideoSettings(), "clip.mp4"
    )
    first = next(iter(seen))
    assert first.result.image.path == "clip.mp4"
    assert first.result.image.sha256 == image_id(first.frame.pixels)
    assert (first.frame.index, first.found.index) == (0, 0)


def test_a_bad_video_is_bad_input(tmp_path: Path) -> None:
    (tmp_path / "text.mp4").write_text("no video")
    with pytest.raises(InputError, match="holds text, not a video"):
        list(segment_video(SquareAgent(), tmp_path / "text.mp4", OpenVocabulary(QUERIES)))


def test_memory_does_not_grow_with_the_length(tmp_path: Path) -> None:
    """The agent is a stand-in: what is measured is what the stream itself keeps."""
    big = (np.kron(pixels, np.ones((5, 5, 1), np.uint8)) for pixels in squares(90))
    path = save(tmp_path / "long.avi", big, codec="MJPG")
    agent = SquareAgent()
    held: list[int] = []
    tracemalloc.start()
    try:
        for found in segment_video(agent, path, OpenVocabulary(QUERIES)):
            if found.index in {30, 89}:
                gc.collect()
                held.append(tracemalloc.get_traced_memory()[0])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    one = 240 * 320 * 3
    assert held[1] - held[0] < one / 10
    assert peak < 12 * one


@pytest.fixture(scope="module")
def embedded() -> Agent:
    return Agent.from_profile("embedded", ["open_vocabulary.refine=cut"])


def test_a_real_cat_is_followed_and_nothing_else(embedded: Agent, tmp_path: Path) -> None:
    path = save(tmp_path / "cat.mp4", cat(3))
    task = OpenVocabulary(["cat", "train"])
    alone = list(segment_video(embedded, path, task))
    kept = list(segment_video(embedded, path, task, VideoSettings(keep_queries=True)))
    for found in (*alone, *kept):
        assert list(found.labels) == ["cat"]
        assert decode(found.labels["cat"]).shape == (120, 160)
        assert decode(found.labels["cat"]).mean() > 0.25
        assert found.scores["cat"] > 0.6
        assert found.stop == "converged"
    assert alone[0].scores["train"] < 0.6
    assert [each.asked for each in kept] == [["cat", "train"], ["cat"], ["cat"]]


def test_what_is_in_no_frame_is_in_no_frame(embedded: Agent, tmp_path: Path) -> None:
    path = save(tmp_path / "cat.mp4", cat(1))
    (found,) = segment_video(embedded, path, OpenVocabulary(["train"]))
    assert (found.labels, found.stop) == ({}, "empty")
    assert found.reason == "None of these is in the picture: train."
