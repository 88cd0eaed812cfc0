"""Is it what it is called? Each mask is shown to the classifier, its label among distractors.

A label's belief is its score over the sum of its score and its best rival's: 1 where no distractor
fits at all, 0.5 where one fits as well. What stays below the threshold is taken out; `repair.py`
may find it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from langgraph.runtime import Runtime
from numpy.typing import NDArray

from ..tools.image import Image
from ..tools.mask import decode
from ..tools.result import Result
from .conversation_state import Desk, Settings, State, desk
from .distractors import distractors
from .repaint import changed
from .repair import next_try, take_over
from .toolbox import Context, Toolbox

MOST_SEGMENTS = 32
"""Segments of a picture that are looked at; the surest ones. The others are believed."""
MOST_TAGS = 12


def verify(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Take out what is not believed, take over what a repair found, and choose the next try."""
    at = desk(runtime)
    if not at.settings.verify or state.task["task"] not in at.settings.verified:
        return {"attempt": {}}
    if state.attempt and not state.candidate:
        return next_try(state, state.failing, at)
    draft = at.shelf.get(state.draft)
    looked = at.shelf.get(state.candidate) if state.attempt else draft
    verdicts = judge(looked, at.box, at.settings)
    told = [{**each, "how": state.attempt.get("how", "first")} for each in verdicts]
    believed = without(looked, [each["segment"] for each in verdicts if not each["believed"]])
    labels = state.attempt.get("labels", [])
    draft = take_over(draft, believed, labels) if state.attempt else believed
    draft = noted(draft, told)
    key = at.shelf.put(draft)
    failing = _failing(state, draft, verdicts)
    update = {
        "draft": key,
        "candidate": "",
        "made": [*state.made, key],
        "failing": failing,
        "verdicts": [*state.verdicts, *(_short(each, state, at) for each in told)],
    }
    return update | next_try(state, failing, at)


def judge(result: Result, box: Toolbox, settings: Settings) -> list[dict[str, Any]]:
    """What the classifier says of each segment.

    Args:
        result: whose segments are looked at; at most `MOST_SEGMENTS` of them.
        box: who looks.
        settings: how many distractors, and the threshold.

    Returns:
        one entry a segment that was looked at: `segment` (its position), `label`, `score` (its
        belief in [0, 1]), `rival`, `threshold` and `believed`.
    """
    if not result.segments:
        return []
    image = box.images.open(result.image)
    seen = [tag.name for tag in box.tagger.tag(image)[:MOST_TAGS]]
    others = list(dict.fromkeys([*(each.label for each in result.segments), *result.classes]))
    out: list[dict[str, Any]] = []
    for row, segment in enumerate(result.segments[:MOST_SEGMENTS]):
        words = distractors(segment.label, others, seen, settings.distractors)
        score, rival = belief(box, image, decode(segment.mask), segment.label, words)
        out.append({
            "segment": row, "label": segment.label, "score": round(score, 4), "rival": rival,
            "threshold": settings.threshold, "believed": score >= settings.threshold,
        })  # fmt: skip
    return out


def belief(
    box: Toolbox, image: Image, mask: NDArray[np.bool_], label: str, words: Sequence[str]
) -> tuple[float, str]:
    """How well a label holds out against some words in a region.

    Args:
        box: its classifier looks.
        image: the picture.
        mask: (H, W) bool, image grid.
        label: what is claimed.
        words: its distractors; without any there is nothing to lose against.

    Returns:
        belief in [0, 1], and the best rival; "" where there is none.
    """
    if not words:
        return 1.0, ""
    scores = [float(each) for each in box.classifier.score(image, mask[None], [label, *words])[0]]
    best = max(range(1, len(scores)), key=scores.__getitem__)
    whole = scores[0] + scores[best]
    return (scores[0] / whole if whole > 0 else 0.0), words[best - 1]


def without(result: Result, rows: Sequence[int]) -> Result:
    """A result without some segments, by their positions."""
    if not rows:
        return result
    kept = [(row, each) for row, each in enumerate(result.segments) if row not in rows]
    after = changed(result, kept, {})
    reason = after.reason
    if not after.segments:
        reason = "What was found did not hold out against its distractors."
    return after.model_copy(update={"trace": result.trace, "reason": reason})


def noted(result: Result, verdicts: Sequence[dict[str, Any]]) -> Result:
    """A result whose trace tells the verdicts."""
    told = [*result.trace.get("verify", []), *verdicts]
    return result.model_copy(update={"trace": {**result.trace, "verify": told}})


def _failing(state: State, draft: Result, verdicts: Sequence[dict[str, Any]]) -> list[str]:
    """Labels of which nothing is believed by now."""
    doubted = state.failing if state.attempt else [
        str(each["label"]) for each in verdicts if not each["believed"]
    ]  # fmt: skip
    there = {each.label for each in draft.segments}
    return [label for label in dict.fromkeys(doubted) if label not in there]


def _short(verdict: dict[str, Any], state: State, at: Desk) -> dict[str, Any]:
    return {"picture": at.shelf.picture(state.todo[0])[0], **verdict}
