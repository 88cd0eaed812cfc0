"""Which concepts of a list a caption names: word by word, longest name first, plurals too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from ...errors import InputError
from ..language.noun_graph import noun_graph
from ..language.words import is_function_word, key_of, singulars

_SUBJECT_FILES = frozenset({"noun.person", "noun.animal", "noun.group"})
_VEHICLE = "n04524313"
_SUBJECT_TEXT = "he she it they we i you who that which to and someone everyone everybody one"
_SUBJECTS = frozenset(_SUBJECT_TEXT.split())
_VERB_TEXT = """
    back bat board brush catch cook cover crowd cut display dress drink drive fall face fish fly
    gear handle hang head hold jump land lead leap light look park pitch play point pose race reach
    rest ride rock roll run saddle shop show sign sled slide stand stick stop store surf swing swim
    throw train try turn walk wash watch water wave
"""
VERBS = frozenset(_VERB_TEXT.split())
"""Names of things that captions use more often as verbs: right behind who does it ("a man stands",
"dogs play", "to watch") they name nothing. Behind an article or an adjective they count."""

COLOURS = frozenset({"gold", "orange", "peach", "rose", "salmon", "silver", "violet"})
"""Things that captions mostly name for their colour: an "orange shirt" is no fruit."""


class Matcher:
    """Finds concepts in captions.

    Case, hyphens and punctuation do not matter. At each word the longest concept that begins there
    is taken, and the search goes on behind it: "fire truck" is no truck. The last word of a
    concept may stand in the plural; a plural that is a word of its own ("glasses") is not taken
    for its singular where it is on the list itself. A verb or a colour that is spelled like a
    thing ("a man stands", "orange shirt") names nothing.

    Args:
        concepts: names; those that differ only in case, hyphens or a regular plural are one.

    Raises:
        InputError: no concept is left.
    """

    def __init__(self, concepts: Iterable[str]) -> None:
        self.concepts: list[str] = []
        self._rows: dict[tuple[str, ...], int] = {}
        names = [(name, tuple(key_of(name).split())) for name in concepts]
        # Singulars first: "trees" on the list is then the "tree" on the list.
        for name, words in sorted(names, key=lambda item: _is_plain_plural(item[1])):
            self._add(name, words)
        if not self.concepts:
            raise InputError("concepts", "there are none", "one name a line")
        self._longest: dict[str, int] = {}
        for words in self._rows:
            self._longest[words[0]] = max(self._longest.get(words[0], 0), len(words))
        self._reach = lru_cache(maxsize=65536)(self._find_reach)

    def find(self, caption: str) -> list[int]:
        """The concepts of a caption.

        Returns:
            indices into `concepts`, rising, each once.
        """
        words = key_of(caption).split()
        found: set[int] = set()
        here = 0
        while here < len(words):
            row, length = self._at(words, here)
            if row is not None and not (length == 1 and _names_nothing(words, here)):
                found.add(row)
            here += length
        return sorted(found)

    def row(self, name: str) -> int | None:
        """The concept that is this name, in any spelling or number; None where there is none."""
        words = key_of(name).split()
        row, length = self._at(words, 0) if words else (None, 0)
        return row if length == len(words) else None

    def _at(self, words: Sequence[str], here: int) -> tuple[int | None, int]:
        """The longest concept that begins at a word, and over how many words it goes."""
        most = self._reach(words[here])
        for length in range(min(most, len(words) - here), 0, -1):
            before = tuple(words[here : here + length - 1])
            for last in _spellings(words[here + length - 1]):
                row = self._rows.get((*before, last))
                if row is not None:
                    return row, length
        return None, 1

    def _find_reach(self, word: str) -> int:
        """How many words the longest concept has that begins with this one; mostly 0."""
        return max(self._longest.get(each, 0) for each in _spellings(word))

    def _add(self, name: str, words: tuple[str, ...]) -> None:
        if not words or words in self._rows:
            return
        *before, last = words
        forms = [last, *(_spellings(last) if _is_plain_plural(words) else ())]
        row = next((self._rows[(*before, f)] for f in forms if (*before, f) in self._rows), None)
        if row is None:
            row = len(self.concepts)
            self.concepts.append(" ".join(name.split()))
        for form in forms:
            self._rows.setdefault((*before, form), row)


def read_concepts(names: Iterable[str]) -> list[str]:
    """Concepts from files, in their order, each once.

    Args:
        names: text files, one concept a line; or class lists, "id<TAB>name, synonym".

    Raises:
        InputError: a file cannot be read, or there is no concept in any.
    """
    found: dict[str, None] = {}
    listed = list(names)
    for name in listed:
        try:
            text = Path(name).read_text("utf-8-sig")
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise InputError(name, f"cannot be read ({why})") from error
        except UnicodeDecodeError as error:
            raise InputError(name, "is not UTF-8 text") from error
        for line in text.splitlines():
            parts = line.rpartition("\t")[2].split(",")
            found.update((part.strip(), None) for part in parts if key_of(part))
    if not found:
        raise InputError(" ".join(listed) or "concepts", "holds no concept", "one name a line")
    return list(found)


@lru_cache(maxsize=65536)
def _spellings(word: str) -> tuple[str, ...]:
    """The word itself, then what it may be the plural of."""
    irregular = noun_graph().irregular_singular(word)
    return tuple(dict.fromkeys([word, *([irregular] if irregular else []), *singulars(word)]))


def _is_plain_plural(words: Sequence[str]) -> bool:
    """Whether a name is no more than the plural of another ("trees", but not "glasses")."""
    if not words:
        return False
    graph = noun_graph()
    return not graph.lookup(words[-1]) and any(map(graph.lookup, _spellings(words[-1])[1:]))


def _names_nothing(words: Sequence[str], here: int) -> bool:
    """Whether a word that often is a thing is a verb or a colour here."""
    return _is_verb(words, here) or _is_colour(words, here)


def _is_colour(words: Sequence[str], here: int) -> bool:
    """Whether a colour's word stands before what has the colour."""
    follows = words[here + 1] if here + 1 < len(words) else "the"
    ends = is_function_word(follows) and follows not in {"and", "or"}
    return words[here] in COLOURS and not ends


def _is_verb(words: Sequence[str], here: int) -> bool:
    """Whether a word that is also a verb stands right behind who does it."""
    if here == 0 or VERBS.isdisjoint(_spellings(words[here])):
        return False
    before = words[here - 1]
    return before in _SUBJECTS or _does_things(before)


@lru_cache(maxsize=65536)
def _does_things(word: str) -> bool:
    """Whether a word names persons, animals or vehicles first of all."""
    graph = noun_graph()
    vehicle = graph.synset(_VEHICLE)
    senses: Iterator[int] = (sense for form in _spellings(word) for sense in graph.lookup(form)[:1])
    return any(
        graph.lexical_file(sense) in _SUBJECT_FILES or graph.is_kind_of(sense, vehicle)
        for sense in senses
    )
