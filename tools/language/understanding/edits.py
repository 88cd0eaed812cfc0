"""Changes of the last result: keep, remove and merge (`renames.py` has the fourth)."""

from __future__ import annotations

import re

from .edit_patterns import (
    ALL,
    ALL_BUT,
    AWAY,
    EXCEPT,
    GO,
    KEPT,
    KEPT_END,
    REMOVE,
    REMOVED,
    REST_GO,
    TWO,
)
from .heard import Clause, Fields, Heard, clarify, edit
from .merges import merge
from .naming import things
from .patterns import THE_PICTURE
from .subjects import can_be_meant
from .target import segmented, target_of, unclear


def read_edit(clause: Clause, heard: Heard) -> Fields | None:
    """What a clause keeps, removes or merges; None where it does none of these."""
    text = clause.text
    return (
        merge(text, heard) or _except(text, heard) or _remove(text, heard) or _keep(clause, heard)
    )


def apply_edit(kind: str, text: str, heard: Heard, new_label: str = "") -> Fields:
    """The edit of what a text names; segment or clarify where that is not in the result."""
    target = target_of(text, heard)
    if heard.labels and target.told and not target.unknown:
        of_kind = [label for label in heard.labels if label in target.words]
        if len(of_kind) > 1 and target.place is None:
            return (
                segmented(target.said) if kind == "keep" else clarify("Which of them do you mean?")
            )
    return unclear(target, heard) or edit(kind, target, new_label)


def _except(text: str, heard: Heard) -> Fields | None:
    """Read "remove everything except the cat" as keep, "keep all but the cat" as remove."""
    removing = re.match(
        rf"(?:{REMOVE}|get|take|throw|forget|leave out|i don't|no need)\b", text, re.IGNORECASE
    )
    found = ALL_BUT.match(text)
    goes = re.match(
        rf"{ALL},? {EXCEPT} (?P<np>.+?) (?:can|should|must|may) (?:go|be (?:removed"
        rf"|deleted|dropped))",
        text,
        re.IGNORECASE,
    )
    if goes:
        return apply_edit("keep", goes["np"], heard)
    if found:
        return apply_edit("keep" if removing else "remove", found["np"], heard)
    kept = re.match(
        rf"(?:keep|leave|show(?: me)?|i want|i need|retain|give me|take"
        rf"|select) {ALL},? {EXCEPT} (?P<np>.+)$",
        text,
        re.IGNORECASE,
    )
    if kept:
        return apply_edit("remove", kept["np"], heard)
    found = REST_GO.match(text)
    if found:
        if found["np"]:
            return apply_edit("keep", found["np"], heard)
        return clarify("Which one should stay?")
    return None


def _remove(text: str, heard: Heard) -> Fields | None:
    found = AWAY.match(text)
    named = found and next(
        (g for k, g in found.groupdict().items() if k.startswith("np") and g), None
    )
    if named is None and (found := REMOVED.match(text)):
        named = found["np"]
        if re.match(
            r"(?:idea|clue|way|problem|worries|thanks|thank|doubt|need|matter|wonder|sure"
            r"|really|yet|bad|good|sense)\b",
            named,
            re.IGNORECASE,
        ):
            return None
    if named is None and heard.labels and (found := GO.match(text)):
        named = next((g for g in found.groups() if g), None)
        if named and not can_be_meant(named, heard):
            named = None
    if named is None:
        return None
    named = re.sub(r"^(?:of|from|about|with) ", "", named, flags=re.IGNORECASE)
    named = re.sub(
        r" (?:from|out of|off|in|of) (?:the |my |this |your )?(?:results?|selection|list"
        r"|labels|masks?|segments|segmentation|it|there|" + THE_PICTURE + r")$",
        "",
        named,
        flags=re.IGNORECASE,
    )
    named = re.sub(
        r"^(?:the )?(?:label|mask|segment|region|mask for|mask of)s? (?:of |for |called "
        r"|named )?(?=\S)",
        "",
        named,
        flags=re.IGNORECASE,
    )
    named = re.sub(
        r"(?<=\w)(?:'s)? (?:mask|segment|label|region|one)s?$",
        _keep_pronoun,
        named,
        flags=re.IGNORECASE,
    )
    named = re.split(
        r"[,;] (?:and )?(?:keep|leave|only|just|i|the rest|that)\b|,? (?:and|but) (?:keep|leave) ",
        named,
        maxsplit=1,
    )[0]
    return apply_edit("remove", named, heard)


def _keep_pronoun(found: re.Match[str]) -> str:
    """Drop "mask" from "the sofa mask", but not "one" from "the left one"."""
    return found[0] if found[0].strip() in ("one", "ones") else ""


def _keep(clause: Clause, heard: Heard) -> Fields | None:
    text = clause.text
    found = KEPT.match(text) or KEPT_END.match(text)
    if found is None:
        return None
    named = re.sub(
        r"^(?:only|just|the mask (?:of|for)|with|to|for|on|about)\b ?",
        "",
        found["np"],
        flags=re.IGNORECASE,
    )
    if re.match(
        r"(?:kidding|joking|a (?:moment|minute|sec|second)|wondering|asking|saying"
        r"|curious|testing|looking around|because|in case|do it|so you know)\b",
        named,
        re.IGNORECASE,
    ):
        return None
    both = TWO.match(named)
    if both and heard.labels:
        kept, dropped = target_of(both["keep"], heard), target_of(both["drop"], heard)
        if kept.words and not kept.unknown:
            return edit("keep", kept)
        named = both["keep"] if dropped.said else named
    named = re.sub(
        r",? (?:only|alone|please|(?:and |but )?(?:delete|remove|drop|forget) .*)$",
        "",
        named,
        flags=re.IGNORECASE,
    )
    if re.fullmatch(
        r"(?:everything|all|all of (?:it|them)|them all|as is|it as it is|it like (?:this|that))",
        named,
        re.IGNORECASE,
    ):
        return None
    return apply_edit("keep", named, heard)


def named_things(text: str) -> list[str]:
    """Things of a list, for callers that edit nothing."""
    return things(text)
