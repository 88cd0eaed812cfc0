"""Things that are named: from "the dogs, a cat and two red cars" to a list of noun phrases."""

from __future__ import annotations

import re

from ..noun_graph import noun_graph
from .patterns import NUMBER, PLEASE, rule
from .politeness import without_picture
from .vocabulary import word_set

COLOURS = word_set("colours")
_DETERMINER = (
    r"(?:(?:all|each|every(?: single)?|any|some|both|most|many|several|none|one"
    r"|every one|each one|lots|plenty"
    r"|a (?:lot|few|couple|bunch|number)|a pair(?= of the)) of (?:the|these|those|my|our|your)?"
    r"|(?:all )?(?:instances|occurrences|examples) of(?: (?:the|a))?|(?:anything"
    r"|something) (?:like|similar to|resembling)(?: an?)?|by any chance|possibly"
    r"|maybe|more than one|at least one"
    r"|exactly one|all kinds? of|all sorts? of|(?:any|some) kinds? of|all (?:the"
    r"|these|those|my|our) different|all(?: of)? (?:the|these|those|my|our|of them)"
    r"|all that is|a few|few|a couple of|the|a|an|these|those|this|that|my|our|your"
    r"|his|her|their|its|any|some|every(?: single)?|each"
    r"|all|both|several|many|most|lots of|plenty of|another|other)"
)
_LEAD = rule(
    rf"(?:{_DETERMINER}|{PLEASE}|also|just|only|then|now|maybe|even|for|of|namely|like"
    rf"|e\.g\.|i\.e\.|the words?|the terms?|the label|the class(?:es)?|on|to) "
)
_THAT_IS = rule(
    r"(?:everything|anything|all|all things|things?|something|whatever|stuff|objects?"
    r"|anything else) (?:that|which|what)?\s?(?:is|are|'s|looks? like|look|counts? as"
    r"|could be|might be|resembles|seems to be|belongs to)(?: called)? "
)
_NUMBER = rule(rf"{NUMBER} (?=\S+)")
_KEEP_NUMBER = rule(
    r"(?:first|second|third|last|left|right|top|bottom|upper|lower|middle"
    r"|\w{3,}(?:est|most)|biggest) "
)
_SPLIT = re.compile(
    r"\s*[,;|\n]\s*(?:and\s+|or\s+|&\s*|plus\s+|then\s+|as well as\s+)?(?:also\s+)?(?:for\s+)?"
    r"|\s+(?:and/or|vs\.?|versus|and\s+also|and\s+then|and|or|&|\+|plus"
    r"|as\s+well\s+as|along\s+with|together\s+with|\u00b7|/)"
    r"(?:\s+also)?(?:\s+for)?\s+|(?<=\w)\s*/\s*(?=\w)",
    re.IGNORECASE,
)
_HOLDS = re.compile(
    r"\b(?:with|without|holding|wearing|carrying|between|in|has|have|having|among"
    r"|eating|pulling|pushing)\b",
    re.IGNORECASE,
)
_OWN = re.compile(r"^(?:the|all|every|each|any|both|this|that|my|our)\b", re.IGNORECASE)
_RELATION = re.compile(
    r"\b(?:on|in|at|with|next|behind|under|near|beside|holding|wearing|left|right|who"
    r"|that|by|above|below|\w+ing)\b",
    re.IGNORECASE,
)


def things(text: str) -> list[str]:
    """The things that a text names, in its order, each once.

    Args:
        text: a list of noun phrases, without a verb of its own.

    Example:
        >>> things("the flowers, a black and white cat and two red cars in the picture")
        ['flowers', 'black and white cat', 'red cars']
    """
    found: dict[str, str] = {}
    for part in _parts(without_picture(_unquoted(text))):
        thing = bare(part)
        if thing:
            found.setdefault(thing.casefold(), thing)
    return list(found.values())


def bare(text: str) -> str:
    """A noun phrase without articles, quantifiers and politeness.

    Example:
        >>> bare("all of the two birds"), bare("everything that is a vehicle")
        ('birds', 'vehicle')
    """
    text = without_picture(text.strip(" \t,;:.!?\"'*"))
    if text[:1] in "([{" and text[-1:] in ")]}":
        text = text[1:-1].strip()
    while True:
        before = text
        text = _THAT_IS.sub("", text, count=1) if _THAT_IS.match(text) else text
        if found := _LEAD.match(text):
            text = text[found.end() :]
        counted = _NUMBER.match(text)
        if counted and not _KEEP_NUMBER.match(text, counted.end()):
            text = text[counted.end() :]
        text = text.strip(" \t,;:.!?\"'*")
        if text == before:
            return "" if text.casefold() in _ALONE else text


_ALONE = word_set("alone")


def _unquoted(text: str) -> str:
    """Brackets around a whole list go; quoted parts keep their blanks and lose the quotes."""
    text = text.strip()
    if text[:1] in "([{" and text[-1:] in ")]}":
        text = text[1:-1]
    return text.replace('"', "").strip()


def _parts(text: str) -> list[str]:
    """Cut at commas and conjunctions, but not inside of what belongs together."""
    parts: list[str] = []
    start = 0
    for found in _SPLIT.finditer(text):
        left, right = text[start : found.start()], text[found.end() :]
        if left.strip() and not _belongs(left, found[0], right):
            parts.append(left)
            start = found.end()
        elif not left.strip():
            start = found.end()
    return [*parts, text[start:]]


def _belongs(left: str, conjunction: str, right: str) -> bool:
    """Whether what stands on both sides of a conjunction is one thing."""
    before, first = left.rsplit(maxsplit=1)[-1].casefold(), (right.split() or [""])[0].casefold()
    if any(sign in conjunction for sign in ",;|"):
        return False
    if "/" in conjunction:
        return before.isdigit() and first.isdigit()
    if _APART.search(left.strip()):
        return False
    between = re.search(r"\bbetween\b(?!.*\band\b)", left, re.IGNORECASE)
    colours = before in COLOURS and first in COLOURS
    return bool(between) or colours or _is_dish(before, first) or _is_held(left, right)


_APART = re.compile(r"\b(?:both|left|right|top|bottom|first|second)$", re.IGNORECASE)


def _is_dish(before: str, first: str) -> bool:
    """Whether two nouns are one food: "fish and chips"."""
    graph = noun_graph()
    senses = graph.lookup(f"{before} and {first}".strip(".,!?"))
    return any(graph.lexical_file(sense) == "noun.food" for sense in senses)


def _is_held(left: str, right: str) -> bool:
    """Whether the second thing is held or worn like the first: "a hat and a beard"."""
    holds = list(_HOLDS.finditer(left))
    if not holds or holds[-1].start() == 0:
        return False
    rest = re.split(r"\s+and\s+|\s+or\s+|,", right, maxsplit=1)[0]
    return not _OWN.match(rest) and not _RELATION.search(rest)
