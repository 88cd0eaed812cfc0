"""Why something is in a result or not: read off what each node decided."""

from __future__ import annotations

from collections.abc import Callable

from ..prompts import Request
from ..tools.result import Result
from .places import named, same
from .telling import listed, missing, percent, taken_out

MOST_TAGS = 5


def why(result: Result, request: Request) -> str:
    """The reasons for each word of a question, or for everything where it names nothing.

    Args:
        result: with its trace.
        request: of the question "why".
    """
    words = request.words or list(
        dict.fromkeys(
            [*(each.label for each in result.segments), *taken_out(result), *missing(result)]
        )
    )
    told = [_one(result, word) for word in words]
    return " ".join(told) or result.reason or "Nothing was looked for."


def _one(result: Result, word: str) -> str:
    rows = named(result.segments, [word])
    if not rows and any(same(word, each) for each in taken_out(result)):
        return f"{word} was taken out by you."
    name = next((each for each in result.classes if same(each, word)), "")
    if not rows and not name:
        return f"{word} was not looked for."
    doubted = _doubted(result, name or word)
    if not rows and doubted:
        return doubted
    tell = TELLERS.get(result.task, _plainly)
    return tell(result, name or result.segments[rows[0]].label, bool(rows))


def _doubted(result: Result, word: str) -> str:
    """What the verification said of it."""
    for each in result.trace.get("verify", []):
        if same(each["label"], word) and not each["believed"]:
            return (
                f"What was taken for {each['label']} looks more like {each['rival']} to the "
                f"classifier: {each['score']:.2f} against the distractors, less than "
                f"{each['threshold']:.2f}."
            )
    return ""


def _plainly(result: Result, name: str, there: bool) -> str:
    rows = named(result.segments, [name])
    if there:
        return f"{name} was found with the score {result.segments[rows[0]].score:.2f}."
    return f"{name} was looked for and not found."


def _by_steps(result: Result, name: str, there: bool) -> str:
    """The steps of the recurrence: with which score it stayed, or was dropped."""
    found = result.trace.get("filter", {})
    rows = [
        (step["step"], seen)
        for step in found.get("steps", [])
        for seen in step["seen"]
        if same(seen["query"], name)
    ]
    if not rows:
        return _plainly(result, name, there)
    theta = f"at least {found.get('theta', 0):.2f} stays"
    scores = ", ".join(f"{seen['score']:.2f}" for _, seen in rows)
    steps = f"{len(rows)} step{'s' if len(rows) > 1 else ''}"
    step, seen = rows[-1]
    if not seen["kept"]:
        return (
            f"{name} was dropped at step {step + 1} with the score {seen['score']:.2f}; {theta}. "
            f"Its map covered {percent(seen['share'])} of the picture."
        )
    if there:
        return f"{name} stayed through {steps} with the score {scores}; {theta}."
    winners = list(result.trace.get("refine", {}).get("areas", {}))
    lost = f" to {listed(winners)}" if winners else ""
    return f"{name} stayed through {steps} ({scores}), but lost every pixel{lost}."


def _by_tags(result: Result, name: str, there: bool) -> str:
    """The chain of closed_set: tags, the classes looked for, detections, their classes."""
    trace = result.trace
    tags = [str(each["name"]) for each in trace.get("recognise", {}).get("tags", [])]
    seen = f"The tags of the picture are {listed(tags[:MOST_TAGS])}" if tags else "No tag was found"
    looked = trace.get("detect", {}).get("phrases", [])
    classes: dict[str, str | None] = trace.get("post_refine", {}).get("classes") or {}
    detections = trace.get("detect", {}).get("detections", [])
    phrases = [each["phrase"] for each in detections]
    mine = [phrase for phrase in phrases if same(classes.get(phrase) or phrase, name)]
    if there:
        scores = [each["score"] for each in detections if each["phrase"] in mine]
        sure = f" with the score {max(scores):.2f}" if scores else ""
        return f"{name} was detected as {listed(list(dict.fromkeys(mine))) or name}{sure}."
    if not any(same(each, name) for each in looked):
        return f"{seen}; none of them stands for {name}, so it was not looked for."
    if not mine:
        return f"{seen}; {name} was looked for, and the detector found none."
    return f"{name} was detected, but other segments won every pixel of it."


TELLERS: dict[str, Callable[[Result, str, bool], str]] = {
    "open_vocabulary": _by_steps,
    "closed_set": _by_tags,
}
