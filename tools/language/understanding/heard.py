"""What is heard: one message with what it can refer to; and the answers that can be given.

An answer is a plain dict of the fields of `prompts.request.Request` that are not at their defaults
(`tools` does not know the prompts).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Fields = dict[str, Any]

ASK_WHAT = "What should I cut out?"
ASK_WHICH = "Which one do you mean?"
ASK_NAME = "What should it be called?"
ASK_FIRST = "There is no result yet; what should I look for?"


@dataclass(frozen=True)
class Heard:
    """What a message can refer to.

    Attributes:
        images: names of the pictures at hand, newest last.
        labels: labels of the last result, one a segment.
        last_task: its task; None where nothing was done yet.
    """

    images: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    last_task: str | None = None

    @property
    def kinds(self) -> list[str]:
        """Each label of the last result once."""
        return list(dict.fromkeys(self.labels))


@dataclass(frozen=True)
class Clause:
    """One sentence of a message.

    Attributes:
        text: without politeness, openers and end punctuation.
        whole: as written.
        asks: whether it ends with a question mark.
    """

    text: str
    whole: str
    asks: bool = False


@dataclass(frozen=True)
class Target:
    """What a question or an edit is about.

    Attributes:
        words: labels of the last result that are named.
        unknown: things that are named and are no labels, in the person's words.
        said: everything that is named, in the person's words.
        pronoun: "it" or "one" (one thing), "them" (several), "" where none stands.
        place, ordinal, count: which of several.
        told: whether something else (a relation) tells the thing from others of its kind.
    """

    words: list[str] = field(default_factory=list[str])
    unknown: list[str] = field(default_factory=list[str])
    said: list[str] = field(default_factory=list[str])
    pronoun: str = ""
    place: str | None = None
    ordinal: int = 1
    count: int = 1
    told: bool = False

    @property
    def which(self) -> Fields:
        """Place, ordinal and count, where they are not at their defaults."""
        fields: Fields = {}
        if self.place is not None:
            fields["place"] = self.place
        if self.ordinal > 1:
            fields["ordinal"] = self.ordinal
        if self.count > 1:
            fields["count"] = self.count
        return fields


def segment(task: str, words: Sequence[str] = ()) -> Fields:
    """Cut something out."""
    return {"action": "segment", "task": task, "words": list(words)}


def question(asked: str, target: Target | None = None) -> Fields:
    """Ask about the last result."""
    target = target or Target()
    fields: Fields = {"action": "question", "question": asked, **target.which}
    return fields | ({"words": list(target.words)} if target.words else {})


def edit(kind: str, target: Target, new_label: str = "") -> Fields:
    """Change the last result."""
    fields: Fields = {"action": "edit", "edit": kind, **target.which}
    if target.words:
        fields["words"] = list(target.words)
    return fields | ({"new_label": new_label} if new_label else {})


def clarify(reply: str = ASK_WHAT) -> Fields:
    """Ask back."""
    return {"action": "clarify", "reply": reply}


OTHER: Fields = {"action": "other"}
