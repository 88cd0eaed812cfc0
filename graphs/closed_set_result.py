"""From the last state of a closed_set run to its `Result`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter

from ..tools.base import BackendInfo
from ..tools.image import ImageRef
from ..tools.mask import Rle
from ..tools.result import LanguageCall, Result, Stop
from ..tools.segment import Segment
from .closed_set_state import NodeName, State, phrases_to_detect
from .provenance import provenance
from .toolbox import Toolbox

NODES: tuple[NodeName, ...] = get_args(NodeName)
_STOP: TypeAdapter[Stop] = TypeAdapter(Stop)


def to_result(values: Mapping[str, Any], box: Toolbox, settings: BaseModel) -> Result:
    """Make the result of a finished run.

    Args:
        values: the last state, as the graph returns it.
        box: the tools that the run used.
        settings: the graph's settings.

    Returns:
        the result; its segments best first, its label map not yet written.
    """
    state = State(**{name: values[name] for name in State.__dataclass_fields__ if name in values})
    segments = [Segment.model_validate(each) for each in state.segments if each["label"]]
    asked = [call for node in NODES for call in state.calls.get(node, [])]
    calls = [LanguageCall.model_validate(call) for call in asked]
    return Result(
        image=ImageRef.model_validate(state.image),
        task="closed_set",
        classes=state.classes,
        segments=sorted(segments, key=lambda each: -each.score),
        labels={name: Rle.model_validate(rle) for name, rle in state.labels.items()},
        stop=_STOP.validate_python(state.stop),
        reason=state.reason,
        notes=[note for node in NODES for note in state.notes.get(node, [])],
        trace={node: part for node, part in _trace(state).items() if node in state.timings},
        calls=calls,
        timings={node: state.timings[node] for node in NODES if node in state.timings},
        provenance=provenance(
            box,
            settings,
            [info for node, info in _workers(box).items() if node in state.timings],
            calls,
            down=bool(state.language_down),
        ),
    )


def _trace(state: State) -> dict[NodeName, dict[str, Any]]:
    """What each node decided, as the report draws it."""
    return {
        "prepare": {"classes": state.classes, "synonyms": state.synonyms},
        "recognise": {"tags": state.tags},
        "caption": {"caption": state.description},
        "pre_refine": {"classes": state.asked},
        "detect": {"phrases": phrases_to_detect(state), "detections": state.detections},
        "post_refine": {"classes": state.phrase_classes},
        "find_points": {"points": state.points},
        "segment": {"masks": len(state.segments)},
        "compose": {"present": list(state.labels)},
    }


def _workers(box: Toolbox) -> dict[NodeName, BackendInfo]:
    return {
        "recognise": box.tagger.info,
        "caption": box.captioner.info,
        "detect": box.detector.info,
        "segment": box.segmenter.info,
    }
