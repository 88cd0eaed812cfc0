"""What is told of a whole video: numbers that are summed frame by frame, never the frames."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from pydantic import Field

from ..graphs.class_list import tidy
from ..tools.base import Frozen
from ..tools.mask import decode
from ..tools.result import Provenance
from ..tools.video import SkippedFrame, VideoInfo
from .video import Seen
from .video_settings import VideoSettings

if TYPE_CHECKING:
    from .tasks import OpenVocabulary

MOST_NOTES = 20
"""Different sentences that are kept of all frames."""


class Presence(Frozen):
    """Where a query was found.

    Attributes:
        frames: in how many.
        share: of the picture, mean over those frames.
        score: mean over those frames.
    """

    frames: int = 0
    share: float = 0.0
    score: float = 0.0


class VideoSummary(Frozen):
    """The content of `summary.json`.

    Attributes:
        video: what the file's header tells.
        queries: as they were asked, in order.
        synonyms: other words for a query.
        settings: which frames, and what one told the next.
        frames: how many were looked at.
        present: by query, also those that were nowhere.
        stops: frames by why their run ended.
        skipped: frames that could not be decoded, the first `MOST_SKIPPED` of them.
        notes: what a person should know; of the frames' own notes each once.
        files: names of what lies beside this file.
        seconds: from the first frame to the last.
        timings: seconds by node, summed over all frames.
        provenance: of the frame for which most tools worked.
    """

    video: VideoInfo
    queries: list[str]
    synonyms: dict[str, list[str]] = Field(default_factory=dict)
    settings: VideoSettings
    frames: int
    present: dict[str, Presence]
    stops: dict[str, int]
    skipped: list[SkippedFrame] = Field(default_factory=list[SkippedFrame])
    notes: list[str]
    files: list[str]
    seconds: float
    timings: dict[str, float]
    provenance: Provenance | None


class Tally:
    """Sums over frames; its size does not depend on how many there are."""

    def __init__(self, task: OpenVocabulary) -> None:
        tidied = tidy(task.queries, task.synonyms)
        self.queries = tidied.names
        self._synonyms = tidied.synonyms
        self._frames = 0
        self._there: Counter[str] = Counter()
        self._shares: defaultdict[str, float] = defaultdict(float)
        self._scores: defaultdict[str, float] = defaultdict(float)
        self._stops: Counter[str] = Counter()
        self._timings: defaultdict[str, float] = defaultdict(float)
        self._notes: dict[str, None] = {}
        self._provenance: Provenance | None = None

    def add(self, seen: Seen) -> None:
        """Count a frame."""
        self._frames += 1
        self._stops[seen.found.stop] += 1
        for query, rle in seen.found.labels.items():
            self._there[query] += 1
            self._shares[query] += float(decode(rle).mean())
            self._scores[query] += seen.found.scores.get(query, 0.0)
        for node, spent in seen.result.timings.items():
            self._timings[node] += spent
        for note in seen.result.notes:
            if len(self._notes) < MOST_NOTES:
                self._notes[note] = None
        told = seen.result.provenance
        if self._provenance is None or _told(told) > _told(self._provenance):
            self._provenance = told

    def summary(
        self,
        video: VideoInfo,
        settings: VideoSettings,
        *,
        skipped: list[SkippedFrame],
        notes: list[str],
        files: list[str],
        seconds: float,
    ) -> VideoSummary:
        """What all the frames together say; `notes` stand before those of the frames."""
        return VideoSummary(
            video=video,
            queries=self.queries,
            synonyms=self._synonyms,
            settings=settings,
            frames=self._frames,
            present={query: self._presence(query) for query in self.queries},
            stops=dict(self._stops),
            skipped=skipped,
            notes=[*notes, *self._notes],
            files=files,
            seconds=round(seconds, 3),
            timings={node: round(spent, 3) for node, spent in self._timings.items()},
            provenance=self._provenance,
        )

    def _presence(self, query: str) -> Presence:
        frames = self._there[query]
        if not frames:
            return Presence()
        share, score = self._shares[query] / frames, self._scores[query] / frames
        return Presence(frames=frames, share=round(share, 6), score=round(score, 6))


def _told(provenance: Provenance) -> tuple[int, int]:
    return len(provenance.backends), len(provenance.answered_by)
