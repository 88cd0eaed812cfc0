"""Typed answers that fit into a message: clients take 1 MiB for all of it, the picture as well."""

from __future__ import annotations

import json

from pydantic import BaseModel

from ...errors import InputError
from .answers import Answer, Described, Seen

MOST_BYTES = 450_000
"""A typed answer has at most so many bytes as JSON."""

MOST_ABSENT = 100
LONGEST_WORDS = 2000
LEFT_OUT = "the masks are not in the answer, which would be too large; their links are"
SHORTENED = "of {n} names that are not there, the first {most} are listed"


def size_of(structured: BaseModel) -> int:
    """Bytes of a typed answer as JSON."""
    plain = structured.model_dump(mode="json")
    return len(json.dumps(plain, ensure_ascii=False).encode())


def fitted(answer: Answer) -> Answer:
    """An answer that is not too large: without masks (links lead to them) and with fewer names.

    Raises:
        InputError: it is too large all the same.
    """
    structured = answer.structured
    if size_of(structured) <= MOST_BYTES:
        return answer
    if isinstance(structured, Seen):
        structured = _smaller(structured)
    elif isinstance(structured, Described) and structured.seen is not None:
        structured = structured.model_copy(update={"seen": _smaller(structured.seen)})
    if (size := size_of(structured)) > MOST_BYTES:
        problem = f"has {size} bytes, more than the {MOST_BYTES} that clients take"
        raise InputError("the answer", problem, "ask for less, or show a smaller picture")
    return Answer(structured, _short(answer.text), answer.overlay, answer.links, answer.run)


def _smaller(seen: Seen) -> Seen:
    notes = list(seen.notes)
    if any(each.rle for each in seen.found):
        notes.append(LEFT_OUT)
    if len(seen.absent) > MOST_ABSENT:
        notes.append(SHORTENED.format(n=len(seen.absent), most=MOST_ABSENT))
    return seen.model_copy(
        update={
            "found": [each.model_copy(update={"rle": None}) for each in seen.found],
            "absent": seen.absent[:MOST_ABSENT],
            "answer": _short(seen.answer),
            "notes": notes,
        }
    )


def _short(words: str) -> str:
    return words if len(words) <= LONGEST_WORDS else f"{words[:LONGEST_WORDS]}…"
