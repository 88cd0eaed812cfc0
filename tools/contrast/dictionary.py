"""The co-occurrence dictionary: which concepts stand together in captions, and how often.

    dictionary = shipped_dictionary()
    dictionary.neighbours("boat")           # [("water", 0.24), ...]
    dictionary.nearest("catamaran", space)  # a concept that stands in for a word that is not there

A file is an .npz without pickles, made by `build.py`. Source: contrastive_concepts.txt, section
3.4.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError

from ...errors import InputError
from ..base import Frozen
from ..folders import write_beside
from .matcher import Matcher

STOP_WORDS = frozenset({"image", "photo", "picture", "view"})
"""Words that tell of the picture, not of what is in it (section 3.4)."""

FILE_NAME = "cooccurrence.npz"
FORMAT = 1

Counts = NDArray[np.int64]


class TextSpace(Protocol):
    """A space of texts: MiniLM (`tools/language/sentences.py` is one), or a CLIP's text encoder."""

    def similarity(self, a: Sequence[str], b: Sequence[str]) -> NDArray[np.float32]:
        """Cosine similarity of every text of `a` with every text of `b`.

        Returns:
            (len(a), len(b)) float32 in [-1, 1].
        """
        ...


class SourceFile(Frozen):
    """One file that went in, by its name alone, without its folder."""

    name: str
    sha256: str = Field(description="Of the file as it lies on the disk; empty for stdin.")


class Provenance(Frozen):
    """What a dictionary was made from; enough to make it again."""

    captions: list[SourceFile] = Field(default_factory=list[SourceFile])
    concepts: list[SourceFile] = Field(default_factory=list[SourceFile])
    excluded: list[SourceFile] = Field(default_factory=list[SourceFile])
    column: str = Field(default="", description="As given with --column.")
    min_captions: int = Field(default=1, description="Concepts in fewer captions were left out.")
    n_read: int = Field(default=0, ge=0, description="Captions read.")
    n_excluded: int = Field(default=0, ge=0, description="Of them left out by text.")
    n_named: int = Field(default=0, ge=0, description="Of the rest, those that name a concept.")
    package: str = Field(default="", description="Version of Maskwright.")


@dataclass(frozen=True)
class Dictionary:
    """A symmetric table of counts, sparse.

    Attributes:
        concepts: N names.
        captions: (N,) int64, in how many captions each one is.
        first: (P,) int64, one concept of each pair that stands together at all.
        second: (P,) int64, the other one, always greater than `first`.
        together: (P,) int64 above 0, in how many captions both are.
        provenance: where the counts come from.
    """

    concepts: tuple[str, ...]
    captions: Counts
    first: Counts
    second: Counts
    together: Counts
    provenance: Provenance

    def __contains__(self, concept: str) -> bool:
        """Whether the concept is there, in any spelling, singular or plural."""
        return self._matcher.row(concept) is not None

    def find(self, concept: str) -> str | None:
        """The concept as it is spelled here; None where it is not there."""
        row = self._matcher.row(concept)
        return None if row is None else self.concepts[row]

    def neighbours(self, concept: str, gamma: float = 0.01) -> list[tuple[str, float]]:
        """The concepts that are in more than a share `gamma` of the captions with this one.

        Args:
            concept: one that is there, in any spelling.
            gamma: in [0, 1].

        Returns:
            (word, frequency), most frequent first, equals by the alphabet; without the stop words
            and without the concept itself.

        Raises:
            InputError: the concept is not there.

        Source: contrastive_concepts.txt, section 3.4: the counts normalised row-wise by the number
        of captions with the concept, frequency > gamma.
        """
        row = self._matcher.row(concept)
        if row is None:
            raise InputError(
                f"concept {concept!r}", "is not in the dictionary", "ask for the nearest one"
            )
        others, counts = self._beside(row)
        total = max(1, int(self.captions[row]))
        pairs: list[tuple[int, int]] = list(zip(others.tolist(), counts.tolist(), strict=True))
        found = [
            (self.concepts[other], count / total)
            for other, count in pairs
            if count / total > gamma and other not in self._stop_rows
        ]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def nearest(self, query: str, space: TextSpace) -> tuple[str, float]:
        """The concept that stands for a query: itself where it is there, else the most similar.

        Args:
            query: any text.
            space: where texts are compared; asked for all concepts at once.

        Returns:
            the concept and its cosine similarity, 1 where it is the query itself; the first of
            equals.

        Source: contrastive_concepts.txt, section 3.4, "generalization to arbitrary concepts".
        """
        found = self.find(query)
        if found is not None:
            return found, 1.0
        near = space.similarity([query], self.concepts)[0]
        best = int(np.argmax(near))
        return self.concepts[best], float(near[best])

    def base_rate(self, concept: str) -> float:
        """The share of all captions that the concept is in; 0 for one that is not there."""
        row = self._matcher.row(concept)
        total = max(1, self.provenance.n_read - self.provenance.n_excluded)
        return 0.0 if row is None else float(self.captions[row]) / total

    @cached_property
    def _matcher(self) -> Matcher:
        return Matcher(self.concepts)

    @cached_property
    def _stop_rows(self) -> frozenset[int | None]:
        return frozenset(self._matcher.row(word) for word in STOP_WORDS)

    @cached_property
    def _both_ways(self) -> tuple[Counts, Counts, Counts]:
        """Where each row begins, the other concept, the count: the full table by rows."""
        rows = np.concatenate([self.first, self.second])
        others = np.concatenate([self.second, self.first])
        order = np.lexsort((others, rows))
        start = np.searchsorted(rows[order], np.arange(len(self.concepts) + 1))
        return start, others[order], np.concatenate([self.together, self.together])[order]

    def _beside(self, row: int) -> tuple[Counts, Counts]:
        start, others, counts = self._both_ways
        span = slice(int(start[row]), int(start[row + 1]))
        return others[span], counts[span]


