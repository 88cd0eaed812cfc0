"""Builds `data/wordnet_nouns.npz` from WordNet 3.0, as Debian's package wordnet-base ships it.

    python -m maskwright.tools.language.build_noun_graph /usr/share/wordnet OUT.npz

What is kept: every noun synset with its words, its lexicographer file, its hypernyms and its parts;
every noun's senses in order of frequency with their counts; the irregular plurals; and the
adjectives, by which a modifier is told from a head noun. Left out: glosses, verbs, derivations.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .words import key_of

RELATIONS = {"@": 0, "@i": 1, "%p": 2, "%m": 3, "%s": 4}
"""WordNet's pointers that are kept: kind of, instance of, has part, has member, is made of."""

HUMAN, PERSON, PERSON_FILE = 2472293, 7846, 18
"""WordNet has "human being" (a hominid) and "driver" (an operator, a causal agent) with no way up
to "person"; edges are added from the first and from the tops of the file of persons."""

Synset = tuple[int, int, list[str], list[tuple[str, int]]]
Arrays = dict[str, NDArray[np.generic]]


def read_synsets(path: Path) -> Iterator[Synset]:
    """The lines of `data.noun`: offset, lexicographer file, words, (symbol, offset) pointers."""
    for line in path.read_text("latin-1").splitlines():
        if line.startswith("  "):
            continue
        field = line.partition(" | ")[0].split()
        n_words = int(field[3], 16)
        words = [word.replace("_", " ") for word in field[4 : 4 + 2 * n_words : 2]]
        rest = field[5 + 2 * n_words :]
        pointers = [
            (rest[i], int(rest[i + 1])) for i in range(0, len(rest) - 3, 4) if rest[i + 2] == "n"
        ]
        yield int(field[0]), int(field[1]), words, pointers


def read_senses(path: Path) -> Iterator[tuple[str, list[int]]]:
    """The lines of `index.noun`: lemma and synset offsets, most frequent first."""
    for line in path.read_text("latin-1").splitlines():
        if not line.startswith("  "):
            field = line.split()
            yield field[0], [int(offset) for offset in field[-int(field[2]) :]]


def read_counts(path: Path) -> dict[tuple[str, int], int]:
    """The nouns of `cntlist.rev`: (lemma, sense number from 1) to its count in tagged texts."""
    counts: dict[tuple[str, int], int] = {}
    for line in path.read_text("latin-1").splitlines():
        key, sense, count = line.split()
        lemma, _, kind = key.partition("%")
        if kind.startswith("1:"):
            counts[lemma, int(sense)] = int(count)
    return counts


def sense_table(folder: Path, row: dict[int, int]) -> dict[str, list[tuple[int, int]]]:
    """Key to (synset, count), most frequent first; spellings that share a key are merged."""
    counts = read_counts(folder / "cntlist.rev")
    found: dict[str, list[tuple[int, int, int]]] = {}
    for lemma, offsets in read_senses(folder / "index.noun"):
        bucket = found.setdefault(key_of(lemma), [])
        known = {synset for synset, _, _ in bucket}
        for rank, offset in enumerate(offsets):
            if row[offset] not in known:
                bucket.append((row[offset], counts.get((lemma, rank + 1), 0), rank))
    return {
        key: [(synset, count) for synset, count, _ in sorted(senses, key=lambda s: (-s[1], s[2]))]
        for key, senses in found.items()
    }


def relation_arrays(synsets: list[Synset], row: dict[int, int]) -> Arrays:
    """The kept pointers as one (N, 3) table: from, symbol number, to."""
    edges = [
        (row[offset], RELATIONS[symbol], row[target])
        for offset, _, _, pointers in synsets
        for symbol, target in pointers
        if symbol in RELATIONS
    ]
    edges += [(row[s], RELATIONS["@"], row[PERSON]) for s in _strange_persons(synsets)]
    table = np.array(edges, dtype=np.int32)
    return {
        "edge_from": table[:, 0],
        "edge_kind": table[:, 1].astype(np.uint8),
        "edge_to": table[:, 2],
    }


def _strange_persons(synsets: list[Synset]) -> list[int]:
    """Offsets of persons that nothing above says to be persons."""
    persons = {offset for offset, file, *_ in synsets if file == PERSON_FILE} | {PERSON}
    tops = [
        offset
        for offset, _, _, pointers in synsets
        if offset in persons - {PERSON}
        and not any(symbol[0] == "@" and target in persons for symbol, target in pointers)
    ]
    return [HUMAN, *tops]


def text_array(lines: Iterable[str]) -> NDArray[np.uint8]:
    """Lines of text as bytes, UTF-8, split by newlines."""
    return np.frombuffer("\n".join(lines).encode(), dtype=np.uint8)


def build(folder: Path) -> Arrays:
    """All arrays of the file.

    Raises:
        OSError: a file of WordNet is not there.
    """
    synsets = sorted(read_synsets(folder / "data.noun"))
    row = {offset: index for index, (offset, *_) in enumerate(synsets)}
    senses = sense_table(folder, row)
    keys = sorted(senses)
    plurals = (line.split() for line in (folder / "noun.exc").read_text("latin-1").splitlines())
    adjectives = {
        key_of(line.split()[0])
        for line in (folder / "index.adj").read_text("latin-1").splitlines()
        if re.match(r"[a-z][a-z-]+ ", line)
    }
    return {
        # Steps instead of sums: they pack to a third of the size.
        "offset_step": np.diff([offset for offset, *_ in synsets], prepend=0).astype(np.int32),
        "lexical_file": np.array([file for _, file, *_ in synsets], dtype=np.uint8),
        "words": text_array("|".join(words) for _, _, words, _ in synsets),
        "keys": text_array(keys),
        "n_senses": np.array([len(senses[key]) for key in keys], dtype=np.uint8),
        "sense": np.array([s for key in keys for s, _ in senses[key]], dtype=np.int32),
        "sense_count": np.array([c for key in keys for _, c in senses[key]], dtype=np.uint16),
        "plurals": text_array(f"{key_of(p[0])}|{key_of(p[1])}" for p in plurals),
        "adjectives": text_array(sorted(adjectives)),
        **relation_arrays(synsets, row),
    }


def main(arguments: list[str]) -> None:
    """Command line: FOLDER OUT."""
    folder, out = Path(arguments[0]), Path(arguments[1])
    np.savez_compressed(out, **build(folder))  # pyright: ignore[reportArgumentType]


if __name__ == "__main__":
    main(sys.argv[1:])
