"""Counts a co-occurrence dictionary out of captions: one pass, in bounded memory, on many cores.

    counted = build_dictionary(["captions.tsv.gz"], read_concepts(["concepts.txt"]))

Captions are read in one place and counted in chunks; a chunk's counts come back as arrays and are
added up. A worker holds one chunk, whatever the size of the files; the sum holds one number for
each pair of concepts that was ever seen together.

Source: contrastive_concepts.txt, section 3.4, "co-occurrence extraction".
"""

from __future__ import annotations

import hashlib
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import combinations, islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...errors import InputError, ToolError
from .captions import fingerprint, fingerprints, read_captions
from .dictionary import Dictionary, Provenance, SourceFile
from .matcher import Matcher, read_concepts

CHUNK = 4096
"""Captions counted at once."""

_MERGE_AT = 2**19  # pairs that wait before they are sorted into the sum

Progress = Callable[[int, str], None]
"""Called with how many captions have been read, and from which file."""


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


def build_dictionary(
    captions: Sequence[str],
    concepts: Sequence[str],
    *,
    exclude: Sequence[str] = (),
    column: str | None = None,
    min_captions: int = 1,
    workers: int = 1,
    progress: Progress | None = None,
) -> Dictionary:
    """Count a dictionary.

    Args:
        captions: files as `captions.read_captions` takes them.
        concepts: files as `matcher.read_concepts` takes them.
        exclude: files with captions that do not count, compared by text; held in memory, eight
            bytes and a little more each.
        column: of tables and JSON lines, which column has the captions.
        min_captions: concepts in fewer captions are left out: of a concept that was seen once,
            everything beside it has the frequency 1.
        workers: processes that count, this one not counted; 1 counts in this process.
        progress: told now and then.

    Returns:
        the dictionary; the same for any number of workers.

    Raises:
        InputError: a file cannot be used, no caption, or no concept in any caption.
        ToolError: a worker died.
    """
    names = read_concepts(concepts)
    skip = fingerprints(exclude, column)
    matcher = Matcher(names)
    total = Sum(len(matcher.concepts))
    for part in _counted(_chunks(captions, column, progress), names, skip, workers):
        total.add(part)
    counted = total.total()
    if counted.n_read == counted.n_excluded:
        raise InputError(" ".join(captions), "there is no caption left to count")
    if not counted.n_named:
        raise InputError(" ".join(concepts), "none of the concepts is in any caption")
    provenance = Provenance(
        captions=[_source(name) for name in captions],
        concepts=[_source(name) for name in concepts],
        excluded=[_source(name) for name in exclude],
        column=column or "",
        min_captions=min_captions,
        n_read=counted.n_read,
        n_excluded=counted.n_excluded,
        n_named=counted.n_named,
        package=_version(),
    )
    return _kept(matcher.concepts, counted, provenance, min_captions)


def _kept(
    concepts: Sequence[str], counted: Counted, provenance: Provenance, least: int
) -> Dictionary:
    """The dictionary of the concepts that are in at least so many captions."""
    n = len(concepts)
    rows = np.flatnonzero(counted.captions >= max(1, least))
    if not len(rows):
        raise InputError(
            "--min-captions", f"no concept is in {least} captions", "give a smaller number"
        )
    new = np.full(n, -1, np.int64)
    new[rows] = np.arange(len(rows))
    first, second = new[counted.pairs // n], new[counted.pairs % n]
    both = (first >= 0) & (second >= 0)
    return Dictionary(
        concepts=tuple(concepts[row] for row in rows.tolist()),
        captions=counted.captions[rows],
        first=first[both],
        second=second[both],
        together=counted.together[both],
        provenance=provenance,
    )


def _chunks(
    names: Iterable[str], column: str | None, progress: Progress | None
) -> Iterator[list[str]]:
    n_read = 0
    for name in names:
        captions = read_captions(name, column)
        while chunk := list(islice(captions, CHUNK)):
            n_read += len(chunk)
            yield chunk
            if progress is not None:
                progress(n_read, name)


def _counted(
    chunks: Iterator[list[str]], names: Sequence[str], skip: frozenset[bytes], workers: int
) -> Iterator[Counted]:
    if workers <= 1:
        counter = Counter(names, skip)
        yield from map(counter.count, chunks)
        return
    # A fork of a process with threads may stand still.
    context = multiprocessing.get_context("spawn")
    waiting: deque[Future[Counted]] = deque()
    pool = ProcessPoolExecutor(workers, context, initializer=_start, initargs=(names, skip))
    try:
        for chunk in chunks:
            waiting.append(pool.submit(_count, chunk))
            # The files are not read faster than they are counted, else they end up in memory.
            if len(waiting) >= 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise ToolError("contrast build", "a worker died, perhaps for want of memory") from error
    finally:
        pool.shutdown(cancel_futures=True)


_counters: list[Counter] = []
"""The counter of a worker process."""


def _start(names: Sequence[str], skip: frozenset[bytes]) -> None:
    _counters[:] = [Counter(names, skip)]


def _count(captions: Sequence[str]) -> Counted:
    return _counters[0].count(captions)


def _source(name: str) -> SourceFile:
    if name == "-":
        return SourceFile(name="-", sha256="")
    try:
        with Path(name).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise InputError(name, f"cannot be read ({why})") from error
    return SourceFile(name=Path(name).name, sha256=digest.hexdigest())


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("maskwright")
    except PackageNotFoundError:
        return ""