def save_dictionary(dictionary: Dictionary, folder: Path) -> Path:
    """Write `cooccurrence.npz` and beside it `cooccurrence.json`, its provenance to read.

    Raises:
        OSError: the folder cannot be written.
    """
    n = len(dictionary.concepts)
    order = np.lexsort((dictionary.second, dictionary.first))
    first, second = dictionary.first[order], dictionary.second[order]
    small = np.uint16 if n <= 2**16 else np.uint32
    largest = int(dictionary.together.max(initial=0))
    arrays: dict[str, Any] = {
        "format": np.array([FORMAT]),
        "concepts": np.frombuffer("\n".join(dictionary.concepts).encode(), np.uint8),
        "captions": dictionary.captions,
        # Lengths of rows instead of row numbers: they pack to nothing.
        "row_length": np.bincount(first, minlength=n).astype(np.int64),
        "second": second.astype(small),
        "together": dictionary.together[order].astype(np.uint16 if largest < 2**16 else np.int64),
        "provenance": np.frombuffer(dictionary.provenance.model_dump_json().encode(), np.uint8),
    }
    packed = io.BytesIO()
    np.savez_compressed(packed, **arrays)
    path = folder / FILE_NAME
    write_beside(path, packed.getvalue())
    text = json.dumps(dictionary.provenance.model_dump(mode="json"), indent=2, ensure_ascii=False)
    write_beside(path.with_suffix(".json"), f"{text}\n".encode())
    return path


def load_dictionary(path: Path) -> Dictionary:
    """Read and check a dictionary.

    Args:
        path: the .npz file, or the folder that `contrast build` made.

    Raises:
        InputError: the file cannot be read or is no dictionary.
    """
    file = path / FILE_NAME if path.is_dir() else path
    try:
        with np.load(file, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        return _from_arrays(arrays)
    except FileNotFoundError as error:
        raise InputError(str(file), "there is no such file", _MAKE) from error
    except (
        *(OSError, EOFError, zipfile.BadZipFile, zlib.error, AttributeError, NotImplementedError),
        *(KeyError, ValueError, TypeError, IndexError, ValidationError),
    ) as error:
        raise InputError(str(file), "is no co-occurrence dictionary", _MAKE) from error


@lru_cache(maxsize=1)
def shipped_dictionary() -> Dictionary:
    """The dictionary that comes with the package; `data/SOURCE.txt` tells what it was made from."""
    with as_file(files(__name__.rpartition(".")[0]) / "data" / FILE_NAME) as path:
        return load_dictionary(path)


_MAKE = "make one with: maskwright contrast build CAPTIONS --concepts FILE --out DIR"


def _from_arrays(arrays: Mapping[str, NDArray[Any]]) -> Dictionary:
    """Raises: KeyError, ValueError or TypeError where something does not fit."""
    concepts = tuple(arrays["concepts"].tobytes().decode().split("\n"))
    n = len(concepts)
    captions = arrays["captions"].astype(np.int64)
    first = np.repeat(np.arange(n), arrays["row_length"]).astype(np.int64)
    second = arrays["second"].astype(np.int64)
    together = arrays["together"].astype(np.int64)
    fits = (
        int(arrays["format"][0]) == FORMAT
        and captions.shape == (n,)
        and first.shape == second.shape == together.shape == (len(first),)
        and bool((second > first).all() and (second < n).all() and (together > 0).all())
        and bool((together <= np.minimum(captions[first], captions[second])).all())
    )
    if not fits:
        raise ValueError("its arrays do not fit together")
    provenance = Provenance.model_validate_json(arrays["provenance"].tobytes())
    return Dictionary(concepts, captions, first, second, together, provenance)
