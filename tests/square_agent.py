"""A stand-in for an agent: it finds a red square and a grey wall by their colours, in no time."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field

import numpy as np
from maskwright.agent.tasks import OpenVocabulary
from maskwright.graphs.class_list import tidy
from maskwright.tools.image import Image, ImageRef
from maskwright.tools.mask import encode, tight_box
from maskwright.tools.result import Provenance, Result
from maskwright.tools.segment import Segment

SCORES = {"red square": 0.9, "grey wall": 0.8}
THETA = 0.6


@dataclass
class SquareAgent:
    """Answers like the open_vocabulary graph after one step.

    Attributes:
        gone: by number of the call, what is not seen in it.
        covered: what survives, but wins no pixel.
        errors: by number of the call, what is raised.
        calls: how often it was asked.
    """

    gone: Mapping[int, Set[str]] = field(default_factory=dict)
    covered: Set[str] = field(default_factory=set)
    errors: Mapping[int, BaseException] = field(default_factory=dict)
    calls: int = 0

    def forget(self, result: Result) -> None:
        """It keeps nothing."""

    def segment(self, image: Image, task: OpenVocabulary) -> Result:
        number, self.calls = self.calls, self.calls + 1
        if number in self.errors:
            raise self.errors[number]
        red = image.pixels[:, :, 0] > 160
        places = {"red square": red, "grey wall": ~red}
        asked = tidy(task.queries, task.synonyms).names
        scores = {
            query: 0.1 if query in self.gone.get(number, ()) else SCORES.get(query, 0.1)
            for query in asked
        }
        seen = [
            {"query": query, "score": score, "share": 0.5, "mask": None, "kept": score >= THETA}
            for query, score in scores.items()
        ]
        segments = [
            segment(query, places[query], scores[query])
            for query in asked
            if scores[query] >= THETA and query not in self.covered
        ]
        return Result(
            image=ImageRef(
                path=image.path, sha256=image.id, width=image.width, height=image.height
            ),
            task="open_vocabulary",
            classes=asked,
            segments=segments,
            labels={each.label: each.mask for each in segments},
            stop="converged" if segments else "empty",
            reason="" if segments else "None of these is in the picture.",
            notes=["The squares were looked for by colour."],
            trace={"filter": {"steps": [{"step": 0, "seen": seen}]}},
            timings={"propose": 0.25, "total": 0.5},
            provenance=Provenance(maskwright="test", profile="squares"),
        )


def segment(query: str, mask: np.ndarray, score: float) -> Segment:
    return Segment.model_validate(
        {
            "label": query,
            "score": score,
            "box": tight_box(mask),
            "area": int(mask.sum()),
            "mask": encode(mask).model_dump(mode="json"),
            "source": {"phrase": query},
        }
    )
