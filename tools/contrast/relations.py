"""How two words stand to each other: the same thing, kinds, parts, contents.

Contrastive concepts must be none of these (contrastive_concepts.txt, section 3.5): a synonym takes
the query's own pixels away, and so does a part or what a bottle holds. All answers come from the
noun graph; in doubt a word counts as related, since a lost contrastive concept costs less.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache
from itertools import product

from ..language.noun_graph import NounGraph, noun_graph
from ..language.words import key_of, singulars
from .visibility import common_senses

MIN_SHARE = 0.3
"""A meaning is meant where it has this share of the most frequent one ("cat" is a guy: .05)."""

MIN_PART_SHARE = 0.03
"""The same for what may be a part: a "car" of a train has .04, the "dog" that holds a log .02."""

MIN_BODY_SHARE = 0.15
"""The same for what may be a part of any body, plant or vehicle."""

PART_DEPTH = 3
"""Steps from whole to part: the tread of the tire of the wheel of a car."""

_NEAR = 2  # an "engine" is what an automobile engine is, one or two steps up
_OWN_DEPTH = 5  # things in general have "parts", organisms have "cells"
_KIND_DEPTH = 6  # boats also have what other vessels have; persons not what other organisms have
_NAMED_DEPTH = 7  # a part of a car is a device, but the word "device" names none
_MOST_KINDS = 3000

_TOPS = {
    "adornment": "n02681518",
    "animal": "n00015388",
    "animal group": "n07993929",
    "animal material": "n14755804",
    "artifact": "n00021939",
    "bedclothes": "n02820210",
    "body part": "n05220461",
    "clothing": "n03051540",
    "container": "n03094503",
    "conveyance": "n03100490",
    "door": "n03221720",
    "engine": "n03287733",
    "footwear": "n03380867",
    "furniture": "n03405725",
    "headdress": "n03502509",
    "helmet": "n03513137",
    "metal": "n14625458",
    "alloy": "n14586769",
    "padding": "n03873064",
    "people": "n07942152",
    "person": "n00007846",
    "plant": "n00017222",
    "plant material": "n14991712",
    "plant part": "n13086908",
    "plastic": "n14592610",
    "glass": "n14881303",
    "social group": "n07950920",
    "spectacles": "n04272054",
    "tableware": "n04381994",
    "vegetation": "n08436759",
    "vehicle": "n04524313",
    "wheel": "n04574999",
    "window": "n04587648",
}

_PARTS_OF = (
    ("person", ("body part",)),
    ("animal", ("body part",)),
    ("plant", ("plant part",)),
    ("conveyance", ("door", "window", "wheel", "engine")),
)
_CROWDS_OF = (
    ("person", ("social group", "people")),
    ("animal", ("animal group",)),
    ("plant", ("vegetation",)),
)
_CONTENTS_OF = (
    (("container", "tableware"), ("noun.food", "noun.substance", "plant")),
    (("person",), ("clothing", "headdress", "helmet", "footwear", "spectacles", "adornment")),
    (("furniture",), ("padding", "bedclothes")),
    (("artifact",), ("plant material", "animal material", "metal", "alloy", "plastic", "glass")),
)
"""What is in, on or of a thing: what a bottle holds, a person wears, lies on a bed; materials."""


def same_thing(a: str, b: str, graph: NounGraph | None = None) -> bool:
    """Whether two words are one: same spelling, singular and plural, or synonyms.

    Example:
        >>> same_thing("boats", "Boat"), same_thing("sofa", "couch"), same_thing("sofa", "chair")
        (True, True, False)
    """
    nouns = graph or noun_graph()
    if same_spelling(a, b, nouns):
        return True
    if nouns.read(a).how != "whole" or nouns.read(b).how != "whole":
        return False
    return not set(meanings(a, nouns)).isdisjoint(meanings(b, nouns))


def same_spelling(a: str, b: str, graph: NounGraph | None = None) -> bool:
    """Whether two words differ only in case, hyphens, blanks and number."""
    nouns = graph or noun_graph()
    return not _forms(a, nouns).isdisjoint(_forms(b, nouns))


def is_kin(word: str, query: str, graph: NounGraph | None = None) -> bool:
    """Whether the word is a kind of the query, or the query is a kind of it."""
    nouns = graph or noun_graph()
    pairs = product(meanings(word, nouns), meanings(query, nouns))
    return any(nouns.is_kind_of(a, b) or nouns.is_kind_of(b, a) for a, b in pairs)


def is_part(word: str, query: str, graph: NounGraph | None = None) -> bool:
    """Whether the word may name a part of the query, or a crowd of them (trees are a forest).

    Parts of what the query is a kind of count, parts of its kinds and near relatives, and parts of
    parts.
    """
    nouns = graph or noun_graph()
    wholes, named = meanings(query, nouns), meanings(word, nouns, MIN_PART_SHARE)
    if any(_names_part(sense, whole, nouns) for whole in wholes for sense in named):
        return True
    likely = meanings(word, nouns, MIN_BODY_SHARE)
    if any(_is_any(wholes, [a], nouns) and _is_any(likely, b, nouns) for a, b in _PARTS_OF):
        return True
    return any(is_group_of(sense, wholes, nouns) for sense in meanings(word, nouns))


def is_content(word: str, query: str, graph: NounGraph | None = None) -> bool:
    """Whether the word may be in or on the query, or what it is made of.

    Wine in a bottle, a hat on a person, a pillow on a sofa, wood.
    """
    nouns = graph or noun_graph()
    holders, held = meanings(query, nouns), meanings(word, nouns)
    for owners, contents in _CONTENTS_OF:
        holds = _is_any(holders, owners, nouns)
        if "container" in owners and _is_any(holders, ["vehicle"], nouns):
            continue  # WordNet's wheeled vehicles are containers
        if holds and _is_any(held, contents, nouns):
            return True
    return False


def meanings(word: str, graph: NounGraph, min_share: float = MIN_SHARE) -> list[int]:
    """The synsets that a word is likely to mean, most frequent first; empty for an unknown one."""
    senses = common_senses(word, graph)
    most = max((count for _, count in senses), default=0)
    return [sense for sense, count in senses if count >= min_share * most]


def is_group_of(group: int, members: list[int], graph: NounGraph) -> bool:
    """Whether a group consists of such members: by its parts, or a crowd of persons, a herd."""
    if graph.lexical_file(group) != "noun.group":
        return False
    inside = {part for above in graph.ancestors(group) for part in graph.parts(above)}
    if any(graph.is_kind_of(m, p) or graph.is_kind_of(p, m) for m, p in product(members, inside)):
        return True
    return any(
        _is_any(members, [top], graph) and _is_any([group], crowds, graph)
        for top, crowds in _CROWDS_OF
    )


def _forms(word: str, graph: NounGraph) -> set[str]:
    """The spellings under which a word may be written: singular, glued."""
    *before, last = key_of(word).split() or [""]
    lasts = {last, graph.irregular_singular(last) or last}
    if not graph.lookup(last):  # "glasses" are no glass
        lasts |= set(singulars(last))
    return {blank.join([*before, each]) for each in lasts for blank in (" ", "")} - {""}


def _is_any(synsets: Iterable[int], tops: Collection[str], graph: NounGraph) -> bool:
    """Whether one of the meanings is below one of the tops, or in a file of that name."""
    wanted = {graph.synset(_TOPS[top]) for top in tops if top in _TOPS}
    return any(
        wanted & graph.ancestors(synset).keys() or graph.lexical_file(synset) in tops
        for synset in synsets
    )


def _names_part(sense: int, whole: int, graph: NounGraph) -> bool:
    """Whether a meaning is a part of a thing, a kind of a part, or a more general name of one."""
    exact, general = _parts(whole, graph)
    if sense in exact or sense in general:
        return True
    near = (above for above, distance in graph.ancestors(sense).items() if distance <= _NEAR)
    return any(above in exact and graph.depth(above) >= _NAMED_DEPTH for above in near)


@lru_cache(maxsize=512)
def _parts(whole: int, graph: NounGraph) -> tuple[frozenset[int], frozenset[int]]:
    """The synsets that are parts of a thing; and those that name such a part more generally."""
    relatives = [p for p in graph.parents(whole) if graph.depth(p) >= _KIND_DEPTH]
    kinds = {kind for start in [whole, *relatives] for kind in _kinds(start, graph)}
    owners = {above for kind in kinds for above in graph.ancestors(kind)}
    found: set[int] = set()
    for _ in range(PART_DEPTH):
        deep = (owner for owner in owners if graph.depth(owner) >= _OWN_DEPTH)
        owners = {part for owner in deep for part in graph.parts(owner)} - found
        found |= owners
    general = {
        above
        for part in found
        for above, distance in graph.ancestors(part).items()
        if distance <= _NEAR and graph.depth(above) >= _NAMED_DEPTH
    }
    return frozenset(found) - {whole}, frozenset(general) - {whole}


def _kinds(synset: int, graph: NounGraph) -> set[int]:
    """A synset and all its kinds; of a thing with thousands of kinds only itself."""
    found = {synset}
    waiting = [synset]
    while waiting:
        fresh = set(graph.children(waiting.pop())) - found
        found |= fresh
        waiting += sorted(fresh)
        if len(found) > _MOST_KINDS:
            return {synset}
    return found
