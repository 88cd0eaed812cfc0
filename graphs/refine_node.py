"""The node that turns the maps of the queries that stay into masks.

Maps are never in the state: the backend has the proposal in its cache and is asked again.

Source: clip_as_rnn.txt, section 3.4.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from langgraph.runtime import Runtime

from ..tools.mask import encode
from ..tools.refinement import How, Matching, labels_of
from .open_vocabulary_state import Choices, State, picture, text_of, tools_of
from .recurrence_nodes import proposal_of
from .segmenter_refine import by_segmenter, same_place
from .toolbox import Context


def refine(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Turn the maps of those that stay into masks that do not overlap (section 3.5)."""
    box, chosen = tools_of(runtime)
    image = picture(state, box)
    last = max(0, state.step - 1)
    found = proposal_of(_at(state, last), box, chosen.graph, image)
    texts = [text_of(query, state.synonyms) for query in state.alive]
    how = _how(chosen)
    asked = sum(query in state.queries for query in state.alive)
    cutter = (box.segmenter, partial(by_segmenter, scores=state.scores, asked=asked))
    labels, note = labels_of(image, found.maps, texts, how, cutter)
    if how.done == "segmenter":
        note = [*note, *_given_up(state, same_place(found.maps, how.eta, state.scores))]
    done = {"method": how.done, "match": how.match is not None}
    areas = {
        query: encode(labels == index).model_dump(mode="json")
        for index, query in enumerate(state.alive, start=1)
        if (labels == index).any()
    }
    if not chosen.graph.recurrence:
        shares = [float(share) for share in found.scores]
        return {"areas": areas, "refined": done, "scores": shares, "notes": {"refine": note}}
    return {"areas": areas, "refined": done, "notes": {"refine": note}}


def _given_up(state: State, others: dict[int, int]) -> list[str]:
    """Sentences about the queries that gave way to another text in the same place."""
    return [
        f"{state.alive[row]!r} is in the same place as {state.alive[other]!r} and no surer: it is "
        "not cut out."
        for row, other in sorted(others.items())
        if state.alive[row] in state.queries
    ]


def _at(state: State, step: int) -> State:
    """The state as an earlier step's proposal saw it."""
    return replace(state, step=step)


def _how(chosen: Choices) -> How:
    """How maps become masks: some settings leave no room for the method that was chosen."""
    settings = chosen.graph
    match = Matching(settings.phi_iom, settings.phi_iou, settings.parity)
    # A dense method shares every pixel out; only a recurrence's maps have an eta, at which boxes
    # for a segmenter are drawn.
    dense = not settings.recurrence
    return How(
        method="none" if dense and settings.refine != "cut" else settings.refine,
        eta=0.0 if dense else settings.eta,
        background=settings.background_class,
        match=match if settings.match else None,
        crf=chosen.crf,
    )
