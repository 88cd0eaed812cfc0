"""From the last state of an open_vocabulary run to its `Result`."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from ..tools.base import BackendInfo
from ..tools.image import ImageRef
from ..tools.mask import Rle
from ..tools.result import LanguageCall, Result, Stop
from ..tools.segment import Segment
from .open_vocabulary_state import NodeName, Settings, State, picture
from .provenance import provenance
from .recurrence_nodes import background_of, proposal_of
from .toolbox import Toolbox

NODES: tuple[NodeName, ...] = get_args(NodeName)
_STOP: TypeAdapter[Stop] = TypeAdapter(Stop)

MOST_HEATS = 12
"""Heat maps of one step that are kept for the report: those of the largest shares."""
HEAT_SIDE = 64


def to_result(values: Mapping[str, Any], box: Toolbox) -> Result:
    """Make the result of a finished run.

    Args:
        values: the last state, as the graph returns it.
        box: the tools that the run used.

    Returns:
        the result; its segments best first, its label map not yet written.
    """
    settings = Settings.model_validate(box.settings["open_vocabulary"])
    state = State(**{name: values[name] for name in State.__dataclass_fields__ if name in values})
    segments = [Segment.model_validate(each) for each in state.segments]
    asked = [call for node in NODES for call in state.calls.get(node, [])]
    calls = [LanguageCall.model_validate(call) for call in asked]
    trace = _trace(state, box, settings)
    return Result(
        image=ImageRef.model_validate(state.image),
        task="open_vocabulary",
        classes=state.queries,
        segments=sorted(segments, key=lambda each: -each.score),
        labels={name: Rle.model_validate(rle) for name, rle in state.labels.items()},
        stop=_STOP.validate_python(state.stop),
        reason=state.reason,
        notes=[note for node in NODES for note in state.notes.get(node, [])],
        trace={node: part for node, part in trace.items() if node in state.timings},
        calls=calls,
        timings={node: state.timings[node] for node in NODES if node in state.timings},
        provenance=provenance(
            box, settings, _workers(state, box), calls, down=bool(state.language_down)
        ),
    )


def _trace(state: State, box: Toolbox, settings: Settings) -> dict[NodeName, dict[str, Any]]:
    """What each node decided, as the report draws it."""
    return {
        "prepare": {"queries": state.queries, "synonyms": state.synonyms},
        "contrast": {"mode": settings.contrast, **state.contrast},
        "propose": {"background": background_of(state, settings)},
        "filter": {"steps": _with_heat(state, box, settings), "theta": settings.theta},
        "refine": {**state.refined, "areas": state.areas},
        "compose": {"present": list(state.labels)},
    }


def _with_heat(state: State, box: Toolbox, settings: Settings) -> list[dict[str, Any]]:
    """The steps with a small picture of each map; the backend has the proposals in its cache."""
    out: list[dict[str, Any]] = []
    for step in state.steps:
        seen: list[dict[str, Any]] = step["seen"]
        alive = [each["query"] for each in seen]
        then = replace(state, alive=alive, step=step["step"])
        maps = proposal_of(then, box, settings, picture(state, box)).maps
        shown = sorted(range(len(seen)), key=lambda row: -float(seen[row]["share"]))[:MOST_HEATS]
        out.append(
            {
                "step": step["step"],
                "seen": [
                    {**each, "heat": heat_png(maps[row])} if row in shown else each
                    for row, each in enumerate(seen)
                ],
            }
        )
    return out


def heat_png(values: NDArray[np.float32]) -> str:
    """A map as a small grey PNG in base64: 0 is black, 1 is white."""
    import PIL.Image

    grey = PIL.Image.fromarray(np.round(np.clip(values, 0, 1) * 255).astype(np.uint8))
    grey.thumbnail((HEAT_SIDE, HEAT_SIDE))
    buffer = io.BytesIO()
    grey.save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode()


def _workers(state: State, box: Toolbox) -> list[BackendInfo]:
    looked = "propose" in state.timings or "refine" in state.timings
    judged = "classify" in state.timings
    cut = state.refined.get("method") == "segmenter" or bool(state.refined.get("match"))
    return (
        [box.proposer.info] * looked + [box.classifier.info] * judged + [box.segmenter.info] * cut
    )
