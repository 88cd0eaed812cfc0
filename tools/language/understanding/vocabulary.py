"""The word lists of the grammar: `data/words.txt`, a title in brackets, then words with commas."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    source = files(__name__.rpartition(".")[0]) / "data" / "words.txt"
    text: dict[str, str] = {}
    title = ""
    for line in source.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            title = line.strip("[]")
        elif line and not line.startswith("#"):
            text[title] = f"{text.get(title, '')} {line}"
    words = {name: [word.strip() for word in listed.split(",")] for name, listed in text.items()}
    return {name: tuple(word for word in found if word) for name, found in words.items()}


def word_list(title: str) -> tuple[str, ...]:
    """The words under a title, in the order of the file.

    Raises:
        KeyError: no such title; the file and the code are of one package.
    """
    return _lists()[title]


def word_set(title: str) -> frozenset[str]:
    """The words under a title."""
    return frozenset(_lists()[title])
