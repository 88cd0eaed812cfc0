"""Final maps to masks by the promptable segmenter: each map's box and words are its prompt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ..tools.image import Image
from ..tools.mask import tight_box
from ..tools.resize import resize
from ..tools.segmenter import Prompt, Segmenter
from ..tools.texts import words_of

Maps = NDArray[np.float32]
Labels = NDArray[np.int32]

SAME = 0.9
"""Maps whose masks overlap more (IoU) show one thing under two names."""


def by_segmenter(
    segmenter: Segmenter,
    image: Image,
    texts: Sequence[str],
    maps: Maps,
    eta: float,
    *,
    scores: Sequence[float] | None = None,
    asked: int | None = None,
) -> Labels:
    """Cut each text out within the box of its map; of texts in the same place only the surest.

    Where a contrastive concept takes a pixel that a query has without the concepts, the surer of
    both keeps it: every map has a peak of 1, so that a faint concept pulls as hard as the query.

    Args:
        segmenter: cuts all texts of a picture together, each being contrast for the others.
        image: the picture.
        texts: N of them.
        maps: (N, h, w) float32 in [0, 1].
        eta: a map's box holds what is above it.
        scores: N of them, the classifier's; without them all are equally sure.
        asked: so many of the texts, the first, are queries, the rest concepts; without it all are
            queries.

    Returns:
        (H, W) int32: 0 for nobody, i + 1 for text i.
    """
    others = same_place(maps, eta, scores)
    size_hw = (image.height, image.width)
    prompts = {
        row: _prompts(texts[row], maps[row], eta, size_hw)
        for row in range(len(texts))
        if row not in others
    }
    labels = _cut(segmenter, image, prompts)
    own = {row: some for row, some in prompts.items() if asked is None or row < asked}
    if asked is None or not (labels > asked).any():
        return labels
    alone = _cut(segmenter, image, own)
    sure = np.array([0.0, *(scores or [1.0] * len(texts))])
    kept = (labels > asked) & (alone > 0) & (sure[labels] <= sure[alone])
    return np.where(kept, alone, labels).astype(np.int32)


def _prompts(text: str, row: Maps, eta: float, size_hw: tuple[int, int]) -> list[Prompt]:
    """The box of a map with each of the text's words: the segmenter may know only one of them."""
    mask = resize(row[None], size_hw)[0] > eta
    if not mask.any():
        return []
    x0, y0, x1, y1 = tight_box(mask)
    return [Prompt(box=[x0, y0, x1, y1], phrase=word) for word in words_of(text)]


def _cut(segmenter: Segmenter, image: Image, prompts: Mapping[int, list[Prompt]]) -> Labels:
    """Labels of some rows, cut out together."""
    labels = np.zeros((image.height, image.width), np.int32)
    owners = [row + 1 for row, some in prompts.items() for _ in some]
    if not owners:
        return labels
    logits = segmenter.segment(image, [each for some in prompts.values() for each in some]).logits
    surest = np.array(owners, np.int32)[logits.argmax(axis=0)]
    return np.where(logits.max(axis=0) > 0, surest, labels).astype(np.int32)


def same_place(maps: Maps, eta: float, scores: Sequence[float] | None = None) -> dict[int, int]:
    """Which maps show what another one with a better score shows.

    Cut out together, two names of one thing would halve it between them, and six riders on one
    horse take the horse too. The better score keeps the place, among equals the first: queries
    come before contrastive concepts, and a concept that cannot be told from the query is none.

    Args:
        maps: (N, h, w) float32 in [0, 1].
        eta: a map's mask is where it is above.
        scores: N of them; without them all are equal.

    Returns:
        for the rows that give way the row that stays.

    Example:
        >>> maps = np.array([[[1, 0]], [[0, 1]], [[0.9, 0]]], np.float32)
        >>> same_place(maps, 0.4, [0.7, 0.8, 0.7])
        {2: 0}
    """
    claims = (maps > eta).reshape(len(maps), -1).astype(np.float32)
    both = claims @ claims.T
    area = claims.sum(axis=1)
    overlap = both / np.maximum(area[:, None] + area[None] - both, 1)
    stay: list[int] = []
    out: dict[int, int] = {}
    sure = scores or [1.0] * len(maps)
    for row in sorted(range(len(maps)), key=lambda row: -sure[row]):
        before = next((other for other in stay if overlap[row, other] > SAME), None)
        if before is None:
            stay.append(row)
        else:
            out[row] = before
    return out
