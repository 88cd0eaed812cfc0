"""Vectors by text in one SQLite file: many processes may read and write it; losing it loses time.

Texts must be encodable as UTF-8.

Nothing here fails a run: a file that cannot be read or written is as good as an empty one.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

logger = logging.getLogger(__name__)

_CHUNK = 500  # SQLite's limit on parameters of a statement was 999 for long


class VectorStore:
    """Float32 vectors of one length by text.

    Args:
        path: the file; made with its folder at the first `put`.
        dimension: length of every vector; a row of another length is not believed.
    """

    def __init__(self, path: Path, dimension: int) -> None:
        self.path = path
        self.dimension = dimension

    def get(self, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors that are there; each (dimension,) float32."""
        found: dict[str, NDArray[np.float32]] = {}
        if self.path.exists():
            with self._forgiving(), closing(sqlite3.connect(self.path, timeout=10)) as database:
                for start in range(0, len(texts), _CHUNK):
                    some = texts[start : start + _CHUNK]
                    marks = ",".join("?" * len(some))
                    query = f"SELECT text, vector FROM vectors WHERE text IN ({marks})"
                    rows = database.execute(query, some)
                    found.update({text: np.frombuffer(blob, "<f4") for text, blob in rows})
        return {text: vector for text, vector in found.items() if self._sound(vector)}

    def put(self, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Add vectors, all or none."""
        rows = [(text, v.astype("<f4").tobytes()) for text, v in vectors.items()]
        with self._forgiving():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.path, timeout=10)) as database, database:
                database.execute(
                    "CREATE TABLE IF NOT EXISTS vectors (text TEXT PRIMARY KEY, vector BLOB)"
                )
                database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)

    @contextmanager
    def _forgiving(self) -> Generator[None]:
        """A broken file is deleted; another failure of the cache is logged and passed over."""
        try:
            yield
        except (sqlite3.OperationalError, OSError) as error:
            logger.warning("the cache %s is not used: %s", self.path, error)
        except (sqlite3.DatabaseError, ValueError, TypeError) as error:
            logger.warning("the cache %s was broken and is started anew: %s", self.path, error)
            self.path.unlink(missing_ok=True)

    def _sound(self, vector: NDArray[np.float32]) -> bool:
        return vector.shape == (self.dimension,) and bool(np.isfinite(vector).all())
