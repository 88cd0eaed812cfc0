"""Words that a label must hold out against in its region: none of them a name for the same thing.

The other labels that were asked for, what the tagger sees in the picture, and the label's sisters
in the noun graph (what else is of the same kind), in this order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from ..tools.contrast.relations import is_kin, is_part, meanings, same_thing
from ..tools.language.noun_graph import noun_graph
from ..tools.language.words import key_of

MOST_STEPS_UP = 3
SISTERS = 12
"""Sisters of a label that are known at all; the commonest."""


def distractors(label: str, others: Iterable[str], seen: Iterable[str], most: int) -> list[str]:
    """What may be in a region instead of a label.

    Args:
        label: what is claimed to be there; may be a phrase.
        others: other labels of the same question.
        seen: what the picture is known to hold, best first; at most half of the answer.
        most: words of the answer.

    Returns:
        distinct words; none is the label, a kind or a part of it, or what it is a kind or part of.
    """
    chosen: list[str] = []
    tags = list(seen)
    for group, room in ((others, most), (tags, max(1, most // 2)), (sisters(label), most)):
        before = len(chosen)
        for word in group:
            if len(chosen) == most or len(chosen) - before == room:
                break
            if _is_another(word, label) and not any(_is_one(word, each) for each in chosen):
                chosen.append(word)
    return chosen


# A turn asks the same pairs again and again, and the noun graph takes a millisecond for one.
@lru_cache(maxsize=65536)
def _is_another(word: str, label: str) -> bool:
    near = is_kin(word, label) or is_part(word, label) or is_part(label, word)
    return bool(key_of(word)) and not _is_one(word, label) and not near


@lru_cache(maxsize=65536)
def _is_one(a: str, b: str) -> bool:
    return same_thing(a, b)


@lru_cache(maxsize=1024)
def sisters(label: str) -> Sequence[str]:
    """Common names of what is of the same kind as a label, nearest first; none where unknown."""
    graph = noun_graph()
    found: dict[str, tuple[int, int]] = {}
    above = [each for each in meanings(label, graph) if graph.is_visual(each)][:1]
    own = set(above)
    for step in range(MOST_STEPS_UP):
        above = [parent for each in above for parent in graph.parents(each)]
        for kind in (child for each in above for child in graph.children(each)):
            if kind in own or not graph.is_visual(kind) or graph.is_instance(kind):
                continue
            word = graph.lemmas(kind)[0].replace("_", " ")
            often = graph.count(key_of(word), kind)
            if often:
                found.setdefault(word, (step, -often))
        own |= set(above)
        if len(found) >= SISTERS:
            break
    return sorted(found, key=lambda word: found[word])[:SISTERS]
