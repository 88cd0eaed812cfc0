"""Backends that are watched: the same objects to everybody who uses them, with a span a call."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from ..graphs.toolbox import Context, Resolver, Toolbox
from ..tools.image import Image
from ..tools.language.base import Answer, Question

if TYPE_CHECKING:
    from .spans import Attributes, Telling

METHODS: dict[str, tuple[str, ...]] = {
    "tagger": ("tag",),
    "captioner": ("caption",),
    "detector": ("detect",),
    "segmenter": ("segment", "segment_all"),
    "proposer": ("propose",),
    "classifier": ("score",),
    "language": ("answer",),
    "fallback": ("answer",),
}
"""The methods of each role that are work."""

LONGEST = 20_000
"""Characters of a prompt or an answer in a span, where they are asked for."""


def watching(resolver: Resolver, telling: Telling) -> Resolver:
    """A resolver whose toolboxes hold watched backends.

    Args:
        resolver: makes the toolboxes.
        telling: makes the spans.

    Returns:
        a resolver that gives the same toolbox for the same toolbox, with one watched object a
        backend, so that what goes by a backend's identity still holds.
    """
    lock = threading.Lock()
    # The originals are kept beside their stand-ins: an id must not be given to another object.
    boxes: dict[int, tuple[Toolbox, Toolbox]] = {}
    backends: dict[tuple[str, int], tuple[Any, Any]] = {}

    def watched(role: str, backend: Any) -> Any:
        key = (role, id(backend))
        if key not in backends:
            backends[key] = (backend, _stand_in(role, backend, telling))
        return backends[key][1]

    def resolve(context: Context) -> Toolbox:
        box = resolver(context)
        with lock:
            if id(box) not in boxes:
                named = {each.name: getattr(box, each.name) for each in fields(box)}
                changes = {
                    role: watched(role, named[role])
                    for role in METHODS
                    if named.get(role) is not None
                }
                boxes[id(box)] = (box, replace(box, **changes))
            return boxes[id(box)][1]

    return resolve


def _stand_in(role: str, backend: Any, telling: Telling) -> Any:
    """An object with the backend's attributes, whose work is watched."""
    body: dict[str, Any] = {
        "__getattr__": lambda _, name: getattr(backend, name),
        "__doc__": type(backend).__doc__,
        "info": backend.info,
    }
    for name in METHODS[role]:
        work = getattr(backend, name, None)
        if work is not None:
            body[name] = _watched(role, name, work, backend.info, telling)
    return type(f"Watched{type(backend).__name__}", (), body)()


def _watched(
    role: str, name: str, work: Callable[..., Any], info: Any, telling: Telling
) -> Callable[..., Any]:
    asks = role in ("language", "fallback")

    def call(_: Any, *arguments: Any, **named: Any) -> Any:
        from opentelemetry import trace

        about = [*arguments, *named.values()]
        told: Attributes = {
            "maskwright.tool": name,
            "maskwright.backend": info.name,
            "maskwright.revision": info.revision,
        }
        told |= _of_question(about, info, telling.content) if asks else _of_picture(about)
        place = telling.here()
        if place is not None:
            told["maskwright.run"] = place.root
        title = f"language {told.get('maskwright.prompt', name)}" if asks else f"tool {name}"
        span = telling.start(title, told, place)
        begun = time.perf_counter()
        with trace.use_span(span, True, False, False):
            try:
                made = work(*arguments, **named)
            except Exception as error:
                telling.fail(span, error)
                raise
            finally:
                span.set_attribute("maskwright.seconds", round(time.perf_counter() - begun, 4))
            if isinstance(made, Answer):
                span.set_attributes(_of_answer(made, telling.content))
            return made

    call.__name__, call.__doc__ = name, work.__doc__
    return call


def _of_picture(about: list[Any]) -> Attributes:
    """The size of the picture, and of how many things the call is; no pixel and no word."""
    told: Attributes = {}
    for each in about:
        if isinstance(each, Image):
            told["maskwright.image.width"] = each.width
            told["maskwright.image.height"] = each.height
        elif isinstance(each, list | tuple):
            told["maskwright.items"] = len(each)
    return told


def _of_question(about: list[Any], info: Any, content: bool) -> Attributes:
    """By OpenTelemetry's conventions for generative models, as far as they fit."""
    told: Attributes = {"gen_ai.operation.name": "chat", "gen_ai.request.model": info.name}
    for each in about:
        if isinstance(each, Question):
            told["maskwright.prompt"] = each.prompt
            told["maskwright.prompt.version"] = each.version
            if content:
                told["gen_ai.system_instructions"] = each.system[:LONGEST]
                told["gen_ai.input.messages"] = each.user[:LONGEST]
    return told


def _of_answer(answer: Answer, content: bool) -> Mapping[str, Any]:
    told: Attributes = {
        "gen_ai.response.model": answer.by,
        "gen_ai.usage.input_tokens": answer.usage.tokens_in,
        "gen_ai.usage.output_tokens": answer.usage.tokens_out,
        "maskwright.cost": answer.usage.cost,
        "maskwright.cached": answer.cached,
    }
    if content:
        plain = answer.value.model_dump(mode="json")
        told["gen_ai.output.messages"] = json.dumps(plain, ensure_ascii=False)[:LONGEST]
    return told
