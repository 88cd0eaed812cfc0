"""The nodes of the recurrence: propose, classify, drop, and what becomes of those that stay.

Maps are never in the state: a proposal is cached by the backend and asked for again.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from langgraph.runtime import Runtime
from numpy.typing import NDArray

from ..tools.background import background_queries, mutual_background
from ..tools.image import Image
from ..tools.mask import Rle, decode, encode, tight_box
from ..tools.proposer import Proposal
from ..tools.resize import resize
from ..tools.segment import Segment
from ..tools.texts import as_written
from .class_list import fold
from .open_vocabulary_state import Settings, State, picture, text_of, tools_of
from .toolbox import Context, Toolbox

Maps = NDArray[np.float32]
Labels = NDArray[np.int32]

MOST_NAMED = 10
AT_ONCE = 32


def background_of(state: State, settings: Settings) -> list[str]:
    """The words that compete with the queries; none of them is a query or a concept."""
    if settings.parity == "reference":
        # The authors' list is the same whatever is asked for.
        return background_queries(settings.background, state.contrast.get("words", []))
    synonyms = [word for words in state.synonyms.values() for word in words]
    own = [*state.queries, *state.contrast.get("words", [])]
    return background_queries(settings.background, own, synonyms)


def proposal_of(state: State, box: Toolbox, settings: Settings, image: Image) -> Proposal:
    """The soft masks of the queries that are still in."""
    words = background_of(state, settings)
    rows = _groups(state, settings)
    found = [
        box.proposer.propose(
            image,
            [text_of(state.alive[row], state.synonyms) for row in group],
            [*words, *(text for text in others if text not in words)],
            state.step,
        )
        for group, others in rows
    ]
    if len(found) == 1:
        return found[0]
    order = np.argsort([row for group, _ in rows for row in group])
    return Proposal(
        _on_one_grid([each.maps for each in found])[order],
        np.concatenate([each.scores for each in found])[order],
        tuple(dict.fromkeys(note for each in found for note in each.notes)),
    )


def _groups(state: State, settings: Settings) -> list[tuple[list[int], list[str]]]:
    """Rows of `alive` that are proposed together, and the words they have as background besides."""
    every = list(range(len(state.alive)))
    named = {fold(name) for name in settings.stuff}
    stuff = [row for row in every if fold(state.alive[row]) in named]
    things = [row for row in every if row not in stuff]
    if not stuff or not things:
        return [(every, [])]
    # All that were asked for, also those that were dropped: they hold no place but their own.
    of_things, of_stuff = mutual_background(
        [query for query in state.queries if fold(query) not in named],
        [query for query in state.queries if fold(query) in named],
    )
    return [(things, of_things), (stuff, of_stuff)]


def _on_one_grid(maps: list[Maps]) -> Maps:
    size = maps[0].shape[1:]
    return np.concatenate([resize(each, (size[0], size[1])) for each in maps])


def propose(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Draw a soft mask for each query that is still in (section 3.3)."""
    box, chosen = tools_of(runtime)
    image = picture(state, box)
    found = proposal_of(state, box, chosen.graph, image)
    size = (image.height, image.width)
    looks: list[dict[str, Any]] = []
    for row, share in zip(found.maps, found.scores, strict=True):
        # One by one: hundreds of maps at the size of a photograph are gigabytes.
        mask = encode(resize(row[None], size)[0] > chosen.graph.eta)
        looks.append({"mask": mask.model_dump(mode="json"), "share": float(share)})
    return {"looks": looks, "notes": {"propose": list(found.notes)}}


def classify(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Ask of each mask which query it shows (section 3.4); the diagonal of P is what counts."""
    box, chosen = tools_of(runtime)
    texts = [text_of(query, state.synonyms) for query in state.alive]
    image = picture(state, box)
    scores: list[float] = []
    # Some at a time: hundreds of masks at the size of a photograph are gigabytes.
    for start in range(0, len(texts), AT_ONCE):
        looks = state.looks[start : start + AT_ONCE]
        masks = np.stack([decode(Rle.model_validate(look["mask"])) for look in looks])
        shares = box.classifier.score(image, masks, texts)
        for row, mask in enumerate(masks):
            # An empty mask shows nothing; the authors score the whole picture instead.
            counts = bool(mask.any()) or chosen.graph.parity == "reference"
            scores.append(round(float(shares[row, start + row]), 6) if counts else 0.0)
    return {"scores": scores}


def drop(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Keep the queries whose score reaches theta (equation 6)."""
    _, chosen = tools_of(runtime)
    settings = chosen.graph
    if settings.parity == "reference":
        keep = [score > settings.theta for score in state.scores]
    else:
        keep = [score >= settings.theta for score in state.scores]
    own = [row for row, query in enumerate(state.alive) if query in state.queries]
    if settings.keep_best and not any(keep[row] for row in own):
        keep[max(own, key=lambda row: state.scores[row])] = True
    seen = [
        {"query": query, "score": score, "share": look["share"], "mask": look["mask"], "kept": kept}
        for query, score, look, kept in zip(
            state.alive, state.scores, state.looks, keep, strict=True
        )
    ]
    alive = [query for query, kept in zip(state.alive, keep, strict=True) if kept]
    scores = [score for score, kept in zip(state.scores, keep, strict=True) if kept]
    return {
        "alive": alive,
        "scores": scores,
        "step": state.step + 1,
        "steps": [*state.steps, {"step": state.step, "seen": seen}],
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
        told = f"The recurrence was cut off after {state.step} steps (max_steps)."
        return ("cap", told) if capped else ("converged", "")
    if not any(query in state.alive for query in state.queries):
        named = ", ".join(state.queries[:MOST_NAMED])
        more = len(state.queries) - MOST_NAMED
        rest = f" and {more} more" if more > 0 else ""
        return "empty", f"None of these is in the picture: {named}{rest}."
    if settings.contrast == "none":
        return "empty", "No pixel was left for what was found: its maps are too weak."
    return "empty", "Contrastive concepts or the background won every pixel of the queries."


def _still_dropping(state: State) -> bool:
    return bool(state.steps) and not all(each["kept"] for each in state.steps[-1]["seen"])
