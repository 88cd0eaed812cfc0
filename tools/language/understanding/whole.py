"""The whole picture: into the classes of a list (closed_set), or into whatever is there."""

from __future__ import annotations

import re

from .heard import Clause, Fields, Heard, segment
from .naming import things
from .patterns import THE_PICTURE, rule
from .whole_patterns import (
    BRACKETS,
    CLASS,
    CLOSED,
    DIVIDE,
    EVERYTHING,
    HERE,
    INTO,
    OF_RESULT,
    SEEN,
    TAIL,
    THINGS,
)

_NO_LIST = rule(
    r"(?:call|rename|merge|remove|delete|keep|export|save|combine|name|join)\b"
    rf"|(?:what|which|how many|list|show|tell)(?: me)?(?: all)?(?: the)? {CLASS}\b(?!.*pixel)"
)
_ASKED = rule(r"(?:is|are|how many|do|does|who|why)\b")
_AND_WHICH = rule(r"(?:,| and)+ (?:what|which|where)(?: parts?| pixels| areas?)?(?: is| are)?\b")


def read_classes(clause: Clause, heard: Heard) -> Fields | None:
    """The classes into which a whole picture goes; None where no list is given."""
    text = clause.text
    if _NO_LIST.match(text) or (clause.asks and _ASKED.match(text)):
        return None
    if found := BRACKETS.search(text):
        return _classes(found["list"], 1)
    for least, pattern in CLOSED:
        found = pattern.match(text)
        if found and (read := _listed(_AND_WHICH.sub(",", found["list"]), least)) is not None:
            return read
    return None


def _listed(text: str, least: int) -> Fields | None:
    if EVERYTHING.fullmatch(_stripped(text)):
        return segment("zero_guidance")
    return _classes(text, least)


def _classes(listed: str, least: int) -> Fields | None:
    listed = re.sub(
        r"^(?:(?:either|one of|these|the following|following|them|only|just|classes|as|of"
        r"|into|with|to|the|it's|it is|is|whether|labell?ed|classified|marked|assigned"
        r"|please|pls)(?: ?[:,-])? )+",
        "",
        listed.strip(" :;,-"),
        flags=re.IGNORECASE,
    )
    listed = re.split(r"\.\s", listed)[0]
    words = things(_stripped(listed))
    many = len(words) >= least
    plain = all(len(word.split()) <= 5 for word in words)
    vague = [
        word
        for word in words
        if re.fullmatch(THINGS + r"|classes?|labels?|one|it|them|\d+", word, re.IGNORECASE)
    ]
    return segment("closed_set", words) if many and plain and not vague else None


def _stripped(text: str) -> str:
    before = ""
    while text != before:
        before, text = text, TAIL.sub("", text).strip(" ,;:.")
    return text


_VAGUE = rule(
    rf"(?:{THE_PICTURE}|it|this|that|segments?|parts|object|any|mask|label"
    rf"|{DIVIDE} (?:it|this|that))"
)


def read_everything(clause: Clause, heard: Heard) -> Fields | None:
    """Everything that is there, with nothing named."""
    text = re.sub(r"^(?:(?:just|simply|only|now) )+", "", clause.text, flags=re.IGNORECASE)
    if not heard.last_task and HERE.search(text):
        return segment("zero_guidance")
    if OF_RESULT.search(text) or _VAGUE.fullmatch(text):
        return None
    named = INTO.match(text) or SEEN.search(text)
    whole = len(text.split()) < 12 and EVERYTHING.fullmatch(text)
    return segment("zero_guidance") if named or whole else None
