"""Whether what a sentence is about can be something of the last result."""

from __future__ import annotations

import re

from .heard import Heard
from .target import target_of


def can_be_meant(text: str, heard: Heard) -> bool:
    """Whether a subject is something of the result: a label, a place, "the left one"."""
    target = target_of(text, heard)
    if re.fullmatch(r"(?:it|that|this|there)", text, re.IGNORECASE):
        return False
    return not target.unknown and bool(target.words or target.place or target.pronoun)
