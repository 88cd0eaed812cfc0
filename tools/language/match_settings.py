"""Thresholds of the matcher, each with the everyday words that it was chosen on.

They were chosen on the pairs of tests/noun_pairs.py: general nouns, no class list of any dataset.
"""

from __future__ import annotations

from pydantic import Field

from ..base import Frozen


class MatchSettings(Frozen):
    """Thresholds of the matcher; similarities are cosines of MiniLM vectors."""

    min_share: float = Field(
        default=0.3, ge=0, le=1,
        description="A meaning that is less likely than this share of the likeliest one is "
        'believed only with similarity: "cat" is also a guy, once in nineteen times.',
    )  # fmt: skip
    rare_similarity: float = Field(
        default=0.75, ge=-1, le=1,
        description="Similarity of phrase and class that makes a rare meaning believable, or a "
        'sister of the class ("computer mouse" and mouse: .91; "hot dog" and dog: .72).',
    )  # fmt: skip
    head_similarity: float = Field(
        default=0.33, ge=-1, le=1,
        description="An unknown compound is what its last noun is only above this similarity "
        '("soccer player" and person: .55; "dvd player" and person: .31).',
    )  # fmt: skip
    max_down: int = Field(
        default=4, ge=0,
        description='How many steps a phrase may be above a class: "vehicle" is four above car; an '
        '"artifact" says too little.',
    )  # fmt: skip
    margin: float = Field(
        default=0.08, ge=0, le=1,
        description="By how much the likeliest of several classes must lead in similarity, where "
        'the phrase is a part of each ("wheel") or their common last noun ("chair").',
    )  # fmt: skip
    max_part: int = Field(
        default=3, ge=0, description="How many steps a part may be below the whole."
    )
    part_similarity: float = Field(
        default=0.3, ge=-1, le=1,
        description='A part stands for the whole above this similarity ("wheel" and car: .49; '
        '"dog collar" and tie: .27); parts of the body always do.',
    )  # fmt: skip
    known_similarity: float = Field(
        default=0.66, ge=-1, le=1,
        description="Similarity of words and of their meanings, averaged, that joins two words of "
        'one category without any relation ("kitten" and cat: .74, "television" and tv monitor: '
        '.69; "duck" and goose, which differ: .64).',
    )  # fmt: skip
    sister_similarity: float = Field(
        default=0.7, ge=-1, le=1,
        description="The same for two kinds of one thing, which mostly differ however alike they "
        'sound ("motorcycle" and bicycle: .698; "mug" and cup, which is fair: .708).',
    )  # fmt: skip
    unknown_similarity: float = Field(
        default=0.55, ge=-1, le=1,
        description='The same for a word that the graph lacks ("hoodie" and sweater: .64).',
    )  # fmt: skip
