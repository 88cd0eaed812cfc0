"""Which of its meanings a word has here: how common each is, how near it is to the words around.

WordNet's counts alone call a monitor a pupil and a mug a fool. MiniLM has read how people use
words: each meaning is described by its other words and by what it is a kind of, and compared with
the phrase and with the words beside it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from .class_index import Sense, depictable_senses
from .noun_graph import NounGraph
from .reading import Reading

Similarity = Callable[[Sequence[str], Sequence[str]], NDArray[np.float32]]

SHARPNESS = 6.0
"""A meaning whose description is .12 less similar counts half: the differences of right and wrong
meanings of everyday words (mug: .23, monitor: .43, plant: .29) then outweigh missing counts."""

CONTEXT = 0.5
"""Weight of the words around against the word itself, where there are any."""


def weigh_senses(
    said: str,
    reading: Reading,
    graph: NounGraph,
    similarity: Similarity,
    context: Sequence[str] = (),
) -> list[Sense]:
    """The depictable meanings of a phrase, likeliest first.

    Args:
        said: the phrase, as it is given to the sentence model.
        reading: what the graph reads in it.
        graph: the nouns.
        similarity: cosine similarity of texts; called only where there are several meanings.
        context: other words for the same picture.

    Returns:
        senses with `share` relative to the likeliest one, which has 1.
    """
    senses = depictable_senses(reading, graph)
    if len(senses) < 2:
        return senses
    texts = [describe(sense.synset, reading.key, graph) for sense in senses]
    near = similarity([said, *context], texts)  # (1 + context, senses)
    evidence = near[0]
    if context:
        evidence = (1 - CONTEXT) * near[0] + CONTEXT * near[1:].mean(axis=0)
    best = float(evidence.max())
    weights = [
        sense.share * math.exp(SHARPNESS * (float(e) - best))
        for sense, e in zip(senses, evidence, strict=True)
    ]
    top = max(weights)
    weighed = [Sense(s.synset, w / top) for s, w in zip(senses, weights, strict=True)]
    return sorted(weighed, key=lambda sense: -sense.share)


def describe(synset: int, key: str, graph: NounGraph) -> str:
    """A meaning in words other than `key`: its synonyms, then what it is a kind of."""
    glued = key.replace(" ", "")
    others = [w for w in graph.lemmas(synset) if glued not in w.lower().replace(" ", "")]
    kinds = [graph.lemmas(parent)[0] for parent in graph.parents(synset)]
    return ", ".join([*others[:3], *kinds[:2]]) or key
