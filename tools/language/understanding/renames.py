"""Other names for what was found: "call it kitten", "that's not a dog, it's a fox"."""

from __future__ import annotations

import re
from dataclasses import replace

from .edits import apply_edit
from .heard import ASK_NAME, Clause, Fields, Heard, Target, clarify, edit
from .labels import same_words
from .naming import COLOURS
from .patterns import THE_PICTURE
from .rename_patterns import (
    BARE_CALL,
    IS,
    IT,
    NO_LABEL,
    NO_NAME,
    NO_OLD,
    NOT_BUT,
    PASSIVE,
    RULES,
    TO_NAME,
)
from .target import segmented, target_of, unclear


def read_rename(clause: Clause, heard: Heard) -> Fields | None:
    """The new name that a clause gives; None where it gives none."""
    text = clause.text
    if clause.asks and not re.match(
        r"(?:rename|call|name|label|relabel|change)", text, re.IGNORECASE
    ):
        return None
    if (said := _not_but(text, heard)) is not None:
        return said
    if (found := TO_NAME.match(text)) is not None:
        return apply_edit("rename", "it", heard, clean_name(found["new"]))
    for number, pattern in enumerate(RULES):
        found = pattern.match(text)
        if found and (named := _renamed(found["old"], found["new"], number, heard)) is not None:
            return named
    if (said := _said_so(text, heard)) is not None:
        return said
    found = BARE_CALL.match(text)
    if found and re.match(r"re", text, re.IGNORECASE):
        whole = target_of(found["all"], heard)
        if (whole.words or whole.place) and not whole.unknown:
            return clarify(ASK_NAME)
    if found and (cut := _cut_name(found["all"], heard)) is not None:
        return cut
    if found := NO_NAME.match(text):
        return _nameless(next((g for g in found.groups() if g), ""), heard)
    return None


def _nameless(old: str, heard: Heard) -> Fields:
    target = target_of(old, heard)
    return (unclear(target, heard) if target.unknown else None) or clarify(ASK_NAME)


def _renamed(old: str, new: str, number: int, heard: Heard) -> Fields | None:
    new_label = clean_name(new)
    if not new_label or re.match(r"(?:you|that|which|we|i) ", new_label):
        return None
    if re.fullmatch(
        r"(?:something|anything) (?:else|different|better)|otherwise|differently|another name",
        new_label,
    ):
        return clarify(ASK_NAME)
    old = re.sub(
        r"^(?:the )?(?:label|name|class|tag|mask|segment) (?:of |for |called )?(?=\S)",
        "",
        old.strip(" '\""),
        flags=re.IGNORECASE,
    )
    old = re.sub(r"(?<=\w)(?:'s)? (?:label|name|tag|mask|segment)s?$", "", old, flags=re.IGNORECASE)
    explicit = number in (0, 1)
    target = target_of(old, heard)
    if not explicit and (target.unknown or not heard.labels) and number not in (8,):
        return None
    if number == 2 and (
        new_label.casefold() in COLOURS or re.fullmatch(THE_PICTURE, old, re.IGNORECASE)
    ):
        return None
    if number in (9, 10) and PASSIVE.fullmatch(new_label):
        return None
    if number == 6 and re.search(r",| and ", new_label):
        return None
    return apply_edit("rename", old, heard, new_label)


def _cut_name(text: str, heard: Heard) -> Fields | None:
    """ "call the left dog Rex": the label ends where the new name starts."""
    text = re.sub(r"^(?:up )?", "", text)
    tokens = text.split()
    if not heard.labels and not re.match(rf"{IT}\b|the \w+ ones?\b", text, re.IGNORECASE):
        named = re.fullmatch(r"(?:the|that|this|my) (\w+) \S+", text, re.IGNORECASE)
        return segmented([named[1]]) if named else None
    best: tuple[Target, str] | None = None
    for cut in range(1, min(len(tokens), 9)):
        old = " ".join(tokens[:cut])
        target = target_of(old, heard)
        if old.casefold() in NO_OLD or target.unknown:
            continue
        if target.words or target.pronoun or target.place:
            new = clean_name(" ".join(tokens[cut:]))
            if re.match(r"(?:you|that|which|we|i|something|otherwise|differently)\b", new):
                return (
                    clarify(ASK_NAME) if new.startswith(("something", "otherw", "differ")) else None
                )
            if new and new.casefold() not in ("one", "ones"):
                best = (target, new)
                if target.words and not re.match(
                    r"(?:on|at|in|to|from|next|with|that|who|of)\b", new, re.IGNORECASE
                ):
                    break
    if best is not None:
        return unclear(best[0], heard) or edit("rename", best[0], best[1])
    if len(tokens) <= 4 and heard.labels and target_of(text, heard).words:
        return clarify(ASK_NAME)
    return None


def _not_but(text: str, heard: Heard) -> Fields | None:
    """ "That's not a dog, it's a fox"."""
    if not heard.labels:
        return None
    for pattern in NOT_BUT:
        found = pattern.match(text)
        if found is None:
            continue
        target, new = target_of(found["old"], heard), clean_name(found["new"])
        if target.words and not target.unknown and new and not same_words(new, heard.labels):
            return edit("rename", replace(target, words=target.words[:1]), new)
    return None


def _said_so(text: str, heard: Heard) -> Fields | None:
    """ "The cup is a mug", "it's a fox"."""
    found = IS.match(text) if heard.labels else None
    if found is None:
        return None
    new = clean_name(found["new"])
    if not new or NO_LABEL.fullmatch(new) or len(new.split()) > 4:
        return None
    if re.match(
        r"(?:what|which|where|who|how|why|there|here|i|you|we|he|she|my|is|are|do|does|can)\b",
        found["old"],
        re.IGNORECASE,
    ):
        return None
    target = target_of(found["old"], heard)
    if target.unknown or target_of(new, heard).place:
        return None
    if (
        not found["article"]
        and not new[:1].isupper()
        and not _plural_pronoun(found["old"])
        and not target.words
    ):
        return None
    if re.search(r"ing$", new) and not found["article"]:
        return None
    return unclear(target, heard) or edit("rename", target, new)


def _plural_pronoun(text: str) -> bool:
    return text.casefold() in (
        "these",
        "those",
        "they",
        "both",
        "all",
        "all of them",
        "both of them",
        "them",
    )


def clean_name(text: str) -> str:
    """A new name without quotes, article and asides.

    Example:
        >>> clean_name('"kitten" instead')
        'kitten'
    """
    text = text.strip(" ,.;:!?")
    quoted = re.search(r"\"([^\"]+)\"|(?<!\w)'([^']+)'(?!\w)", text)
    if quoted:
        return (quoted[1] or quoted[2]).strip()
    text = re.sub(
        r"^(?:(?:a|an|the|simply|just|rather|something like|as|be|to|better|:) )+",
        "",
        text,
        flags=re.IGNORECASE,
    )
    text = re.sub(
        r"(?:,? (?:instead|please|pls|now|then|from now on|again|rather|for short"
        r"|in(?:stead)? of .*|not .*|everywhere|and not .*|actually|too|thanks))+$",
        "",
        text,
        flags=re.IGNORECASE,
    )
    return text.strip(" ,.;:!?'\"")
