"""Questions about the last result: how much, how many, where, what, how sure, which is bigger, why.

The kind is told by its key words; what it is about is what stays when the words of the question are
trimmed off both ends.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ..noun_graph import noun_graph
from .heard import ASK_FIRST, Clause, Fields, Heard, Target, clarify, question, segment
from .labels import labels_meant, same_words
from .naming import things
from .patterns import NUMBER, THE_PICTURE, rule
from .places import find_place
from .question_frames import listed, of_mask, trimmed, without_frame
from .question_patterns import (
    ABOUT_OTHER,
    ANY_START,
    AREA,
    BIGGEST,
    COUNT,
    EDIT_START,
    FOUND,
    IN_THERE,
    LABELS,
    NO_OBJECT,
    POINTED,
    SCORE,
    SHARE,
    SIZE,
    SIZE_NOISE,
    WHERE,
    WHY,
    WHY_WORDS,
)
from .referring import base
from .target import segmented, target_of, unclear

_KINDS = (("share", SHARE), ("area", AREA), ("count", COUNT), ("score", SCORE))
_NO_QUESTION = rule(
    r"give (?:me |us )?all(?: the)? masks"
    rf"|.*\bhow (?:big|large|wide|high) (?:is|are) {THE_PICTURE}$"
)
_SO_SURE = rule(r"why (?:are|were) you (?:so )?(?:sure|certain)")


def read_question(clause: Clause, heard: Heard) -> Fields | None:
    """The question that a clause asks of the last result; None where it asks none."""
    text = clause.text
    other = ABOUT_OTHER.search(clause.whole) and not _SO_SURE.match(text)
    if other or EDIT_START.match(text) or _NO_QUESTION.match(text):
        return None
    if WHY.search(text):
        return _why(text, heard)
    starts = clause.asks or bool(re.match(rf"(?:{ANY_START})\b", text, re.IGNORECASE))
    if not starts and not heard.labels:
        return None
    return _of_result(clause, heard, starts) or _there_is(clause, heard) or _pointed(clause, heard)


def _of_result(clause: Clause, heard: Heard, starts: bool) -> Fields | None:
    """Questions that are told by their key words."""
    text = clause.text
    if heard.labels and (found := FOUND.match(text)):
        return question("labels", Target(labels_meant(found["np"], heard.labels)))
    biggest = clause.asks and heard.labels and BIGGEST.fullmatch(text)
    if biggest or (SIZE.search(text) and not SHARE.search(text) and not text.startswith("where")):
        return _size(text, heard)
    for asked, pattern in _KINDS:
        if pattern.search(text) and (starts or heard.last_task):
            return _about(asked, text, heard)
    if LABELS.search(text):
        return _labels(text, heard)
    return _about("where", text, heard) if WHERE.search(text) else None


def _about(asked: str, text: str, heard: Heard) -> Fields:
    about = of_mask(trimmed(without_frame(asked, text)))
    target = target_of(about, heard) if about else Target()
    if asked == "count":
        target = replace(target, pronoun="them" if target.pronoun else "")
        generic = re.search(r"\b(?:objects?|things?|items|stuff|different)\b", text)
        if not heard.last_task and not target.said and generic:
            return segment("zero_guidance")
    if asked == "score":
        target = _sure_of(text, target)
    target = _mentioned(text, target, heard)
    return unclear(target, heard) or question(asked, target)


def _mentioned(text: str, target: Target, heard: Heard) -> Target:
    """Labels that stand in a question of which the rest names nothing that can be seen."""
    graph = noun_graph()
    seen = [graph.read(base(thing)).senses[:1] for thing in target.unknown]
    if not seen or any(graph.is_visual(sense) for senses in seen for sense in senses):
        return target
    words = re.findall(r"[\w'-]+", text)
    found = [label for word in words for label in same_words(word, heard.labels)]
    return replace(target, words=list(dict.fromkeys(found)), unknown=[]) if found else target


def _sure_of(text: str, target: Target) -> Target:
    """Take "are you sure that is right?" to be about all, "sure about it?" about one."""
    if find_place(text).place == "surest":
        return replace(target, place="surest", pronoun="", unknown=[], said=[])
    pointed = re.search(r"\b(?:of|about|is|with) (?:it|this|that)\b", text)
    return replace(target, pronoun="") if target.pronoun == "it" and not pointed else target


def _why(text: str, heard: Heard) -> Fields:
    """Why something is missing or there: names labels, or things that were not found."""
    if not heard.last_task:
        named = things(trimmed(text, WHY_WORDS))
        return segmented(named) if named else clarify(ASK_FIRST)
    rest = trimmed(re.sub(r"\bleft out\b", " ", text), WHY_WORDS)
    rest = re.split(r"\b(?:labell?ed|called|marked|as|missing|not|isn't|wasn't|in the|a)\b", rest)[
        0
    ]
    placed = find_place(rest)
    words: list[str] = []
    for thing in things(placed.rest):
        if thing.casefold() in NO_OBJECT | {"one", "thing", "object"}:
            continue
        words += labels_meant(thing, heard.labels) or [thing]
    return question(
        "why", Target(list(dict.fromkeys(words)), place=placed.place, ordinal=placed.ordinal)
    )


def _size(text: str, heard: Heard) -> Fields:
    """Which is bigger: of two that are named, or of all (of a kind) by a place."""
    compared = re.sub(
        r"\b(?:bigger|larger|smaller|tinier|greater|as (?:big|large|small) as|than"
        r"|the same size as|more|less)\b",
        ", ",
        text,
        flags=re.IGNORECASE,
    )
    rest = SIZE_NOISE.sub(
        " ",
        re.sub(
            rf"\b(?:biggest|largest|smallest|tiniest|greatest|tallest|{NUMBER} (?=biggest"
            rf"|largest|smallest))\b",
            " ",
            compared,
        ),
    )
    target = target_of(listed(rest), heard)
    if target.unknown:
        return segmented(target.unknown)
    if not heard.labels:
        return clarify(ASK_FIRST)
    words = target.words
    if len(words) > 1:
        return question("size", Target(words))
    small = re.search(r"\b(?:small|tini|least|less|littl)", text, re.IGNORECASE)
    placed = find_place(text)
    place = placed.place if placed.place in ("biggest", "smallest") else None
    return question(
        "size",
        Target(
            words,
            place=place or ("smallest" if small else "biggest"),
            ordinal=placed.ordinal if place else 1,
            count=placed.count if place else 1,
        ),
    )


def _labels(text: str, heard: Heard) -> Fields:
    if not heard.last_task:
        return clarify(ASK_FIRST)
    placed = find_place(text)
    if re.search(r"\b(?:left now|are left|is left|left in|left over)\b", text):
        return question("labels")
    return question(
        "labels", Target(place=placed.place, ordinal=placed.ordinal, count=placed.count)
    )


def _there_is(clause: Clause, heard: Heard) -> Fields | None:
    """Count a label of the result for "is there a dog?", and look for anything else."""
    found = re.match(
        rf"(?:is|are|was|were) there(?: (?:also|maybe|perhaps|really))? (?P<np>.+)|(?:do"
        rf"|did|can|could) (?:you|we|i) (?:also )?(?:see|find|spot|detect|notice"
        rf"|recogni[sz]e) (?P<np2>.+)"
        rf"|(?:does|do) (?:{THE_PICTURE}|it|this) (?:have|contain|show|include"
        rf"|feature) (?P<np3>.+)|(?:see|find|spot|got|have you got"
        rf"|any sign of) (?P<np4>any .+)",
        clause.text,
        re.IGNORECASE,
    )
    if found is None:
        found = IN_THERE.match(clause.text)
    if found is None:
        return None
    text = next(group for group in found.groups() if group)
    if re.match(
        r"(?:anything|something|any (?:objects|things)|what|everything|all)\b", text, re.IGNORECASE
    ):
        return None
    target = target_of(text, heard)
    if not target.said:
        return None
    if (
        target.words
        and not target.unknown
        and re.match(r"is|are|was|were|does|do|did", clause.text, re.IGNORECASE)
    ):
        return question("count", target)
    return segmented(target.said)


def _pointed(clause: Clause, heard: Heard) -> Fields | None:
    """Read "what is the one on the left?" and "what are these?": the labels there."""
    if not heard.labels or not re.match(r"what|which|who", clause.text, re.IGNORECASE):
        return None
    found = POINTED.match(clause.text)
    if found is None:
        return None
    placed = find_place(clause.text)
    if placed.place in ("biggest", "smallest"):
        return None
    if placed.place is not None:
        return question(
            "labels", Target(place=placed.place, ordinal=placed.ordinal, count=placed.count)
        )
    rest = re.sub(
        r"^(?:what(?:'s| is| are|'re)|which(?: one)? is) ", "", clause.text, flags=re.IGNORECASE
    )
    if re.fullmatch(
        r"(?:this|that|it|these|those|they|he|she|all (?:this|that|these)|the (?:things"
        r"|objects|segments|masks|results?|labels|other ones?))(?: things?| ones?"
        r"| objects?| masks?)?(?: all)?",
        rest,
        re.IGNORECASE,
    ):
        return question("labels")
    return None
