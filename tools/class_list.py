"""The class list of a closed-set run: names tidied, duplicates merged, words found again in it.

Class names are a person's text: any characters, never markup, a template or an instruction.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from pydantic import Field

from ..errors import InputError
from .base import Frozen
from .labelmap import MOST_CLASSES
from .nearest import nearest

BACKGROUND = "background"


class ClassList(Frozen):
    """Classes as a run uses them; class number i of `names` has the index i + 1 in a label map.

    Attributes:
        names: distinct names without "background", in the order given.
        synonyms: other words for a class, by its name.
        notes: what was changed, one sentence each.
    """

    names: list[str]
    synonyms: dict[str, list[str]] = Field(default_factory=dict)
    notes: list[str] = Field(default_factory=list)


def fold(text: str) -> str:
    """What two spellings of one name share: letter case, spaces and Unicode forms are ignored.

    "Dining Table" and "diningtable" are one; so are "potted - plant" (a detector's spelling) and
    "potted-plant".
    """
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def tidy(
    names: Iterable[str],
    synonyms: Mapping[str, Sequence[str]] | None = None,
    what: str = "class",
) -> ClassList:
    """Clean a class list: blanks go, duplicates are merged, "background" becomes index 0.

    Args:
        names: the classes, in order.
        synonyms: other words for a class, by its name.
        what: what a message calls a name, "class" or "query".

    Returns:
        the list with a note for every change that a person should know of.

    Raises:
        InputError: no class is named, or more than a label map of 16 bits can tell apart.
    """
    given = [" ".join(name.split()) for name in names]
    kept: dict[str, str] = {}
    notes: list[str] = []
    for name in filter(None, given):
        if fold(name) == BACKGROUND:
            note = f"The {what} {name!r} is the background: index 0 of the label map."
        elif fold(name) in kept:
            note = f"The {what} {name!r} is given twice; it counts once, as {kept[fold(name)]!r}."
        else:
            kept[fold(name)] = name
            continue
        if note not in notes:
            notes.append(note)
    if not kept:
        problem = "only the background is named" if notes else f"no {what} is named"
        if what == "query":
            raise InputError("query", problem, 'name a thing, for example --query "a cat"')
        raise InputError("classes", problem, 'name some, for example --classes "cat,dog"')
    if len(kept) > MOST_CLASSES:
        raise InputError("classes", f"{len(kept)} of them, more than {MOST_CLASSES}")
    words, more = _tidy_synonyms(kept, synonyms or {})
    return ClassList(names=list(kept.values()), synonyms=words, notes=notes + more)


def _tidy_synonyms(
    kept: Mapping[str, str], synonyms: Mapping[str, Sequence[str]]
) -> tuple[dict[str, list[str]], list[str]]:
    words: dict[str, list[str]] = {}
    notes: list[str] = []
    taken = dict(kept)
    for given, others in synonyms.items():
        name = kept.get(fold(given))
        if name is None and fold(given) != BACKGROUND:
            known = nearest(given, kept.values())
            raise InputError("synonyms", f"{given!r} is none of the classes", known)
        for word in (" ".join(other.split()) for other in others):
            owner = taken.get(fold(word))
            if not word or name is None or owner == name:
                continue
            if owner is not None:
                notes.append(f"{word!r} stays with the class {owner!r}; {name!r} claims it too.")
                continue
            taken[fold(word)] = name
            words.setdefault(name, []).append(word)
    return words, notes


def find(word: str, names: Sequence[str], synonyms: Mapping[str, Sequence[str]]) -> str | None:
    """The class that a word names outright: by its name, or by a synonym that was given."""
    wanted = fold(word)
    for name in names:
        if fold(name) == wanted:
            return name
    for name, others in synonyms.items():
        if any(fold(other) == wanted for other in others):
            return name
    return None


def pick(labels: Iterable[str], classes: ClassList) -> list[str]:
    """Labels that a person handed in, as classes in the order of the list; no "background".

    Raises:
        InputError: a label is none of the classes; names the nearest.
    """
    wanted: set[str] = set()
    for label in labels:
        if fold(label) == BACKGROUND:
            continue
        name = find(label, classes.names, classes.synonyms)
        if name is None:
            hint = nearest(label, classes.names)
            raise InputError("given_labels", f"{label!r} is none of the classes", hint)
        wanted.add(name)
    return [name for name in classes.names if name in wanted]
