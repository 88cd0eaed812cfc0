"""`maskwright segment VIDEO --query ...`: a line a frame, a video of the masks and a summary."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING

from ..errors import InputError, ToolError
from ..tools.video import Frames, VideoWriter, read_frames
from .files import VIDEO_FILES, beside, disk_errors
from .overlay import draw_overlay
from .video import Seen, segment_frames
from .video_settings import VideoSettings
from .video_summary import Tally, VideoSummary

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from .agent import Agent
    from .tasks import OpenVocabulary

FRAMES, OVERLAY_VIDEO, SUMMARY = "frames.jsonl", "overlay.mp4", "summary.json"


def run_video(
    path: str,
    task: OpenVocabulary,
    agent: Agent,
    folder: Path,
    settings: VideoSettings | None = None,
    *,
    as_json: bool = False,
) -> Path:
    """Segment a video and write what was found; progress goes to stderr, a summary to stdout.

    Args:
        path: of a video file.
        task: what to look for.
        agent: does the work.
        folder: of this video, as `plan_folders` names it; results of a video in it are replaced.
        settings: which frames; all of them, each for itself, if None.
        as_json: print the summary as one JSON object, not as a table.

    Returns:
        the folder, with frames.jsonl, overlay.mp4 (where this machine can write one) and
        summary.json: all of them, or the folder is as it was.

    Raises:
        InputError: the file is no video or has no frames, or the folder holds other files.
        ToolError: the folder cannot be written to, or a tool failed.
        MissingError, TransientError: see `Agent.segment`.
    """
    chosen = settings or VideoSettings()
    with read_frames(path, chosen.every, chosen.limit, strict=chosen.strict) as frames:
        _check_own(folder)
        with beside(folder) as place:
            summary = _segment(agent, frames, task, chosen, place)
            text = json.dumps(summary.model_dump(mode="json"), indent=2, ensure_ascii=False)
            with disk_errors(folder):
                (place / SUMMARY).write_text(text + "\n", "utf-8")
    if as_json:
        row = {"folder": str(folder), **summary.model_dump(mode="json")}
        print(json.dumps(row, ensure_ascii=False), flush=True)
    else:
        _print_table(summary, folder)
    return folder


def _check_own(folder: Path) -> None:
    """Nothing but an older result of a video may be replaced."""
    with disk_errors(folder):
        there = {path.name for path in folder.iterdir()} if folder.exists() else set[str]()
    if there - VIDEO_FILES:
        problem = f"is in the way and holds other files ({min(there - VIDEO_FILES)})"
        raise InputError(str(folder), problem, "choose another folder with --out")


def _segment(
    agent: Agent, frames: Frames, task: OpenVocabulary, settings: VideoSettings, place: Path
) -> VideoSummary:
    """Write the lines and the overlay, frame by frame."""
    from rich.console import Console

    told = Console(stderr=True, highlight=False, soft_wrap=True)
    tally = Tally(task)
    start = time.perf_counter()
    writer = VideoWriter(place / OVERLAY_VIDEO, frames.info.fps / settings.every)
    overlay = Overlay(writer, tally.queries, told)
    with disk_errors(place.parent):
        file = (place / FRAMES).open("w", encoding="utf-8")
    with file as lines, writer, _progress(told) as bar:
        shown = bar.add_task(Path(frames.info.path).name, total=_expected(frames, settings))
        for seen in segment_frames(agent, frames, task, settings, frames.info.path):
            with disk_errors(place.parent):
                _write_line(lines, seen)
                overlay.draw(seen)
            tally.add(seen)
            bar.advance(shown)
    return tally.summary(
        frames.info,
        settings,
        skipped=frames.skipped,
        notes=[*frames.notes, *overlay.notes],
        files=[FRAMES, OVERLAY_VIDEO, SUMMARY] if overlay.works else [FRAMES, SUMMARY],
        seconds=time.perf_counter() - start,
    )


def _write_line(lines: IO[str], seen: Seen) -> None:
    lines.write(json.dumps(seen.found.model_dump(mode="json"), ensure_ascii=False) + "\n")
    lines.flush()


class Overlay:
    """The video of the masks; where OpenCV cannot write one, says so once and does without."""

    def __init__(self, writer: VideoWriter, queries: list[str], told: Console) -> None:
        self.writer = writer
        self.works = True
        self.notes: list[str] = []
        self._queries = queries
        self._told = told

    def draw(self, seen: Seen) -> None:
        """Add a frame; a query has the same colour in all of them, whichever were asked."""
        if not self.works:
            return
        result = seen.result.model_copy(update={"classes": self._queries})
        try:
            self.writer.write(draw_overlay(seen.frame.pixels, result))
        except ToolError as error:
            if error.code != "unavailable":
                raise
            self.works = False
            self.notes.append(f"There is no {OVERLAY_VIDEO}: {error.problem}.")
            self._told.print(self.notes[-1], markup=False)


def _expected(frames: Frames, settings: VideoSettings) -> int | None:
    """How many frames will come, as far as the header tells."""
    told = -(-frames.info.frames // settings.every)
    return min(told, settings.limit or told) or None


def _progress(told: Console) -> Progress:
    """A bar that a terminal shows; a file stays empty."""
    from rich import progress

    columns = (
        progress.TextColumn("{task.description}", markup=False),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TimeRemainingColumn(),
    )
    return progress.Progress(*columns, console=told, transient=True, disable=not told.is_terminal)


def _print_table(summary: VideoSummary, folder: Path) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    name = Path(summary.video.path).name
    table = Table(box=box.SIMPLE_HEAD, title=Text(name), title_justify="left")
    table.add_column("query", overflow="fold")
    for column in ("frames", "share", "score"):
        table.add_column(column, justify="right")
    for query, there in summary.present.items():
        if there.frames:
            numbers = (f"{there.frames}", f"{there.share:.1%}", f"{there.score:.2f}")
        else:
            numbers = ("0", "", "")
        table.add_row(Text(query), *numbers)
    console.print(table)
    rate = summary.seconds / max(1, summary.frames)
    console.print(Text(f"  {summary.frames} frames, {rate:.2f} s each"), style="dim")
    for note in summary.notes:
        console.print(Text(f"  {note}"), style="dim")
    for file in summary.files:
        console.print(Text(f"  {folder / file}"))
