"""Counting concepts and pairs of concepts: a chunk of captions at a time, and the sum of chunks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from .captions import fingerprint
from .matcher import Matcher

_MERGE_AT = 2**14  # pairs that wait before they are sorted into the sum


@dataclass(frozen=True)
class Counted:
    """Counts of some captions.

    Attributes:
        captions: (N,) int64, in how many each concept is.
        pairs: (P,) int64, rising: first * N + second, first < second.
        together: (P,) int64, in how many captions both are.
        n_read: captions looked at.
        n_excluded: of them left out.
        n_named: of the rest, those that name a concept.
    """

    captions: NDArray[np.int64]
    pairs: NDArray[np.int64]
    together: NDArray[np.int64]
    n_read: int
    n_excluded: int
    n_named: int


class Counter:
    """Counts captions; one lives in each worker.

    Args:
        concepts: names.
        excluded: fingerprints of captions that do not count.
    """

    def __init__(self, concepts: Sequence[str], excluded: frozenset[bytes] = frozenset()) -> None:
        self.matcher = Matcher(concepts)
        self.excluded = excluded

    def count(self, captions: Sequence[str]) -> Counted:
        """Count one chunk."""
        n = len(self.matcher.concepts)
        alone: list[int] = []
        pairs: list[int] = []
        n_excluded = n_named = 0
        for caption in captions:
            if self.excluded and fingerprint(caption) in self.excluded:
                n_excluded += 1
                continue
            found = self.matcher.find(caption)
            n_named += bool(found)
            alone += found
            pairs += [a * n + b for a, b in combinations(found, 2)]
        keys, together = np.unique(np.array(pairs, np.int64), return_counts=True)
        captions_of = np.bincount(np.array(alone, np.int64), minlength=n).astype(np.int64)
        return Counted(
            captions_of, keys, together.astype(np.int64), len(captions), n_excluded, n_named
        )


class Sum:
    """Adds counts up.

    Args:
        n: number of concepts.
    """

    def __init__(self, n: int) -> None:
        self._captions = np.zeros(n, np.int64)
        self._numbers = np.zeros(3, np.int64)
        self._parts: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
        self._waiting = 0
        self._merged = 0

    def add(self, part: Counted) -> None:
        """Add the counts of a chunk."""
        self._captions += part.captions
        self._numbers += (part.n_read, part.n_excluded, part.n_named)
        self._parts.append((part.pairs, part.together))
        self._waiting += len(part.pairs)
        # Waiting as long as the sum is long keeps the sorting linear in the captions.
        if self._waiting > max(_MERGE_AT, self._merged):
            self._merge()

    def total(self) -> Counted:
        """The counts of everything added."""
        self._merge()
        pairs, together = self._parts[0]
        n_read, n_excluded, n_named = self._numbers.tolist()
        return Counted(self._captions, pairs, together, n_read, n_excluded, n_named)

    def _merge(self) -> None:
        empty = (np.zeros(0, np.int64), np.zeros(0, np.int64))
        keys = np.concatenate([keys for keys, _ in [empty, *self._parts]])
        counts = np.concatenate([counts for _, counts in [empty, *self._parts]])
        pairs, where = np.unique(keys, return_inverse=True)
        together = np.zeros(len(pairs), np.int64)
        np.add.at(together, where, counts)
        self._parts = [(pairs, together)]
        self._merged, self._waiting = len(pairs), 0
