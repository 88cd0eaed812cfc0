"""Talk: greetings, thanks, questions about the program, work for single tools."""

from __future__ import annotations

import re

from ..noun_graph import noun_graph
from .chat_patterns import ABOUT_YOU, OBJECT, SMALL_TALK, WORK
from .heard import OTHER, Clause, Fields, Heard
from .patterns import THE_PICTURE


def read_chat(clause: Clause, heard: Heard) -> Fields | None:
    """Read small talk, and what this program is asked about itself, as "other"."""
    if clause.asks and re.fullmatch(
        r"(?:really|sure|right|is that right|ok|test).*", clause.text, re.IGNORECASE
    ):
        return None
    if SMALL_TALK.fullmatch(clause.whole) or SMALL_TALK.fullmatch(clause.text):
        return OTHER
    if heard.last_task and re.search(
        r"\b(?:export|download|save)\b|\b(?:get|have|convert)\b.*\b(?:json|coco|yolo\w*"
        r"|voc|cvat|geojson|labelme|label studio|files?)\b",
        clause.text,
        re.IGNORECASE,
    ):
        return None
    if ABOUT_YOU.search(clause.whole) and not re.search(
        rf"\b(?:in|on) (?:it|there|{THE_PICTURE})\b", clause.whole, re.IGNORECASE
    ):
        return OTHER
    return None


def read_work(clause: Clause, heard: Heard) -> Fields | None:
    """Read work that is no cutting ("rotate it", "describe the picture") as "other"."""
    found = WORK.match(clause.text)
    if found is None:
        return None
    graph, first = noun_graph(), clause.text.split()[0].casefold()
    is_thing = any(graph.is_visual(sense) for sense in graph.lookup(first))
    if is_thing and not OBJECT.match(clause.text):
        return None
    if not re.match(
        r"(?:draw|paint|make|generate|create) (?:a |the )?(?:mask|outline|contour|line"
        r"|box|polygon|boundar\w+|around)",
        clause.text,
        re.IGNORECASE,
    ):
        return OTHER
    return None
