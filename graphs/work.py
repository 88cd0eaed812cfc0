"""Nodes that have a task done: plan it, run its graph picture by picture, take what it found."""

# LangGraph's signatures are only partly typed.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false

from __future__ import annotations

from functools import cache
from typing import Any

from langgraph.runtime import Runtime
from langgraph.types import interrupt

from ..errors import MaskwrightError
from ..tools.result import Result
from .conversation_state import Correction, Desk, State, desk, request_of
from .dispatch import TASKS, task_graph
from .edit import correct, remember
from .shelf import picture_key
from .telling import listed
from .toolbox import Context

NO_PICTURE = "There is no picture yet. Hand one in, then say what to cut out."
NOT_BUILT = (
    "I cannot find things that nobody names yet: that is not built in. Name what to cut out, "
    'for example "the dog", or give a list of classes.'
)


def plan(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Choose the task, its question and the pictures; or say why there is nothing to do."""
    at = desk(runtime)
    task, notes, problem = _task(state)
    todo = _pictures(state, at)
    if not problem and not todo:
        problem = NO_PICTURE
    if problem:
        return {"reply": problem, "stop": "empty", "todo": []}
    return {"task": task, "last": task, "todo": todo, "notes": [*state.notes, *notes]}


def _task(state: State) -> tuple[dict[str, Any], list[str], str]:
    """The task with its question, notes on it, and why there is none."""
    request = request_of(state)
    if request.action == "again":
        none = "" if state.last else "Nothing was done yet that could be done again."
        return state.last, [], none
    task = str(request.task)
    if state.given.get("question"):
        return {"task": task, "question": state.given["question"]}, [], ""
    if task in TASKS:
        return {"task": task, "question": task_graph(task).question(request.words)}, [], ""
    if task == "referring":
        note = (
            f"Which one of several is meant cannot be told apart yet: {listed(request.words)} was "
            "looked for as it stands."
        )
        other = TASKS["open_vocabulary"]
        return {"task": other.task, "question": other.question(request.words)}, [note], ""
    return {}, [], NOT_BUILT


def _pictures(state: State, at: Desk) -> list[str]:
    """Keys of the pictures that are meant: the new ones, else those that are talked about."""
    if state.new:
        return state.pictures[-state.new :]
    request = request_of(state)
    about = state.vain or state.current
    talked = [picture_key(at.shelf.get(result).image) for result in about]
    if request.action == "again" and request.on == "images":
        others = [key for key in state.pictures if key not in talked]
        return others or talked
    return talked or state.pictures[-1:]


@cache
def _compiled(task: str) -> Any:
    return task_graph(task).build()


def dispatch(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Run the task's graph on the next picture, or a try to repair what it found there."""
    at = desk(runtime)
    attempt, context = state.attempt, at.context
    graph = task_graph(attempt.get("task") or state.task["task"])
    if attempt:
        changes = {**context.overrides, **attempt["overrides"]}
        context = Context(context.profile, changes)
    box = at.box if context is at.context else desk_box(context)
    _, ref = at.shelf.picture(state.todo[0])
    question = attempt.get("question") or state.task["question"]
    asked = {"image": ref.model_dump(mode="json"), **question}
    try:
        values = _compiled(graph.task).invoke(asked, context=context)
    except MaskwrightError as error:
        if not attempt:
            raise
        note = f"The try by {attempt['how']} failed: {error}."
        return {"candidate": "", "notes": [*state.notes, note]}
    result = graph.result(values, box)
    key = at.shelf.put(result)
    usage = [call.usage for call in result.calls]
    spent = {
        "tokens": state.spent.get("tokens", 0)
        + sum(each.tokens_in + each.tokens_out for each in usage),
        "money": state.spent.get("money", 0) + sum(each.cost for each in usage),
    }
    name = "candidate" if attempt else "draft"
    return {name: key, "made": [*state.made, key], "spent": spent}


def desk_box(context: Context) -> Any:
    """The tools of a context that differs from the run's own."""
    from .toolbox import toolbox

    return toolbox(context)


def accept(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Take the checked result of this picture; the next one is to begin from nothing."""
    left = state.todo[1:]
    done = [*state.done, state.draft]
    update: dict[str, Any] = {
        "todo": left, "done": done, "draft": "", "attempt": {}, "candidate": "", "failing": [],
        "repair_round": 0,
    }  # fmt: skip
    if not left and not state.confirm:
        update |= _found(state, done, desk(runtime))
    return update


def _found(state: State, done: list[str], at: Desk) -> dict[str, Any]:
    """The thread's memory after a search; one that found nothing leaves what is talked about."""
    if any(at.shelf.get(key).segments for key in done):
        return remember(state, done)
    return {"vain": done}


def confirm(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Wait until the person has looked at the masks; then take what they leave, as they name it."""
    at = desk(runtime)
    results = [at.shelf.get(key) for key in state.done]
    answer = Correction.model_validate(interrupt(waiting(state.done, results)))
    if not answer.accept:
        return {"done": [], "corrected": answer.model_dump(mode="json")}
    done = [at.shelf.put(each) for each in correct(results, answer)]
    told = answer.model_dump(mode="json")
    update = {"done": done, "made": [*state.made, *done], "corrected": told}
    return update | _found(state, done, at)


def waiting(keys: list[str], results: list[Result]) -> dict[str, Any]:
    """What is asked about: segments numbered from 1 over all pictures, and the question."""
    both = zip(keys, results, strict=True)
    rows = [(key, each) for key, result in both for each in result.segments]
    segments = [
        {"id": number, "label": each.label, "score": each.score, "box": each.box, "result_id": key}
        for number, (key, each) in enumerate(rows, start=1)
    ]
    told = listed([f"{each['id']} {each['label']} ({each['score']:.2f})" for each in segments])
    asks = f"Are these right? {told}." if segments else "Nothing was found. Is that right?"
    return {"segments": segments, "asks": asks}
