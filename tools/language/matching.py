"""Which class of a list a phrase stands for, or none: the embedded answer to post-refinement.

Relations of the noun graph are tried from the surest to the loosest; the best one wins, and
sentence similarity decides among equals:

    same name > same meaning > kind of the class > member of the group > the class is a kind of it
    > part of the class > merely similar words

Everything is a general rule on words; no class list and no dataset is known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .class_index import Above, ClassIndex, Sense, spoken
from .match_settings import MatchSettings
from .noun_graph import NounGraph
from .reading import Reading
from .senses import Similarity, weigh_senses
from .words import key_of, singulars

SOCIAL_GROUP = "n07950920"
"""Crowds, families, teams: WordNet says only in their glosses that they are made of persons."""

PERSON = "n00007846"

_SISTERS = 4  # steps from one to the other: a motorcycle and a bicycle are both wheeled vehicles
_RARE_HEAD = 0.05  # a "dog" is also a frankfurter, but hardly the hot dog on the list


@dataclass(frozen=True)
class Match:
    """What a phrase stands for.

    Attributes:
        name: the class, exactly as on the list; None where none fits.
        score: in [0, 1], how sure the relation is; 0 for none.
        why: a few words for the report ("girl is a kind of person").
    """

    name: str | None
    score: float
    why: str


@dataclass(frozen=True)
class _Candidate:
    row: int
    score: float
    why: str


def match_class(  # noqa: PLR0917
    phrase: str,
    classes: Sequence[str] | ClassIndex,
    graph: NounGraph,
    similarity: Similarity,
    settings: MatchSettings | None = None,
    context: Sequence[str] = (),
) -> Match:
    """The class that a phrase stands for.

    Args:
        phrase: words that a detector or a tagger gave.
        classes: the class list, or its index where many phrases are asked.
        graph: the nouns.
        similarity: cosine similarity of texts, (N, M); called only where the graph alone cannot
            decide.
        settings: thresholds.
        context: other words for the same picture; they help a word of several meanings.

    Returns:
        the match; `name` is None where nothing fits ("sky" among animals).
    """
    index = classes if isinstance(classes, ClassIndex) else ClassIndex(classes, graph)
    return _Matcher(phrase, index, similarity, settings or MatchSettings(), context).match()


class _Matcher:
    """One phrase against one class list."""

    def __init__(
        self,
        phrase: str,
        index: ClassIndex,
        similarity: Similarity,
        settings: MatchSettings,
        context: Sequence[str],
    ) -> None:
        self.phrase = phrase
        self.index = index
        self.graph = index.graph
        self.settings = settings
        self.reading: Reading = self.graph.read(phrase)
        self.said = spoken(phrase, self.reading)
        self._similarity = similarity
        self._context = context

    def match(self) -> Match:
        same = self._same_name()
        if same is not None:
            return Match(self.index.classes[same], 1.0, "same name")
        for tier, window, margin in (
            (self._upward, 0.07, 0.0),
            (self._members, 0.07, 0.0),
            (self._downward, 0.15, self.settings.margin),
            (self._wholes, 0.03, self.settings.margin),
        ):
            candidates = list(tier())
            found = self._best(candidates, window, margin)
            if found is not None:
                return Match(self.index.classes[found.row], round(found.score, 3), found.why)
            if candidates:
                return Match(None, 0.0, "could be several classes")
        return self._similar()

    def similar_to(self, row: int) -> float:
        """Cosine similarity of the phrase and a class."""
        return float(self._row[row])

    @cached_property
    def senses(self) -> list[Sense]:
        """What the phrase may mean, likeliest first."""
        return weigh_senses(self.said, self.reading, self.graph, self._similarity, self._context)

    @cached_property
    def _row(self) -> NDArray[np.float32]:
        return self._similarity([self.said], self.index.spoken)[0]

    # Tiers

    def _same_name(self) -> int | None:
        key = key_of(self.phrase)
        whole = self.reading.key if self.reading.how == "whole" else ""
        for spelling in (key, whole, *singulars(key), key.replace(" ", "")):
            if spelling and spelling in self.index.by_key:
                return self.index.by_key[spelling]
        head = self.index.by_key.get(self.reading.key) if self.reading.how == "head" else None
        return head if head is not None and self._head_holds(head) else None

    def _upward(self) -> Iterator[_Candidate]:
        """The phrase means a class, or a kind of it."""
        for sense in self.senses:
            found = [
                (distance, below)
                for synset, distance in self.graph.ancestors(sense.synset).items()
                for below in self.index.below.get(synset, ())
                if below.distance == 0 and self._plausible(sense.share, below)
            ]
            # Of a chair and furniture on one list, an armchair is the nearer one.
            nearest = min((distance for distance, _ in found), default=0)
            for distance, below in found:
                if distance == nearest:
                    base = 0.95 if distance == 0 else 0.9 * 0.98**distance
                    relation = "means" if distance == 0 else "is a kind of"
                    yield self._candidate(below, base, sense, relation)

    def _members(self) -> Iterator[_Candidate]:
        """The phrase is a group of which a class is the member ("herd", "crowd")."""
        if not self.senses or self.graph.lexical_file(self.senses[0].synset) != "noun.group":
            return
        group = self.senses[0]
        above = self.graph.ancestors(group.synset)
        members = [m for s in above for m in self.graph.parts(s)]
        if self.graph.synset(SOCIAL_GROUP) in above:
            members.append(self.graph.synset(PERSON))
        for synset in (s for member in members for s in self.graph.ancestors(member)):
            for below in self.index.below.get(synset, ()):
                if below.distance == 0 and self._plausible(1.0, below):
                    yield self._candidate(below, 0.8, group, "is a group of")

    def _downward(self) -> Iterator[_Candidate]:
        """A class is a kind of what the phrase says ("table" for dining table)."""
        whole = self.reading.how == "whole"
        named = self.index.heads.get(self.reading.key, []) if whole else []
        found: list[_Candidate] = []
        for sense in self.senses:
            for below in self.index.below.get(sense.synset, ()):
                far = below.distance > self.settings.max_down
                if below.row in named and sense.share >= _RARE_HEAD:
                    yield self._candidate(below, 0.75, sense, "may be the")
                elif not named and self._plausible(sense.share, below, down=True):
                    base = 0.0 if far else 0.6 * 0.95**below.distance
                    found.append(self._candidate(below, base, sense, "may be the"))
        # "Vehicle" is the car where no other vehicle is on the list; of several, any is a guess.
        alone = len({candidate.row for candidate in found}) == 1
        yield from (c if alone else replace(c, score=0.0) for c in found)

    def _wholes(self) -> Iterator[_Candidate]:
        """The phrase is a part of a class ("wheel" of a bicycle)."""
        for sense in self.senses:
            if sense.share < self.settings.min_share or not self.graph.is_visual(sense.synset):
                continue
            for whole, steps in self._closure(sense.synset).items():
                kinds = [
                    a for s in self.graph.ancestors(whole) for a in self.index.below.get(s, ())
                ]
                for below in [
                    *self.index.below.get(whole, ()),
                    *(above for above in kinds if above.distance == 0),
                ]:
                    if self._is_part_here(sense, below):
                        yield self._candidate(below, 0.4 * 0.9**steps, sense, "belongs to")

    def _similar(self) -> Match:
        """No relation: similar words of one category, or a word that the graph lacks."""
        unknown = not self.reading.senses
        if not unknown and not self.senses:
            return Match(None, 0.0, "nothing that a picture shows")
        best: int | None = None
        score = -1.0
        nearest: list[int] = np.argsort(-self._row, kind="stable")[:3].tolist()
        for row in nearest:
            near = self.similar_to(row)
            if not unknown and near >= self.settings.known_similarity - 0.1:
                near = (near + self._meaning_similarity(row)) / 2
            enough = near >= self._bar(row, unknown)
            if near > score and enough and self._may_be_similar(row, unknown):
                best, score = row, near
        if best is None:
            return Match(None, 0.0, "fits no class")
        why = f"{self.phrase} and {self.index.classes[best]} are similar words"
        return Match(self.index.classes[best], round(0.5 * score, 3), why)

    # Judging

    def _candidate(self, below: Above, base: float, sense: Sense, relation: str) -> _Candidate:
        score = base * (0.5 + 0.5 * sense.share) * (0.5 + 0.5 * below.share)
        name = self.index.classes[below.row]
        return _Candidate(below.row, score, f"{self.phrase} {relation} {name}")

    def _plausible(self, share: float, below: Above, down: bool = False) -> bool:
        """Whether both words mean this here."""
        if below.by_head and not down:
            # Another kind of the same head: a street sign is a sign, but no stop sign.
            return self.similar_to(below.row) >= self.settings.rare_similarity
        if min(share, below.share) >= self.settings.min_share:
            return self.reading.how == "whole" or self._head_holds(below.row)
        return self.similar_to(below.row) >= self.settings.rare_similarity

    def _is_part_here(self, sense: Sense, below: Above) -> bool:
        bodily = self._is_body(sense.synset)
        near = self.similar_to(below.row) >= self.settings.part_similarity
        return (bodily or near) and self._plausible(sense.share, below)

    def _head_holds(self, row: int) -> bool:
        """An adjective leaves a noun what it is; another noun before it may not ("dvd player")."""
        if all(map(self.graph.is_adjective, self.reading.modifier.split())):
            return True
        return self.similar_to(row) >= self.settings.head_similarity

    def _may_be_similar(self, row: int, unknown: bool) -> bool:
        """Orange juice is no orange; other words are compared within their category."""
        words = f" {key_of(self.phrase)} "
        if any(f" {reading.key} " in words for reading in self.index.readings[row] if reading.key):
            return False
        of_class = {self.graph.lexical_file(sense.synset) for sense in self.index.senses[row]}
        mine = {self.graph.lexical_file(sense.synset) for sense in self.senses}
        return unknown or not of_class or bool(mine & of_class)

    def _bar(self, row: int, unknown: bool) -> float:
        """The similarity that joins the phrase and this class."""
        if unknown:
            return self.settings.unknown_similarity
        pairs = ((a.synset, b.synset) for a in self.senses for b in self.index.senses[row])
        if any(self._are_sisters(a, b) for a, b in pairs):
            return self.settings.sister_similarity
        return self.settings.known_similarity

    def _are_sisters(self, a: int, b: int) -> bool:
        up_a, up_b = self.graph.ancestors(a), self.graph.ancestors(b)
        common = self.graph.lowest_common(a, b)
        return common is not None and up_a[common] + up_b[common] <= _SISTERS

    def _meaning_similarity(self, row: int) -> float:
        """Similarity of the synonyms that both words have, best pair of meanings."""
        mine = self._synonyms(self.senses, self.said)
        of_class = self._synonyms(self.index.senses[row], self.index.spoken[row])
        return float(self._similarity(mine, of_class).max())

    def _synonyms(self, senses: Sequence[Sense], said: str) -> list[str]:
        return [", ".join(self.graph.lemmas(s.synset)[:5]) for s in senses[:4]] or [said]

    def _is_body(self, synset: int) -> bool:
        return self.graph.lexical_file(synset) == "noun.body"

    def _closure(self, synset: int) -> dict[int, int]:
        """What the synset is a part of, with the number of steps."""
        found: dict[int, int] = {}
        front = [synset]
        for step in range(1, self.settings.max_part + 1):
            # A leg belongs to the body, and the human body to the person.
            bodies = [c for s in front if self._is_body(s) for c in self.graph.children(s)]
            wholes = [w for s in front + bodies for w in self.graph.wholes(s) if w not in found]
            found.update(dict.fromkeys(wholes, step))
            front = wholes
        return found

    def _best(
        self, candidates: list[_Candidate], window: float, margin: float
    ) -> _Candidate | None:
        """The best candidate of each class, then the best class.

        Args:
            candidates: of one tier.
            window: scores this near to the best are equally good; similarity tells them apart.
            margin: by how much the likeliest of them must lead in similarity; 0 where the relation
                alone makes each of them true.

        Returns:
            None where there are none, or no one leads.
        """
        best: dict[int, _Candidate] = {}
        for candidate in candidates:
            if candidate.row not in best or candidate.score > best[candidate.row].score:
                best[candidate.row] = candidate
        top = max((candidate.score for candidate in best.values()), default=0.0)
        close = [c for c in best.values() if c.score > 0 and c.score >= top - window]
        if len(close) < 2:
            return close[0] if close else None
        close.sort(key=lambda c: (-self.similar_to(c.row), c.row))
        lead = self.similar_to(close[0].row) - self.similar_to(close[1].row)
        return close[0] if lead >= margin else None
