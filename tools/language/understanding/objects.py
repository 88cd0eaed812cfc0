"""The object of a verb, without particles and what stands around it."""

from __future__ import annotations

import re

from .naming import bare
from .patterns import THE_PICTURE
from .segment_patterns import (
    GENERIC,
    MASK_OF,
    PARTICLE,
    WORN,
    X_MASK,
)


def opened(text: str) -> str:
    """A clause without adverbs in front of its verb."""
    return re.sub(
        r"^(?:(?:not only|only|just|also|then|now|simply|quickly|carefully|really|still"
        r"|automatically) )+(?=\w)",
        "",
        text,
        flags=re.IGNORECASE,
    )


def shortened(named: str) -> str:
    """The object of a verb without particles, "out of the picture" and "a mask of"."""
    named = re.sub(
        r"^(?:(?:me|us)(?= )|out(?= (?:the|all|every|any|a|of the|my|this|that|these|both"
        r"|\w+s?\b))|for(?= )|of(?= )|up(?= )|where(?: the| is| are)?(?= )|around(?= ))\s*",
        "",
        named,
        flags=re.IGNORECASE,
    )
    named = re.sub(
        r"^(?:(?:this|it|that|these|those|them|the following|following)(?: out| for me)?"
        r"|out|me)? ?: ?",
        "",
        named,
    )
    named = re.sub(r"(?<=\w),? (?:and |but )?not (?:the |a |an |any )?[\w' -]+$", "", named)
    named = re.sub(
        r"^not (?:the |a |an |any )?[\w' -]+?,(?: but| rather)? (?=the |a |an )", "", named
    )
    named = re.sub(rf"^(?:through |in )?{THE_PICTURE} for ", "", named, flags=re.IGNORECASE)
    before = ""
    while before != named:
        before = named
        far = re.search(
            r"(?:thest|far|closest|looking|facing|turned|walking|running|moving) (?:away|out"
            r"|apart)$",
            named,
        )
        if not far and (found := PARTICLE.search(f" {named}")) and found.start() > 0:
            named = f" {named}"[: found.start()].strip()
        if found := MASK_OF.match(named):
            named = found["np0"] or found["np"]
        named = named.strip(" ,;:.!-")
    found = X_MASK.match(named)
    if (
        found
        and bare(found["np"])
        and not GENERIC.fullmatch(named)
        and not WORN.search(found["np"])
    ):
        named = found["np"]
    return re.sub(
        r"(?<=\w),? (?:and |or |but )?(?:nothing else|nothing more|that's it|only (?:that"
        r"|it|them|those))$",
        "",
        named,
    )
