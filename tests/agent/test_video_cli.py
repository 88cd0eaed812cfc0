"""What `maskwright segment VIDEO` leaves on disk: three whole files, or nothing."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from maskwright import Agent, InputError, ToolError
from maskwright.agent.cli import run
from maskwright.agent.tasks import OpenVocabulary
from maskwright.agent.video import FrameResult
from maskwright.agent.video_cli import VIDEO_FILES, run_video
from maskwright.agent.video_settings import VideoSettings
from maskwright.agent.video_summary import MOST_NOTES, VideoSummary
from maskwright.tools import video_writer
from maskwright.tools.mask import decode
from maskwright.tools.video import read_frames
from square_agent import SquareAgent
from video_clips import cat, cut, damage, save, save_empty, square_at, squares

QUERIES = ["zebra", "red square", "grey wall"]
TASK = OpenVocabulary(QUERIES, {"red square": ["red block"]})
KEEP = VideoSettings(keep_queries=True)


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return save(tmp_path / "clip.mp4", squares(12))


def lines(folder: Path) -> list[FrameResult]:
    text = (folder / "frames.jsonl").read_text("utf-8")
    return [FrameResult.model_validate_json(line) for line in text.splitlines()]


def summary(folder: Path) -> VideoSummary:
    return VideoSummary.model_validate_json((folder / "summary.json").read_text("utf-8"))


def test_a_video_becomes_a_line_a_frame_an_overlay_and_a_summary(
    clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = run_video(str(clip), TASK, SquareAgent(), tmp_path / "out" / "clip")
    assert folder == tmp_path / "out" / "clip"
    assert [path.name for path in folder.parent.iterdir()] == ["clip"]
    assert {path.name for path in folder.iterdir()} == VIDEO_FILES
    assert folder.stat().st_mode & 0o077 == (tmp_path / "out").stat().st_mode & 0o077

    found = lines(folder)
    assert [each.index for each in found] == list(range(12))
    x, y = square_at(11)
    assert decode(found[11].labels["red square"])[y + 8, x + 8]

    told = summary(folder)
    assert (told.frames, told.stops) == (12, {"converged": 12})
    assert told.queries == QUERIES
    assert told.synonyms == {"red square": ["red block"]}
    assert told.present["zebra"].frames == 0
    assert told.present["red square"].frames == 12
    assert told.present["red square"].score == pytest.approx(0.9)
    assert told.present["red square"].share == pytest.approx(256 / (48 * 64), abs=0.02)
    assert told.timings == {"propose": 3.0, "total": 6.0}
    assert told.notes == ["The squares were looked for by colour."]
    assert told.provenance is not None
    assert told.provenance.profile == "squares"

    out, err = capsys.readouterr()
    assert "red square" in out
    assert str(folder / "overlay.mp4") in out
    assert err == ""


def test_the_overlay_has_as_many_frames_and_one_colour_a_query(clip: Path, tmp_path: Path) -> None:
    folder = run_video(str(clip), TASK, SquareAgent(), tmp_path / "out", KEEP)
    frames = read_frames(folder / "overlay.mp4")
    assert (frames.info.fps, frames.info.frames) == (10, 12)
    corners = np.array([frame.pixels[:4, :4].mean(axis=(0, 1)) for frame in frames])
    assert len(corners) == 12
    # Frames that were asked for fewer queries are not coloured anew.
    assert np.ptp(corners, axis=0).max() < 12


def test_every_third_frame_keeps_the_clock(clip: Path, tmp_path: Path) -> None:
    folder = run_video(str(clip), TASK, SquareAgent(), tmp_path / "out", VideoSettings(every=3))
    assert [each.index for each in lines(folder)] == [0, 3, 6, 9]
    frames = read_frames(folder / "overlay.mp4")
    assert [frame.seconds for frame in frames] == pytest.approx([0, 0.3, 0.6, 0.9], abs=1e-3)


def test_json_is_one_object_on_stdout(
    clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = run_video(str(clip), TASK, SquareAgent(), tmp_path / "out", as_json=True)
    out, err = capsys.readouterr()
    row = json.loads(out)
    assert (row.pop("folder"), err) == (str(folder), "")
    assert VideoSummary.model_validate(row) == summary(folder)


def test_a_cut_off_video_is_done_up_to_the_break(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = cut(save(tmp_path / "clip.avi", squares(20), codec="MJPG"), 0.8)
    folder = run_video(str(path), TASK, SquareAgent(), tmp_path / "out")
    count = len(lines(folder))
    assert 0 < count < 20
    assert summary(folder).frames == count
    note = f"The video ends after {count} of 20 announced frames: the file is cut off."
    assert summary(folder).notes[0] == note
    assert note in capsys.readouterr().out
    assert read_frames(folder / "overlay.mp4").info.frames == count


def test_a_broken_frame_is_skipped_and_stands_in_the_summary(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = damage(save(tmp_path / "clip.avi", squares(12), codec="MJPG"), 5)
    folder = run_video(str(path), TASK, SquareAgent(), tmp_path / "out")
    assert [each.index for each in lines(folder)] == [i for i in range(12) if i != 5]
    told = summary(folder)
    assert [(each.index, each.reason) for each in told.skipped] == [
        (5, "its data cannot be decoded")
    ]
    assert told.notes[0] == "Frame 5 was skipped: its data cannot be decoded."
    assert told.notes[0] in capsys.readouterr().out


def test_a_strict_run_over_a_broken_frame_leaves_nothing(tmp_path: Path) -> None:
    path = damage(save(tmp_path / "clip.avi", squares(12), codec="MJPG"), 5)
    strict = VideoSettings(strict=True)
    with pytest.raises(InputError, match=r"frame 5: .*; mend the file"):
        run_video(str(path), TASK, SquareAgent(), tmp_path / "a" / "b" / "clip", strict)
    assert [child.name for child in tmp_path.iterdir()] == ["clip.avi"]


def test_the_profile_has_the_settings_and_the_flags_override_them(
    clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen: list[VideoSettings] = []
    monkeypatch.setattr(
        "maskwright.agent.video_cli.run_video",
        lambda name, task, agent, folder, settings, as_json: chosen.append(settings),
    )
    mine = tmp_path / "mine.toml"
    mine.write_text("[video]\nevery = 4\nstrict = true\n")
    command = ["segment", str(clip), "--query", "dog", "--out", str(tmp_path / "out")]
    assert run([*command, "--profile", str(mine)]) == 0
    assert run([*command, "--profile", str(mine), "--every", "2", "--keep-queries"]) == 0
    assert run([*command, "--every", "2", "--set", "video.every=1"]) == 0
    assert chosen == [
        VideoSettings(every=4, strict=True),
        VideoSettings(every=2, strict=True, keep_queries=True),
        VideoSettings(),
    ]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ToolError("propose", "out of memory")])
@pytest.mark.parametrize("call", [0, 5])
def test_an_interruption_leaves_nothing(
    clip: Path, tmp_path: Path, error: BaseException, call: int
) -> None:
    with pytest.raises(type(error)):
        run_video(str(clip), TASK, SquareAgent(errors={call: error}), tmp_path / "out" / "clip")
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]


def test_an_interruption_leaves_older_results_as_they_were(clip: Path, tmp_path: Path) -> None:
    folder = run_video(str(clip), TASK, SquareAgent(), tmp_path / "out" / "clip")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    stopped = SquareAgent(errors={5: KeyboardInterrupt()})
    with pytest.raises(KeyboardInterrupt):
        run_video(str(clip), TASK, stopped, folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in folder.parent.iterdir()] == ["clip"]
    run_video(str(clip), TASK, SquareAgent(), folder, VideoSettings(every=6))
    assert len(lines(folder)) == 2


def test_bad_videos_are_bad_input_and_leave_nothing(tmp_path: Path) -> None:
    (tmp_path / "text.mp4").write_text("no video")
    save_empty(tmp_path / "zero.avi", "MJPG")
    agent = SquareAgent()
    for name in ("text.mp4", "zero.avi", "nowhere.mp4"):
        with pytest.raises(InputError):
            run_video(str(tmp_path / name), TASK, agent, tmp_path / "out" / "clip")
    assert not (tmp_path / "out").exists()
    assert agent.calls == 0


def test_other_files_are_not_touched(clip: Path, tmp_path: Path) -> None:
    agent = SquareAgent()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "diary.txt").write_text("mine")
    with pytest.raises(InputError, match=r"holds other files \(diary.txt\)"):
        run_video(str(clip), TASK, agent, tmp_path / "out")
    with pytest.raises(ToolError, match="cannot write to"):
        run_video(str(clip), TASK, agent, clip)
    assert agent.calls == 0


def test_without_a_codec_there_is_no_overlay_and_one_line_says_so(
    clip: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(video_writer, "CODEC", "XXXX")
    folder = run_video(str(clip), TASK, SquareAgent(), tmp_path / "out")
    assert {path.name for path in folder.iterdir()} == {"frames.jsonl", "summary.json"}
    assert summary(folder).files == ["frames.jsonl", "summary.json"]
    told = "There is no overlay.mp4: this machine's OpenCV cannot write XXXX at 64 x 48."
    assert summary(folder).notes[0] == told
    assert capsys.readouterr().err.splitlines() == [told]


def test_notes_of_frames_are_kept_up_to_a_number(clip: Path, tmp_path: Path) -> None:
    class Chatty(SquareAgent):
        def segment(self, image, task):
            result = super().segment(image, task)
            notes = [f"note {10 * self.calls + index}" for index in range(10)]
            return result.model_copy(update={"notes": notes})

    folder = run_video(str(clip), TASK, Chatty(), tmp_path / "out")
    assert len(summary(folder).notes) == MOST_NOTES


def test_the_embedded_profile_does_three_frames_of_a_real_cat(tmp_path: Path) -> None:
    path = save(tmp_path / "cat.mp4", cat(3))
    agent = Agent.from_profile("embedded", ["open_vocabulary.refine=cut"])
    folder = run_video(str(path), OpenVocabulary(["train", "cat"]), agent, tmp_path / "out")
    assert [list(each.labels) for each in lines(folder)] == [["cat"]] * 3
    told = summary(folder)
    assert told.provenance is not None
    assert [info.role for info in told.provenance.backends] == ["proposer", "classifier"]
    assert {"propose", "classify", "refine", "total"} <= told.timings.keys()
    shown = cv2.VideoCapture(str(folder / "overlay.mp4"))
    assert shown.get(cv2.CAP_PROP_FRAME_COUNT) == 3
    shown.release()
