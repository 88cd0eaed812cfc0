"""Which words are for people, by all that they mean.

`people.is_person` takes the first meaning that is a body or a thing, and nouns of weather and stuff
have none but a namesake: "snow", "sand" and "town" are also writers and architects. As contrastive
concepts these would claim every person of a picture.
"""

from __future__ import annotations

from functools import lru_cache

from ..contrast.relations import is_group_of
from ..contrast.visibility import common_senses, is_shown, is_visible
from ..language.noun_graph import noun_graph
from .people import is_person

HALF = 0.5
"""Least share of a word's visible uses that must be for people."""


@lru_cache(maxsize=4096)
def means_people(word: str) -> bool:
    """Whether a word is for people: one ("jockey"), or a group ("family").

    Example:
        >>> means_people("jockey"), means_people("family"), means_people("snow")
        (True, True, False)
    """
    if not is_person(word):
        return False
    graph = noun_graph()
    senses = common_senses(word, graph)
    if not senses:
        return True  # the name of one, and nothing else ("Santa Claus")
    if not is_visible(word, graph):
        return False
    person = graph.senses("person")[0]
    shown = [(sense, count) for sense, count in senses if is_shown(sense, graph)]
    people = [
        count
        for sense, count in shown
        if graph.is_kind_of(sense, person) or is_group_of(sense, [person], graph)
    ]
    return sum(people) >= HALF * sum(count for _, count in shown)
