"""Which labels of the last result a phrase means: plural, synonym, kind, or a slip of the pen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..noun_graph import NounGraph, noun_graph
from ..words import key_of, singulars
from .spelling import allowed, distance, is_known
from .vocabulary import word_set

_NEAR_SENSES = 2
"""Only the most frequent meanings count: every word has some rare one."""
_LEAST_DEPTH = 5
"""A kind must say something: "animal" does, "object" does not."""
_PEOPLE = word_set("people")
_OF_PEOPLE = frozenset(["person", "people", "human", "pedestrian"])
_EVERYDAY = (
    ("bike", "bicycle"), ("bike", "motorcycle"), ("tv", "television"), ("plane", "airplane"),
    ("phone", "cell phone"), ("mobile", "cell phone"), ("couch", "sofa"), ("kitty", "cat"),
    ("doggy", "dog"), ("doggo", "dog"), ("auto", "car"), ("puppy", "dog"), ("kitten", "cat"),
    ("fridge", "refrigerator"), ("ocean", "sea"), ("street", "road"), ("bush", "shrub"),
    ("pavement", "sidewalk"), ("lorry", "truck"), ("tv set", "tv"), ("pup", "dog"), ("cup", "mug"),
    ("bunny", "rabbit"), ("house", "building"), ("carpet", "rug"), ("picture", "painting"),
    ("lawn", "grass"), ("telephone", "phone"), ("cab", "taxi"), ("hound", "dog"), ("ship", "boat"),
    ("bird", "birds"), ("sea", "water"), ("notebook", "laptop"), ("computer", "laptop"),
    ("bookcase", "bookshelf"), ("desk", "table"), ("purse", "handbag"),
    ("rock", "stone"), ("dish", "plate"),
    ("cushion", "pillow"), ("sneaker", "shoe"), ("motorbike", "motorcycle"), ("light", "lamp"),
    ("jacket", "coat"), ("jug", "pitcher"),
    ("bin", "trash can"),
)  # fmt: skip


def labels_meant(phrase: str, labels: Sequence[str]) -> list[str]:
    """Labels that a phrase means, each once, in the order of the result.

    Args:
        phrase: a noun phrase without its article.
        labels: of the last result.

    Example:
        >>> labels_meant("couch", ["cat", "sofa"]), labels_meant("umbrela", ["umbrella"])
        (['sofa'], ['umbrella'])
    """
    kinds = list(dict.fromkeys(labels))
    for test in (_same, _synonym, _slip):
        found = [label for label in kinds if test(phrase, label)]
        if found:
            return found
    wider = [label for label in kinds if _is_kind(phrase, label)]
    return wider or [label for label in kinds if _is_kind(label, phrase)]


def same_words(phrase: str, labels: Sequence[str]) -> list[str]:
    """Labels that are the phrase itself, but for number, hyphens and blanks."""
    return [label for label in dict.fromkeys(labels) if _same(phrase, label)]


def _forms(text: str) -> set[str]:
    key = key_of(text)
    words = key.split()
    if not words:
        return set()
    graph = noun_graph()
    irregular = graph.irregular_singular(words[-1])
    lasts = [words[-1], *singulars(words[-1]), *([irregular] if irregular else [])]
    forms = {" ".join([*words[:-1], last]) for last in lasts}
    return forms | {form.replace(" ", "") for form in forms}


def _same(phrase: str, label: str) -> bool:
    """The same words, but for number, hyphens and blanks."""
    return bool(_forms(phrase) & _forms(label))


def _synonym(phrase: str, label: str) -> bool:
    left, right = _forms(phrase), _forms(label)
    if left & _PEOPLE and right & _OF_PEOPLE:
        return True
    if any((a in left and b in right) or (b in left and a in right) for a, b in _EVERYDAY):
        return True
    graph = noun_graph()
    mine, theirs = _senses(phrase, graph), _senses(label, graph)
    return bool(set(mine) & set(theirs[:1]) or set(mine[:1]) & set(theirs))


def _slip(phrase: str, label: str) -> bool:
    """Word by word misspelt; a word that exists is no slip."""
    mine, theirs = key_of(phrase).split(), key_of(label).split()
    if len(mine) != len(theirs) or all(is_known(word) for word in mine):
        return False
    return all(
        a == b or b in singulars(a) or (not is_known(a) and min(_steps(a, b)) <= max(1, allowed(b)))
        for a, b in zip(mine, theirs, strict=True)
    )


def _steps(word: str, wanted: str) -> Iterable[int]:
    yield distance(word, wanted)
    for singular in singulars(word):
        yield distance(singular, wanted)


def _is_kind(narrow: str, wide: str) -> bool:
    """Whether the first is a kind of the second: kid and person, apple and fruit."""
    graph = noun_graph()
    above = [sense for sense in _senses(wide, graph)[:1] if graph.depth(sense) >= _LEAST_DEPTH]
    return any(
        graph.is_kind_of(sense, wider) for sense in _senses(narrow, graph)[:1] for wider in above
    )


def _senses(phrase: str, graph: NounGraph) -> list[int]:
    """The usual meanings of a phrase that the graph has as a whole."""
    reading = graph.read(phrase)
    if reading.how != "whole" or len(reading.key.split()) < len(key_of(phrase).split()):
        return []
    visible = [sense for sense in reading.senses if graph.is_visual(sense)]
    return (visible or list(reading.senses))[:_NEAR_SENSES]
