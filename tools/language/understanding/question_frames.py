"""What a question is about: its words without those of the question, which stand at both ends."""

from __future__ import annotations

import re

from .patterns import THE_PICTURE
from .question_patterns import (
    NO_OBJECT,
    TRIM,
)


def of_mask(text: str) -> str:
    """The thing of which a mask is named: "dog" of "the dog mask"."""
    text = re.sub(
        r"^(?:it|this|that) (?:is|are|was|does|has) (?=\S)", "", text, flags=re.IGNORECASE
    )
    return re.sub(
        r"(?<=\w)(?:'s)? (?:mask|segment|label|segmentation|detection|region|outline"
        r"|result)s?$",
        "",
        text,
        flags=re.IGNORECASE,
    )


def without_frame(asked: str, text: str) -> str:
    """A text without what would stand between a question and its thing."""
    text = re.sub(rf"\b(?:of|in|on|from|across) {THE_PICTURE}\b", " ", text, flags=re.IGNORECASE)
    if asked == "where":
        text = re.sub(
            r"(?:,|:)? (?:(?:on|at|in|to|more) )?(?:the )?(?:left|right|top|bottom|up"
            r"|middle)(?: side| half)?(?: or|,) .*$"
            r"| (?:on|at|in|to) the (?:left|right|top|bottom|middle|cent(?:er|re))(?: side)?$"
            r"| (?:(?:to the )?(?:left|right) of|above|below|beneath|over|under|behind"
            r"|in front of|next to|beside|near|between|inside|on top of|closer to) .*$"
            if not re.search(r"\bwhere\b", text, re.IGNORECASE)
            else r"(?!)",
            " ",
            text,
            flags=re.IGNORECASE,
        )
    if asked == "share":
        text = re.sub(
            r"\b(and|or) (?:what|how much)(?: (?:share|percentage|part))?(?: (?:is|are))?\b",
            r"\1",
            text,
            flags=re.IGNORECASE,
        )
    if asked == "count":
        text = re.sub(r"\b(?:does|do) it (?=have|contain|show)", " ", text, flags=re.IGNORECASE)
        text = re.sub(
            r"\b(?:does|do|has) (?!you\b|we\b|i\b|it\b).* (?:have|show|contain)$",
            " ",
            text,
            flags=re.IGNORECASE,
        )
        text = re.sub(r"\bof (?:them|these|those|it) (?=\S)", " ", text, flags=re.IGNORECASE)
        text = re.sub(
            r"\b(?:are|is|were|was)\b(?: there)?|\b(?:do|did|can|could) (?:you|we|i) (?:see"
            r"|find|count|spot|detect)\b",
            " ",
            text,
            flags=re.IGNORECASE,
        )
    if asked == "score":
        text = re.sub(
            r"\bthere(?:'s| is| are)(?: (?:a|an|any))?\b|\b(?:is|are|was|were) (?:that|this"
            r"|it|these|those|they)\b(?: (?:really|actually|definitely|truly|a|an|the))*"
            r"|\b(?:is|are|it's|that's|there's) (?:really |actually |indeed )?(?:a|an|the"
            r"|there)\b|\b(?:that|this|it|these|those|they)(?: one)? (?:is|are|was"
            r"|were)\b(?: (?:really|actually|a|an|the|there))*|\bit's\b|\bthat's\b",
            " ",
            text,
            flags=re.IGNORECASE,
        )
    return " ".join(text.split())


def trimmed(text: str, words: frozenset[str] = TRIM) -> str:
    """A text without words of questions at both ends; pronouns stay where nothing else does."""
    tokens = text.replace("?", " ").split()
    start, end = 0, len(tokens)
    while start < end and _plain(tokens[start]) in words:
        start += 1
    while end > start and _plain(tokens[end - 1]) in words:
        end -= 1
    kept = tokens[start:end]
    if not kept:
        pronouns = [_plain(token) for token in tokens if _plain(token) in NO_OBJECT | {"its"}]
        return pronouns[-1] if pronouns else ""
    while len(kept) > 1 and _plain(kept[-1]) in NO_OBJECT - {"one", "ones"}:
        kept = kept[:-1]
    return " ".join(kept)


def _plain(token: str) -> str:
    return token.casefold().strip(",.;:!\"'()")


def listed(text: str) -> str:
    """Several commas in a row as one."""
    return re.sub(r"(?:\s*,\s*)+", ", ", text).strip(" ,:")
