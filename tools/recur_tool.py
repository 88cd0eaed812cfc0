"""`recur`: one whole recurrence on one picture; which of some words are there, and where.

Source: clip_as_rnn.txt, section 3.2 (algorithm A).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from pydantic import Field

from .base import BackendInfo, Frozen, Tool
from .class_list import fold, tidy
from .classifier import Classifier
from .image import Image, ImageStore
from .mask import Rle
from .proposer import Proposal, Proposer
from .recurrence import (
    LONGEST_QUERY,
    MOST_QUERIES,
    Asked,
    Rule,
    Seen,
    Step,
    background_of,
    kept,
    masks_of,
    proposal_of,
    scores_of,
    told_of_cap,
    told_of_nobody,
    verdict,
)

Text = Annotated[str, Field(max_length=LONGEST_QUERY)]


class Input(Frozen):
    """Which words to look for in which picture, and what differs from the profile."""

    image_id: str = Field(description="SHA-256 of the image's pixels, as a result names it.")
    queries: list[Text] = Field(
        min_length=1, max_length=MOST_QUERIES, description="What may be in the picture."
    )
    synonyms: dict[str, list[str]] = Field(
        default_factory=dict[str, list[str]], description="Other words for a query, by its text."
    )
    concepts: list[Text] = Field(
        default_factory=list[Text],
        max_length=MOST_QUERIES,
        description="What may stand beside the queries, as `contrast` names it.",
    )
    eta: float | None = Field(
        default=None, ge=0, le=1,
        description="A mask is where its map is above; null for the profile's.",
    )  # fmt: skip
    theta: float | None = Field(
        default=None, ge=0, le=1,
        description="A query stays if its score is at least; null for the profile's.",
    )  # fmt: skip
    max_steps: int | None = Field(
        default=None, ge=1, description="Steps at most; null for the profile's."
    )
    with_maps: bool = Field(
        default=False, description="Whether survivors come with their soft maps, for `refine`."
    )


class Survivor(Frozen):
    """A query or concept that stayed.

    Attributes:
        query: its text.
        concept: whether it is a contrastive concept, no query.
        score: of the last step, in [0, 1].
        mask: where its last map is above eta; masks of several may overlap.
        map: rows of its last map in [0, 1], on a grid that covers the picture; if asked for.
    """

    query: str
    concept: bool
    score: float = Field(ge=0, le=1)
    mask: Rle
    map: list[list[float]] | None = None


class Output(Frozen):
    """Who stayed, who was dropped at which step, and why it stopped.

    Attributes:
        survivors: in the order of queries, then concepts; empty if no query stayed.
        steps: what each step saw, and whom it kept.
        stop: "converged", "cap" (max_steps; the last step still dropped somebody) or "empty".
        reason: one sentence if `stop` is not "converged".
        background: the words that competed with the queries for a map.
        notes: what a person should know.
    """

    survivors: list[Survivor]
    steps: list[Step]
    stop: Literal["converged", "cap", "empty"]
    reason: str = ""
    background: list[str]
    notes: list[str] = Field(default_factory=list[str])


DESCRIPTION = (
    "Find out which of some words are in a picture and roughly where: masks are proposed, "
    "classified and dropped until all that are left are confirmed."
)


@dataclass(frozen=True)
class _Loop:
    """The backends and one question to them."""

    proposer: Proposer
    classifier: Classifier
    image: Image
    asked: Asked
    rule: Rule

    def propose(self, alive: Sequence[str], step: int) -> Proposal:
        return proposal_of(self.proposer, self.image, self.asked, alive, self.rule, step=step)

    def step(self, alive: Sequence[str], number: int) -> Step:
        """Propose, classify and drop once."""
        found = self.propose(alive, number)
        masks = masks_of(found.maps, self.image, self.rule.eta)
        texts = [self.asked.text(query) for query in alive]
        scores = scores_of(self.classifier, self.image, masks, texts, self.rule.parity)
        keep = kept(self.asked, alive, scores, self.rule)
        rows = zip(alive, scores, found.scores, masks, keep, strict=True)
        return Step(
            step=number,
            seen=[
                Seen(query=query, score=score, share=float(share), mask=mask, kept=stays)
                for query, score, share, mask, stays in rows
            ],
        )

    def run(self) -> tuple[list[Step], bool]:
        """All steps; and whether a query is left."""
        alive = [*self.asked.queries, *self.asked.concepts]
        steps: list[Step] = []
        said = "again"
        while said == "again":
            steps.append(self.step(alive, len(steps)))
            before, alive = len(alive), _kept(steps[-1])
            said = verdict(self.asked, alive, before, len(steps), self.rule)
        return steps, said != "empty"


def recur(
    backends: tuple[Proposer, Classifier],
    image: Image,
    asked: Asked,
    rule: Rule,
    *,
    with_maps: bool = False,
) -> Output:
    """The recurrence until it stands still, is empty or has had its steps.

    Args:
        backends: who proposes and who classifies.
        image: the picture.
        asked: what is looked for.
        rule: what decides who stays.
        with_maps: whether survivors come with their maps.
    """
    loop = _Loop(*backends, image, asked, rule)
    steps, left = loop.run()
    words = background_of(asked, rule)
    if not left:
        told = told_of_nobody(asked.queries)
        return Output(survivors=[], steps=steps, stop="empty", reason=told, background=words)
    last = steps[-1]
    # What the graph refines: the maps of those who stayed, as its last step asked for them.
    found = loop.propose(_kept(last), last.step)
    capped = not all(each.kept for each in last.seen)
    return Output(
        survivors=_survivors(loop, last, found, with_maps),
        steps=steps,
        stop="cap" if capped else "converged",
        reason=told_of_cap(len(steps)) if capped else "",
        background=words,
        notes=list(found.notes),
    )


def _kept(step: Step) -> list[str]:
    return [each.query for each in step.seen if each.kept]


def _survivors(loop: _Loop, last: Step, found: Proposal, with_maps: bool) -> list[Survivor]:
    masks = masks_of(found.maps, loop.image, loop.rule.eta)
    stayed = [each for each in last.seen if each.kept]
    return [
        Survivor(
            query=each.query,
            concept=each.query not in loop.asked.queries,
            score=min(1.0, max(0.0, each.score)),
            mask=mask,
            map=row.tolist() if with_maps else None,
        )
        for each, mask, row in zip(stayed, masks, found.maps, strict=True)
    ]


def build(
    proposer: Proposer, classifier: Classifier, images: ImageStore, rule: Rule
) -> Tool[Input, Output]:
    """The tool over two backends.

    Args:
        proposer: draws soft masks.
        classifier: judges them.
        images: where pictures are looked up by their id.
        rule: the profile's; a call may differ in eta, theta and max_steps.
    """

    def run(ask: Input) -> Output:
        names = ("eta", "theta", "max_steps")
        own = {name: getattr(ask, name) for name in names if getattr(ask, name) is not None}
        image = images.get(ask.image_id)
        asked, notes = _asked(ask)
        rules = replace(rule, **own)
        found = recur((proposer, classifier), image, asked, rules, with_maps=ask.with_maps)
        return found.model_copy(update={"notes": [*notes, *found.notes]})

    return Tool("recur", DESCRIPTION, Input, Output, run, _info(proposer.info, classifier.info))


def _asked(ask: Input) -> tuple[Asked, list[str]]:
    """The question with blanks and doubles gone, and what was changed."""
    tidied = tidy(ask.queries, ask.synonyms, "query")
    taken = {fold(name) for name in tidied.names}
    concepts: dict[str, str] = {}
    for word in (" ".join(word.split()) for word in ask.concepts):
        if word and fold(word) not in taken:
            concepts.setdefault(fold(word), word)
    return Asked(tidied.names, list(concepts.values()), tidied.synonyms), tidied.notes


def _info(first: BackendInfo, second: BackendInfo) -> BackendInfo:
    def both(name: str) -> str:
        return " + ".join(dict.fromkeys((getattr(first, name), getattr(second, name))))

    return BackendInfo(
        role="recurrence", name=both("name"), revision=both("revision"), licence=both("licence")
    )
