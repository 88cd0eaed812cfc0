"""The recurrence: propose masks, classify them, drop queries that no mask confirms, again.

Each part of a step is a function, which the graph `open_vocabulary` calls from its nodes and the
tool `recur` (`recur_tool.py`) from its loop.

Source: clip_as_rnn.txt, sections 3.2 to 3.4.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from .background import BackgroundChoice, background_queries, mutual_background
from .base import Frozen
from .class_list import fold
from .classifier import Classifier
from .image import Image
from .mask import Rle, decode, encode
from .proposer import Proposal, Proposer
from .resize import resize
from .texts import joined

Maps = NDArray[np.float32]
Verdict = Literal["empty", "again", "done"]

LONGEST_QUERY = 1000
MOST_QUERIES = 1000
MOST_NAMED = 10
AT_ONCE = 32


@dataclass(frozen=True)
class Rule:
    """What decides who stays; the fields are those of the graph's `Settings`.

    Attributes:
        eta: a proposal's mask is where its map is above.
        theta: a query stays if its score is at least.
        max_steps: steps at most.
        background: groups of words that compete with the queries for a map.
        stuff: queries that are stuff; see `background.mutual_background`.
        keep_best: keep the best query where none reaches theta.
        parity: "reference": score above theta, two steps at least, background words as they are.
    """

    eta: float = 0.4
    theta: float = 0.6
    max_steps: int = 10
    background: Sequence[BackgroundChoice] = ("authors",)
    stuff: Sequence[str] = ()
    keep_best: bool = False
    parity: Literal["paper", "reference"] = "paper"


@dataclass(frozen=True)
class Asked:
    """What is looked for.

    Attributes:
        queries: texts of the user's, distinct, at least one.
        concepts: contrastive concepts, segmented like queries and thrown away.
        synonyms: other words for a query, by its text.
    """

    queries: Sequence[str]
    concepts: Sequence[str] = ()
    synonyms: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])

    def text(self, query: str) -> str:
        """A query as backends take it: with its synonyms behind it (`texts.py`)."""
        return joined(query, self.synonyms.get(query, ()))


class Seen(Frozen):
    """What a step saw of one query or concept.

    Attributes:
        query: its text.
        score: the classifier's answer for its own mask, the diagonal of P.
        share: its part of the softmax over all texts for the whole picture.
        mask: where its map was above eta.
        kept: whether it went on.
    """

    query: str
    score: float
    share: float
    mask: Rle
    kept: bool


class Step(Frozen):
    """One step of the recurrence, counted from 0."""

    step: int = Field(ge=0)
    seen: list[Seen]


def background_of(asked: Asked, rule: Rule) -> list[str]:
    """The words that compete with the queries; none of them is a query or a concept."""
    if rule.parity == "reference":
        # The authors' list is the same whatever is asked for.
        return background_queries(rule.background, asked.concepts)
    synonyms = [word for words in asked.synonyms.values() for word in words]
    return background_queries(rule.background, [*asked.queries, *asked.concepts], synonyms)


def proposal_of(
    proposer: Proposer, image: Image, asked: Asked, alive: Sequence[str], rule: Rule, *, step: int
) -> Proposal:
    """The soft masks of those that are still in.

    Args:
        proposer: draws them.
        image: the picture.
        asked: what the run was asked.
        alive: queries and concepts that are still in, at least one.
        rule: its background, stuff and parity count here.
        step: from 0.

    Returns:
        one map for each of `alive`, in its order.
    """
    words = background_of(asked, rule)
    rows = _groups(asked, alive, rule.stuff)
    found = [
        proposer.propose(
            image,
            [asked.text(alive[row]) for row in group],
            [*words, *(text for text in others if text not in words)],
            step,
        )
        for group, others in rows
    ]
    if len(found) == 1:
        return found[0]
    order = np.argsort([row for group, _ in rows for row in group])
    return Proposal(
        _on_one_grid([each.maps for each in found])[order],
        np.concatenate([each.scores for each in found])[order],
        tuple(dict.fromkeys(note for each in found for note in each.notes)),
    )


def _groups(
    asked: Asked, alive: Sequence[str], stuff_names: Sequence[str]
) -> list[tuple[list[int], list[str]]]:
    """Rows of `alive` that are proposed together, and the words they have as background besides."""
    every = list(range(len(alive)))
    named = {fold(name) for name in stuff_names}
    stuff = [row for row in every if fold(alive[row]) in named]
    things = [row for row in every if row not in stuff]
    if not stuff or not things:
        return [(every, [])]
    # All that were asked for, also those that were dropped: they hold no place but their own.
    of_things, of_stuff = mutual_background(
        [query for query in asked.queries if fold(query) not in named],
        [query for query in asked.queries if fold(query) in named],
    )
    return [(things, of_things), (stuff, of_stuff)]


def _on_one_grid(maps: list[Maps]) -> Maps:
    size = maps[0].shape[1:]
    return np.concatenate([resize(each, (size[0], size[1])) for each in maps])


def masks_of(maps: Maps, image: Image, eta: float) -> list[Rle]:
    """Where each map is above eta, on the image grid.

    Args:
        maps: (N, h, w) float32 in [0, 1].
        image: the picture that they cover.
        eta: in [0, 1].
    """
    # One by one: hundreds of maps at the size of a photograph are gigabytes.
    size_hw = (image.height, image.width)
    return [encode(resize(row[None], size_hw)[0] > eta) for row in maps]


def scores_of(
    classifier: Classifier,
    image: Image,
    masks: Sequence[Rle],
    texts: Sequence[str],
    parity: Literal["paper", "reference"] = "paper",
) -> list[float]:
    """The diagonal of P (section 3.4): how well each mask shows what it was drawn for.

    Args:
        classifier: compares masks with texts.
        image: the picture.
        masks: N on the image grid.
        texts: N, in the order of the masks.
        parity: "reference": an empty mask has the score of the whole picture, else 0.

    Returns:
        N numbers in [0, 1], to six digits.
    """
    scores: list[float] = []
    # Some at a time: hundreds of masks at the size of a photograph are gigabytes.
    for start in range(0, len(texts), AT_ONCE):
        some = np.stack([decode(rle) for rle in masks[start : start + AT_ONCE]])
        shares = classifier.score(image, some, texts)
        for row, mask in enumerate(some):
            # An empty mask shows nothing; the authors score the whole picture instead.
            counts = bool(mask.any()) or parity == "reference"
            scores.append(round(float(shares[row, start + row]), 6) if counts else 0.0)
    return scores


def kept(asked: Asked, alive: Sequence[str], scores: Sequence[float], rule: Rule) -> list[bool]:
    """Whose score reaches theta (equation 6); one boolean for each of `alive`."""
    above = rule.parity == "reference"
    keep = [score > rule.theta if above else score >= rule.theta for score in scores]
    own = [row for row, query in enumerate(alive) if query in asked.queries]
    if rule.keep_best and own and not any(keep[row] for row in own):
        keep[max(own, key=lambda row: scores[row])] = True
    return keep


def verdict(asked: Asked, alive: Sequence[str], before: int, step: int, rule: Rule) -> Verdict:
    """Is nobody left of the queries, has the set stood still, or are the steps used up?

    Args:
        asked: what the run was asked.
        alive: who is left after the last step.
        before: how many it saw.
        step: steps that are done, at least 1.
        rule: its `max_steps` and parity count here.
    """
    if not any(query in alive for query in asked.queries):
        return "empty"
    # The authors compare with a count of 0 first: two steps at least, though nothing be dropped.
    early = rule.parity == "reference" and step < 2
    still = len(alive) == before
    return "done" if (still and not early) or step >= rule.max_steps else "again"


def told_of_cap(steps: int) -> str:
    """The sentence for a run whose last step still dropped somebody."""
    return f"The recurrence was cut off after {steps} steps (max_steps)."


def told_of_nobody(queries: Sequence[str]) -> str:
    """The sentence for a run that no query survived."""
    named = ", ".join(queries[:MOST_NAMED])
    more = len(queries) - MOST_NAMED
    rest = f" and {more} more" if more > 0 else ""
    return f"None of these is in the picture: {named}{rest}."
