"""Tries to find again what was not believed: other words, another method, wider contrast.

At most k tries a picture, and none once the budget of the turn is spent. What a try finds is
believed or not by the same threshold (`verify.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from langgraph.runtime import Runtime

from ..tools.language.noun_graph import noun_graph
from ..tools.mask import decode, encode
from ..tools.result import Provenance, Result
from .class_list import fold
from .conversation_state import Desk, State
from .toolbox import Context

MOST_SYNONYMS = 4


def next_try(state: State, failing: Sequence[str], at: Desk) -> dict[str, Any]:
    """The next try for some labels; {"attempt": {}} where there is none left, and why."""
    if not failing:
        return {"attempt": {}, "stop": "converged"}
    if state.repair_round >= min(at.settings.repairs, len(TRIES)):
        return {"attempt": {}, "stop": "cap" if at.settings.repairs else "converged"}
    spent = over_budget(state, at)
    if spent:
        note = f"{spent}; what was not believed was not looked for again."
        return {"attempt": {}, "stop": "budget", "notes": [*state.notes, note]}
    return {"attempt": {"labels": list(failing)}}


def over_budget(state: State, at: Desk) -> str:
    """Which budget of the turn is spent, as a sentence's beginning; "" where none is."""
    settings = at.settings
    if sum(state.timings.values()) >= settings.seconds:
        return f"The turn has taken its {settings.seconds:g} seconds"
    if state.spent.get("tokens", 0) >= settings.tokens and state.spent.get("tokens"):
        return f"The turn has used its {settings.tokens} tokens"
    if state.spent.get("money", 0) >= settings.money and state.spent.get("money"):
        return f"The turn has cost its {settings.money:g}"
    return ""


def repair(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Make the question of the next try."""
    del runtime
    labels = state.attempt["labels"]
    attempt = TRIES[state.repair_round](labels, state.task)
    attempt = {"labels": labels, **attempt}
    return {"attempt": attempt, "repair_round": state.repair_round + 1}


def _synonyms(labels: Sequence[str], task: dict[str, Any]) -> dict[str, Any]:
    """The same once more, by every name that the noun graph has for it."""
    given: dict[str, list[str]] = task["question"].get("synonyms", {})
    words = {label: [*given.get(label, []), *names_of(label)] for label in labels}
    question: dict[str, Any] = {
        "queries": list(labels),
        "synonyms": {k: v for k, v in words.items() if v},
    }
    return {"how": "synonyms", "task": "open_vocabulary", "question": question, "overrides": {}}


def _method(labels: Sequence[str], task: dict[str, Any]) -> dict[str, Any]:
    """By detector and segmenter where it was the recurrence, and the other way round."""
    if task["task"] == "closed_set":
        other: dict[str, Any] = {"queries": list(labels), "synonyms": {}}
        return {"how": "method", "task": "open_vocabulary", "question": other, "overrides": {}}
    question: dict[str, Any] = {
        "classes": list(labels),
        "given_labels": list(labels),
        "synonyms": {},
    }
    return {"how": "method", "task": "closed_set", "question": question, "overrides": {}}


def _contrast(labels: Sequence[str], task: dict[str, Any]) -> dict[str, Any]:
    """With contrastive concepts of every source beside it."""
    question: dict[str, Any] = {"queries": list(labels), "synonyms": {}}
    changes = {"open_vocabulary.contrast": "union"}
    return {
        "how": "contrast", "task": "open_vocabulary", "question": question, "overrides": changes
    }  # fmt: skip


TRIES: list[Callable[[Sequence[str], dict[str, Any]], dict[str, Any]]] = [
    _synonyms,
    _method,
    _contrast,
]
"""In their order; k of them are made."""


def names_of(label: str) -> list[str]:
    """Other names of a thing by the noun graph, its commonest meaning's; none where unknown."""
    graph = noun_graph()
    senses = [each for each in graph.senses(label) if graph.is_visual(each)]
    names = [name.replace("_", " ") for each in senses[:1] for name in graph.lemmas(each)]
    return [name for name in names if fold(name) != fold(label)][:MOST_SYNONYMS]


def take_over(draft: Result, found: Result, labels: Sequence[str]) -> Result:
    """A result with what a try found of some labels; pixels that are taken stay as they are.

    Who made either, what was asked and the seconds are then told of both; the settings stay those
    of the draft.
    """
    wanted = {fold(label) for label in labels}
    new = [each for each in found.segments if fold(each.label) in wanted]
    if not new:
        return draft
    areas = dict(draft.labels)
    for name, rle in found.labels.items():
        if fold(name) in wanted:
            own = decode(rle)
            for other in draft.labels.values():
                own = own & ~decode(other)
            if own.any():
                areas[name] = encode(own)
    segments = sorted([*draft.segments, *new], key=lambda each: -each.score)
    took = dict.fromkeys([*draft.timings, *found.timings])
    return draft.model_copy(
        update={
            "segments": segments,
            "labels": areas,
            "stop": "converged",
            "reason": "",
            "calls": [*draft.calls, *found.calls],
            "timings": {
                node: round(draft.timings.get(node, 0.0) + found.timings.get(node, 0.0), 6)
                for node in took
            },
            "provenance": _makers(draft.provenance, found.provenance),
        }
    )


def _makers(old: Provenance, new: Provenance) -> Provenance:
    """The old one, with the backends and language models of both."""
    backends = [*old.backends, *(each for each in new.backends if each not in old.backends)]
    return old.model_copy(
        update={
            "backends": backends,
            "language_model": new.language_model or old.language_model,
            "answered_by": list(dict.fromkeys([*old.answered_by, *new.answered_by])),
        }
    )
