"""`refine`: rough masks or soft maps become masks with edges where the picture has them.

Source: clip_as_rnn.txt, section 3.4 (post-processing), and appendix A.2 (no background class).
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
from pydantic import Field

from ..errors import InputError
from .base import Frozen, Tool
from .image import Image, ImageStore
from .mask import Rle, decode_all, encode
from .refinement import How, Maps, Matching, RefineMethod, WordCutter, labels_of
from .segmenter import Segmenter

MOST_MASKS = 1000
SURE = 0.7
"""Probability that a rough mask is right at a pixel, for the dense CRF: at 1 no edge would move."""


class Input(Frozen):
    """Which masks or maps of which picture, and how; null stands for the profile's choice."""

    image_id: str = Field(description="SHA-256 of the image's pixels, as a result names it.")
    masks: list[Rle] = Field(
        default_factory=list[Rle],
        max_length=MOST_MASKS,
        description="Rough masks on the image grid, one for each thing.",
    )
    maps: list[list[list[float]]] = Field(
        default_factory=list[list[list[float]]],
        max_length=MOST_MASKS,
        description="Instead of masks: soft maps in [0, 1] as rows of numbers, all on one grid "
        "that covers the picture, as `recur` gives them.",
    )
    phrases: list[str] = Field(
        default_factory=list[str],
        description="What each thing is called, for segmenters that understand words; or nothing.",
    )
    scores: list[float] = Field(
        default_factory=list[float],
        description="How sure each is, as `recur` tells; the surer of two in one place keeps it.",
    )
    concepts: int = Field(
        default=0, ge=0,
        description="So many of them, the last ones, are contrastive concepts: these take nothing "
        "from a surer query.",
    )  # fmt: skip
    method: RefineMethod | None = Field(
        default=None,
        description='"crf" (dense CRF), "cut" (graph cut on colour), "segmenter" (asked with each '
        'box and phrase) or "none" (each pixel goes to the strongest).',
    )
    eta: float | None = Field(
        default=None, ge=0, le=1, description="A map counts where it is above."
    )
    background: bool = Field(
        default=True, description="Whether a pixel may be nobody's; where not, crf becomes none."
    )
    match: bool | None = Field(
        default=None,
        description="Whether automatic masks replace the masks that they agree with.",
    )


class Output(Frozen):
    """One mask for each thing, in their order; no pixel is in two, and a mask may be empty.

    Attributes:
        masks: on the image grid.
        method: what was really done.
        matched: whether automatic masks were compared.
        notes: what a person should know.
    """

    masks: list[Rle]
    method: RefineMethod
    matched: bool
    notes: list[str] = Field(default_factory=list[str])


DESCRIPTION = (
    "Turn rough masks or soft maps of things in a picture into masks that do not overlap and "
    "follow the picture's edges."
)


def build(
    cutter: tuple[Segmenter, WordCutter], images: ImageStore, usual: How, matching: Matching
) -> Tool[Input, Output]:
    """The tool over a segmenter, which only some methods ask.

    Args:
        cutter: the segmenter, and how it is asked.
        images: where pictures are looked up by their id.
        usual: the profile's way.
        matching: the profile's rule for automatic masks, where they are asked for.
    """
    segmenter, by_words = cutter

    def run(ask: Input) -> Output:
        image, how = images.get(ask.image_id), _how(ask, usual, matching)
        maps = _maps(ask, image, how)
        _check_lengths(ask, len(maps))
        texts = ask.phrases or [""] * len(maps)
        told = partial(by_words, scores=ask.scores or None, asked=len(maps) - ask.concepts)
        labels, notes = labels_of(image, maps, texts, how, (segmenter, told))
        masks = [encode(labels == index) for index in range(1, len(maps) + 1)]
        left = set(np.unique(labels).tolist())
        gone = [
            f"Nothing is left of {texts[index - 1] or index!r}."
            for index in range(1, len(maps) + 1)
            if index not in left
        ]
        return Output(
            masks=masks, method=how.done, matched=how.match is not None, notes=notes + gone
        )

    info = segmenter.info.model_copy(update={"role": "refinement"})
    return Tool("refine", DESCRIPTION, Input, Output, run, info)


def _how(ask: Input, usual: How, matching: Matching) -> How:
    """The profile's way, with what the call wants otherwise."""
    wanted = usual.match is not None if ask.match is None else ask.match
    return replace(
        usual,
        method=ask.method or usual.method,
        eta=usual.eta if ask.eta is None else ask.eta,
        background=ask.background,
        match=matching if wanted else None,
    )


def _check_lengths(ask: Input, count: int) -> None:
    for name, given in (("phrases", ask.phrases), ("scores", ask.scores)):
        if given and len(given) != count:
            problem = f"{len(given)} for {count} masks or maps"
            raise InputError(f"refine({name})", problem, "give one for each, or none")
    if ask.concepts >= count:
        raise InputError("refine(concepts)", f"{ask.concepts} of {count} leave no query")


def _maps(ask: Input, image: Image, how: How) -> Maps:
    """What was given, as (N, h, w) float32 in [0, 1]."""
    if bool(ask.masks) == bool(ask.maps):
        raise InputError("refine", "needs either masks or maps", "give one of the two")
    if ask.masks:
        masks = decode_all(ask.masks, (image.height, image.width))
        sure = SURE if how.done == "crf" else 1.0
        return np.where(masks, np.float32(sure), np.float32(1 - sure))
    widths = {len(row) for rows in ask.maps for row in rows}
    heights = {len(rows) for rows in ask.maps}
    if len(heights) != 1 or len(widths) != 1 or 0 in heights | widths:
        raise InputError("refine(maps)", "are not all on one grid", "give rows of equal length")
    maps = np.array(ask.maps, np.float32)
    # Written so that a value that is no number fails too.
    if not (maps.min() >= 0 and maps.max() <= 1):
        raise InputError("refine(maps)", "leave [0, 1]", "scale them")
    return maps
