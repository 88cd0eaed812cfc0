"""The nodes of the closed_set graph that look: they read the state and return what they add."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from langgraph.runtime import Runtime

from ..tools.detector import Detection
from ..tools.image import ImageRef
from ..tools.labelmap import LabelMap, compose, remove_overlaps
from ..tools.mask import decode, encode, tight_box
from ..tools.segment import Segment
from ..tools.segmenter import Prompt, points_from_logits
from .closed_set_state import (
    Settings,
    State,
    class_of,
    found,
    phrases_to_detect,
    picture,
    to_segment,
    tools_of,
)
from .toolbox import Context

OVERLAP_NOTES = {
    "score": "Where segments overlap, the surer one gets the pixel (overlap = score).",
    "area": "Where segments overlap, the smaller one gets the pixel (overlap = area).",
    "order": "Where segments overlap, the later one gets the pixel (overlap = order).",
    "reference": "Where segments of two phrases overlap, the surer one gets the pixel, and of "
    "equal ones neither (the authors' rule).",
}


def recognise(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Name what is in the picture (section 3.2)."""
    box, _ = tools_of(runtime)
    tags = box.tagger.tag(picture(state, box))
    return {"tags": [tag.model_dump(mode="json") for tag in tags]}


def caption(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Describe the picture in a sentence (section 3.2)."""
    box, _ = tools_of(runtime)
    return {"description": box.captioner.caption(picture(state, box))}


def detect(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Find boxes, and in paper parity their most probable points (sections 3.1, 3.4)."""
    box, settings = tools_of(runtime)
    wanted = settings.n_points if settings.points and settings.parity == "paper" else 0
    detections = box.detector.detect(picture(state, box), phrases_to_detect(state), wanted)
    return {"detections": [each.model_dump(mode="json") for each in detections]}


def find_points(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Take points from the segmenter's own first pass over all boxes (the authors' code)."""
    box, settings = tools_of(runtime)
    prompts = [Prompt(box=each.box, phrase=each.phrase) for each in found(state)]
    logits = box.segmenter.segment(picture(state, box), prompts).logits
    return {"points": points_from_logits(logits, settings.n_points).astype(float).tolist()}


def segment(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Cut each detection out by its box and points (section 3.4)."""
    box, settings = tools_of(runtime)
    detections = found(state)
    rows = to_segment(state, settings)
    image = picture(state, box)
    prompts = [_prompt(detections[row], _points(row, state, settings)) for row in rows]
    cut = box.segmenter.segment(image, prompts)
    segments = [
        _segment(
            detections[row], prompt, class_of(detections[row].phrase, state), logits > 0, trust
        )
        for row, prompt, logits, trust in zip(rows, prompts, cut.logits, cut.scores, strict=True)
    ]
    return {
        "segments": [each.model_dump(mode="json") for each in segments if each.area],
        "notes": {"segment": _lost(segments)},
    }


def _lost(segments: list[Segment]) -> list[str]:
    """Sentences on boxes without a pixel: phrases that lost all of theirs, and some of them."""
    boxes = Counter(str(each.source["phrase"]) for each in segments)
    empty = Counter(str(each.source["phrase"]) for each in segments if not each.area)
    gone = [phrase for phrase, count in empty.items() if count == boxes[phrase]]
    some = [
        f"The segmenter found no pixel in {count} of the {boxes[phrase]} boxes of: {phrase}."
        for phrase, count in empty.items()
        if count < boxes[phrase]
    ]
    return [f"The segmenter found no pixel for: {', '.join(gone)}.", *some] if gone else some


def _points(row: int, state: State, settings: Settings) -> list[list[float]]:
    if not settings.points:
        return []
    if state.points is not None:
        return state.points[row]
    return state.detections[row]["points"][: settings.n_points]


def _prompt(detection: Detection, points: list[list[float]]) -> Prompt:
    return Prompt(box=detection.box, points=points, phrase=detection.phrase)


def _segment(
    detection: Detection,
    prompt: Prompt,
    label: str | None,
    mask: np.ndarray[Any, np.dtype[np.bool_]],
    trust: np.float32,
) -> Segment:
    return Segment(
        label=label or "",
        score=detection.score,
        box=tight_box(mask),
        area=int(mask.sum()),
        mask=encode(mask),
        source={
            "phrase": detection.phrase,
            "box": detection.box,
            "points": prompt.points,
            "mask_score": round(float(trust), 6),
        },
    )


def compose_label_map(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Paint the segments into one map, and say how the run ended."""
    _, settings = tools_of(runtime)
    segments = [Segment.model_validate(each) for each in state.segments]
    ref = ImageRef.model_validate(state.image)
    painted = _paint(segments, state.classes, ref, settings)
    labels = {
        name: encode(painted == index).model_dump(mode="json")
        for index, name in enumerate(state.classes, start=1)
        if (painted == index).any()
    }
    reason = _why_empty(state) if not any(each.label for each in segments) else ""
    rule = "reference" if _authors_rule(settings) else settings.overlap
    return {
        "labels": labels,
        "stop": "empty" if reason else "converged",
        "reason": reason,
        "notes": {"compose": [] if reason else [OVERLAP_NOTES[rule]]},
    }


def _authors_rule(settings: Settings) -> bool:
    return settings.parity == "reference" and settings.overlap == "score"


def _paint(
    segments: list[Segment], classes: list[str], ref: ImageRef, settings: Settings
) -> LabelMap:
    if not segments:
        return np.zeros((ref.height, ref.width), np.int32)
    masks = np.stack([decode(each.mask) for each in segments])
    scores = [each.score for each in segments]
    named = [row for row, each in enumerate(segments) if each.label]
    indices = [classes.index(segments[row].label) + 1 for row in named]
    kept = [scores[row] for row in named]
    if _authors_rule(settings):
        phrases = [str(each.source["phrase"]) for each in segments]
        return compose(remove_overlaps(masks, phrases, scores)[named], indices, kept, "order")
    return compose(masks[named], indices, kept, settings.overlap)


def _why_empty(state: State) -> str:
    if not phrases_to_detect(state):
        if "pre_refine" in state.calls:
            return "The language model names none of the classes in this picture."
        if "recognise" in state.timings:
            return "The tagger names nothing in this picture."
        return "No label was handed in."
    if not state.detections:
        return "Nothing of this was detected: " + ", ".join(phrases_to_detect(state)) + "."
    phrases = sorted({each["phrase"] for each in state.detections})
    if not any(class_of(phrase, state) for phrase in phrases):
        return "No detected phrase is one of the classes: " + ", ".join(phrases) + "."
    return "The segmenter found no pixel of what was detected."
