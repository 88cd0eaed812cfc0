"""Reading a phrase: which noun of the graph is meant by words as people and datasets write them.

Tried in this order, the first that names anything wins: the whole phrase (spelling, plural, glued
or split compound, a potted plant by the pot plant), the words before a preposition, the thing
behind "pair of", the longest known ending (the head noun of a compound comes last in English), the
compound of which a glued word is made. A sentence has no head noun and names nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from .words import (
    base_forms,
    before_preposition,
    is_article,
    is_function_word,
    key_of,
    singulars,
    spell_emoji,
    without_determiner,
)

How = Literal["whole", "head", "none"]

MAX_WORDS = 6
"""Longer texts without a preposition are sentences, not names of things."""

MAX_TEXT = 16
"""Longer texts name nothing, whatever they hold."""


class Words(Protocol):
    """What reading needs of the graph."""

    def lookup(self, key: str) -> list[int]:
        """Synsets of exactly this key."""
        ...

    def irregular_singular(self, word: str) -> str | None:
        """The singular of an irregular plural."""
        ...

    def is_adjective(self, word: str) -> bool:
        """Whether the word is an adjective."""
        ...

    def is_visual(self, synset: int) -> bool:
        """Whether the synset is a thing with a body."""
        ...


@dataclass(frozen=True)
class Reading:
    """What a phrase was understood as.

    Attributes:
        key: the words that were found in the graph; "" for none.
        senses: their synsets, most frequent first.
        how: whether the whole phrase is known or only its head noun.
        modifier: the words before the head noun, "" where there are none.
    """

    key: str
    senses: tuple[int, ...]
    how: How
    modifier: str = ""


_NOTHING = Reading("", (), "none")


def read_phrase(phrase: str, graph: Words) -> Reading:
    """The noun of the graph that a phrase names.

    Args:
        phrase: any text; brackets and what stands in them are left out, as is what follows a comma.
        graph: the words.

    Returns:
        the reading; nothing (no senses) where no noun is found.
    """
    bare = re.sub(r"[(\[{][^)\]}]*[)\]}]", " ", spell_emoji(phrase))
    words = key_of(bare).split()
    if not words or len(words) > MAX_TEXT or (len(words) == 1 and is_function_word(words[0])):
        return _NOTHING
    whole = _whole(words, graph)
    if whole.senses and ("of" not in words or graph.is_visual(whole.senses[0])):
        return whole
    first = key_of(re.split(r"[,;:/|]", bare, maxsplit=1)[0]).split()
    return _read_words(first or words, graph)


def _read_words(words: list[str], graph: Words) -> Reading:
    words = without_determiner(words)
    parted = _parted(words, graph)
    if parted is not None:
        return _read_words(parted, graph)
    words = _without_participle(before_preposition(words), graph)
    if len(words) > MAX_WORDS or any(map(is_article, words)):
        return _NOTHING
    # The head comes last; datasets also write it first ("tree-merged", "wall-other").
    for part in ([words[start:] for start in range(len(words))]
                 + [words[:end] for end in range(len(words) - 1, 0, -1)]):  # fmt: skip
        found = _whole(part, graph)
        if found.senses:
            modifier = " ".join(word for word in words if word not in part)
            return Reading(found.key, found.senses, "head" if modifier else "whole", modifier)
        if part == words[-1:] and (glued := _glued_head(part[0], graph)).senses:
            return glued
    return _NOTHING


def _whole(words: list[str], graph: Words) -> Reading:
    for key in _spellings(words, graph):
        senses = graph.lookup(key)
        if senses:
            return Reading(key, tuple(senses), "whole")
    return _NOTHING


def _spellings(words: list[str], graph: Words) -> Iterator[str]:
    """Keys that may stand for exactly these words, likeliest first."""
    written = " ".join(words)
    plurals = [" ".join([*words[:-1], last]) for last in _singular(words[-1], graph)]
    # "glasses" is a thing of its own, "men" (a work force) is not what a picture shows.
    of_its_own = any(graph.is_visual(sense) for sense in graph.lookup(written))
    yield from [written, *plurals] if of_its_own else [*plurals, written]
    if len(words) > 1:
        yield "".join(words)
        for base in base_forms(words[0]) if graph.is_adjective(words[0]) else ():
            for last in (words[-1], *_singular(words[-1], graph)):
                yield " ".join([base, *words[1:-1], last])
    else:
        yield from _split(words[0], graph)


def _singular(word: str, graph: Words) -> Iterator[str]:
    irregular = graph.irregular_singular(word)
    if irregular is not None and irregular != word:
        yield irregular
    yield from singulars(word)


def _split(word: str, graph: Words) -> Iterator[str]:
    """A glued word as two that the graph has together ("diningtable", "pottedplants")."""
    for cut in range(2, len(word) - 2):
        left, right = word[:cut], word[cut:]
        for last in (right, *_singular(right, graph)):
            yield f"{left} {last}"
            if graph.is_adjective(left):
                yield from (f"{base} {last}" for base in base_forms(left))


def _without_participle(words: list[str], graph: Words) -> list[str]:
    """A person sitting is a person; a tall building is a building."""
    if len(words) < 2 or not words[-1].endswith("ing"):
        return words
    if any(graph.is_visual(sense) for sense in _whole(words, graph).senses):
        return words
    if any(graph.is_visual(sense) for sense in graph.lookup(words[-1])):
        return words
    before = _whole(words[-2:-1], graph).senses
    return words[:-1] if before and graph.is_visual(before[0]) else words


def _glued_head(word: str, graph: Words) -> Reading:
    """The head noun of a glued word that is known only by its halves ("trafficsign")."""
    for cut in range(2, len(word) - 2):
        left, right = word[:cut], word[cut:]
        known = graph.is_adjective(left) or any(map(graph.lookup, (left, *singulars(left))))
        if len(left) > 2 and known:
            found = next((k for k in (right, *_singular(right, graph)) if graph.lookup(k)), None)
            if found is not None:
                return Reading(found, tuple(graph.lookup(found)), "head", left)
    return _NOTHING


def _parted(words: list[str], graph: Words) -> list[str] | None:
    """What is behind "of" where the word before it is an amount or a group ("pair of shoes")."""
    if "of" not in words[1:-1]:
        return None
    cut = words.index("of", 1)
    head, rest = words[:cut], words[cut + 1 :]
    senses = _whole(head[-1:], graph).senses
    # A cup of coffee shows a cup; a herd of cows shows cows.
    return head if senses and graph.is_visual(senses[0]) else rest
