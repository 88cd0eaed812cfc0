"""Settings as people write them: read a value from text, say what a setting expects.

A settings model's JSON schema tells the kind, the range and the choices of each field; messages and
`maskwright profiles show` are made from it.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from ..errors import InputError
from ..tools.nearest import nearest

Schema = Mapping[str, Any]

_KINDS = {
    "integer": "a whole number",
    "number": "a number",
    "string": "text",
    "boolean": "true or false",
    "null": "none",
    "object": "a table",
}
_BOUNDS = {
    "minimum": "at least",
    "exclusiveMinimum": "above",
    "maximum": "at most",
    "exclusiveMaximum": "below",
}


def check(section: str, model: type[BaseModel], values: Mapping[str, Any]) -> BaseModel:
    """Validate a section's values into its settings model.

    Args:
        section: name of the section, for messages.
        model: the settings model.
        values: by field name; a text may stand for any kind ("20", "true", "[1, 2]", "cat,dog").

    Raises:
        InputError: an unknown key (names the nearest), or a value of the wrong kind (says the
            expected kind and range).
    """
    for key in values:
        if key not in model.model_fields:
            known = {"backend", *model.model_fields}
            raise InputError(f"{section}.{key}", "no such setting", nearest(key, known))
    chosen = {key: _fitting(section, model, key, value) for key, value in values.items()}
    try:
        return _strict(model, chosen)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join([section, *(str(part) for part in first["loc"])])
        raise InputError(where, first["msg"].removeprefix("Value error, ").lower()) from error


def _fitting(section: str, model: type[BaseModel], key: str, value: Any) -> Any:
    """The first reading of a value that this field accepts."""
    schema = field_schema(model, key)
    for reading in _readings(value, schema):
        try:
            _strict(model, {key: reading})
        except ValidationError as error:
            if all(problem["loc"][:1] != (key,) for problem in error.errors()):
                return reading  # other fields are missing; this one is fine
        else:
            return reading
    raise InputError(f"{section}.{key}", f"{value!r} does not fit", f"expected {expected(schema)}")


def _strict(model: type[BaseModel], values: Mapping[str, Any]) -> BaseModel:
    """Validate without silent conversion: true is no number, "3" is none; a list is a tuple."""
    return model.model_validate_json(json.dumps(values, default=str), strict=True)


def _readings(value: Any, schema: Schema) -> Iterator[Any]:
    """What a value can mean, likeliest first; only text has more than one reading."""
    if not isinstance(value, str):
        yield value
        return
    is_list = any(option.get("type") == "array" for option in _options(schema))
    is_optional = any(option.get("type") == "null" for option in _options(schema))
    if is_optional and value.strip().lower() == "none":
        yield None
    if (parsed := from_toml(value)) is not None:
        yield parsed
    if is_list:
        if (parsed := from_toml(f"[{value}]")) is not None:
            yield parsed
        yield [part.strip() for part in value.split(",") if part.strip()]
    yield value


def from_toml(text: str) -> Any:
    """The TOML value that a text is, or None where it is none ("cat" without quotes)."""
    if "\n" in text:
        return None
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return None


def field_schema(model: type[BaseModel], key: str) -> dict[str, Any]:
    """JSON schema of one field, its references resolved."""
    whole = model.model_json_schema(by_alias=False)
    return _resolve(whole["properties"][key], whole.get("$defs", {}))


def _resolve(schema: Any, definitions: Schema) -> Any:
    if isinstance(schema, list):
        return [_resolve(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        target = definitions[schema["$ref"].rpartition("/")[2]]
        return _resolve({**target, **{k: v for k, v in schema.items() if k != "$ref"}}, definitions)
    return {key: _resolve(value, definitions) for key, value in schema.items()}


def _options(schema: Schema) -> list[Schema]:
    return list(schema.get("anyOf", [schema]))


def expected(schema: Schema) -> str:
    """What a field accepts, in words: "a number in [0, 1]", "one of 'paper', 'reference'"."""
    return " or ".join(dict.fromkeys(_expected(option) for option in _options(schema)))


def _expected(schema: Schema) -> str:
    if "enum" in schema:
        return "one of " + ", ".join(repr(choice) for choice in schema["enum"])
    if "const" in schema:
        return repr(schema["const"])
    if schema.get("type") == "array":
        return "a list" + _list_of(schema)
    kind = _KINDS.get(schema.get("type", ""), "a value")
    if {"minimum", "maximum"} <= schema.keys():
        return f"{kind} in [{schema['minimum']:g}, {schema['maximum']:g}]"
    bounds = [f"{word} {schema[key]:g}" for key, word in _BOUNDS.items() if key in schema]
    return f"{kind} {' and '.join(bounds)}" if bounds else kind


def _list_of(schema: Schema) -> str:
    items = schema.get("items")
    return f", each {expected(items)}" if items else ""
