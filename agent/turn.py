"""What a turn of a conversation leaves."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from ..graphs.conversation_state import Correction
from ..prompts import Request
from ..tools.base import Frozen
from ..tools.result import Result

__all__ = ["Correction", "Turn"]


class Turn(Frozen):
    """One message and what came of it.

    Attributes:
        thread: name of the conversation.
        number: from 1.
        message: the person's words.
        request: what they were taken for.
        reply: the answer in words.
        result_id: of the result that is talked about after the turn, or of the empty one of a
            search that found nothing, which later turns do not refer to; None where there is none.
        result: that result.
        results: ids of all results that are talked about, where there are several pictures.
        files: paths that an export wrote.
        waiting: what is to be confirmed before the turn can end: "segments" with id, label, score,
            box and result_id each; None once it has ended.
        verdicts: what the labels were checked against, and how sure they are.
        tool_calls: tools that were called for a request outside the tasks.
        notes: sentences for a person.
        stop: why the work ended, where there was some.
        timings: seconds by node.
    """

    thread: str
    number: int
    message: str
    request: Request
    reply: str
    result_id: str | None = None
    result: Result | None = None
    results: list[str] = Field(default_factory=list[str])
    files: list[str] = Field(default_factory=list[str])
    waiting: dict[str, Any] | None = None
    verdicts: list[dict[str, Any]] = Field(default_factory=list[dict[str, Any]])
    tool_calls: list[dict[str, Any]] = Field(default_factory=list[dict[str, Any]])
    notes: list[str] = Field(default_factory=list[str])
    stop: str = ""
    timings: dict[str, float] = Field(default_factory=dict[str, float])
