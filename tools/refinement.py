"""Soft maps become labels: by their strongest, a dense CRF or a graph cut; then better edges.

Source: clip_as_rnn.txt, section 3.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from .colour_cut import colour_cut
from .crf import CrfSettings, working_size
from .crf import refine as dense_crf
from .image import Image
from .mask_matching import PHI, Parity, match
from .resize import resize
from .segmenter import Segmenter

Maps = NDArray[np.float32]
Labels = NDArray[np.int32]
RefineMethod = Literal["crf", "cut", "segmenter", "none"]

CRF_VALUES = 6_500_000
"""Pixels times labels at most in the dense CRF (0.3 GB): beside two CLIPs more is too much for a
machine of 4 GB. Twenty queries at 640 x 480 fit."""


@dataclass(frozen=True)
class Matching:
    """When automatic masks replace a mask; see `mask_matching.match`."""

    phi_iom: float = PHI
    phi_iou: float = PHI
    parity: Parity = "paper"


@dataclass(frozen=True)
class How:
    """How maps become labels.

    Attributes:
        method: "crf", "cut", "segmenter", or "none" for each pixel's strongest map.
        eta: a map counts where it is above; the dense CRF has its own rule for what is nobody's.
        background: whether a pixel may be nobody's at all; off is appendix A.2.
        match: when automatic masks replace a mask; None where they are not asked for.
        crf: hyper-parameters of the dense CRF.
    """

    method: RefineMethod = "crf"
    eta: float = 0.4
    background: bool = True
    match: Matching | None = None
    crf: CrfSettings = field(default_factory=CrfSettings)

    @property
    def done(self) -> RefineMethod:
        """What is really done: the dense CRF cannot do without a background."""
        return "none" if self.method == "crf" and not self.background else self.method


class WordCutter(Protocol):
    """How a promptable segmenter refines: each map's box and words are its prompt."""

    def __call__(
        self,
        segmenter: Segmenter,
        image: Image,
        texts: Sequence[str],
        maps: Maps,
        eta: float,
        *,
        scores: Sequence[float] | None = None,
        asked: int | None = None,
    ) -> Labels:
        """(H, W) int32: 0 for nobody, i + 1 for map i.

        Args:
            segmenter: cuts them out.
            image: the picture.
            texts: N; what each map shows.
            maps: (N, h, w) float32 in [0, 1].
            eta: a map counts where it is above.
            scores: how sure each is; all equally where it is None.
            asked: so many of them, the first, are queries, the rest contrastive concepts.
        """
        ...


def labels_of(
    image: Image, maps: Maps, texts: Sequence[str], how: How, cutter: tuple[Segmenter, WordCutter]
) -> tuple[Labels, list[str]]:
    """Share the pixels of a picture out among soft maps.

    Args:
        image: the picture.
        maps: (N, h, w) float32 in [0, 1], N at least 1.
        texts: N; what each map shows, for segmenters that understand words.
        how: see there.
        cutter: the segmenter, and how it is asked, if `how` asks one.

    Returns:
        (H, W) int32, 0 for nobody, i + 1 for map i; and what a person should know of it.

    Raises:
        InputError: automatic masks are asked of a segmenter that has none.
        MissingError: the dense CRF is not installed.
    """
    segmenter, by_words = cutter
    notes = list[str]()
    if how.done == "crf":
        labels, notes = _by_crf(image, maps, how.crf)
    elif how.done == "cut":
        labels = colour_cut(image, maps, how.eta, background=how.background)
    else:
        labels, peak = strongest(maps, (image.height, image.width))
        if how.done == "segmenter":
            cut = by_words(segmenter, image, texts, maps, how.eta)
            labels = cut if how.background else np.where(cut == 0, labels, cut).astype(np.int32)
        elif how.background:
            labels[peak <= how.eta] = 0
    if how.match is not None:
        labels = _matched(image, labels, len(maps), segmenter, how.match)
    return labels, notes


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


def _matched(
    image: Image, labels: Labels, count: int, segmenter: Segmenter, rule: Matching
) -> Labels:
    """Labels with masks replaced where the segmenter's automatic masks agree with them."""
    cut: Any = getattr(segmenter, "segment_all", None)
    if cut is None:
        problem = f"the segmenter {segmenter.info.name!r} has no automatic masks"
        raise InputError("open_vocabulary.match", problem, "choose another segmenter")
    masks = np.stack([labels == index for index in range(1, count + 1)])
    found = match(masks, cut(image), rule.phi_iom, rule.phi_iou, rule.parity)
    out = np.zeros_like(labels)
    # Where unions overlap, a pixel stays with its old label if that still has it; else it goes to
    # the smaller mask.
    for row in sorted(range(count), key=lambda row: -int(found.masks[row].sum())):
        out[found.masks[row]] = row + 1
    still = np.zeros(labels.shape, np.bool_)
    for row in range(count):
        still |= (labels == row + 1) & found.masks[row]
    return np.where(still, labels, out).astype(np.int32)


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
