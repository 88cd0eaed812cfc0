"""Whether a noun phrase tells some things from others of their kind: then it is "referring".

By place, order, size, relation, clothing or action ("left dog", "man in red", "cup on the shelf").
Colour and material do not ("red car"), nor does a preposition inside of a noun ("cup of coffee").
"""

from __future__ import annotations

import re

from ..noun_graph import noun_graph
from ..words import key_of
from .patterns import ORDINAL
from .vocabulary import word_set

_PLACE = word_set("places")
_BEFORE_NOUN = word_set("before a noun")
_SIZE = word_set("sizes")
_NO_SUPERLATIVE = word_set("no superlatives")
_ACTION = word_set("actions")
_ADJECTIVES = _PLACE | _BEFORE_NOUN | _SIZE | _ACTION | {"most", "two", "three", "very"}
_ALONE = frozenset(("nearby", "inside", "outside", "behind"))
_RELATION = re.compile(
    r"\b(?:next to|close to|closest to|nearest to|beside|besides|behind|in front of"
    r"|on|onto|upon|on top of|under|underneath"
    r"|beneath|below|above|over|between|among|near|nearby|by|with|without|in|inside"
    r"|within|at|against|along|alongside|around|across"
    r"|facing|towards?|opposite|outside|beyond|past|through|off|amid|atop"
    r"|to the (?:left|right)|before|after|from the|from (?:left|right|top|bottom)"
    r"|of (?:the|his|her|their|its|this|that|my|our)|who|whose|that(?:'s| is| are"
    r"| has| have)?|which|where|wearing|holding|carrying|not)\b",
    re.IGNORECASE,
)
_AT_THE_END = re.compile(
    r"(?:\b(?:on|at|in|to) )?\b(?:the )?(?:far )?(?:left|right|leftmost"
    r"|rightmost)(?: side| corner| half)?$"
    r"|\b(?:furthest|farthest|nearest|closest)(?: away| to .*)?$|\b(?:up|down) (?:there|front)$",
    re.IGNORECASE,
)


REDUCED = re.compile(
    r"\b(?:he|she|they|it|i|we|nobody|everyone|everybody|people|someone|somebody"
    r"|(?:the|a) \w+) (?:is|are|was"
    r"|were) \w+(?:ing|ed)\b",
    re.IGNORECASE,
)
"""A relative clause without a pronoun: "the bag she is holding"."""


def is_referring(phrase: str) -> bool:
    """Whether a noun phrase without its article is a referring expression.

    Example:
        >>> [is_referring(p) for p in ("red car", "cup of coffee", "left dog", "man in red")]
        [False, False, True, True]
    """
    words = [word.strip(",;:").casefold() for word in phrase.split()]
    if not words or noun_graph().lookup(key_of(phrase)) or _is_compound(phrase):
        return False
    return (
        _told_by_adjective(words, phrase)
        or _told_by_relation(words, phrase)
        or bool(REDUCED.search(phrase, 1))
        or bool(len(words) > 1 and _AT_THE_END.search(phrase))
    )


def base(phrase: str) -> str:
    """The noun phrase before what tells it from others.

    Example:
        >>> base("woman holding the cup"), base("second cup from the right")
        ('woman', 'cup')
    """
    found = _RELATION.search(phrase, 1)
    head = phrase[: found.start()].split() if found else phrase.split()
    for index in range(1, len(head)):
        if _is_participle(head, index):
            head = head[:index]
            break
    while len(head) > 1 and (
        head[0].casefold() in _ADJECTIVES
        or re.fullmatch(ORDINAL, head[0], re.IGNORECASE)
        or _is_superlative(head[0].casefold())
    ):  # fmt: skip
        head = head[1:]
    while len(head) > 1 and head[-1].casefold() in _PLACE | {"is", "are", "was"}:
        head = head[:-1]
    return " ".join(head)


def _told_by_adjective(words: list[str], phrase: str) -> bool:
    if words[0] == "most" and len(words) > 2:
        return True
    for index, word in enumerate(words):
        last = index == len(words) - 1
        if word in _PLACE and (not last or word in ("left", "right")) and len(words) > 1:
            return not (word == "right" and last and index == 0)
        if last:
            continue
        if word in _BEFORE_NOUN or word in _SIZE or _is_superlative(word):
            if phrase.split()[index][:1].isupper() and index + 1 < len(words) and (
                phrase.split()[index + 1][:1].isupper()
            ):  # fmt: skip
                continue  # Big Ben
            return not noun_graph().lookup(key_of(" ".join(words[index : index + 2])))
        if re.fullmatch(ORDINAL, word):
            return not noun_graph().lookup(key_of(" ".join(words[index : index + 2])))
    return words[0] in _ACTION and len(words) > 1


def _told_by_relation(words: list[str], phrase: str) -> bool:
    found = _RELATION.search(phrase, 1)
    if found and phrase[: found.start()].strip() and (
        phrase[found.end() :].strip() or found[0].casefold() in _ALONE
    ):  # fmt: skip
        return phrase[found.start() - 1] != "-"
    return any(_is_participle(words, index) for index in range(1, len(words)))


def _is_participle(words: list[str], index: int) -> bool:
    """Whether a word behind a noun is its action: "dog running", not "swimming pool"."""
    word = words[index].casefold()
    if not word.endswith("ing") or len(word) < 5:
        return False
    graph = noun_graph()
    rest = " ".join(words[index:])
    if index + 1 < len(words) and graph.lookup(key_of(" ".join(words[index : index + 2]))):
        return False
    if graph.lookup(key_of(" ".join(words[max(0, index - 1) : index + 1]))):
        return False
    if word in _ACTION:
        return True
    visual = any(graph.is_visual(sense) for sense in graph.lookup(key_of(word))[:1])
    return not visual or bool(re.match(r"\w+ing (?:a|an|the|his|her|its|their|some)\b", rest))


def _is_superlative(word: str) -> bool:
    return word.endswith("est") and len(word) > 5 and word not in _NO_SUPERLATIVE


def _is_compound(phrase: str) -> bool:
    """Whether the noun graph has the phrase as one noun: "jack in the box", "chest of drawers"."""
    reading = noun_graph().read(phrase)
    return reading.how == "whole" and reading.key.count(" ") == len(key_of(phrase).split()) - 1
