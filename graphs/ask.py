"""Answers about a result: every number is computed from its masks, every reason from its trace."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from langgraph.runtime import Runtime

from ..prompts import Request
from ..tools.result import Result
from ..tools.segment import Segment
from .conversation_state import Desk, State, desk, request_of
from .number import plural
from .pieces import WHOLE, things
from .places import choose, in_words, named, same
from .shelf import picture_key
from .telling import counted, listed, name_of, no, one, only, percent, share, size_of
from .toolbox import Context
from .why import why

NOTHING = "There is no result yet to ask about. Say what to cut out first."
PIECES = " (pieces that touch count as one)"


def ask(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Answer the question for each picture that is talked about."""
    at = desk(runtime)
    about = _about(state, at)
    if not about:
        return {"reply": NOTHING, "stop": "empty"}
    told: list[str] = []
    for key in about:
        result = at.shelf.get(key)
        name = f"{name_of(result, state.pictures, at.shelf)}: " if len(about) > 1 else ""
        told.append(name + answer(result, request_of(state)))
    return {"reply": "\n".join(told), "stop": "converged"}


def _about(state: State, at: Desk) -> list[str]:
    """Ids of the results that a question is about.

    Those that are talked about; after a search that found nothing its own, where its reasons are
    asked for or it was in other pictures.
    """
    if not state.vain or request_of(state).question == "why":
        return _reasons(state, at) if state.vain else state.current
    seen, talked = (_pictures(keys, at) for keys in (state.vain, state.current))
    return state.current if seen <= talked else state.vain


def _reasons(state: State, at: Desk) -> list[str]:
    """Of the last search; of what is talked about where only that knows the words."""
    words = request_of(state).words
    asked = [name for key in state.vain for name in at.shelf.get(key).classes]
    known = not words or any(same(word, name) for word in words for name in asked)
    return state.vain if known or not state.current else state.current


def _pictures(keys: Sequence[str], at: Desk) -> set[str]:
    return {picture_key(at.shelf.get(key).image) for key in keys}


def answer(result: Result, request: Request) -> str:
    """The answer to a question about one result.

    Args:
        result: what is asked about.
        request: of the action "question": what is asked, and of which segments.
    """
    if request.question == "why":
        return why(result, request)
    meant, there_are = which(result, request)
    if there_are and not meant:
        return f"{only(there_are)}."
    if not meant and request.question != "count":
        if not result.segments:
            return _nothing(result, request)
        there = listed(counted(result.segments))
        return f"{no(request.words or ['such segment'])} in the result, only {there}."
    return ANSWERS[str(request.question)](result, meant, request)


def _nothing(result: Result, request: Request) -> str:
    if request.question == "labels" and result.classes:
        return f"Nothing was found of {listed(result.classes)}."
    return "Nothing was found, so there is nothing to tell of."


def which(result: Result, request: Request) -> tuple[list[Segment], int]:
    """The segments that a question is about, and how many have the labels that it names.

    They are things where it tells them apart or counts them.
    """
    as_things = _apart(request) or request.question in ("count", "where")
    segments = [each for _, each in things(result)] if as_things else result.segments
    rows = named(segments, request.words)
    size = size_of(result)
    chosen = choose(
        segments, rows, place=request.place, ordinal=request.ordinal, count=request.count, size=size
    )
    return [segments[row] for row in chosen], len(rows)


def _apart(request: Request) -> bool:
    return bool(request.place) or request.ordinal > 1 or request.count > 1


def _by_label(segments: Sequence[Segment]) -> dict[str, list[Segment]]:
    found: dict[str, list[Segment]] = {}
    for each in segments:
        found.setdefault(each.label, []).append(each)
    return found


def _share(result: Result, meant: Sequence[Segment], request: Request) -> str:
    groups = _by_label(meant)
    parts = [f"{name}: {percent(share(some, result))}" for name, some in groups.items()]
    whole = f"; together {percent(share(meant, result))}" if len(groups) > 1 else ""
    return f"{listed(parts)} of the picture{whole}."


def _area(result: Result, meant: Sequence[Segment], request: Request) -> str:
    width, height = size_of(result)
    groups = _by_label(meant)
    parts = [f"{n}: {round(share(some, result) * width * height)}" for n, some in groups.items()]
    return f"{listed(parts)} pixels, of {width * height}."


def _count(result: Result, meant: Sequence[Segment], request: Request) -> str:
    groups = _by_label(meant)
    if not groups:
        return f"{no([plural(word) for word in request.words or ['segment']])} in the result."
    parts = [f"{name}: {len(some)}" for name, some in groups.items()]
    whole = f"; {len(meant)} in all" if len(groups) > 1 else ""
    return f"{listed(parts)}{whole}{PIECES if result.task in WHOLE else ''}."


def _where(result: Result, meant: Sequence[Segment], request: Request) -> str:
    size = size_of(result)
    parts = [
        f"{each.label}: {in_words(each, size)}, x {each.box[0]:.0f} to {each.box[2]:.0f}, "
        f"y {each.box[1]:.0f} to {each.box[3]:.0f}"
        for each in meant
    ]
    return "; ".join(parts) + f" (in pixels, of {size[0]} x {size[1]})."


def _labels(result: Result, meant: Sequence[Segment], request: Request) -> str:
    if _apart(request):
        return f"That is {listed([one(each, result) for each in meant])}."
    return f"The result holds {listed(counted(meant))}."


def _score(result: Result, meant: Sequence[Segment], request: Request) -> str:
    return listed([f"{each.label}: {each.score:.2f}" for each in meant]) + ", of 1."


def _size(result: Result, meant: Sequence[Segment], request: Request) -> str:
    ordered = sorted(meant, key=lambda each: -each.area)
    told = [f"{each.label} ({percent(share([each], result))}, {_sides(each)})" for each in ordered]
    if request.place:
        return f"{request.place}: {listed(told)}."
    if len(told) == 2 and ordered[0].area > ordered[1].area:
        return f"{told[0]} is bigger than {told[1]}."
    return f"{listed(told)}{', from the biggest on' if len(told) > 1 else ''}."


def _sides(segment: Segment) -> str:
    x0, y0, x1, y1 = segment.box
    return f"{x1 - x0:.0f} x {y1 - y0:.0f} pixels"


ANSWERS: dict[str, Callable[[Result, Sequence[Segment], Request], str]] = {
    "share": _share,
    "area": _area,
    "count": _count,
    "where": _where,
    "labels": _labels,
    "score": _score,
    "size": _size,
}
