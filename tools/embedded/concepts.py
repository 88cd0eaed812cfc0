"""Words to ImageNet classes: which of the 1000 are evidence for a phrase, and how strong.

A class of ImageNet is a WordNet synset. It counts in full for a phrase that it is a kind of
("beagle" for "dog"), and in part for one that is near it in the noun graph *and* in MiniLM's space
("ox" for "cow", "schooner" for "boat"); each class goes to the one phrase that it fits best, the
rest is contrast. Near in the graph is Lin's measure with the information content counted over
ImageNet.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..language.noun_graph import NounGraph, noun_graph
from ..language.sentences import embed
from ..language.words import key_of, made_with

SYNSETS = Path(__file__).parent / "data" / "imagenet_synsets.txt"
CLASSES = 1000
NEAR = 0.58
"""Mean of graph and sentence similarity from which a class counts in part."""
LEAST = 0.5
WITHIN = 0.1
"""A phrase without a kind of its own also takes classes over `LEAST` that are nearly its best."""
SURE = 0.75
"""Similarity from which it counts nearly in full."""
SECOND_SENSE = 0.6
"""Weight of a phrase's further senses of the same lexical file."""
RARER = 5
"""A sense this much rarer in WordNet's counts does not come before the usual one."""
SELDOM = 3
"""A sense that WordNet's texts have less often than this is rare."""
PART = 0.8
"""Graph similarity of a class that is a direct part of the phrase's sense."""

Array = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class ConceptSpace:
    """ImageNet-1k in the noun graph.

    Attributes:
        graph: the noun graph.
        synsets: 1000 synset ids, in the order of the network's classes.
        content: information content of every ancestor of a class, in nats.
    """

    graph: NounGraph
    synsets: list[int]
    content: dict[int, float]

    def name(self, index: int) -> str:
        """The most common lemma of a class."""
        return self.graph.lemmas(self.synsets[index])[0]

    def kinds_of(self, synset: int) -> list[int]:
        """Indices of the classes that are a kind of a synset."""
        return [k for k, own in enumerate(self.synsets) if self.graph.is_kind_of(own, synset)]

    def lin(self, synset: int) -> Array:
        """Lin's similarity of a synset with each class: (1000,), 1 for its own kinds."""
        up = self.graph.ancestors(synset)
        rare = math.log(2 * CLASSES)
        own = self.content.get(synset, rare)
        out = np.zeros(CLASSES, np.float32)
        for index, other in enumerate(self.synsets):
            above = self.graph.ancestors(other)
            if synset in above:
                out[index] = 1.0
                continue
            shared = max((self.content.get(s, 0.0) for s in up if s in above), default=0.0)
            out[index] = 2 * shared / (own + self.content[other])
        return out


@lru_cache(maxsize=1)
def concept_space() -> ConceptSpace:
    """ImageNet-1k in the noun graph, built once."""
    graph = noun_graph()
    synsets = [graph.synset(wnid) for wnid in _wnids()]
    count = Counter(s for own in synsets for s in graph.ancestors(own))
    content = {s: -math.log(n / CLASSES) for s, n in count.items()}
    return ConceptSpace(graph, synsets, content)


def _wnids() -> list[str]:
    """WordNet's names of the classes, in the order of the classifier."""
    return SYNSETS.read_text("utf-8").split()


@lru_cache(maxsize=4096)
def similarity(phrase: str) -> Array:
    """How well each ImageNet class stands for a phrase.

    Returns:
        (1000,) float32: above 1 for kinds of it and for classes of its very name, else the mean of
        graph and sentence similarity.
    """
    space = concept_space()
    text = _text_similarity(phrase)
    named = _named(phrase)
    senses = visual_senses(phrase)
    if not senses:
        graph = np.zeros(CLASSES, np.float32)
    else:
        first = space.graph.lexical_file(senses[0])
        graph = space.lin(senses[0])
        for sense in senses[1:3]:
            if space.graph.lexical_file(sense) == first:
                other = space.lin(sense)
                graph = np.maximum(graph, SECOND_SENSE * other)
                if space.kinds_of(senses[0]):
                    # Its name is like the phrase's for the other meaning's sake ("passenger car").
                    text = np.where(other == 1, SECOND_SENSE * text, text)
        parts = {k for part in space.graph.parts(senses[0]) for k in space.kinds_of(part)}
        parts |= _ingredients(phrase)
        graph[sorted(parts)] = np.maximum(graph[sorted(parts)], PART)
    graph[named] = 1.0
    near = np.minimum(0.5 * graph + 0.5 * text, 0.99) if senses or named else text
    return np.where(graph >= 0.999, 1 + 0.001 * text, near).astype(np.float32)


