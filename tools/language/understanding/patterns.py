"""The small words that all parts of the grammar share, as pieces of regular expressions."""

from __future__ import annotations

import re

from .vocabulary import word_set

_DOUBLED = word_set("doubled")

PICTURE = (
    r"(?:pictures?|pics?|photos?|photographs?|images?|imgs?|shots?|scenes?|snapshots?|frames?"
    r"|screenshots?|scans?|canvas|scenery)"
)
_ADJECTIVES = (
    r"(?:whole|entire|full|complete|aerial|same|new|attached|uploaded|given|above|first|last"
    r"|current|satellite|holiday|drone|next|other|following|nice|single|source|input|original)"
)
THE_PICTURE = (
    rf"(?:(?:(?:all|each|every|both)\s+(?:of\s+)?)?(?:(?:the|this|that|my|our|your"
    rf"|these|those|a|an)\s+)?"
    rf"(?:{_ADJECTIVES}\s+){{0,2}}{PICTURE}"
    rf"|(?:the|this|that|my|our|your|these)\s+[^\W\d_]+\s+(?:pictures?|photos?|images?"
    rf"|shots?|scenes?|pics?)"
    r"|(?:this|my|our)\s+(?:tile|map|drawing|painting|video|page|document|clip))"
)
FILE = r"[\w()-]+\.(?:jpe?g|png|tiff?|webp|bmp|gif|heic|JPE?G|PNG|TIFF?)"
NUMBERS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
NUMBER = rf"(?:{'|'.join(NUMBERS)}|\d{{1,3}})"
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
ORDINAL = rf"(?:{'|'.join(ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th))"
PLEASE = r"(?:please|pls|plz|plss|pleas|plase|thanks|thx|thank\s+you|ty|cheers)"


def verb(*words: str) -> str:
    """Each verb with its endings (cut, cuts, cutting), as one alternative.

    Example:
        >>> verb("cut", "remove")
        '(?:cut(?:s|ting)?|remov(?:e|es|ing))'
    """
    return "(?:" + "|".join(_forms(word) for word in words) + ")"


def _forms(word: str) -> str:
    head, _, rest = word.partition(" ")
    tail = (r"\s+" + rest.replace(" ", r"\s+")) if rest else ""
    if head.endswith("e"):
        return f"{head[:-1]}(?:e|es|ing){tail}"
    if head in _DOUBLED:
        return f"{head}(?:s|{head[-1]}ing)?{tail}"
    return f"{head}(?:s|es|ing)?{tail}"


def rule(pattern: str) -> re.Pattern[str]:
    """A regular expression over a clause; a tidy text has single blanks."""
    return re.compile(pattern, re.IGNORECASE)
