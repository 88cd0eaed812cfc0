"""A message as people type it, brought to plain text and cut into sentences."""

from __future__ import annotations

import re
import unicodedata

MOST = 4000
"""Longer messages are cut here: nobody asks for a picture in so many words."""

_SHORT = {
    "u": "you", "ur": "your", "r": "are", "hwo": "how", "teh": "the", "waht": "what",
    "wat": "what", "wich": "which", "wheres": "where's", "whats": "what's", "dont": "don't",
    "didnt": "didn't", "doesnt": "doesn't", "isnt": "isn't", "wasnt": "wasn't", "arent": "aren't",
    "cant": "can't", "couldnt": "couldn't", "thats": "that's", "theres": "there's", "im": "i'm",
    "gimme": "give me", "lemme": "let me", "wanna": "want to", "gonna": "going to",
    "lookin": "looking for", "cuz": "because", "nd": "and", "tht": "that",
    "otu": "out", "yuo": "you", "wahts": "what's", "bigest": "biggest", "mcuh": "much",
    "evrything": "everything",
    "w/o": "without", "w/": "with", "abt": "about", "ya": "you", "adn": "and", "form": "form",
}  # fmt: skip
_SHORT_WORD = re.compile(
    r"(?<![\w'])("
    + "|".join(sorted(map(re.escape, _SHORT), key=len, reverse=True))
    + r")(?![\w'])",
    re.IGNORECASE,
)
_QUOTES = {
    **dict.fromkeys(map(ord, "\u2018\u2019\u00b4`"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u00ab\u00bb"), '"'),
    **dict.fromkeys(map(ord, "\u2013\u2014"), "-"),
    **dict.fromkeys(map(ord, "\u00bf\u00a1"), " "),
    ord("\u2026"): ".",
    ord("\u2192"): ">",
}
_END = re.compile(r"[.!?]+(?=\s|$)")
_SMILEY = re.compile(r"(?<!\w)[:;]-?[)(DPp](?!\w)")


def tidy(text: str) -> str:
    """Straight quotes, no pictographs and control characters, one blank between words.

    A message that shouts is set in lower case.

    Example:
        >>> tidy("SELECT  THE SAILBOAT ")
        'select the sailboat'
    """
    plain = unicodedata.normalize("NFKC", text[:MOST]).translate(_QUOTES)
    plain = re.sub(r"(?:\r?\n|\r)[ \t]*(?:[-*\u2022][ \t]+|\d+[.)][ \t]+)?", "\n", plain)
    plain = plain.replace("=>", ">").replace("->", ">").replace("-->", ">")
    kept = (c if c == "\n" or unicodedata.category(c)[0] not in "C" else " " for c in plain)
    plain = "".join(" " if unicodedata.category(c) in ("So", "Sk", "Mn") else c for c in kept)
    plain = _SMILEY.sub(" ", plain)
    letters = [char for char in plain if char.isalpha()]
    if len(letters) > 3 and all(char.isupper() for char in letters):
        plain = plain.lower()
    plain = _SHORT_WORD.sub(lambda found: _SHORT[found[1].lower()], _lines(plain))
    return re.sub(r"\s+", " ", plain).strip()


def _lines(text: str) -> str:
    """Lines behind a colon are a list; other lines are sentences."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) > 1 and (lines[0].endswith(":") or len(lines) > 2):
        return f"{lines[0]} " + ", ".join(line.rstrip(",;") for line in lines[1:])
    return ". ".join(line.rstrip(".") for line in lines)


def sentences(text: str) -> list[tuple[str, bool]]:
    """The sentences of a tidy text, and whether each ends with a question mark.

    Example:
        >>> sentences("No idea. What's there?")
        [('No idea', False), ("What's there", True)]
    """
    found: list[tuple[str, bool]] = []
    start = 0
    for end in _END.finditer(text):
        found.append((text[start : end.start()], "?" in end[0]))
        start = end.end()
    found.append((text[start:], False))
    stripped = ((part.strip(" \t,;.!?"), asks) for part, asks in found)
    return [(_start_lower(part), asks) for part, asks in stripped if part]


def _start_lower(sentence: str) -> str:
    """A capital at the start of a sentence makes no name; two capitals in a row do."""
    first, _, rest = sentence.partition(" ")
    if first[:1].isupper() and first[1:].islower() and not rest[:1].isupper():
        return first.lower() + sentence[len(first) :]
    return sentence
