"""Changes of a result: keep, remove, rename, merge, undo; a new result each, the old one stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from langgraph.runtime import Runtime

from ..prompts import Request
from ..tools.mask import decode, encode, tight_box
from ..tools.result import Result
from ..tools.segment import Segment
from .conversation_state import MOST_PAST, Correction, State, desk, request_of
from .pieces import things
from .places import choose, named
from .repaint import Kept, changed
from .telling import counted, listed, name_of, one, only, size_of
from .toolbox import Context

NOTHING = "There is no result yet that could be changed. Say what to cut out first."


@dataclass(frozen=True)
class Edited:
    """A changed result and what to say of it; the result is None where nothing was changed."""

    result: Result | None
    reply: str


def edit(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Change the results that are talked about, each as the person said."""
    at = desk(runtime)
    request = request_of(state)
    if not state.current:
        return {"reply": NOTHING, "stop": "empty"}
    keys: list[str] = []
    told: list[str] = []
    for key in state.current:
        before = at.shelf.get(key)
        after = apply(before, request)
        keys.append(key if after.result is None else at.shelf.put(after.result))
        name = f"{name_of(before, state.pictures, at.shelf)}: " if len(state.current) > 1 else ""
        told.append(name + after.reply)
    update = {"reply": "\n".join(told), "done": keys, "made": keys, "stop": "converged"}
    return update | remember(state, keys)


def apply(result: Result, request: Request) -> Edited:
    """A result after an edit.

    Args:
        result: before; stays as it is.
        request: of the action "edit": which segments, by label, place, ordinal and count, and what
            becomes of them. "It" and "them" are all; see `places.py` for what a place means.
    """
    told_apart = bool(request.place) or request.ordinal > 1 or request.count > 1
    parts = things(result) if told_apart else [*enumerate(result.segments)]
    segments = [each for _, each in parts]
    rows = named(segments, request.words)
    if not rows:
        return Edited(None, _no_such(result, request))
    size = size_of(result)
    chosen = choose(
        segments, rows, place=request.place, ordinal=request.ordinal, count=request.count, size=size
    )
    if not chosen:
        return Edited(None, f"{only(len(rows))}; nothing was changed.")
    parts, meant = _whole_again(result, parts, chosen)
    return EDITS[str(request.edit)](result, parts, meant, request)


def _whole_again(
    result: Result, parts: Sequence[Kept], chosen: Sequence[int]
) -> tuple[list[Kept], list[int]]:
    """The parts and which are meant; a segment no piece of which is meant stands as it was."""
    cut = {parts[row][0] for row in chosen}
    out: list[Kept] = []
    meant: list[int] = []
    for row, (old, segment) in enumerate(parts):
        if row in chosen:
            meant.append(len(out))
        if old in cut:
            out.append((old, segment))
        elif not out or out[-1][0] != old:
            out.append((old, result.segments[old]))
    return out, meant


def _no_such(result: Result, request: Request) -> str:
    if not result.segments:
        return "The result is empty; nothing was changed."
    wanted, there = listed(request.words, "or"), listed(counted(result.segments))
    return f"There is no {wanted} in the result, only {there}; nothing was changed."


def _keep(result: Result, parts: Sequence[Kept], chosen: list[int], request: Request) -> Edited:
    kept = [parts[row] for row in chosen]
    if len(kept) == len(parts):
        return Edited(None, "That is all there is; nothing was changed.")
    after = changed(result, kept, _told(request))
    return Edited(after, f"Kept {listed([one(each, after) for each in after.segments])}.")


def _remove(result: Result, parts: Sequence[Kept], chosen: list[int], request: Request) -> Edited:
    gone = [parts[row][1] for row in chosen]
    after = changed(
        result, [each for row, each in enumerate(parts) if row not in chosen], _told(request)
    )
    left = listed(counted(after.segments)) or "nothing"
    return Edited(after, f"Removed {listed(counted(gone))}; what is left: {left}.")


def _rename(result: Result, parts: Sequence[Kept], chosen: list[int], request: Request) -> Edited:
    name = " ".join(request.new_label.split())
    before = [parts[row][1] for row in chosen]
    kept = [
        (old, each.model_copy(update={"label": name}) if row in chosen else each)
        for row, (old, each) in enumerate(parts)
    ]
    after = changed(result, kept, _told(request))
    return Edited(after, f"What was {listed(counted(before))} is called {name} now.")


def _merge(result: Result, parts: Sequence[Kept], chosen: list[int], request: Request) -> Edited:
    if len(chosen) < 2:
        return Edited(None, "That is one segment already; nothing was changed.")
    joined = union([parts[row][1] for row in chosen], " ".join(request.new_label.split()))
    kept = [(old, joined if row in chosen else each) for row, (old, each) in enumerate(parts)]
    after = changed(result, kept, _told(request))
    return Edited(after, f"Merged {len(chosen)} segments into {one(joined, after)}.")


EDITS = {"keep": _keep, "remove": _remove, "rename": _rename, "merge": _merge}


def union(segments: Sequence[Segment], label: str = "") -> Segment:
    """One segment of several: all their pixels, and the mean of their scores by area.

    Args:
        segments: at least one, of one picture.
        label: what it is called; the label of the surest where empty.
    """
    mask = decode(segments[0].mask)
    for each in segments[1:]:
        mask = mask | decode(each.mask)
    areas = [max(1, each.area) for each in segments]
    surest = max(segments, key=lambda each: each.score)
    return surest.model_copy(
        update={
            "label": label or surest.label,
            "score": float(np.average([each.score for each in segments], weights=areas)),
            "mask": encode(mask),
            "area": int(mask.sum()),
            "box": tight_box(mask),
        }
    )


def _told(request: Request) -> dict[str, Any]:
    return request.model_dump(mode="json", exclude_defaults=True, exclude={"action"})


def undo(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Bring back what was talked about before the last change."""
    at = desk(runtime)
    if not state.past:
        return {"reply": "There is nothing to take back."}
    before = state.past[-1]
    segments = [each for key in before for each in at.shelf.get(key).segments]
    there = f"there is {listed(counted(segments))} again" if segments else "nothing is left"
    reply = f"Took the last change back; {there}."
    return {"current": before, "past": state.past[:-1], "vain": [], "reply": reply}


def remember(state: State, current: Sequence[str]) -> dict[str, Any]:
    """The thread's memory after a change: what is talked about now, and what was before."""
    if list(current) == state.current:
        return {"vain": []}
    past = [*state.past, state.current][-MOST_PAST:]
    return {"current": list(current), "past": past, "vain": []}


def correct(results: Sequence[Result], answer: Correction) -> list[Result]:
    """Results after a person's correction.

    Args:
        results: what was asked about; their segments are numbered from 1 over all of them.
        answer: which go, and what others are called.
    """
    out: list[Result] = []
    number = 0
    for result in results:
        kept: list[Kept] = []
        for row, segment in enumerate(result.segments):
            number += 1
            if number not in answer.reject:
                label = " ".join(answer.rename.get(number, segment.label).split())
                kept.append((row, segment.model_copy(update={"label": label or segment.label})))
        told = {"edit": "confirm", "reject": answer.reject, "rename": answer.rename}
        same = [each for _, each in kept] == result.segments
        out.append(result if same else changed(result, kept, told))
    return out
