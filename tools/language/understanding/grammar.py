"""From a message to a request: the parts of the grammar in the order in which they are asked.

    message -> tidy -> sentences -> without politeness -> first rule that reads it -> one request

A message of several sentences is what its most telling sentence is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from ..words import spell_emoji
from .bare import read_bare
from .chat import read_chat, read_work
from .edits import read_edit
from .foreign import read_foreign
from .heard import ASK_FIRST, OTHER, Clause, Fields, Heard, clarify
from .politeness import polite
from .questions import read_question
from .renames import read_rename
from .segments import read_segment
from .spelling import mend
from .tidy import sentences, tidy
from .turns import read_again, read_export, read_undo
from .whole import read_classes, read_everything

_COMMA = re.compile(r"\s*[,;]\s+|\s+-\s+|\s+(?:but|so)\s+", re.IGNORECASE)
_MOST_PIECES = 6

Rule = Callable[[Clause, Heard], Fields | None]

RULES: tuple[Rule, ...] = (
    read_chat, read_classes, read_rename, read_undo, read_export, read_foreign, read_again,
    read_everything, read_question, read_edit, read_work, read_segment, read_bare,
)  # fmt: skip
"""The first that reads a clause answers it."""

LIST_RULES: tuple[Rule, ...] = (read_classes, read_segment, read_bare)
MOST_TALK = 300
"""Of a longer clause only these are asked: only a list of things goes on for so long."""

MOST_SENTENCES = 12
"""So many of a message are read."""


def understand(inputs: Mapping[str, Any]) -> Fields:
    """What a message asks for.

    Args:
        inputs: the fields of `prompts.request.UnderstandInput`.

    Returns:
        the fields of `prompts.request.Request` that are not at their defaults.

    Example:
        >>> understand({"text": "only the left one", "labels": ["dog", "dog"],
        ...             "last_task": "open_vocabulary"})
        {'action': 'edit', 'edit': 'keep', 'place': 'left'}
    """
    labels = tuple(str(label) for label in inputs.get("labels", ()))
    heard = Heard(
        tuple(str(name) for name in inputs.get("images", ())), labels, inputs.get("last_task")
    )
    text = mend(tidy(str(inputs["text"])), labels) or spell_emoji(str(inputs["text"]).strip())
    if not any(char.isalnum() for char in text):
        return clarify() if text or not heard.last_task else clarify(ASK_FIRST)
    parts = sentences(text)[:MOST_SENTENCES]
    if len(parts) > 1 and (whole := read_classes(polite(text), heard)) is not None:
        return whole
    best = max((_first(polite(part, asks), heard) for part, asks in parts), key=_telling)
    if _telling(best)[0] < 2:
        best = max([best, *_pieces(parts, heard)], key=_telling)
    return best[0]


def _pieces(parts: list[tuple[str, bool]], heard: Heard) -> list[tuple[Fields, Rule | None]]:
    """What the parts between commas say, where the sentence as a whole says nothing."""
    found: list[tuple[Fields, Rule | None]] = []
    for part, asks in parts:
        pieces = _COMMA.split(part)[:_MOST_PIECES]
        if len(pieces) > 1:
            read = [_first(polite(piece, asks), heard) for piece in pieces if piece.strip()]
            found += [each for each in read if each[1] is not read_bare]
    return found


def _first(clause: Clause, heard: Heard) -> tuple[Fields, Rule | None]:
    for rule in RULES if len(clause.text) <= MOST_TALK else LIST_RULES:
        read = rule(clause, heard)
        if read is not None:
            return read, rule
    return OTHER, None


def _telling(found: tuple[Fields, Rule | None]) -> tuple[int, int]:
    """How much an answer says: a noun phrase alone may be a remark; talk comes last."""
    fields, rule = found
    strength = {"other": 0, "clarify": 1}.get(str(fields["action"]), 2 if rule is read_bare else 3)
    return strength, int(bool(fields.get("words") or fields.get("place") or fields.get("formats")))
