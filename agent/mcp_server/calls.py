"""Everything that can be called: the whole tasks, and every typed tool with the prefix `tool_`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from ...errors import InputError
from ...tools.base import Tool
from .answers import Answer
from .tasks import TASKS, Desk, Task
from .work import Tell

PREFIX = "tool_"
PICTURE_ID = re.compile("[0-9a-f]{64}")

QuestionT = TypeVar("QuestionT", bound=BaseModel)


@dataclass(frozen=True)
class Call:
    """Something that can be called.

    Attributes:
        name: what the client calls it.
        title: for a person.
        description: for a language model that has to choose.
        takes: JSON schema of its arguments.
        gives: JSON schema of its structured answer.
        do: the work.
    """

    name: str
    title: str
    description: str
    takes: dict[str, Any]
    gives: dict[str, Any]
    do: Callable[[Mapping[str, Any], Tell], Answer]


def calls_of(desk: Desk) -> dict[str, Call]:
    """All calls by name, the whole tasks first.

    Args:
        desk: what they work with; files can be named by path only where it allows folders.
    """
    made = [_of_task(name, task, desk) for name, task in TASKS.items()]
    made += [_of_tool(tool, desk) for tool in desk.tools.values()]
    return {each.name: each for each in made}


def _of_task(name: str, task: Task, desk: Desk) -> Call:
    takes = task.question.model_json_schema()
    if not desk.pictures.folders:
        takes["properties"].pop("path", None)

    def do(arguments: Mapping[str, Any], tell: Tell) -> Answer:
        return task.run(parse(name, task.question, arguments), desk, tell)

    gives = task.answer.model_json_schema(mode="serialization")
    return Call(name, task.title, task.description, takes, gives, do)


def _of_tool(tool: Tool[Any, Any], desk: Desk) -> Call:
    listed, name = tool.schema(), PREFIX + tool.name

    def do(arguments: Mapping[str, Any], tell: Tell) -> Answer:
        question = parse(name, tool.input, arguments)
        known = getattr(question, "image_id", None)
        # The store looks ids up in a folder too; nothing but an id may get there.
        if known is not None and not PICTURE_ID.fullmatch(known):
            raise InputError(f"{name}(image_id)", "is no id of a picture", "call show_image first")
        tell(tool.name)
        return Answer(tool.run(question))

    takes, gives = listed["inputSchema"], listed["outputSchema"]
    return Call(name, f"Single tool: {tool.name}", tool.description, takes, gives, do)


def parse(name: str, question: type[QuestionT], arguments: Mapping[str, Any]) -> QuestionT:
    """Arguments as a typed question.

    Raises:
        InputError: names the first argument that does not fit, and why; not what was in it.
    """
    try:
        return question.model_validate(dict(arguments))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part)[:60] for part in first["loc"]) or "arguments"
        raise InputError(f"{name}({where})", first["msg"].lower()) from error
