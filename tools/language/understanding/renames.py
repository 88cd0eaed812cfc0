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
    if clause.asks and not _ORDER.match(text):
        return None
    return (
        _not_but(text, heard)
        or _denied(text, heard)
        or _to_name(text, heard)
        or _by_rule(text, heard)
        or _said_so(text, heard)
        or _called(text, heard)
        or _without_name(text, heard)
    )


_ORDER = re.compile(r"(?:rename|call|name|label|relabel|change)", re.IGNORECASE)


_DENIED = re.compile(
    r"(?:that|this|it|these|those|they)(?: is|'s| are|'re)?(?: not|n't| isn't| aren't)"
    r"(?: really| actually)? (?:an? )?(?P<np>[\w' -]+)$",
    re.IGNORECASE,
)


def _denied(text: str, heard: Heard) -> Fields | None:
    """Ask what it is instead, for "that's not a dog"."""
    found = _DENIED.match(text) if heard.labels else None
    if found is None:
        return None
    target = target_of(found["np"], heard)
    return clarify(ASK_NAME) if target.words and not target.unknown else None


def _to_name(text: str, heard: Heard) -> Fields | None:
    """Read "rename to kitten"."""
    found = TO_NAME.match(text)
    return apply_edit("rename", "it", heard, clean_name(found["new"])) if found else None


def _by_rule(text: str, heard: Heard) -> Fields | None:
    for name, pattern in RULES.items():
        found = pattern.match(text)
        if found and (read := _renamed(found["old"], found["new"], name, heard)) is not None:
            return read
    return None


def _called(text: str, heard: Heard) -> Fields | None:
    """Read "call the left dog Rex"; ask back for "rename the left dog"."""
    found = BARE_CALL.match(text)
    if found is None:
        return None
    if re.match(r"re", text, re.IGNORECASE):
        whole = target_of(found["all"], heard)
        if (whole.words or whole.place) and not whole.unknown:
            return clarify(ASK_NAME)
    return _cut_name(found["all"], heard)


def _without_name(text: str, heard: Heard) -> Fields | None:
    found = NO_NAME.match(text)
    return _nameless(next((g for g in found.groups() if g), ""), heard) if found else None


def _nameless(old: str, heard: Heard) -> Fields:
    target = target_of(old, heard)
    return (unclear(target, heard) if target.unknown else None) or clarify(ASK_NAME)


_ELSE = re.compile(
    r"(?:something|anything) (?:else|different|better)|otherwise|differently|another name"
)
_LABEL_OF = re.compile(
    r"^(?:the )?(?:label|name|class|tag|mask|segment) (?:of |for |called )?(?=\S)"
    r"|(?<=\w)(?:'s)? (?:label|name|tag|mask|segment)s?$",
    re.IGNORECASE,
)


def _renamed(old: str, new: str, rule_name: str, heard: Heard) -> Fields | None:
    new_label = clean_name(new)
    if not new_label or re.match(r"(?:you|that|which|we|i) ", new_label):
        return None
    if _ELSE.fullmatch(new_label):
        return clarify(ASK_NAME)
    old = _LABEL_OF.sub("", old.strip(" '\""))
    target = target_of(old, heard)
    of_result = bool(heard.labels) and not target.unknown
    if not of_result and rule_name not in ("rename", "change the label", "call"):
        return None
    return (
        None
        if _is_no_name(old, new_label, rule_name)
        else apply_edit("rename", old, heard, new_label)
    )


def _is_no_name(old: str, new_label: str, rule_name: str) -> bool:
    """Whether what stands for a new name is something else: a colour, "removed", a list."""
    if rule_name == "change":
        picture = re.fullmatch(THE_PICTURE, old, re.IGNORECASE)
        return bool(picture) or new_label.casefold() in COLOURS
    if rule_name in ("should", "is called"):
        return bool(PASSIVE.fullmatch(new_label))
    return rule_name == "label as" and bool(re.search(r",| and ", new_label))


def _cut_name(text: str, heard: Heard) -> Fields | None:
    """The label ends where the new name starts: the longest start that means something."""
    if not heard.labels and not re.match(rf"{IT}\b|the \w+ ones?\b", text, re.IGNORECASE):
        named = re.fullmatch(r"(?:the|that|this|my) (\w+) \S+", text, re.IGNORECASE)
        return segmented([named[1]]) if named else None
    tokens = text.split()
    best: tuple[Target, str] | None = None
    for cut in range(1, min(len(tokens), 9)):
        target, new = _halves(tokens, cut, heard)
        if _ELSE.fullmatch(new) or new.startswith("something "):
            return clarify(ASK_NAME)
        if target is None or new.casefold() in ("", "one", "ones") or _NO_START.match(new):
            continue
        best = (target, new)
        if target.words and not _GOES_ON.match(new):
            break
    if best is not None:
        return unclear(best[0], heard) or edit("rename", best[0], best[1])
    short = len(tokens) <= 4 and heard.labels and target_of(text, heard).words
    return clarify(ASK_NAME) if short else None


_NO_START = re.compile(r"(?:you|that|which|we|i)\b")
_GOES_ON = re.compile(r"(?:on|at|in|to|from|next|with|that|who|of)\b", re.IGNORECASE)


def _halves(tokens: list[str], cut: int, heard: Heard) -> tuple[Target | None, str]:
    """What the first words mean (None for nothing), and the others as a name."""
    old = " ".join(tokens[:cut])
    target = target_of(old, heard)
    means = bool(target.words or target.pronoun or target.place) and not target.unknown
    named = clean_name(" ".join(tokens[cut:]))
    return (target if means and old.casefold() not in NO_OLD else None), named


def _not_but(text: str, heard: Heard) -> Fields | None:
    """Read "that's not a dog, it's a fox"."""
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


_NO_SUBJECT = re.compile(
    r"(?:what|which|where|who|how|why|there|here|i|you|we|he|she|my|is|are|do|does|can)\b",
    re.IGNORECASE,
)
_SEVERAL = frozenset(
    ("these", "those", "they", "both", "all", "all of them", "both of them", "them")
)


def _said_so(text: str, heard: Heard) -> Fields | None:
    """Read "the cup is a mug", "it's a fox"."""
    found = IS.match(text) if heard.labels else None
    new = clean_name(found["new"]) if found else ""
    if found is None or not new or NO_LABEL.fullmatch(new) or len(new.split()) > 4:
        return None
    target = target_of(found["old"], heard)
    if _NO_SUBJECT.match(found["old"]) or target.unknown or target_of(new, heard).place:
        return None
    # "It is barking" names nothing; "it is a wolf", "it is Rex" and "they are wolves" do.
    several = found["old"].casefold() in _SEVERAL
    named = new[:1].isupper() or several or bool(target.words)
    if not found["article"] and (not named or new.endswith("ing")):
        return None
    return unclear(target, heard) or edit("rename", target, new)


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
