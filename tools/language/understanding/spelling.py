"""Words that are misspelt: command words, and labels of the last result."""

from __future__ import annotations

import re
from functools import lru_cache

from ..noun_graph import noun_graph
from ..words import is_function_word, key_of, singulars
from .vocabulary import word_list, word_set

COMMANDS = word_list("commands")
_ALSO_KNOWN = word_set("well spelt")


def distance(a: str, b: str, most: int = 2) -> int:
    """Insertions, deletions, substitutions and swaps of neighbours between two words.

    Args:
        a: a word.
        b: another.
        most: more than this is not counted further.

    Example:
        >>> distance("delte", "delete"), distance("udno", "undo"), distance("cat", "banana")
        (1, 1, 3)
    """
    if abs(len(a) - len(b)) > most:
        return most + 1
    older: list[int] = []
    old = list(range(len(b) + 1))
    for i, left in enumerate(a, start=1):
        new = [i]
        for j, right in enumerate(b, start=1):
            cost = min(new[-1] + 1, old[j] + 1, old[j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                cost = min(cost, older[j - 2] + 1)
            new.append(cost)
        if min(new) > most:
            return most + 1
        older, old = old, new
    return min(old[-1], most + 1)


def allowed(word: str) -> int:
    """How many slips a word of this length may have."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


@lru_cache(maxsize=4096)
def is_known(word: str) -> bool:
    """Whether a word is spelt as some word is."""
    word = word.casefold()
    if is_function_word(word) or word in _ALSO_KNOWN or word in COMMANDS:
        return True
    graph = noun_graph()
    stems = [word, *singulars(word)]
    for ending in ("ed", "d", "ing", "er", "est", "ly", "'s"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2:
            stems += [stem, stem + "e", stem[:-1] if stem[-1] == stem[-2] else stem]
    return any(
        stem in COMMANDS or stem in _ALSO_KNOWN or graph.lookup(key_of(stem))
        or graph.is_adjective(stem) or graph.irregular_singular(stem) is not None
        for stem in stems
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _command(word: str) -> str:
    """The command word that a word is a slip of; else the word."""
    low = word.casefold()
    if allowed(low) == 0 or is_known(low):
        return word
    near = min(COMMANDS, key=lambda command: distance(low, command))
    return near if distance(low, near) <= min(allowed(low), allowed(near) or 1) else word


def mend(text: str, labels: tuple[str, ...] = ()) -> str:
    """A text with the slips in its command words mended; words of labels stay as they are.

    Example:
        >>> mend("delte the umbrela", ("umbrella",))
        'delete the umbrela'
    """
    kept = {word for label in labels for word in key_of(label).split()}

    def mended(found: re.Match[str]) -> str:
        word = found[0]
        if not word.islower() or any(distance(word, other, 1) <= 1 for other in kept):
            return word
        return _command(word)

    return re.sub(r"(?<![\w'./\"-])[^\W\d_]{4,14}(?![\w'/\"-]|\.\w)", mended, text)
