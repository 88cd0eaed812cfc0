"""What a choice of contrastive concepts is told and what it answers: settings, words, reasons."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ..base import Frozen

Mode = Literal["none", "background", "llm", "cooccurrence", "union", "oracle"]
Why = Literal["query", "invisible", "part", "kin", "content", "delta", "beta", "doubled", "cap"]

REASONS: dict[Why, str] = {
    "query": "is a query, its plural or a synonym of it",
    "invisible": "cannot be seen in a picture",
    "part": "is a part of the query",
    "kin": "is a kind of the query, or the query of it",
    "content": "is in or on the query, or what it is made of",
    "delta": "is more similar to the query than delta",
    "beta": "is more similar to a query than beta",
    "doubled": "is another spelling of one that is kept",
    "cap": "there are max_concepts before it",
}


class Settings(Frozen):
    """Hyper-parameters of the contrastive concepts, with the paper's defaults."""

    gamma: float = Field(
        default=0.01, ge=0, le=1,
        description="A concept belongs to another when it is in more than this share of its "
        "captions (section 3.4).",
    )  # fmt: skip
    delta: float = Field(
        default=0.8, ge=-1, le=1,
        description="Concepts of the dictionary that are more similar to the query are left out "
        "(section 3.4; chosen in CLIP's text space).",
    )  # fmt: skip
    beta: float = Field(
        default=0.9,
        ge=-1,
        le=1,
        description="Concepts that are more similar to any query are left out (section 3.6).",
    )
    with_background: bool = Field(
        default=True, description='Whether "background" joins CC^L and CC^D (section 4.1).'
    )
    visible_filter: bool = Field(
        default=True, description="Leave out of CC^D what no picture shows (section 3.4)."
    )
    parts_filter: bool = Field(
        default=False, description="Leave parts of the query out of CC^D (section 6.4; off there)."
    )
    kin_filter: bool = Field(
        default=False,
        description="Leave kinds of the query, what it is a kind of, and what it holds, wears or "
        "is made of out of CC^D, by the noun graph. Not in the paper, whose delta does it in "
        "CLIP's space; in MiniLM's, person and man are only .5 similar.",
    )  # fmt: skip
    max_concepts: int | None = Field(
        default=None, ge=1,
        description='At most so many for each query, the first ones, "background" not counted; '
        "none for all of them, as in the paper.",
    )  # fmt: skip


class Dropped(Frozen):
    """A candidate that was left out.

    Attributes:
        word: the candidate.
        query: whose candidate it was.
        why: see `REASONS`.
        value: the similarity for "delta" and "beta", else the frequency; 0 where there is none.
    """

    word: str
    query: str
    why: Why
    value: float = 0.0


class Nearest(Frozen):
    """The concept of the dictionary that a query was looked up under, and how similar they are."""

    concept: str
    similarity: float


class Contrast(Frozen):
    """Contrastive concepts of some queries.

    Attributes:
        words: all of them, each once: "background" first, then by query.
        by_query: for each query its own.
        dropped: what was left out, in the order in which it was looked at.
        nearest: for each query the dictionary was asked about, under which concept.
    """

    words: list[str] = Field(default_factory=list[str])
    by_query: dict[str, list[str]] = Field(default_factory=dict[str, list[str]])
    dropped: list[Dropped] = Field(default_factory=list[Dropped])
    nearest: dict[str, Nearest] = Field(default_factory=dict[str, Nearest])
