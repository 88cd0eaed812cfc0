"""A video, frame by frame: any words, with as much memory as one picture needs.

    for found in segment_video(agent, "clip.mp4", OpenVocabulary(["the black swan"])):
        print(found.index, found.scores)

The paper asks every frame for itself (clip_as_rnn.txt, section 4.3, Ref-DAVIS 2017), and so does
this by default.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..graphs.class_list import tidy
from ..tools.base import Frozen
from ..tools.image import Image, image_id
from ..tools.mask import Rle
from ..tools.result import Result, Stop
from ..tools.video import Frame, read_frames
from .tasks import OpenVocabulary
from .video_settings import VideoSettings

if TYPE_CHECKING:
    from .agent import Agent


class FrameResult(Frozen):
    """What one frame showed; a line of `frames.jsonl`.

    Attributes:
        index: number of the frame in the file, from 0.
        seconds: when it is shown.
        asked: the queries that were asked.
        labels: what each query that is there won, on the grid of the frame; nothing overlaps.
        scores: the last score of each query that was judged, whether it survived or not.
        stop: why the frame's run ended.
        reason: one sentence where nothing was found.
    """

    index: int
    seconds: float
    asked: list[str]
    labels: dict[str, Rle]
    scores: dict[str, float]
    stop: Stop
    reason: str = ""


@dataclass(frozen=True, eq=False)
class Seen:
    """A frame with everything that is known of it, for as long as somebody holds it."""

    frame: Frame
    result: Result
    found: FrameResult


def segment_video(
    agent: Agent, path: str | Path, task: OpenVocabulary, settings: VideoSettings | None = None
) -> Iterator[FrameResult]:
    """Cut out of each frame of a video what some texts name.

    Args:
        agent: does the work.
        path: of a video file.
        task: what to look for.
        settings: which frames; all of them, each for itself, if None.

    Yields:
        one answer a frame, in the order of the file; nothing of earlier ones is kept.

    Raises:
        InputError: the file is no video or has no frames, or a setting of the agent is bad.
        MissingError, TransientError, ToolError: see `Agent.segment`.
    """
    chosen = settings or VideoSettings()
    with read_frames(path, chosen.every, chosen.limit, strict=chosen.strict) as frames:
        for seen in segment_frames(agent, frames, task, chosen, str(path)):
            yield seen.found


def segment_frames(
    agent: Agent,
    frames: Iterable[Frame],
    task: OpenVocabulary,
    settings: VideoSettings,
    path: str | None = None,
) -> Iterator[Seen]:
    """Like `segment_video`, over frames that somebody reads, with the whole result of each.

    Args:
        agent: does the work.
        frames: in their order; `every` and `limit` of the settings are their reader's.
        task: what to look for.
        settings: what one frame tells the next.
        path: of the video, as results name it. Frames of no path are held by the agent's store of
            pictures until that is full, and then written to its folder.
    """
    asked = task
    for number, frame in enumerate(frames):
        if not settings.keep_queries or number % settings.ask_again == 0:
            asked = task
        image = Image(frame.pixels, image_id(frame.pixels), path)
        result = agent.segment(image, asked)
        agent.forget(result)
        yield Seen(frame, result, found_in(frame, result))
        asked = narrowed(task, survivors(result))


def found_in(frame: Frame, result: Result) -> FrameResult:
    """A frame's answer, without the trace of how it came about."""
    scores = {each.label: each.score for each in result.segments}
    for step in _steps(result):
        scores |= {each["query"]: each["score"] for each in step["seen"]}
    return FrameResult(
        index=frame.index,
        seconds=frame.seconds,
        asked=result.classes,
        labels=result.labels,
        scores={query: scores[query] for query in result.classes if query in scores},
        stop=result.stop,
        reason=result.reason,
    )


def survivors(result: Result) -> list[str]:
    """The queries that the recurrence left, in order; without one, those that are there.

    A query may survive and yet win no pixel, where a contrastive concept is stronger.
    """
    steps = _steps(result)
    if steps:
        kept = {each["query"] for each in steps[-1]["seen"] if each["kept"]}
    else:
        kept = set(result.labels)
    return [query for query in result.classes if query in kept]


def narrowed(task: OpenVocabulary, queries: list[str]) -> OpenVocabulary:
    """The task with some of its queries alone; the whole task where that would be none.

    Args:
        task: what was asked at first.
        queries: as results name them.
    """
    if not queries:
        return task
    words = tidy(task.queries, task.synonyms).synonyms
    mine = {name: words[name] for name in queries if name in words}
    return OpenVocabulary(queries, mine, task.classes)


def _steps(result: Result) -> list[dict[str, Any]]:
    return result.trace.get("filter", {}).get("steps", [])
