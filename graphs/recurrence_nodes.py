"""The nodes of the recurrence: propose, classify, drop, and what becomes of those that stay.

Maps are never in the state: a proposal is cached by the backend and asked for again.
"""

from __future__ import annotations

from typing import Any

from langgraph.runtime import Runtime

from ..tools.image import Image
from ..tools.mask import Rle, decode, tight_box
from ..tools.proposer import Proposal
from ..tools.recurrence import (
    Asked,
    Rule,
    Seen,
    Step,
    kept,
    masks_of,
    scores_of,
    told_of_cap,
    told_of_nobody,
)
from ..tools.recurrence import background_of as background_words
from ..tools.recurrence import proposal_of as proposed
from ..tools.segment import Segment
from ..tools.texts import as_written
from .open_vocabulary_state import Settings, State, picture, text_of, tools_of
from .toolbox import Context, Toolbox


def rule_of(settings: Settings) -> Rule:
    """The settings that decide who stays."""
    return Rule(
        eta=settings.eta,
        theta=settings.theta,
        max_steps=settings.max_steps,
        background=settings.background,
        stuff=settings.stuff,
        keep_best=settings.keep_best,
        parity=settings.parity,
    )


def asked_of(state: State) -> Asked:
    """What a run looks for."""
    return Asked(state.queries, state.contrast.get("words", []), state.synonyms)


def background_of(state: State, settings: Settings) -> list[str]:
    """The words that compete with the queries; none of them is a query or a concept."""
    return background_words(asked_of(state), rule_of(settings))


def proposal_of(state: State, box: Toolbox, settings: Settings, image: Image) -> Proposal:
    """The soft masks of the queries that are still in."""
    rule = rule_of(settings)
    return proposed(box.proposer, image, asked_of(state), state.alive, rule, step=state.step)


def propose(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Draw a soft mask for each query that is still in (section 3.3)."""
    box, chosen = tools_of(runtime)
    image = picture(state, box)
    found = proposal_of(state, box, chosen.graph, image)
    masks = masks_of(found.maps, image, chosen.graph.eta)
    looks = [
        {"mask": mask.model_dump(mode="json"), "share": float(share)}
        for mask, share in zip(masks, found.scores, strict=True)
    ]
    return {"looks": looks, "notes": {"propose": list(found.notes)}}


def classify(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Ask of each mask which query it shows (section 3.4); the diagonal of P is what counts."""
    box, chosen = tools_of(runtime)
    texts = [text_of(query, state.synonyms) for query in state.alive]
    masks = [Rle.model_validate(look["mask"]) for look in state.looks]
    image = picture(state, box)
    return {"scores": scores_of(box.classifier, image, masks, texts, chosen.graph.parity)}


def drop(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Keep the queries whose score reaches theta (equation 6)."""
    _, chosen = tools_of(runtime)
    keep = kept(asked_of(state), state.alive, state.scores, rule_of(chosen.graph))
    rows = zip(state.alive, state.scores, state.looks, keep, strict=True)
    seen = [
        Seen(query=query, score=score, share=look["share"], mask=look["mask"], kept=stays)
        for query, score, look, stays in rows
    ]
    step = Step(step=state.step, seen=seen)
    return {
        "alive": [each.query for each in seen if each.kept],
        "scores": [each.score for each in seen if each.kept],
        "step": state.step + 1,
        "steps": [*state.steps, step.model_dump(mode="json")],
    }


def compose(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Throw away what contrastive concepts won, and say how the run ended."""
    _, chosen = tools_of(runtime)
    scores = dict(zip(state.alive, state.scores, strict=False))
    segments = [
        _segment(query, state.areas[query], scores.get(query, 0.0), state.synonyms)
        for query in state.queries
        if query in state.areas
    ]
    stop, reason = _why(state, chosen.graph, bool(segments))
    return {
        "segments": [each.model_dump(mode="json") for each in segments],
        "labels": {each.label: each.mask.model_dump(mode="json") for each in segments},
        "stop": stop,
        "reason": reason,
        "notes": {"compose": []},
    }


def _segment(
    query: str, area: dict[str, Any], score: float, synonyms: dict[str, list[str]]
) -> Segment:
    mask = decode(Rle.model_validate(area))
    return Segment.model_validate(
        {
            "label": query,
            "score": min(1.0, max(0.0, score)),
            "box": tight_box(mask),
            "area": int(mask.sum()),
            "mask": area,
            "source": {"phrase": as_written(text_of(query, synonyms))},
        }
    )


def _why(state: State, settings: Settings, found: bool) -> tuple[str, str]:
    if found:
        capped = settings.recurrence and _still_dropping(state)
        return ("cap", told_of_cap(state.step)) if capped else ("converged", "")
    if not any(query in state.alive for query in state.queries):
        return "empty", told_of_nobody(state.queries)
    if settings.contrast == "none":
        return "empty", "No pixel was left for what was found: its maps are too weak."
    return "empty", "Contrastive concepts or the background won every pixel of the queries."


def _still_dropping(state: State) -> bool:
    return bool(state.steps) and not all(each["kept"] for each in state.steps[-1]["seen"])
