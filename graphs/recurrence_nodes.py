"""The nodes of the recurrence: propose, classify, drop, and what becomes of those that stay.

Maps are never in the state: a proposal is cached by the backend and asked for again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from langgraph.runtime import Runtime
from numpy.typing import NDArray

from ..tools.background import background_queries
from ..tools.colour_cut import colour_cut
from ..tools.crf import CrfSettings, working_size
from ..tools.crf import refine as dense_crf
from ..tools.image import Image
from ..tools.mask import Rle, decode, encode, tight_box
from ..tools.proposer import Proposal
from ..tools.resize import resize
from ..tools.segment import Segment
from .open_vocabulary_state import Choices, Settings, State, picture, text_of, tools_of
from .segmenter_refine import by_segmenter
from .toolbox import Context, Toolbox

Maps = NDArray[np.float32]
Labels = NDArray[np.int32]

CRF_VALUES = 6_500_000
"""Pixels times labels at most in the dense CRF (0.3 GB): beside two CLIPs more is too much for a
machine of 4 GB. Twenty queries at 640 x 480 fit."""


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
    texts = [text_of(query, state.synonyms) for query in state.alive]
    return box.proposer.propose(image, texts, background_of(state, settings), state.step)


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
    masks = np.stack([decode(Rle.model_validate(look["mask"])) for look in state.looks])
    shares = box.classifier.score(picture(state, box), masks, texts)
    scores = np.diagonal(shares)
    if chosen.graph.parity == "paper":
        # An empty mask shows nothing; the authors score the whole picture instead.
        scores = np.where(masks.any(axis=(1, 2)), scores, 0)
    return {"scores": [round(float(score), 6) for score in scores]}


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


def refine(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Turn the maps of those that stay into masks that do not overlap (section 3.5)."""
    box, chosen = tools_of(runtime)
    image = picture(state, box)
    last = max(0, state.step - 1)
    found = proposal_of(_at(state, last), box, chosen.graph, image)
    if chosen.graph.refine == "segmenter" and chosen.graph.recurrence:
        texts = [text_of(query, state.synonyms) for query in state.alive]
        eta = chosen.graph.eta
        labels, note = by_segmenter(box.segmenter, image, texts, found.maps, eta), list[str]()
        if not chosen.graph.background_class:
            best, _ = strongest(found.maps, (image.height, image.width))
            labels = np.where(labels == 0, best, labels).astype(np.int32)
    else:
        labels, note = _labels(image, found.maps, chosen)
    areas = {
        query: encode(labels == index).model_dump(mode="json")
        for index, query in enumerate(state.alive, start=1)
        if (labels == index).any()
    }
    if not chosen.graph.recurrence:
        shares = [float(share) for share in found.scores]
        return {"areas": areas, "scores": shares, "notes": {"refine": note}}
    return {"areas": areas, "notes": {"refine": note}}


def _at(state: State, step: int) -> State:
    """The state as an earlier step's proposal saw it."""
    return replace(state, step=step)


def _labels(image: Image, maps: Maps, chosen: Choices) -> tuple[Labels, list[str]]:
    """(H, W) int32: 0 for nobody, i + 1 for map i; and what a person should know of it."""
    settings = chosen.graph
    if settings.refine == "crf" and settings.background_class and settings.recurrence:
        return _by_crf(image, maps, chosen.crf)
    # A dense method shares every pixel out; only a recurrence's maps have an eta.
    ground = settings.eta if settings.recurrence else 0.0
    if settings.refine == "cut":
        cut = colour_cut(image, maps, ground, background=settings.background_class)
        return cut, []
    best, peak = strongest(maps, (image.height, image.width))
    if settings.background_class:
        best[peak <= ground] = 0
    return best, []


def _by_crf(image: Image, maps: Maps, settings: CrfSettings) -> tuple[Labels, list[str]]:
    """The dense CRF, on a smaller grid where the picture is large."""
    size_hw = (image.height, image.width)
    small_hw = _crf_size(size_hw, len(maps) + 1, settings.max_side)
    if small_hw == size_hw:
        return dense_crf(image.pixels, resize(maps, size_hw), settings).labels, []
    import PIL.Image

    # Shrunk here, not by the field: it would hold maps and answer at the picture's own size.
    box = PIL.Image.Resampling.BOX
    small = PIL.Image.fromarray(image.pixels).resize((small_hw[1], small_hw[0]), box)
    pixels = np.asarray(small)
    refined = dense_crf(pixels, resize(maps, small_hw), settings)
    labels, _ = strongest(refined.probability, size_hw)
    return labels - 1, [f"The dense CRF ran at {refined.side} pixels on the long side."]


def _crf_size(size_hw: tuple[int, int], labels: int, max_side: int) -> tuple[int, int]:
    high, wide = working_size(size_hw, labels, max_side)
    shrink = min(1.0, (CRF_VALUES / (high * wide * labels)) ** 0.5)
    return max(1, int(high * shrink)), max(1, int(wide * shrink))


def strongest(maps: Maps, size_hw: tuple[int, int]) -> tuple[Labels, Maps]:
    """Which of some maps is the highest at each pixel; one map at a time is made so large.

    Args:
        maps: (N, h, w) float32, N at least 1.
        size_hw: the picture's.

    Returns:
        (H, W) int32: i + 1 for map i, the first of equal ones; (H, W) float32, its value.
    """
    peak = resize(maps[:1], size_hw)[0]
    best = np.ones(size_hw, np.int32)
    for number, row in enumerate(maps[1:], start=2):
        full = resize(row[None], size_hw)[0]
        higher = full > peak
        best[higher] = number
        peak[higher] = full[higher]
    return best, peak


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
            "source": {"phrase": text_of(query, synonyms)},
        }
    )


def _why(state: State, settings: Settings, found: bool) -> tuple[str, str]:
    if found:
        capped = settings.recurrence and _still_dropping(state)
        told = f"The recurrence was cut off after {state.step} steps (max_steps)."
        return ("cap", told) if capped else ("converged", "")
    if not any(query in state.alive for query in state.queries):
        named = ", ".join(state.queries)
        return "empty", f"None of these is in the picture: {named}."
    return "empty", "Contrastive concepts or the background won every pixel of the queries."


def _still_dropping(state: State) -> bool:
    return bool(state.steps) and not all(each["kept"] for each in state.steps[-1]["seen"])