@lru_cache(maxsize=4096)
def visual_senses(phrase: str) -> list[int]:
    """The senses of a phrase that a picture can show, most telling first.

    WordNet's order is that of old prose ("toaster": who proposes a toast). A sense that ImageNet
    has a class of the same name for comes first, and where the first is a rare name for people
    ("mug", "calculator", "pillar"), a thing that ImageNet has a class under; the rest keep their
    order.
    """
    space = concept_space()
    visual = [sense for sense in space.graph.senses(phrase) if space.graph.is_visual(sense)]
    if not visual or space.kinds_of(visual[0]):
        return visual
    usual = _times_meant(phrase, visual[0])
    named = {space.synsets[k] for k in _named(phrase)}
    first = [s for s in visual if s in named and _times_meant(phrase, s) > usual - RARER]
    if not first and usual < SELDOM and _is_of_people(visual[0]):
        first = [s for s in visual if space.kinds_of(s) and not _is_of_people(s)]
    return first + [s for s in visual if s not in first]


def _times_meant(phrase: str, sense: int) -> int:
    """How often WordNet's texts have the phrase, or what it is the plural of, in this sense."""
    key, graph = key_of(phrase), noun_graph()
    own = {key, *(key_of(name) for name in graph.lemmas(sense) if key.startswith(key_of(name)))}
    return max(graph.count(name, sense) for name in own)


def _is_of_people(sense: int) -> bool:
    return noun_graph().lexical_file(sense) == "noun.person"


def _named(phrase: str) -> list[int]:
    """Classes that have the phrase among their lemmas."""
    wanted = {phrase.lower().strip(), spoken(phrase)}
    wanted |= {name.replace(" ", "") for name in wanted}
    lemmas, owner = _lemmas()
    return sorted({int(k) for lemma, k in zip(lemmas, owner, strict=True) if lemma in wanted})


def _ingredients(phrase: str) -> set[int]:
    """Classes named by a participle in the phrase: a "potted plant" has a pot."""
    stems = made_with(phrase)
    lemmas, owner = _lemmas()
    return {int(k) for lemma, k in zip(lemmas, owner, strict=True) if lemma in stems}


def _text_similarity(phrase: str) -> Array:
    lemmas, owner = _lemmas()
    both = embed([spoken(phrase), *lemmas])
    cosine = both[1:] @ both[0]
    best = np.full(CLASSES, -1.0, np.float32)
    np.maximum.at(best, owner, cosine)
    return best


@lru_cache(maxsize=1)
def _lemmas() -> tuple[list[str], NDArray[np.int64]]:
    space = concept_space()
    rows = [(k, lemma) for k, s in enumerate(space.synsets) for lemma in space.graph.lemmas(s)]
    return [lemma.lower() for _, lemma in rows], np.array([k for k, _ in rows])


def spoken(phrase: str) -> str:
    """A phrase as people write it: "diningtable" is "dining table" where the graph knows it."""
    flat = key_of(phrase)
    senses = noun_graph().senses(phrase)
    if " " in flat or not senses:
        return flat
    lemmas = [lemma.lower() for lemma in noun_graph().lemmas(senses[0])]
    same = [lemma for lemma in lemmas if lemma.replace(" ", "") == flat]
    plain = flat in lemmas or noun_graph().lookup(flat)
    return flat if plain else (same or lemmas)[0]


def membership(phrases: tuple[str, ...]) -> Array:
    """Which classes are evidence for which phrase; each class for one phrase at most.

    Args:
        phrases: C of them, asked together: they compete for the classes.

    Returns:
        (C, 1000) float32 in [0, 1]; a row of zeros for a phrase that ImageNet cannot see.
    """
    out = np.zeros((len(phrases), CLASSES), np.float32)
    if not phrases:
        return out
    table = np.stack([similarity(phrase) for phrase in phrases])
    winner, best = table.argmax(axis=0), table.max(axis=0)
    partial = 0.5 + 0.5 * np.clip((best - NEAR) / (SURE - NEAR), 0, 1)
    weight = np.where(best >= 1, 1.0, np.where(best >= NEAR, partial, 0.0))
    out[winner, np.arange(CLASSES)] = weight
    free = weight == 0
    for row in np.flatnonzero(out.sum(axis=1) == 0):
        # A phrase without a class of its own takes what is left and nearly as near as anything.
        left = np.where(free & (winner == row), table[row], 0)
        if left.max() >= LEAST:
            out[row] = np.where(left >= left.max() - WITHIN, 0.5, 0.0)
    return out
