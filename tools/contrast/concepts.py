"""Which contrastive concepts go beside which queries, and why others do not.

    answer = contrast_for(["boat"], "cooccurrence", Settings(), space=sentences,
                          dictionary=shipped_dictionary())
    answer.words                            # ["background", "water", "man", ...]
    answer.dropped[0]                       # word, query, why, value

Pure: no model is asked here. What a language model said about the queries (`llm`), about what can
be seen (`visible`) and about parts (`parts`) comes in as plain words; where it said nothing, the
noun graph decides about the last two. Source: contrastive_concepts.txt, sections 3.2 to 3.6.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal

import numpy as np

from ...errors import InputError
from ..language.noun_graph import noun_graph
from ..language.words import key_of
from .answer import Contrast, Dropped, Mode, Nearest, Settings, Why
from .dictionary import Dictionary, TextSpace
from .relations import is_content, is_kin, is_part, same_spelling, same_thing
from .visibility import is_visible

__all__ = [
    "BACKGROUND",
    "Contrast",
    "Dropped",
    "Mode",
    "Nearest",
    "Settings",
    "candidates",
    "contrast_for",
]

BACKGROUND = "background"


def contrast_for(
    queries: Sequence[str],
    mode: Mode,
    settings: Settings | None = None,
    *,
    space: TextSpace | None = None,
    dictionary: Dictionary | None = None,
    llm: Mapping[str, Sequence[str]] | None = None,
    visible: Collection[str] | None = None,
    parts: Mapping[str, Collection[str]] | None = None,
    classes: Sequence[str] = (),
    synonyms: Iterable[str] = (),
) -> Contrast:
    """Choose contrastive concepts.

    Args:
        queries: what is to be segmented; at least one.
        mode: "none"; "background", the word alone; "llm", CC^L; "cooccurrence", CC^D; "union", CC^L
            then CC^D; "oracle", the other classes of `classes`, nothing filtered by similarity.
        settings: thresholds.
        space: where texts are compared; needed for CC^L and CC^D.
        dictionary: for CC^D.
        llm: for CC^L, what a language model answered to the prompt `contrastive` for each query; a
            query without an answer has none.
        visible: those of the candidates (see `candidates`) that can be seen, as the prompt
            `visible` was answered; None leaves it to the noun graph.
        parts: for each query those of its candidates that are parts of it, as the prompt `parts`
            was answered; None leaves it to the noun graph.
        classes: for "oracle", the class list.
        synonyms: other words for the queries; no concept either.

    Returns:
        the concepts; never a query, its plural or a synonym of it, of any query.

    Raises:
        InputError: no query, or the mode lacks what it needs.

    Source: contrastive_concepts.txt, sections 3.2 to 3.6. CC^BG is exempt from beta: without a word
    for the rest nothing would be left to contrast with.
    """
    asked = list(dict.fromkeys(queries))
    if not asked or not all(query.strip() for query in asked):
        raise InputError("queries", "there is none, or an empty one", "name what to look for")
    _check_mode(mode, space, dictionary, llm)
    chooser = _Chooser(asked, settings or Settings(), space, visible, parts, synonyms=synonyms)
    if mode == "oracle":
        others = [(name, 0.0) for name in classes]
        left = {query: [name for name, _ in chooser.apart(query, others)] for query in asked}
        return chooser.contrast(left, background=False)
    by_query: dict[str, list[str]] = {}
    for query in asked:
        found: list[tuple[str, float]] = []
        if mode in ("llm", "union"):
            said = (llm or {}).get(query, ())
            found += [(word, 0.0) for word in said if key_of(word) != BACKGROUND]
        if mode in ("cooccurrence", "union") and dictionary is not None and space is not None:
            found += chooser.from_dictionary(query, dictionary, space)
        by_query[query] = chooser.keep(query, found)
    joins = mode == "background" or (mode != "none" and chooser.settings.with_background)
    return chooser.contrast(by_query, background=joins)


def candidates(
    queries: Sequence[str], settings: Settings, dictionary: Dictionary, space: TextSpace
) -> dict[str, list[str]]:
    """What the dictionary has for each query, before any filter: what a language model may judge.

    Returns:
        for each query the concepts above gamma, most frequent first.
    """
    near = {query: dictionary.nearest(query, space)[0] for query in dict.fromkeys(queries)}
    return {
        query: [word for word, _ in dictionary.neighbours(concept, settings.gamma)]
        for query, concept in near.items()
    }


def _check_mode(
    mode: Mode,
    space: TextSpace | None,
    dictionary: Dictionary | None,
    llm: Mapping[str, Sequence[str]] | None,
) -> None:
    wanted = f"contrastive concepts by {mode!r}"
    if mode in ("llm", "union") and llm is None:
        raise InputError(wanted, "need a language model's answers")
    if mode in ("cooccurrence", "union") and dictionary is None:
        raise InputError(wanted, "need a co-occurrence dictionary")
    if mode in ("llm", "cooccurrence", "union") and space is None:
        raise InputError(wanted, "need a space to compare texts in")


class _Chooser:
    """One call's queries and thresholds, and what was left out so far."""

    def __init__(
        self,
        queries: list[str],
        settings: Settings,
        space: TextSpace | None,
        visible: Collection[str] | None,
        parts: Mapping[str, Collection[str]] | None,
        *,
        synonyms: Iterable[str],
    ) -> None:
        self.queries = queries
        self.settings = settings
        self.space = space
        self.visible = None if visible is None else frozenset(visible)
        self.parts = parts
        self.dropped: list[Dropped] = []
        self.nearest: dict[str, Nearest] = {}
        # "person with clothes,people,human": some class lists name a class thrice.
        self._names = [name for query in queries for name in {query, *query.split(",")}]
        self._names += synonyms

    def from_dictionary(
        self, query: str, dictionary: Dictionary, space: TextSpace
    ) -> list[tuple[str, float]]:
        """CC^D of one query with frequencies (section 3.4)."""
        concept, near = dictionary.nearest(query, space)
        self.nearest[query] = Nearest(concept=concept, similarity=round(near, 4))
        # "background" joins by its own setting, whatever captions say.
        found = [
            (word, share)
            for word, share in dictionary.neighbours(concept, self.settings.gamma)
            if key_of(word) != BACKGROUND
        ]
        left = [
            pair for pair in found if not self._out(query, pair, self._seen_or_part(query, pair[0]))
        ]
        if not left:
            return []
        # The paper filters for the concept that stands in for the query; here the query counts too.
        like = _highest(space, [query, concept], left)
        return [
            (word, share)
            for (word, share), value in zip(left, like, strict=True)
            if not (_above(value, self.settings.delta) and self._drop(word, query, "delta", value))
        ]

    def keep(self, query: str, found: Iterable[tuple[str, float]]) -> list[str]:
        """What is left of a query's candidates beside all queries (section 3.6)."""
        kept = self._below_beta(query, self.apart(query, found))
        most = len(kept) if self.settings.max_concepts is None else self.settings.max_concepts
        for word, share in kept[most:]:
            self._drop(word, query, "cap", share)
        return [word for word, _ in kept[:most]]

    def apart(self, query: str, found: Iterable[tuple[str, float]]) -> list[tuple[str, float]]:
        """The candidates that are no query, each once."""
        left: list[tuple[str, float]] = []
        for word, share in found:
            if not key_of(word):
                continue
            if any(same_thing(word, name) for name in self._names):
                self._drop(word, query, "query", share)
            elif any(same_spelling(word, other) for other, _ in left):
                self._drop(word, query, "doubled", share)
            else:
                left.append((" ".join(word.split()), share))
        return left

    def contrast(self, by_query: dict[str, list[str]], background: bool) -> Contrast:
        """The answer."""
        if background and not any(same_spelling(BACKGROUND, name) for name in self._names):
            by_query = {query: [BACKGROUND, *words] for query, words in by_query.items()}
        words: dict[str, str] = {}
        for some in by_query.values():
            for word in some:
                words.setdefault(key_of(word), word)
        return Contrast(
            words=list(words.values()),
            by_query=by_query,
            dropped=self.dropped,
            nearest=self.nearest,
        )

    def _below_beta(self, query: str, left: list[tuple[str, float]]) -> list[tuple[str, float]]:
        if self.space is None or not left:
            return left
        highest = _highest(self.space, self.queries, left)
        return [
            pair
            for pair, value in zip(left, highest, strict=True)
            if not (_above(value, self.settings.beta) and self._drop(pair[0], query, "beta", value))
        ]

    def _seen_or_part(self, query: str, word: str) -> Why | None:
        """Why a word of the dictionary is no candidate, before similarities are computed."""
        graph = noun_graph()
        if self.settings.visible_filter:
            seen = is_visible(word, graph) if self.visible is None else word in self.visible
            if not seen:
                return "invisible"
        if self.settings.parts_filter:
            judged = (self.parts or {}).get(query, ())
            if word in judged if self.parts is not None else is_part(word, query, graph):
                return "part"
        if not self.settings.kin_filter:
            return None
        if is_kin(word, query, graph):
            return "kin"
        return "content" if is_content(word, query, graph) else None

    def _out(self, query: str, pair: tuple[str, float], why: Why | None) -> bool:
        return why is not None and self._drop(pair[0], query, why, pair[1])

    def _drop(self, word: str, query: str, why: Why, value: float) -> Literal[True]:
        self.dropped.append(Dropped(word=word, query=query, why=why, value=round(value, 4)))
        return True


def _highest(
    space: TextSpace, queries: Sequence[str], found: Sequence[tuple[str, float]]
) -> list[float]:
    """For each candidate its similarity to the nearest of the queries."""
    like = np.asarray(space.similarity(queries, [word for word, _ in found]), np.float32)
    return like.max(axis=0).tolist()


def _above(value: float, threshold: float) -> bool:
    # In the precision of the similarities, where .8 is .80000001.
    return bool(np.float32(value) > np.float32(threshold))
