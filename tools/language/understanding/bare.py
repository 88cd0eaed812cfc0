"""Noun phrases that stand alone: things to cut out, told from talk."""

from __future__ import annotations

import re

from ..noun_graph import noun_graph
from ..words import key_of
from .heard import ASK_WHICH, Clause, Fields, Heard, Target, clarify, edit
from .naming import things
from .objects import opened, shortened
from .referring import REDUCED, is_referring
from .segment_patterns import (
    ABSTRACT,
    CHAT_WORDS,
    DETERMINED,
    GENERIC,
    INNER,
    KIND,
    PREPOSITIONS,
)
from .target import segmented, target_of

MOST_THINGS = 400
MOST_WORDS = 14
"""Longer lists and phrases are text that somebody pasted."""


def read_bare(clause: Clause, heard: Heard) -> Fields | None:
    """A noun phrase alone, or a list of them; None for talk."""
    text = shortened(opened(clause.text))
    if not text or GENERIC.fullmatch(text):
        return clarify() if text and (not clause.asks or "which" in text) else None
    target = target_of(text, heard)
    if target.place and not target.said:
        return _one_of(text, target, heard)
    if not is_named(text):
        return None
    of_kind = sum(label in target.words for label in heard.labels)
    if target.place and of_kind > 1 and not target.unknown and not target.told:
        return edit("keep", target)
    return segmented(things(text))


def _one_of(text: str, target: Target, heard: Heard) -> Fields:
    """Keep "the left one", where there is a result."""
    if heard.labels:
        return edit("keep", target)
    return segmented(things(text)) if KIND.search(text) else clarify(ASK_WHICH)


def is_named(text: str) -> bool:
    """Whether a text is noun phrases and nothing else."""
    named = things(text)
    found = DETERMINED.match(text)
    first = found["verb"].casefold() if found and not INNER.search(text) else ""
    if first and first not in PREPOSITIONS and not noun_graph().is_adjective(first):
        return False  # "feed the dog" is an order
    return 0 < len(named) <= MOST_THINGS and all(_is_thing(thing, len(named)) for thing in named)


def _is_thing(thing: str, among: int) -> bool:
    """Whether one of so many noun phrases can name something in a picture."""
    inner = INNER.search(thing, 1) or REDUCED.search(thing, 1)
    head = thing[: inner.start()] if inner else thing
    words = [word.strip(",.;:!?").casefold() for word in head.split()]
    if not words or len(words) > MOST_WORDS or any(word in CHAT_WORDS for word in words):
        return False
    if (words[-1] in ABSTRACT and among == 1) or not re.search(r"[^\W\d_]", key_of(head)):
        return False
    return len(words) <= 4 or is_referring(thing) or bool(noun_graph().read(head).senses)
