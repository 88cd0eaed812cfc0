"""The settings of videos: the section [video] of a profile."""

from __future__ import annotations

from pydantic import Field

from ..tools.base import Frozen


class VideoSettings(Frozen):
    """Which frames are looked at, and what one tells the next."""

    every: int = Field(default=1, ge=1, description="1 looks at each frame, 3 at every third.")
    limit: int | None = Field(default=None, ge=1, description="So many frames at most.")
    keep_queries: bool = Field(
        default=False,
        description="A frame is asked only for the queries that survived in the one before it.",
    )
    ask_again: int = Field(
        default=10,
        ge=1,
        description="With keep_queries, every so many frames all queries are asked again: between, "
        "what is new in the picture is not seen, and who is left has fewer rivals.",
    )
    strict: bool = Field(
        default=False,
        description="A frame that cannot be decoded ends the run; else it is skipped, and said.",
    )
