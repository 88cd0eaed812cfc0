"""What every typed input and answer of a prompt is made of."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict


class PromptModel(BaseModel):
    """Immutable; an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PromptInput(PromptModel):
    """The inputs of a prompt; every field is a variable of its template."""

    def choices(self) -> Mapping[str, tuple[str, ...]]:
        """For each field of the answer that is restricted to a list, that list."""
        return {}
