"""Texts of the open vocabulary as the embedded network reads them.

A text may hold several words for one thing (`tools/texts.py`); here each counts by itself.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..texts import words_of
from .concepts import membership

Array = NDArray[np.float32]


@lru_cache(maxsize=256)
def members_of(texts: tuple[str, ...]) -> Array:
    """Which ImageNet classes are evidence for which text; the words of one text do not compete.

    Args:
        texts: C of them; they compete for the classes. Do not change the result.

    Returns:
        (C, 1000) float32 in [0, 1].
    """
    words = [word for text in texts for word in words_of(text)]
    owner = [row for row, text in enumerate(texts) for _ in words_of(text)]
    distinct = tuple(dict.fromkeys(words))
    rows = membership(distinct)
    out = np.zeros((len(texts), rows.shape[1]), np.float32)
    for row, word in zip(owner, words, strict=True):
        out[row] = np.maximum(out[row], rows[distinct.index(word)])
    return out
