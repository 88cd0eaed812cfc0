"""What Lexicon answers to the prompts of the contrastive concepts: around, visible, parts.

Things around a query are looked up in the co-occurrence dictionary that ships with the package,
under the query itself, what it is a kind of, its sisters, or the most similar concept, in this
order. Of these only what can be seen stays, and nothing that is the query, a kind, a part or the
content of it. Where nothing is known the answer is empty.

Source: contrastive_concepts.txt, sections 3.5, 6.3.2 and 6.4, in place of its Mixtral.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..contrast.dictionary import Dictionary, shipped_dictionary
from ..contrast.relations import is_content, is_kin, is_part, meanings, same_thing
from ..contrast.visibility import is_visible
from . import sentences
from .noun_graph import NounGraph, noun_graph
from .words import key_of, made_with

MOST = 15
"""Words of one answer; the paper's examples have five."""

GAMMA = 0.01
"""The dictionary's threshold of section 3.4."""

OFTEN = 0.1
"""A thing that is about anyway ("man") belongs to a query only above this frequency; below it, it
must be more frequent there than elsewhere."""

SYNONYM = 0.8
"""Words more similar than this are taken for synonyms that the graph does not know."""

RELATED = 0.5
"""A concept less similar than this cannot stand in for a query ("quark" and anything)."""

_MOST_SISTERS = 12
_MOST_STEPS_UP = 8
_LEAST_DEPTH = 6  # a canoe is seen where boats are; a quark not where bodies are


def contrastive(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Things that are seen beside the query, most frequent first."""
    query = str(inputs["query"])
    graph, dictionary = noun_graph(), shipped_dictionary()
    found = [
        word
        for word, share in _around(query, graph, dictionary)
        if (share >= OFTEN or share >= dictionary.base_rate(word)) and _is_apart(word, query, graph)
    ]
    distinct: list[str] = []
    for word in found:
        if not any(same_thing(word, other, graph) for other in distinct):
            distinct.append(word)
    if not distinct:
        return {"words": []}
    like = sentences.similarity([query], distinct)[0].tolist()
    words = [word for word, value in zip(distinct, like, strict=True) if value <= SYNONYM]
    return {"words": words[:MOST]}


def visible(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the words that a picture can show."""
    graph = noun_graph()
    return {"words": [word for word in dict.fromkeys(inputs["words"]) if is_visible(word, graph)]}


def parts(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the words that are parts of the query."""
    graph, query = noun_graph(), str(inputs["query"])
    words: Sequence[str] = list(dict.fromkeys(inputs["words"]))
    return {
        "words": [
            word
            for word in words
            if not same_thing(word, query, graph) and is_part(word, query, graph)
        ]
    }


def _is_apart(word: str, query: str, graph: NounGraph) -> bool:
    """Whether a word is a thing of its own beside the query."""
    if not is_visible(word, graph) or key_of(word) in made_with(query):
        return False
    return not any(
        related(word, query, graph) for related in (same_thing, is_kin, is_part, is_content)
    )


def _around(query: str, graph: NounGraph, dictionary: Dictionary) -> list[tuple[str, float]]:
    """What captions name beside the query, or beside what stands in for it."""
    if query in dictionary:
        return dictionary.neighbours(query, GAMMA)
    if graph.senses(query) and not is_visible(query, graph):
        return []
    above = next((name for name in _above(query, graph) if name in dictionary), None)
    if above is not None:
        return dictionary.neighbours(above, GAMMA)
    sisters = [name for name in _sisters(query, graph) if name in dictionary][:_MOST_SISTERS]
    if sisters:
        total: dict[str, float] = {}
        for name in sisters:
            for word, share in dictionary.neighbours(name, GAMMA):
                total[word] = total.get(word, 0.0) + share / len(sisters)
        return sorted(total.items(), key=lambda pair: (-pair[1], pair[0]))
    concept, near = dictionary.nearest(query, sentences)
    return dictionary.neighbours(concept, GAMMA) if near >= RELATED else []


def _above(query: str, graph: NounGraph) -> list[str]:
    """Names of what the query is, then of what it is a kind of, nearest first."""
    found: dict[str, int] = {}
    for sense in meanings(query, graph)[:1]:
        for above, distance in graph.ancestors(sense).items():
            if distance <= _MOST_STEPS_UP and graph.depth(above) >= _LEAST_DEPTH:
                for lemma in graph.lemmas(above):
                    found.setdefault(lemma, distance)
    return sorted(found, key=lambda lemma: found[lemma])


def _sisters(query: str, graph: NounGraph) -> list[str]:
    """Usual names of other kinds of what the query is a kind of."""
    return [
        graph.lemmas(sister)[0]
        for sense in meanings(query, graph)[:1]
        for parent in graph.parents(sense)
        if graph.depth(parent) >= _LEAST_DEPTH
        for sister in graph.children(parent)
        if sister != sense
    ]
