"""`contrast`: words for what may stand beside a query, to be segmented too and thrown away.

Source: contrastive_concepts.txt, section 3.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pydantic import Field

from ..base import BackendInfo, Frozen, Tool
from .concepts import Contrast, Mode


class Input(Frozen):
    """For which queries, and where the concepts come from."""

    queries: list[str] = Field(min_length=1, description="What is to be segmented.")
    mode: Mode = Field(
        default="cooccurrence",
        description='"none", "background" (that word alone), "llm" (a language model), '
        '"cooccurrence" (captions), "union" (both), "oracle" (the other classes given).',
    )
    classes: list[str] = Field(
        default_factory=list[str], description='For "oracle": the classes of the picture.'
    )


class Output(Contrast):
    """The concepts, of all queries and of each one, and what was left out with the reason."""


class Contraster(Protocol):
    """What a backend of contrastive concepts must do."""

    info: BackendInfo

    def contrast(self, queries: Sequence[str], mode: Mode, classes: Sequence[str]) -> Contrast:
        """Choose contrastive concepts.

        Args:
            queries: what is to be segmented; none of them empty.
            mode: where the concepts come from.
            classes: for "oracle", the class list.

        Raises:
            InputError: the mode needs what this backend lacks.
        """
        ...


DESCRIPTION = (
    "Name things that may stand beside some queries in a picture, to be told apart from them."
)


def build(backend: Contraster) -> Tool[Input, Output]:
    """The tool over a backend."""

    def run(ask: Input) -> Output:
        found = backend.contrast(ask.queries, ask.mode, ask.classes)
        return Output.model_validate(found.model_dump())

    return Tool("contrast", DESCRIPTION, Input, Output, run, backend.info)
