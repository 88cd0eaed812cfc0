"""What a question or an edit is about: labels of the last result, other things, "it", a place."""

from __future__ import annotations

from .heard import ASK_FIRST, ASK_WHICH, Fields, Heard, Target, clarify, segment
from .labels import labels_meant, same_words
from .naming import bare, things
from .patterns import rule
from .places import find_place
from .referring import base, is_referring

_IT = rule(
    r"(?:it|its|this|that|this one|that one|the one|one|the other one|the other"
    r"|other one|this thing|that thing|the thing|something|the object|object"
    r"|that object"
    r"|this object|the segment|this segment|that segment|segment|the mask|mask"
    r"|this mask|the result|result|thing|(?:the )?(?:small|big|large|little|tiny"
    r"|smaller|bigger|larger) one|which one|which|who|mine|he|she|him|her)"
)
_THEM = rule(
    r"(?:(?:all|both|each|any|some|none|every one|each one) of (?:them|these|those"
    r"|it)|them|these|those|they|ones|these ones|those ones|all|both|everything"
    r"|all (?:the )?(?:things|objects|segments|masks|results|ones)|everyone|them all"
    r"|these all|those all|it all|each|each one|(?:the |these |those )?(?:things"
    r"|objects|segments|masks|results"
    r"|labels|regions|pieces|instances|items|classes|parts|areas|findings)"
    r"|(?:the )?(?:two|three|four|five)|(?:the )?(?:small|big|large|little|tiny) ones"
    r"|(?:these|those|all) (?:two|three|four)|the (?:lot|whole lot)|all (?:two|three"
    r"|four|five|of it))"
)
_ONE = frozenset(("this one", "that one", "the other one", "the other", "other one", "something"))


def target_of(text: str, heard: Heard) -> Target:
    """Read what a question or an edit names.

    Args:
        text: the words that are left when those of the question or the edit are taken away.
        heard: what can be meant.
    """
    text = text.strip(" ,;:.!?\"'")
    whole = same_words(bare(text), heard.labels)
    if whole:
        return Target(words=whole, said=[bare(text)])
    placed = find_place(text)
    rest = placed.rest if placed.place is not None else text
    words: list[str] = []
    unknown: list[str] = []
    said: list[str] = []
    pronoun, told = "", False
    for thing in _named(rest):
        stands_for = _pronoun(thing)
        if stands_for:
            pronoun = pronoun or stands_for
            continue
        said.append(thing)
        meant = labels_meant(thing, heard.labels)
        if not meant and is_referring(thing):
            meant = labels_meant(base(thing), heard.labels)
            told = told or bool(meant)
        words += [label for label in meant if label not in words]
        if not meant:
            unknown.append(thing)
    if placed.place is not None:
        pronoun = ""
        if unknown:
            said = unknown = things(text)
    return Target(
        words, unknown, said, pronoun, placed.place, placed.ordinal, placed.count, told
    )  # fmt: skip


def _named(text: str) -> list[str]:
    plain = text.strip(" ,;:.!?\"'")
    if _pronoun(plain):
        return [plain]
    return [
        thing for thing in things(plain) if thing.casefold() not in ("side", "image", "picture")
    ]


def _pronoun(text: str) -> str:
    low = text.casefold().strip()
    if low in _ONE:
        return "one"
    if _THEM.fullmatch(low):
        return "them"
    return "it" if _IT.fullmatch(low) or low == "" else ""


def unclear(target: Target, heard: Heard) -> Fields | None:
    """What to answer where a question or an edit cannot be about the last result; else None."""
    if target.unknown:
        return segmented(target.unknown)
    if target.words:
        return None
    if not heard.labels:
        return clarify(ASK_FIRST)
    if target.place is None and (
        (target.pronoun == "it" and len(heard.kinds) > 1)
        or (target.pronoun == "one" and len(heard.labels) > 1)
    ):
        return clarify(ASK_WHICH)
    return None


def segmented(said: list[str]) -> Fields:
    """Cut out what is named: referring where it is told from others of its kind."""
    if not said:
        return clarify()
    task = "referring" if any(is_referring(thing) for thing in said) else "open_vocabulary"
    return segment(task, said)
