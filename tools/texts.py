"""Texts that name a thing in several words: a query with its synonyms, as one string.

A newline stands between the words, since no query holds one; commas are a query's own.
"""

from __future__ import annotations

from collections.abc import Iterable

SEPARATOR = "\n"


def joined(query: str, synonyms: Iterable[str] = ()) -> str:
    """The query with its synonyms behind it."""
    return SEPARATOR.join([query, *synonyms])


def words_of(text: str) -> list[str]:
    """The words of a text: ["person", "human being"] for `joined("person", ["human being"])`."""
    return text.split(SEPARATOR)


def as_written(text: str) -> str:
    """The text as CLIP-ES writes it to CLIP: "person, human being"."""
    return text.replace(SEPARATOR, ", ")
