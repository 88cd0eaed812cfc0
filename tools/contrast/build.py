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
from itertools import islice
from pathlib import Path

import numpy as np

from ...errors import InputError, ToolError
from .captions import fingerprints, read_captions
from .counting import Counted, Counter, Sum
from .dictionary import Dictionary, Provenance, SourceFile
from .matcher import Matcher, read_concepts

CHUNK = 4096
"""Captions counted at once."""

Progress = Callable[[int, str], None]
"""Called with how many captions have been read, and from which file."""


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
