"""The node that turns the maps of the queries that stay into masks.

Maps are never in the state: the backend has the proposal in its cache and is asked again.

Source: clip_as_rnn.txt, section 3.4.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from langgraph.runtime import Runtime

from ..tools.mask import encode
from ..tools.refinement import Ground, Matching, RefineMethod, labels_of, matched, strongest
from .open_vocabulary_state import Settings, State, picture, text_of, tools_of
from .recurrence_nodes import proposal_of
from .segmenter_refine import by_segmenter
from .toolbox import Context


def refine(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Turn the maps of those that stay into masks that do not overlap (section 3.5)."""
    box, chosen = tools_of(runtime)
    image = picture(state, box)
    last = max(0, state.step - 1)
    found = proposal_of(_at(state, last), box, chosen.graph, image)
    method = _method(chosen.graph)
    if method == "segmenter":
        texts = [text_of(query, state.synonyms) for query in state.alive]
        eta = chosen.graph.eta
        labels, note = by_segmenter(box.segmenter, image, texts, found.maps, eta), list[str]()
        if not chosen.graph.background_class:
            best, _ = strongest(found.maps, (image.height, image.width))
            labels = np.where(labels == 0, best, labels).astype(np.int32)
    else:
        # A dense method shares every pixel out; only a recurrence's maps have an eta.
        eta = chosen.graph.eta if chosen.graph.recurrence else 0.0
        ground = Ground(eta, chosen.graph.background_class)
        labels, note = labels_of(image, found.maps, method, ground, chosen.crf)
    if chosen.graph.match:
        settings, count = chosen.graph, len(state.alive)
        rule = Matching(settings.phi_iom, settings.phi_iou, settings.parity)
        labels = matched(image, labels, count, box.segmenter, rule)
    how = {"method": method, "match": chosen.graph.match}
    areas = {
        query: encode(labels == index).model_dump(mode="json")
        for index, query in enumerate(state.alive, start=1)
        if (labels == index).any()
    }
    if not chosen.graph.recurrence:
        shares = [float(share) for share in found.scores]
        return {"areas": areas, "refined": how, "scores": shares, "notes": {"refine": note}}
    return {"areas": areas, "refined": how, "notes": {"refine": note}}


def _at(state: State, step: int) -> State:
    """The state as an earlier step's proposal saw it."""
    return replace(state, step=step)


def _method(settings: Settings) -> RefineMethod:
    """What is really done: some settings leave no room for the method that was chosen."""
    if settings.refine == "segmenter" and not settings.recurrence:
        return "none"  # a dense method's maps have no eta to draw boxes at
    if settings.refine == "crf" and not (settings.background_class and settings.recurrence):
        return "none"
    return settings.refine
