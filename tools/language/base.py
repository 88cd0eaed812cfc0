"""What a language model is asked and what it answers, whichever model it is.

The nodes of `graphs/` render a prompt (`prompts/`) and hand a `Question` down; a backend sees the
rendered text, the JSON schema of the answer and the typed inputs, and returns the checked answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from pydantic import BaseModel, Field

from ..base import BackendInfo, Frozen


@dataclass(frozen=True)
class Question:
    """One prompt, ready to be asked.

    Attributes:
        prompt: name of the prompt file, for example "post_refine".
        version: its version.
        system: the rendered system text.
        user: the rendered user text; what is to be worked on.
        inputs: the prompt's typed inputs as plain JSON; the embedded model works from these.
        output: the pydantic model of the answer.
        choices: for each field of the answer that is restricted to a list, that list; it becomes an
            enum of the schema, and an answer outside it is rejected.
    """

    prompt: str
    version: int
    system: str
    user: str
    inputs: Mapping[str, Any]
    output: type[BaseModel]
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])


class Usage(Frozen):
    """What an answer cost.

    Attributes:
        tokens_in: prompt tokens, 0 where the backend has none.
        tokens_out: answer tokens.
        cost: in the currency of the configured price list, usually US dollars.
        seconds: wall-clock time.
        calls: requests that left this process; 0 for an answer from the cache.
    """

    tokens_in: int = Field(default=0, ge=0)
    tokens_out: int = Field(default=0, ge=0)
    cost: float = Field(default=0.0, ge=0)
    seconds: float = Field(default=0.0, ge=0)
    calls: int = Field(default=0, ge=0)

    def __add__(self, other: Usage) -> Usage:
        """Sums field by field."""
        return Usage(
            tokens_in=self.tokens_in + other.tokens_in,
            tokens_out=self.tokens_out + other.tokens_out,
            cost=self.cost + other.cost,
            seconds=self.seconds + other.seconds,
            calls=self.calls + other.calls,
        )


@dataclass(frozen=True)
class Answer:
    """A checked answer.

    Attributes:
        value: an instance of the question's output model; every restricted field is on its list.
        usage: what it cost.
        cached: whether it came from the answer cache.
        by: which model answered, as the server or the backend names it.
    """

    value: BaseModel
    usage: Usage
    by: str
    cached: bool = False


class LanguageModel(Protocol):
    """What a language-model backend must do."""

    info: BackendInfo

    def answer(self, question: Question) -> Answer:
        """Answer one question.

        Raises:
            AnswerError: no answer within the schema, also after the repair turn.
            TransientError: time-out, 429, 5xx or a cut connection, after the retries.
            MissingError: a package or key is missing.
        """
        ...
