"""Things to cut out: behind a verb ("find the cup"), or alone ("the left cup")."""

from __future__ import annotations

import re

from .bare import is_named
from .heard import ASK_WHICH, Clause, Fields, Heard, clarify, edit, segment
from .naming import things
from .objects import opened, shortened
from .patterns import PICTURE, THE_PICTURE
from .segment_patterns import (
    GENERIC,
    HAVE,
    KIND,
    MASK,
    MASK_OF,
    OTHER_WORK,
    VERB,
    VERBS,
    WORN,
    X_MASK,
)
from .target import segmented, target_of
from .whole import EVERYTHING


def read_segment(clause: Clause, heard: Heard) -> Fields | None:
    """What a clause with a verb of cutting, finding or wanting asks for."""
    text = opened(clause.text)
    if (behind := _behind(text, heard)) is not None:
        return behind
    found = VERB.match(text)
    if found is None or MASK_OF.match(text):
        return _with_object(text, heard) or _passive(text, heard)
    named = found["np"] or ""
    asked = re.match(rf"(?:{HAVE})$", found["verb"], re.IGNORECASE)
    if (
        re.match(
            r"(?:do|try|make|add|take|get|give|have|paint|draw|colou?r|frame|crop|box|check|map)",
            found["verb"],
            re.IGNORECASE,
        )
        and not asked
        and _is_other_work(found["verb"], named)
    ):
        return None
    return _cut(shortened(named), found["verb"], heard)


def _cut(named: str, by: str, heard: Heard) -> Fields | None:
    """Cut out what a verb's object names."""
    if re.match(r"(?:separat|distinguish|tell|split)", by, re.IGNORECASE):
        named = re.sub(r" from (?=\S)", " and ", named, count=1)
    if not named or GENERIC.fullmatch(named):
        return _pointed_at(named, by, heard)
    if EVERYTHING.fullmatch(named):
        return segment("zero_guidance")
    target = target_of(named, heard)
    if heard.labels and target.place and not target.said:
        return edit("keep", target)
    if (
        target.place
        and target.words
        and not target.unknown
        and not target.told
        and re.match(
            r"(?:select|show|take|pick|i |we |highlight|give|get|choose|leave|keep)",
            by,
            re.IGNORECASE,
        )
        and sum(label in target.words for label in heard.labels) > 1
    ):
        return edit("keep", target)
    named_things = things(named)
    if target.place and not target.said and not KIND.search(named):
        return clarify(ASK_WHICH)
    return segmented(named_things) if named_things else None


def _pointed_at(named: str, by: str, heard: Heard) -> Fields | None:
    """Read a verb with "it", "the picture" or nothing behind it."""
    if re.fullmatch(THE_PICTURE, named, re.IGNORECASE) and re.match(
        r"(?:segment|label|annotat|analy[sz]|separat|detect|pars|scan|inspect|explor)",
        by,
        re.IGNORECASE,
    ):
        return segment("zero_guidance")
    if re.match(rf"(?:{HAVE})$", by, re.IGNORECASE) and not re.search(MASK, named) and not named:
        return None
    if (
        re.fullmatch(r"it|this|that|them|these|those", named, re.IGNORECASE)
        and len(heard.kinds) == 1
    ):
        return segmented(heard.kinds)
    if (
        re.match(
            r"(?:do|try|make|go|check|look at|run|count|give|show|see|there|check)",
            by,
            re.IGNORECASE,
        )
        and not named
    ):
        return None
    return clarify()


def _with_object(text: str, heard: Heard) -> Fields | None:
    """Read "a mask of the dog", "mask for pizza", "dog mask"."""
    if found := MASK_OF.match(text):
        return _cut(shortened(found["np0"] or found["np"]), "", heard)
    found = X_MASK.match(text)
    if (
        found
        and not GENERIC.fullmatch(text)
        and is_named(found["np"])
        and not WORN.search(found["np"])
    ):
        return _cut(shortened(found["np"]), "", heard)
    return None


def _behind(text: str, heard: Heard) -> Fields | None:
    """Read "the dog, please cut it out", "there is a bridge, find it"."""
    found = re.match(
        rf"(?P<np>.+?)(?:,|:| -|;)+ (?:please |just |can you |could you "
        rf"|now )*(?:{VERBS}) (?:it|them|that|this|those|these|him|her"
        rf"|all of them)(?: .*)?$|(?:see |you see |there(?:'s| is| are) )(?P<np2>.+?)(?:\?"
        rf"|,|\.)+ (?:please |can you |could you )*(?:{VERBS}) (?:it|them|that"
        rf"|those)(?: .*)?$",
        text,
        re.IGNORECASE,
    )
    if found:
        named = found["np"] or found["np2"]
        named = re.sub(
            rf"^(?:(?:you )?see|there(?:'s| is| are)|{HAVE}) ", "", named, flags=re.IGNORECASE
        )
        if not is_named(named):
            return None
        return _cut(shortened(named), "", heard)
    return None


def _passive(text: str, heard: Heard) -> Fields | None:
    """Read "the dog should be cut out", "dog wanted"."""
    found = re.match(
        r"(?P<np>.+?) (?:(?:should|must|needs to|need to|has to|have to|can|is to|are to"
        r"|could|ought to) be|to be|is|are|get|gets)? ?(?:segmented|cut(?: out)?"
        r"|masked(?: out)?|extracted|selected|isolated|found|located|detected|outlined"
        r"|highlighted|marked|separated|missing|wanted|needed|requested|picked(?: out)?"
        r"|traced|cropped out)(?: .*)?$|(?P<np2>.+?) (?:is|are) (?:what|all|the thing"
        r"|the only thing) (?:i|we)(?:'m| am|'re)? .*$|what (?:i|we)(?:'m| am)? (?:want"
        r"|need|looking for|after|would like)(?: to (?:have|see|get))?(?: is| are"
        r"|:) (?P<np3>.+)$",
        text,
        re.IGNORECASE,
    )
    if not found:
        return None
    named = next(group for group in found.groups() if group)
    if re.match(
        r"(?:what|which|how|why|where|who|i|you|it|they|that|this|these|those|nothing|something)\b",
        named,
        re.IGNORECASE,
    ):
        return None
    return _cut(shortened(named), "", heard)


def _is_other_work(by: str, named: str) -> bool:
    """Whether a general verb is about something else: "make it brighter"."""
    if (
        re.match(r"(?:crop|frame|box|map)", by, re.IGNORECASE)
        and re.fullmatch(rf"(?:{THE_PICTURE}|it|this)(?: .*)?", named, re.IGNORECASE)
        and "out" not in by
    ):
        return True
    if re.match(r"(?:draw|paint|colou?r)", by, re.IGNORECASE) and "around" not in by:
        return not re.match(
            r"(?:(?:a |the )?(?:mask|outline|contour|line|box|boundary|circle|polygon)s?\b|around)",
            named,
            re.IGNORECASE,
        )
    if re.match(r"(?:mak|creat|generat|produc)", by, re.IGNORECASE):
        return not MASK_OF.match(named) and not GENERIC.fullmatch(named) and not X_MASK.match(named)
    return bool(OTHER_WORK.fullmatch(named)) or bool(
        re.match(rf"(?:a |an )(?:nice |new |funny )*{PICTURE} of", named, re.IGNORECASE)
    )
