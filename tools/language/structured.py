"""Structured answers: the schema that a server is given, and the check of what it sent back.

The check does not trust the server: some ignore the schema, some cannot take one. An answer in the
paper's own format (a bare label, labels between commas) is understood too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, cast

from pydantic import BaseModel, ValidationError

from .base import Question


class UnusableAnswerError(ValueError):
    """What is wrong with an answer, in words that the model itself can be told."""


def answer_schema(question: Question) -> dict[str, Any]:
    """JSON schema of the answer; restricted fields are enums, nothing else is allowed."""
    schema = question.output.model_json_schema()
    for name, choices in question.choices.items():
        field = schema["properties"][name]
        target = field
        if field.get("type") == "array":
            target = field["items"]
            # Small models else repeat themselves until the allowance of tokens ends.
            field["maxItems"] = len(choices)
        target["enum"] = list(choices)
    # Servers in strict mode ask for both.
    schema["additionalProperties"] = False
    schema["required"] = list(schema["properties"])
    return schema


def format_note(question: Question) -> str:
    """The sentence that tells the model the shape of its answer."""
    properties: dict[str, Any] = question.output.model_json_schema()["properties"]
    shape = {
        name: ["label1", "label2"] if field.get("type") == "array" else "label"
        for name, field in properties.items()
    }
    return f"Write the answer as JSON of this form and nothing else: {json.dumps(shape)}"


def parse_answer(text: str, question: Question) -> BaseModel:
    """The checked answer.

    Args:
        text: what the model wrote.
        question: what it was asked.

    Returns:
        an instance of the question's output model; labels are spelled as on the list, doubles of a
        list are left out.

    Raises:
        UnusableAnswerError: no JSON, a field is missing, or a label is not on the list.
    """
    if not text.strip():
        raise UnusableAnswerError("it was empty")
    fields = _json_object(text)
    if fields is None:
        fields = _bare(text, question)
    try:
        value = question.output.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the answer"
        raise UnusableAnswerError(f"{where}: {first['msg'].lower()}") from error
    chosen = {
        name: _on_list(getattr(value, name), choices) for name, choices in question.choices.items()
    }
    return value.model_copy(update=chosen)


def _json_object(text: str) -> Mapping[str, Any] | None:
    """The first JSON object of the text, which may stand in a code fence or among words."""
    start = text.find("{")
    if start < 0:
        return None
    try:
        found, _ = json.JSONDecoder().raw_decode(text[start:])
    except ValueError as error:
        raise UnusableAnswerError(f"it is no complete JSON ({error})") from error
    return cast("dict[str, Any]", found)


def _bare(text: str, question: Question) -> Mapping[str, Any]:
    """An answer without JSON, as the paper's prompts ask for it."""
    fields: dict[str, Any] = question.output.model_json_schema()["properties"]
    if len(fields) != 1 or set(fields) != set(question.choices):
        raise UnusableAnswerError("it is no JSON")
    ((name, field),) = fields.items()
    words = re.sub(r"^```\w*|```$", "", text.strip()).strip()
    if field.get("type") != "array":
        return {name: _tidy(words)}
    parts = [_tidy(part) for part in _split(words, question.choices[name])]
    return {name: [part for part in parts if part and part.casefold() != "none"]}


def _split(words: str, choices: tuple[str, ...]) -> list[str]:
    """Labels between commas or on lines; a label that holds a comma itself stays whole."""
    whole = sorted((each for each in choices if "," in each or "\n" in each), key=len, reverse=True)
    if not whole:
        return re.split(r"[,\n]", words)
    names = "|".join(re.escape(each) for each in whole)
    # The longest label that fills the space between two separators, else the text up to the next.
    part = rf"(?:^|[,\n])(?:[\s\-*\"'`]*({names})[\s\"'`*.]*(?=[,\n]|$)|([^,\n]*))"
    return [known or other for known, other in re.findall(part, words, re.IGNORECASE)]


def _tidy(label: str) -> str:
    return label.strip().strip("\"'`*.").removeprefix("- ").strip()


def _on_list(given: str | list[str], choices: tuple[str, ...]) -> str | list[str]:
    """The labels as the list spells them.

    Raises:
        UnusableAnswerError: names the first label that is not on it.
    """
    if isinstance(given, list):
        return list(dict.fromkeys(_label(one, choices) for one in given))
    return _label(given, choices)


def _label(given: str, choices: tuple[str, ...]) -> str:
    if given in choices:
        return given
    alike = [choice for choice in choices if choice.casefold() == given.strip().casefold()]
    if len(alike) != 1:
        raise UnusableAnswerError(f"{given[:80]!r} is not on the label list")
    return alike[0]
