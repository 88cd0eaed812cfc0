"""What is asked of a picture, and how its answers are counted.

closed_set is one question. open_vocabulary is asked by a protocol:

    classic   all classes at once, counted as closed_set is
    single    each class that the ground truth holds, alone (contrastive_concepts.txt, section 4.1)
    absent    `ABSENT` classes that it does not hold, each alone
    phrases   the picture's own phrases or expressions (`phrases.py`), each alone

An oracle's contrastive concepts are the other classes that the picture holds.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..tools.mask import Rle, encode
from .dataset import IGNORED, Dataset, Item
from .metrics import boundary_measure, confusion, to_sparse
from .painting import paint, union
from .phrases import is_referring, object_index, object_mask
from .predictor import Prediction, Predictor
from .rows import Answer
from .spec import Protocol, Spec

Truth = NDArray[np.int32]
ABSENT = 5
"""So many classes that a picture does not hold are asked for; all of them where there are fewer."""


class Scored(NamedTuple):
    """What came of one picture; the fields of a `Row`."""

    seconds: float
    cells: list[list[int]]
    answers: list[Answer]
    labels: dict[str, Rle]
    stop: str
    reason: str
    timings: dict[str, float]


@dataclass(frozen=True)
class Question:
    """One text that a picture is asked for alone.

    Attributes:
        query: the text.
        index: its class, None where the picture holds none of it.
        region: (H, W) bool, where it truly is.
        beside: what else is there, for an oracle.
        label: what its mask is called in the row.
        contours: whether boundaries are compared too, as those of a video's frames are.
    """

    query: str
    index: int | None
    region: NDArray[np.bool_]
    beside: tuple[str, ...]
    label: str
    contours: bool = False


def ask(predictor: Predictor, dataset: Dataset, item: Item, spec: Spec, truth: Truth) -> Scored:
    """Ask what a specification's task and protocol ask, and count the answers.

    Args:
        predictor: who answers.
        dataset: whose classes.
        item: the picture.
        spec: of the run.
        truth: (H, W) int32 class indices of the picture.

    Raises:
        MaskwrightError: as the predictor's.
        ToolError: an answer does not fit the picture or the class list.
    """
    if spec.protocol in QUESTIONS:
        questions = QUESTIONS[spec.protocol](dataset, item, spec, truth)
        return _one_by_one(predictor, dataset, item, truth, questions)
    start = time.perf_counter()
    if spec.protocol == "classic":
        found = predictor.segment_open(
            item.image, dataset.queries, dataset.synonyms, dataset.queries
        )
    else:
        given = dataset.present(item) if spec.given_labels else None
        found = predictor.segment_closed(item.image, dataset.queries, dataset.synonyms, given)
    seconds = time.perf_counter() - start
    painted = paint(dataset, found.labels, truth.shape)
    cells = to_sparse(confusion(truth, painted, len(dataset.names)))
    labels, timings = dict(found.labels), dict(found.timings)
    return Scored(seconds, cells, [], labels, found.stop, found.reason, timings)


def absent_classes(dataset: Dataset, picture: str, truth: Truth) -> list[int]:
    """The classes that a picture is asked for in vain, the same ones in every run.

    Classes outside of the ground truth are ordered by SHA-256 of "picture <tab> class" and the
    first `ABSENT` are taken: fixed, fair, and independent of the order of classes.txt. What a void
    region hides cannot be known.

    Returns:
        class indices, by their hash.
    """
    there = {*_present(dataset, truth), dataset.background}
    left = [index for index in range(len(dataset.names)) if index not in there]

    def rank(index: int) -> bytes:
        return hashlib.sha256(f"{picture}\t{dataset.names[index]}".encode()).digest()

    return sorted(left, key=rank)[:ABSENT]


def _single(dataset: Dataset, item: Item, spec: Spec, truth: Truth) -> list[Question]:
    there = _present(dataset, truth)
    return [
        Question(
            dataset.names[index],
            index,
            truth == index,
            _beside(dataset, spec, [other for other in there if other != index]),
            dataset.names[index],
        )
        for index in there
    ]


def _absent(dataset: Dataset, item: Item, spec: Spec, truth: Truth) -> list[Question]:
    beside = _beside(dataset, spec, _present(dataset, truth))
    nowhere = np.zeros(truth.shape, dtype=np.bool_)
    names = [dataset.names[index] for index in absent_classes(dataset, item.name, truth)]
    return [Question(name, None, nowhere, beside, name) for name in names]


def _phrases(dataset: Dataset, item: Item, spec: Spec, truth: Truth) -> list[Question]:
    index, region = object_index(dataset), object_mask(dataset, truth)
    name, frames = dataset.names[index], not is_referring(dataset)
    return [
        Question(phrase, index, region, (), name, contours=frames)
        for phrase in spec.phrases[item.name]
    ]


QUESTIONS: dict[Protocol | None, Callable[[Dataset, Item, Spec, Truth], list[Question]]] = {
    "single": _single,
    "absent": _absent,
    "phrases": _phrases,
}


def _one_by_one(
    predictor: Predictor,
    dataset: Dataset,
    item: Item,
    truth: Truth,
    questions: Sequence[Question],
) -> Scored:
    answers: list[Answer] = []
    masks: dict[str, NDArray[np.bool_]] = {}
    seconds, timings = 0.0, dict[str, float]()
    for question in questions:
        name = question.query
        own = {name: dataset.synonyms[name]} if name in dataset.synonyms else {}
        start = time.perf_counter()
        found = predictor.segment_open(item.image, [name], own, question.beside)
        seconds += time.perf_counter() - start
        mask = union(found.labels, truth.shape)
        answers.append(_answer(question, mask, truth, found))
        if mask.any():
            masks[question.label] = mask | masks.get(question.label, mask)
        for node, spent in found.timings.items():
            timings[node] = timings.get(node, 0.0) + spent
    labels = {label: encode(mask) for label, mask in masks.items()}
    stop = "converged" if labels else "empty"
    return Scored(seconds, [], answers, labels, stop, "", timings)


def _answer(question: Question, mask: NDArray[np.bool_], truth: Truth, found: Prediction) -> Answer:
    painted = mask & (truth != IGNORED)
    f = boundary_measure(painted, question.region) if question.contours else None
    return Answer(
        query=question.query,
        index=question.index,
        hit=int((painted & question.region).sum()),
        truth=int(question.region.sum()),
        painted=int(painted.sum()),
        area=float(mask.mean()) if mask.size else 0.0,
        boundary=f,
        stop=found.stop,
    )


def _present(dataset: Dataset, truth: Truth) -> list[int]:
    """Indices of the classes in a ground truth, without the background."""
    found = np.unique(truth).tolist()
    return [index for index in found if index not in (IGNORED, dataset.background)]


def _beside(dataset: Dataset, spec: Spec, others: Sequence[int]) -> tuple[str, ...]:
    names = tuple(dataset.names[index] for index in others)
    return ("background", *names) if spec.oracle_background else names
