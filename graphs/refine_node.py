"""The node that turns the maps of the queries that stay into masks.

Maps are never in the state: the backend has the proposal in its cache and is asked again.

Source: clip_as_rnn.txt, section 3.4.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from langgraph.runtime import Runtime
from numpy.typing import NDArray

from ..errors import InputError
from ..tools.colour_cut import colour_cut
from ..tools.crf import CrfSettings, working_size
from ..tools.crf import refine as dense_crf
from ..tools.image import Image
from ..tools.mask import encode
from ..tools.mask_matching import match
from ..tools.resize import resize
from .open_vocabulary_state import (
    Choices,
    RefineMethod,
    Settings,
    State,
    picture,
    text_of,
    tools_of,
)
from .recurrence_nodes import proposal_of
from .segmenter_refine import by_segmenter
from .toolbox import Context, Toolbox

Maps = NDArray[np.float32]
Labels = NDArray[np.int32]

CRF_VALUES = 6_500_000
"""Pixels times labels at most in the dense CRF (0.3 GB): beside two CLIPs more is too much for a
machine of 4 GB. Twenty queries at 640 x 480 fit."""


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
        labels, note = _labels(image, found.maps, chosen)
    if chosen.graph.match:
        labels = _matched(image, labels, len(state.alive), box, chosen.graph)
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


def _matched(image: Image, labels: Labels, count: int, box: Toolbox, settings: Settings) -> Labels:
    """Labels with masks replaced where the segmenter's automatic masks agree with them."""
    cut: Any = getattr(box.segmenter, "segment_all", None)
    if cut is None:
        name = box.segmenter.info.name
        problem = f"the segmenter {name!r} has no automatic masks"
        raise InputError("open_vocabulary.match", problem, "choose another segmenter")
    masks = np.stack([labels == index for index in range(1, count + 1)]) if count else None
    if masks is None:
        return labels
    found = match(masks, cut(image), settings.phi_iom, settings.phi_iou, settings.parity)
    out = np.zeros_like(labels)
    # Where unions overlap, a pixel stays with its old label if that still has it; else it goes to
    # the smaller mask.
    for row in sorted(range(count), key=lambda row: -int(found.masks[row].sum())):
        out[found.masks[row]] = row + 1
    still = np.zeros(labels.shape, np.bool_)
    for row in range(count):
        still |= (labels == row + 1) & found.masks[row]
    return np.where(still, labels, out).astype(np.int32)


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


def _labels(image: Image, maps: Maps, chosen: Choices) -> tuple[Labels, list[str]]:
    """(H, W) int32: 0 for nobody, i + 1 for map i; and what a person should know of it."""
    settings = chosen.graph
    if _method(settings) == "crf":
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
