"""The tool contract: one object that is a plain call, a LangChain tool and what MCP needs.

A tool has a pydantic `Input` and `Output`, a name and a description that a language model can
choose by. Behind it stands a backend that the profile chooses. Read this file first, then
`detector.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from ..errors import InputError

if TYPE_CHECKING:
    from langchain_core.tools import StructuredTool

ToolName = Literal[
    "tag",
    "caption",
    "detect",
    "segment",
    "segment_all",
    "propose",
    "score",
    "recur",
    "contrast",
    "refine",
    "cluster",
    "embed",
    "say",
    "merge",
    "refer",
]
TOOL_NAMES: tuple[str, ...] = get_args(ToolName)


class Frozen(BaseModel):
    """A boundary model: immutable, and an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


InputT = TypeVar("InputT", bound=BaseModel)
OutputT = TypeVar("OutputT", bound=BaseModel)


class BackendInfo(Frozen):
    """Who did the work: part of every result's provenance.

    `name` is the backend ("efficientnet-lite2"), `revision` its pinned weights or code revision,
    `profile_role` the tool it stands behind.
    """

    role: str
    name: str
    revision: str
    licence: str = ""


@dataclass(frozen=True)
class Tool(Generic[InputT, OutputT]):
    """A typed vision or language tool.

    Attributes:
        name: one of `TOOL_NAMES`.
        description: what it does, for a language model that has to choose.
        input: the pydantic model of its arguments.
        output: the pydantic model of what it returns.
        run: the work; takes `input`, returns `output`.
        backend: who does the work.
    """

    name: ToolName
    description: str
    input: type[InputT]
    output: type[OutputT]
    run: Callable[[InputT], OutputT]
    backend: BackendInfo

    def __call__(self, **arguments: Any) -> OutputT:
        """Check the arguments, do the work and return the typed output.

        Raises:
            InputError: an argument is missing, unknown or of the wrong kind.
        """
        return self.run(self.parse(arguments))

    def parse(self, arguments: dict[str, Any]) -> InputT:
        """Validate plain arguments into the input model.

        Raises:
            InputError: names the first argument that does not fit, and why.
        """
        try:
            return self.input.model_validate(arguments)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "arguments"
            raise InputError(f"{self.name}({where})", first["msg"].lower()) from error

    def schema(self) -> dict[str, Any]:
        """The tool as MCP lists it: name, description, JSON schemas of input and output."""
        return {
            "name": self.name,
            "description": self.description,
            "inputSchema": self.input.model_json_schema(),
            "outputSchema": self.output.model_json_schema(),
        }

    def as_langchain(self) -> StructuredTool:
        """The same tool as a LangChain structured tool; it returns the output as plain JSON."""
        from langchain_core.tools import StructuredTool

        def call(**arguments: Any) -> dict[str, Any]:
            return self(**arguments).model_dump(mode="json")

        return StructuredTool.from_function(
            func=call, name=self.name, description=self.description, args_schema=self.input
        )
