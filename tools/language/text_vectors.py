"""Sentence vectors that ship with the package: class names, ImageNet's names, common nouns.

`data/text_vectors.npz` is made by `tools/embedded/build_text_vectors.py`. It holds the vectors in
half precision, which moves a cosine by about 1e-5, and the SHA-256 of the weights that made them;
for other weights it is passed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray


def shipped_vectors(texts: Sequence[str], revision: str) -> dict[str, NDArray[np.float32]]:
    """The vectors that the package has.

    Args:
        texts: any texts.
        revision: SHA-256 of the weights in use, hexadecimal.

    Returns:
        for those of the texts that are there (384,) float32, unit length.
    """
    made_by, rows, vectors = _table()
    if made_by != revision:
        return {}
    wanted = [text for text in texts if text in rows]
    some = vectors[[rows[text] for text in wanted]].astype(np.float32)
    some /= np.linalg.norm(some, axis=1, keepdims=True)
    return dict(zip(wanted, some, strict=True))


@lru_cache(maxsize=1)
def _table() -> tuple[str, dict[str, int], NDArray[np.float16]]:
    """Revision of the weights, text to row, (N, 384) float16."""
    source = files(__name__.rpartition(".")[0]) / "data" / "text_vectors.npz"
    with as_file(source) as path, np.load(path, allow_pickle=False) as stored:
        texts = stored["texts"].tobytes().decode().split("\n")
        rows = {text: row for row, text in enumerate(texts)}
        return str(stored["revision"]), rows, stored["vectors"]
