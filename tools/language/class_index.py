"""A class list as the matcher needs it: every name, what it may mean, and everything above that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from .noun_graph import NounGraph
from .reading import Reading
from .words import key_of

UNSHOWN_FILES = frozenset(
    f"noun.{name}"
    for name in (
        "act", "attribute", "cognition", "event", "feeling", "motive", "possession", "process",
        "quantity", "relation", "shape", "state", "time",
    )
)  # fmt: skip
"""Categories that no picture shows; groups, places, stuff and signs it may show."""


@dataclass(frozen=True)
class Sense:
    """One meaning of a word.

    Attributes:
        synset: the meaning.
        share: in (0, 1], how frequent it is against the word's most frequent meaning that a picture
            can show; add-one smoothed, so that words nobody counted share evenly.
    """

    synset: int
    share: float


def depictable_senses(reading: Reading, graph: NounGraph) -> list[Sense]:
    """The meanings of a read phrase that a picture can show, most frequent first.

    Names of single persons and places are left out where the word is also a common noun.

    Returns:
        empty for words without such a meaning ("happiness") and for unknown ones.
    """
    shown = [s for s in reading.senses if graph.lexical_file(s) not in UNSHOWN_FILES]
    common = [s for s in shown if not graph.is_instance(s)] or shown
    counts = [graph.count(reading.key, s) for s in common]
    top = max(counts, default=0) + 1
    return [Sense(s, (n + 1) / top) for s, n in zip(common, counts, strict=True)]


@dataclass(frozen=True)
class Above:
    """A class below a synset.

    Attributes:
        row: index of the class.
        distance: steps from the class up to the synset; 0 is the class itself.
        share: of the class's meaning, see `Sense`.
        by_head: only the class's head noun is known, so that the class is some kind of this.
    """

    row: int
    distance: int
    share: float
    by_head: bool


class ClassIndex:
    """A class list, read once.

    Args:
        classes: any texts, as the person gave them.
        graph: the nouns.
        synonyms: other words for a class; classes that are not on the list are passed over.
    """

    def __init__(
        self,
        classes: Sequence[str],
        graph: NounGraph,
        synonyms: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.classes = list(dict.fromkeys(classes))
        self.graph = graph
        given = synonyms or {}
        self.words = [[name, *given.get(name, ())] for name in self.classes]
        self.readings = [[graph.read(word) for word in words] for words in self.words]

    @cached_property
    def by_key(self) -> dict[str, int]:
        """Every spelling to its class; a class's own name goes before another's synonym."""
        table: dict[str, int] = {}
        for use in (slice(0, 1), slice(1, None)):
            for row, (words, readings) in enumerate(zip(self.words, self.readings, strict=True)):
                for word, reading in zip(words[use], readings[use], strict=True):
                    whole = reading.key if reading.how == "whole" else ""
                    for key in (key_of(word), whole, key_of(word).replace(" ", "")):
                        if key:
                            table.setdefault(key, row)
        return table

    @cached_property
    def heads(self) -> dict[str, list[int]]:
        """Head nouns to the classes that end with them ("table": dining table)."""
        table: dict[str, list[int]] = {}
        for row, readings in enumerate(self.readings):
            for reading in readings:
                last = reading.key.rpartition(" ")[2]
                known_apart = reading.how == "head" or last != reading.key
                if last and known_apart and row not in table.setdefault(last, []):
                    table[last].append(row)
        return table

    @cached_property
    def senses(self) -> list[list[Sense]]:
        """For each class, what it may mean; its plural counts too ("cows" are cattle)."""
        out: list[list[Sense]] = []
        for readings in self.readings:
            wholes = [reading for reading in readings if reading.how == "whole"]
            senses = [
                s for reading in wholes or readings for s in depictable_senses(reading, self.graph)
            ]
            plurals = (self.graph.lookup(f"{r.key}s") for r in readings if r.how == "whole")
            known = {sense.synset for sense in senses}
            senses += [
                Sense(s, 1.0)
                for found in plurals
                for s in found
                if s not in known and self.graph.is_visual(s)
            ]
            out.append(senses)
        return out

    @cached_property
    def below(self) -> dict[int, list[Above]]:
        """For every synset, the classes that are it or a kind of it."""
        table: dict[int, list[Above]] = {}
        for row, senses in enumerate(self.senses):
            by_head = all(reading.how != "whole" for reading in self.readings[row])
            for sense in senses:
                for synset, distance in self.graph.ancestors(sense.synset).items():
                    above = Above(row, distance, sense.share, by_head)
                    table.setdefault(synset, []).append(above)
        return table

    @cached_property
    def spoken(self) -> list[str]:
        """Each class as a person would say it, for sentence vectors ("dining table")."""
        return [spoken(self.classes[i], self.readings[i][0]) for i in range(len(self.classes))]


def spoken(phrase: str, reading: Reading) -> str:
    """A phrase as a person would say it: glued words apart, no underscores."""
    plain = " ".join(phrase.replace("_", " ").split())
    glued = reading.how == "whole" and " " in reading.key and " " not in plain
    return reading.key if glued else plain or phrase
