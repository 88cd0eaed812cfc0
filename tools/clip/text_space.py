"""CLIP's own space of texts: where contrastive concepts are compared for a CLIP proposer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .settings import ClipSettings
from .text import unit

TEMPLATES = ("a photo of a {}.",)


class ClipTexts:
    """Cosines of template-averaged text embeddings, phi_T of contrastive_concepts.txt."""

    def __init__(self, settings: ClipSettings) -> None:
        self._settings = settings

    def similarity(self, a: Sequence[str], b: Sequence[str]) -> NDArray[np.float32]:
        """Cosine similarity of every text of `a` with every text of `b`.

        Returns:
            (len(a), len(b)) float32 in [-1, 1].
        """
        distinct = list(dict.fromkeys([*a, *b]))
        clip = self._settings.load()
        embedded = np.asarray(clip.texts.embed(distinct, TEMPLATES), np.float32)  # (T, N, E)
        rows = unit(unit(embedded).mean(axis=0))
        place = {text: row for row, text in enumerate(distinct)}
        return rows[[place[text] for text in a]] @ rows[[place[text] for text in b]].T
