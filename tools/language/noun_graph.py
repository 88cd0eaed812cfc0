"""The noun graph: what words name, what is a kind of what, what is a part of what (WordNet 3.0).

A synset (a set of synonyms, one meaning) is an integer here: its row in the arrays of
`data/wordnet_nouns.npz`, which `build_noun_graph.py` makes. ImageNet's class ids ("n02084071") are
WordNet 3.0 offsets, so that they translate both ways.

    graph = noun_graph()
    graph.senses("diningtable")          # [...], most frequent first
    graph.is_kind_of(graph.synset("n02123045"), graph.senses("cat")[0])
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import deque
from functools import cached_property, lru_cache
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray

from ...errors import InputError
from .reading import Reading, read_phrase
from .words import key_of

_FILE_NAMES = """
    Tops act animal artifact attribute body cognition communication event feeling food group
    location motive object person phenomenon plant possession process quantity relation shape
    state substance time
"""
LEXICAL_FILES: dict[int, str] = dict(enumerate(_FILE_NAMES.split(), start=3))
"""WordNet's lexicographer files of nouns, by their numbers."""

_CATEGORIES = frozenset(LEXICAL_FILES.values())

VISUAL_FILES = frozenset(
    {"noun.animal", "noun.artifact", "noun.body", "noun.food", "noun.object", "noun.person",
     "noun.plant"}
)  # fmt: skip
"""Files of things that a picture shows; the rest are groups, places, stuff and abstractions."""

_HYPERNYM, _INSTANCE = 0, 1
_PART_KINDS = (2, 3, 4)


