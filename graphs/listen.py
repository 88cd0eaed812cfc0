"""The first nodes of a turn: take the pictures in, and understand what the message asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from langgraph.runtime import Runtime

from ..errors import AnswerError
from ..prompts import Request, UnderstandInput, load_prompt
from .conversation_state import MOST_PICTURES, Desk, State, desk, fresh
from .language_nodes import Asker
from .prepare_node import reference
from .small_talk import small_talk
from .toolbox import Context
from .tools_node import unproved

LONGEST_MESSAGE = 2000
"""Characters of a message that are read."""


def begin(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Empty what the last turn left, and take the new pictures in."""
    at = desk(runtime)
    keys: list[str] = []
    for number, image in enumerate(state.images, start=len(state.pictures) + 1):
        plain = {key: value for key, value in image.items() if key != "name"}
        ref = reference(plain, at.box.images)
        name = str(image.get("name") or Path(ref.path or "").name or f"picture {number}")
        keys.append(at.shelf.put_picture(ref, name))
    keys = list(dict.fromkeys(keys))
    kept = [key for key in state.pictures if key not in keys]
    return fresh() | {
        "number": state.number + 1,
        "pictures": (kept + keys)[-max(MOST_PICTURES, len(keys)) :],
        "new": len(keys),
        # A field that was never written is not in a checkpoint.
        "current": state.current,
        "past": state.past,
        "vain": state.vain,
        "last": state.last,
    }


def understand(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """What the message asks for: as it was handed in, or by the prompt `understand`."""
    at = desk(runtime)
    if state.given:
        return {"request": Request.model_validate(state.given["request"]).model_dump()}
    if not state.message.strip():
        return {"request": _about_pictures(state, at).model_dump()}
    if small_talk(state.message, bool(state.pictures), bool(state.current)):
        return {"request": Request(action="other").model_dump()}  # `tools` has the words
    asker = Asker("understand", at.box)
    asked = UnderstandInput(
        text=state.message[:LONGEST_MESSAGE],
        images=[at.shelf.picture(key)[0] for key in state.pictures],
        labels=[each.label for key in state.current for each in at.shelf.get(key).segments],
        last_task=state.last.get("task"),
    )
    try:
        value, call = asker.ask(load_prompt("understand").question(asked))
    except AnswerError as error:
        request = Request(action="clarify", reply="I did not understand that. Say it otherwise?")
        return {"request": request.model_dump(), "notes": [f"{error}."]}
    usage = call.usage
    return {
        "request": Request.model_validate(value.model_dump()).model_dump(),
        "calls": [call.model_dump(mode="json", exclude={"system"})],
        "notes": asker.notes(),
        "spent": {"tokens": usage.tokens_in + usage.tokens_out, "money": usage.cost},
    }


def clarify(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Ask back, in the words of whoever did not understand; they prove no numbers."""
    words = str(state.request.get("reply", "")).strip()
    # Without a message the words are those of `_about_pictures`, which counts for itself.
    notes = unproved(words, state, desk(runtime)) if state.message.strip() else []
    reply = words or "What do you mean? Name a thing, or say what to do with the result."
    return {"reply": reply, "notes": [*state.notes, *notes]}


def _about_pictures(state: State, at: Desk) -> Request:
    told = [at.shelf.picture(key) for key in state.pictures[-state.new :] if state.new]
    named = ", ".join(f"{name} ({ref.width} x {ref.height})" for name, ref in told)
    reply = f"I have {named}. What shall I cut out?" if named else "Say what you want."
    return Request(action="clarify", reply=reply)
