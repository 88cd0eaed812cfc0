"""Several become one: "merge chair and table into furniture"."""

from __future__ import annotations

import re
from dataclasses import replace

from .edit_patterns import (
    BELONGS,
    CALLED,
    INTO_ONE,
    MERGED,
    NEEDS_ONE,
    OUT_OF,
    TOGETHER,
)
from .heard import ASK_FIRST, Fields, Heard, Target, clarify, edit
from .subjects import can_be_meant
from .target import target_of, unclear


def merge(text: str, heard: Heard) -> Fields | None:
    """What a clause makes one; None where it does not."""
    if heard.labels and (read := _are_one(text, heard)) is not None:
        return read
    found = MERGED.match(text)
    if found is None:
        return None
    named, new_label, said_one = _parts(found["np"] or "", bool(NEEDS_ONE.match(text)))
    if NEEDS_ONE.match(text) and not said_one and not re.search(r"\btogether\b", text):
        return None
    if not heard.labels and not _PLAIN.match(text):
        return None
    return _merged(re.sub(r"\b(?:together|with|to|into)\b", " and ", named), new_label, heard)


_MASKS = re.compile(
    r"\b(?:labels?|masks?|segments?) (?:of |for )?(?=\w)|(?<=\w) (?:labels|masks|segments)$"
)
_PLAIN = re.compile(r"(?:merg|join|combin|fus|unit|unif|group)", re.IGNORECASE)
_ALL = re.compile(r"(?:they|these|those|them|it|both|all)\b", re.IGNORECASE)
_NAMES = re.compile(r"[,\s]*(?:and |call|name|label|called|as|under|named|into)", re.IGNORECASE)


def _are_one(text: str, heard: Heard) -> Fields | None:
    """Read "the wheel belongs to the car", "they are one object", "one mask of both"."""
    together = TOGETHER.match(text)
    subject = (together["np0"] or together["np"]) if together else ""
    if together and (_ALL.match(text) or can_be_meant(subject, heard)):
        return _merged(subject, "", heard)
    belongs = BELONGS.match(text)
    if belongs and can_be_meant(belongs["a"], heard) and can_be_meant(belongs["b"], heard):
        return _merged(f"{belongs['a']} and {belongs['b']}", "", heard)
    found = OUT_OF.match(text)
    return _merged(found["np"], "", heard) if found else None


def _parts(named: str, needs_one: bool) -> tuple[str, str, bool]:
    """What is merged, its new name, and whether "into one" is said."""
    named, said_one = _without_one(named)
    called = CALLED.search(f" {named}")
    if called is None or (needs_one and not _NAMES.match(called[0])):
        return named, "", said_one
    new_label = called["name"].strip("'\" ")
    named, one = _without_one(f" {named}"[: called.start()].strip())
    in_name = re.search(r"\b(?:one|single)\b", called[0])
    return named, new_label, said_one or one or bool(in_name)


def _without_one(named: str) -> tuple[str, bool]:
    one = INTO_ONE.search(f" {named}")
    return (f" {named}"[: one.start()].strip(), True) if one else (named, False)


def _merged(named: str, new_label: str, heard: Heard) -> Fields:
    named = re.sub(r"\s+(?:and\s+)+", " and ", f"{named} ").strip()
    named = re.sub(r"^(?:and )+|(?: and)+$", "", named).strip()
    named = _MASKS.sub("", named) or named
    target = target_of(named, heard)
    if target.pronoun:
        target = replace(target, pronoun="them")
    if not named and heard.labels:
        target = Target()
    if not heard.labels and not target.said:
        return clarify(ASK_FIRST)
    return unclear(target, heard) or edit("merge", target, new_label)
