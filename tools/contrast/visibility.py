"""Whether a word names something that a picture can show, by what its meanings are.

The paper asks a language model (contrastive_concepts.txt, section 6.3.2); this is what stands in
its place where there is none, and what Lexicon answers with.
"""

from __future__ import annotations

from ..language.noun_graph import VISUAL_FILES, NounGraph
from ..language.words import key_of

MIN_SHARE = 0.2
"""Share of a word's uses that must be of visible meanings ("sign" .23; "story", a floor, .12)."""

_QUALITY_FILES = frozenset({"noun.act", "noun.attribute", "noun.shape", "noun.state"})
"""What an adjective names that names no thing first: "blue" is also sky, but first a colour."""

_SHOWN_FILES = VISUAL_FILES | {"noun.substance"}

_SHOWN_TOPS = {
    # geographical area, scenery
    "noun.location": ["n08574314", "n08646787"],
    # weather, cloud, light, sunset, smoke
    "noun.phenomenon": ["n11524662", "n11439690", "n11473954", "n11517776", "n11508092"],
    # people, gathering, herd, vegetation, traffic, family, team
    "noun.group": [
        *("n07942152", "n07975026", "n07993929", "n08436759", "n08425303"),
        *("n07970406", "n08208560"),
    ],
    # fire, wave: the event gives what is seen its name
    "noun.event": ["n07302836", "n07352190"],
    # sign, visual signal
    "noun.communication": ["n06793231", "n06873571"],
}
"""Of files that mix things with ideas, the meanings below which there are things."""

_WHERE_TEXT = """
    area back background bottom center centre corner distance edge end foreground front inside
    left middle outside part piece place position right scene side spot surface thing top way
"""
_WHERE = frozenset([*_WHERE_TEXT.split(), "close up"])
"""Nouns with which captions say where or how much, though each is also a thing ("the back")."""


def is_visible(word: str, graph: NounGraph) -> bool:
    """Whether a picture can show it.

    Args:
        word: a noun or a noun phrase; a compound is as visible as its head noun.
        graph: the nouns.

    Returns:
        True where a good share of the word's uses, counted in WordNet's texts, is of visible
        meanings; False for an unknown word.
    """
    reading = graph.read(word)
    if not reading.senses or key_of(word) in _WHERE:
        return False
    senses = common_senses(word, graph)
    if not senses:
        return False
    shown = sum(count for sense, count in senses if is_shown(sense, graph))
    total = sum(count for _, count in senses)
    is_quality = graph.lexical_file(senses[0][0]) in _QUALITY_FILES
    if reading.how == "whole" and is_quality and graph.is_adjective(reading.key):
        return False
    return shown > 0 and shown >= MIN_SHARE * total


def common_senses(word: str, graph: NounGraph) -> list[tuple[int, int]]:
    """The meanings of a word that are no names of single persons, places or peoples.

    Returns:
        (synset, count), most frequent first; counts are from WordNet's texts plus one, so that
        words nobody counted share evenly. Empty for an unknown word.
    """
    reading = graph.read(word)
    return [
        (sense, graph.count(reading.key, sense) + 1)
        for sense in reading.senses
        if not graph.is_instance(sense) and not _is_name(reading.key, sense, graph)
    ]


def is_shown(synset: int, graph: NounGraph) -> bool:
    """Whether one meaning is a thing, a stuff, a scene or a group that a picture can show."""
    file = graph.lexical_file(synset)
    if file in _SHOWN_FILES:
        return True
    above = graph.ancestors(synset)
    if any(graph.synset(top) in above for top in _SHOWN_TOPS.get(file, ())):
        return True
    # A book is filed under communication, but is a product, and that is an object.
    return file == "noun.communication" and graph.synset(_OBJECT) in above


_OBJECT = "n00002684"

_NAMED_FILES = frozenset(
    {"noun.person", "noun.group", "noun.location", "noun.object", "noun.communication"}
)


def _is_name(key: str, synset: int, graph: NounGraph) -> bool:
    """Whether the word is written with a capital where it has this meaning ("White", "Turkey")."""
    if graph.lexical_file(synset) not in _NAMED_FILES:  # a Frisbee and a German shepherd are things
        return False
    spelled = [lemma for lemma in graph.lemmas(synset) if key_of(lemma) == key]
    return bool(spelled) and all(lemma[:1].isupper() for lemma in spelled)
