"""Final maps to masks by the promptable segmenter: each map's box and words are its prompt."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..tools.image import Image
from ..tools.mask import tight_box
from ..tools.resize import resize
from ..tools.segmenter import Prompt, Segmenter
from ..tools.texts import words_of


def by_segmenter(
    segmenter: Segmenter,
    image: Image,
    texts: Sequence[str],
    maps: NDArray[np.float32],
    eta: float,
) -> NDArray[np.int32]:
    """Cut each text out within the box of its map.

    Args:
        segmenter: cuts all texts of a picture together, each being contrast for the others.
        image: the picture.
        texts: N of them.
        maps: (N, h, w) float32 in [0, 1].
        eta: a map's box holds what is above it.

    Returns:
        (H, W) int32: 0 for nobody, i + 1 for text i.
    """
    labels = np.zeros((image.height, image.width), np.int32)
    prompts: list[Prompt] = []
    owners: list[int] = []
    for index, (text, row) in enumerate(zip(texts, maps, strict=True), start=1):
        mask = resize(row[None], labels.shape)[0] > eta
        if mask.any():
            x0, y0, x1, y1 = tight_box(mask)
            # Each of its words by itself: the segmenter may know only one of them.
            for word in words_of(text):
                prompts.append(Prompt(box=[x0, y0, x1, y1], phrase=word))
                owners.append(index)
    if not prompts:
        return labels
    logits = segmenter.segment(image, prompts).logits
    surest = np.array(owners, np.int32)[logits.argmax(axis=0)]
    return np.where(logits.max(axis=0) > 0, surest, labels).astype(np.int32)