class NounGraph:
    """WordNet's nouns.

    Args:
        arrays: as `build_noun_graph.build` makes them.
    """

    def __init__(self, arrays: dict[str, NDArray[np.generic]]) -> None:
        self._offsets = np.cumsum(arrays["offset_step"])
        self._files = arrays["lexical_file"]
        self._keys = _lines(arrays["keys"])
        self._start = np.cumsum(np.concatenate([[0], arrays["n_senses"]]), dtype=np.int64)
        self._sense = arrays["sense"]
        self._count = arrays["sense_count"]
        self._text = {name: arrays[name] for name in ("words", "plurals", "adjectives")}
        self._edges = {name: arrays[name] for name in ("edge_from", "edge_kind", "edge_to")}
        self.ancestors = lru_cache(maxsize=16384)(self._ancestors)
        self.read = lru_cache(maxsize=16384)(self._read)

    def __len__(self) -> int:
        """Number of synsets."""
        return len(self._offsets)

    # Words

    def senses(self, phrase: str) -> list[int]:
        """Synsets that a phrase may name, most frequent first; see `reading.read_phrase`.

        Args:
            phrase: a noun phrase as people or datasets write it ("diningtable", "young girls").

        Returns:
            synsets, empty where no noun of WordNet is in the phrase.
        """
        return list(self.read(phrase).senses)

    def lookup(self, key: str) -> list[int]:
        """Synsets of exactly this key (`words.key_of`), most frequent first, and no other."""
        row = bisect_left(self._keys, key)
        if row == len(self._keys) or self._keys[row] != key:
            return []
        return [int(s) for s in self._sense[self._start[row] : self._start[row + 1]]]

    def count(self, key: str, synset: int) -> int:
        """How often the word was tagged with this meaning in WordNet's texts; 0 for a rare one."""
        row = bisect_left(self._keys, key)
        if row == len(self._keys) or self._keys[row] != key:
            return 0
        span = slice(self._start[row], self._start[row + 1])
        return int(self._count[span][self._sense[span] == synset].sum())

    def common_nouns(self, most: int) -> list[str]:
        """The keys that WordNet's texts name visible things with most often, commonest first."""
        visual = np.array([self.is_visual(int(synset)) for synset in self._sense])
        total = np.add.reduceat(self._count * visual, self._start[:-1], dtype=np.int64)
        order = np.argsort(-total, kind="stable")[:most]
        return [self._keys[row] for row in order if total[row] > 0]

    def irregular_singular(self, word: str) -> str | None:
        """The singular of "geese"; None for a word that has no entry of its own."""
        return self._plurals.get(word)

    def is_adjective(self, word: str) -> bool:
        """Whether WordNet has the word as an adjective."""
        return word in self._adjectives

    def lemmas(self, synset: int) -> list[str]:
        """The words of a synset, the usual one first, as WordNet spells them."""
        return self._words[synset].split("|")

    def sense_rank(self, synset: int, lemma: str) -> int:
        """The how-many-th meaning of the word this is, from 0; a large number if it is none."""
        senses = self.lookup(key_of(lemma))
        return senses.index(synset) if synset in senses else 99

    # Names

    def synset(self, wnid: str | int) -> int:
        """The synset of an ImageNet id ("n02084071") or of a WordNet 3.0 offset.

        Raises:
            InputError: WordNet 3.0 has no noun synset there.
        """
        digits = str(wnid).removeprefix("n")
        offset = int(digits) if digits.isdecimal() else -1
        row = int(np.searchsorted(self._offsets, offset))
        if row == len(self._offsets) or self._offsets[row] != offset:
            raise InputError(str(wnid), "no noun synset of WordNet 3.0 has this id")
        return row

    def wnid(self, synset: int) -> str:
        """The ImageNet id of a synset: "n" and eight digits."""
        return f"n{int(self._offsets[synset]):08d}"

    def lexical_file(self, synset: int) -> str:
        """WordNet's coarse category: "noun.animal", "noun.artifact", "noun.person"...

        WordNet keeps the top of each category ("person", "animal") in noun.Tops; they answer here
        as what they are the top of.
        """
        file = LEXICAL_FILES[int(self._files[synset])]
        if file == "Tops":
            file = next((word for word in self.lemmas(synset) if word in _CATEGORIES), file)
        return f"noun.{file}"

    def is_instance(self, synset: int) -> bool:
        """Whether the synset is one certain thing (a city, a person of history), not a kind."""
        return synset in self._instances

    def is_visual(self, synset: int) -> bool:
        """Whether the synset is a thing with a body (animal, artifact, plant, person, food...)."""
        return self.lexical_file(synset) in VISUAL_FILES

    # Relations

    def parents(self, synset: int) -> list[int]:
        """What it is directly a kind or an instance of."""
        return self._up.of(synset)

    def children(self, synset: int) -> list[int]:
        """Its direct kinds and instances."""
        return self._down.of(synset)

    def parts(self, synset: int) -> list[int]:
        """Its parts, members and substances (direct ones)."""
        return self._parts.of(synset)

    def wholes(self, synset: int) -> list[int]:
        """What it is a part, a member or the substance of (directly)."""
        return self._wholes.of(synset)

    def _ancestors(self, synset: int) -> dict[int, int]:
        """Everything it is a kind of, with the distance; itself at 0. Do not change the dict."""
        distance = {synset: 0}
        queue = deque([synset])
        while queue:
            here = queue.popleft()
            for parent in self.parents(here):
                if parent not in distance:
                    distance[parent] = distance[here] + 1
                    queue.append(parent)
        return distance

    def is_kind_of(self, a: int, b: int) -> bool:
        """Whether `a` is `b`, a kind of it or an instance of it."""
        return b in self.ancestors(a)

    def depth(self, synset: int) -> int:
        """Steps of the shortest way up to "entity"."""
        return max(self.ancestors(synset).values())

    def lowest_common(self, a: int, b: int) -> int | None:
        """The common ancestor with the shortest way over it; the deeper one of equals."""
        up_a, up_b = self.ancestors(a), self.ancestors(b)
        common = up_a.keys() & up_b.keys()
        if not common:
            return None
        return min(common, key=lambda s: (up_a[s] + up_b[s], -self.depth(s), s))

    # Tables that are built when first asked for

    def _read(self, phrase: str) -> Reading:
        return read_phrase(phrase, self)

    @cached_property
    def _words(self) -> list[str]:
        return _lines(self._text["words"])

    @cached_property
    def _adjectives(self) -> frozenset[str]:
        return frozenset(_lines(self._text["adjectives"]))

    @cached_property
    def _plurals(self) -> dict[str, str]:
        pairs = (line.split("|") for line in _lines(self._text["plurals"]))
        return {plural: singular for plural, singular in pairs}  # noqa: C416, typed as pairs

    @cached_property
    def _instances(self) -> frozenset[int]:
        is_one = self._edges["edge_kind"] == _INSTANCE
        return frozenset(self._edges["edge_from"][is_one].tolist())

    @cached_property
    def _up(self) -> _Arrows:
        return self._adjacency((_HYPERNYM, _INSTANCE), backward=False)

    @cached_property
    def _down(self) -> _Arrows:
        return self._adjacency((_HYPERNYM, _INSTANCE), backward=True)

    @cached_property
    def _parts(self) -> _Arrows:
        return self._adjacency(_PART_KINDS, backward=False)

    @cached_property
    def _wholes(self) -> _Arrows:
        return self._adjacency(_PART_KINDS, backward=True)

    def _adjacency(self, kinds: tuple[int, ...], backward: bool) -> _Arrows:
        keep = np.isin(self._edges["edge_kind"], kinds)
        lower, upper = self._edges["edge_from"][keep], self._edges["edge_to"][keep]
        start, end = (upper, lower) if backward else (lower, upper)
        return _Arrows(start, end, len(self))


class _Arrows:
    """Where edges lead, by their start; edges of one start keep their order.

    Lists by start would take longer to build than a run takes to look a few hundred of them up.
    """

    def __init__(
        self, start: NDArray[np.generic], end: NDArray[np.generic], n_synsets: int
    ) -> None:
        order = np.argsort(start, kind="stable")
        self._ends = end[order]
        self._first: list[int] = np.searchsorted(start[order], np.arange(n_synsets + 1)).tolist()

    def of(self, start: int) -> list[int]:
        return self._ends[self._first[start] : self._first[start + 1]].tolist()


def _lines(text: NDArray[np.generic]) -> list[str]:
    return text.tobytes().decode().split("\n")


_lock = threading.Lock()
_graphs: list[NounGraph] = []


def noun_graph() -> NounGraph:
    """The one graph of this process; read from the package at the first call, under a lock."""
    with _lock:
        if not _graphs:
            source = files(__name__.rpartition(".")[0]) / "data" / "wordnet_nouns.npz"
            with as_file(source) as path, np.load(path, allow_pickle=False) as stored:
                _graphs.append(NounGraph({name: stored[name] for name in stored.files}))
        return _graphs[0]
