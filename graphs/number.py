"""Singular and plural of the nouns in answers: plain rules, and the irregular ones that are common.

Labels are any words of any person; where the rules are wrong an answer reads oddly, and no more.
"""

from __future__ import annotations

import re

from ..tools.language.noun_graph import noun_graph
from ..tools.language.words import key_of, singulars

_IRREGULAR = {
    "person": "people", "man": "men", "woman": "women", "child": "children", "foot": "feet",
    "tooth": "teeth", "goose": "geese", "mouse": "mice", "ox": "oxen", "leaf": "leaves",
    "knife": "knives", "wolf": "wolves", "calf": "calves", "loaf": "loaves", "shelf": "shelves",
    "half": "halves", "tomato": "tomatoes", "potato": "potatoes", "sheep": "sheep",
    "fish": "fish", "deer": "deer", "aircraft": "aircraft",
}  # fmt: skip
_PLURALS = frozenset(_IRREGULAR.values()) - frozenset(_IRREGULAR) | {"scissors"}


def is_plural(words: str) -> bool:
    """Whether the last word of a name is a plural.

    Example:
        >>> is_plural("red cats"), is_plural("bus"), is_plural("glass")
        (True, False, False)
    """
    last = key_of(words).rpartition(" ")[2]
    if last in _PLURALS:
        return True
    if not last.endswith("s") or last.endswith(("ss", "us", "is")):
        return False
    graph = noun_graph()
    # "Glasses" is a word of its own and plural, "lens" and "gas" are singular.
    known = any(graph.lookup(one) for one in singulars(last) if len(one) > 2)
    return known or not graph.lookup(last)


def plural(words: str) -> str:
    """A name in the plural; one that is a plural already as it is.

    Example:
        >>> plural("cat"), plural("red bus"), plural("cherry"), plural("cats")
        ('cats', 'red buses', 'cherries', 'cats')
    """
    head, blank, last = words.rpartition(" ")
    if not last or is_plural(words):
        return words
    return head + blank + _plural(last)


def _plural(word: str) -> str:
    if word.casefold() in _IRREGULAR:
        return _IRREGULAR[word.casefold()]
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + ("es" if re.search(r"(s|x|z|ch|sh)$", word) else "s")
