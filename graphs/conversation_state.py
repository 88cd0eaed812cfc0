"""What a conversation is told, what it remembers and what can be set.

The state is small plain JSON. Results stand in the store (`shelf.py`); here are their ids. What a
turn needs is emptied when the next one begins; the thread's memory is `number`, `pictures`,
`current`, `past`, `vain` and `last`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Literal

from langgraph.runtime import Runtime
from pydantic import Field, field_validator

from ..prompts import Request
from ..prompts.request import TaskName
from ..tools.base import Frozen
from .closed_set_state import beside_question
from .shelf import Shelf
from .toolbox import Context, Toolbox, toolbox

if TYPE_CHECKING:
    from langgraph.store.base import BaseStore

MOST_PAST = 20
"""Changes that can be undone."""
MOST_PICTURES = 32
"""Pictures of a thread that can still be meant; the newest ones."""


class Settings(Frozen):
    """How a conversation checks itself, and what it may cost."""

    verify: bool = Field(
        default=True,
        description="Compare what each mask shows with its label and with distractors.",
    )
    verified: list[TaskName] = Field(
        default_factory=lambda: ["open_vocabulary", "referring"],
        description="Tasks whose labels are checked.",
    )
    threshold: float = Field(
        default=0.31, ge=0, le=1,
        description="A label is believed if its belief, score / (score + best rival's), is at "
        "least this. Chosen for the embedded profile on the tune parts of the packs: the highest "
        "that costs at most one in fifty of the right masks.",
    )  # fmt: skip
    distractors: int = Field(
        default=8, ge=1, le=64, description="Words that compete with a label, at most."
    )
    repairs: int = Field(
        default=2, ge=0, le=3,
        description="k: tries to find again what was not believed: synonyms, another method, "
        "wider contrast.",
    )  # fmt: skip
    rounds: int = Field(
        default=6, ge=1, le=50, description="Calls of tools in one turn outside the four tasks."
    )
    seconds: float = Field(
        default=600.0, gt=0, description="After so long a turn is neither repaired nor asked on."
    )
    tokens: int = Field(default=50_000, ge=0, description="The same for tokens of a turn.")
    money: float = Field(default=1.0, ge=0, description="The same for what a turn costs.")
    database: str = Field(
        default="",
        description="Where conversations are kept: empty for a file in the user's data folder, a "
        'path, ":memory:", or the name of an environment variable with a postgresql:// address, '
        'as "env:NAME".',
    )

    @field_validator("database")
    @classmethod
    def _names_no_address(cls, value: str) -> str:
        # Settings are part of every result; a password must not be.
        if "://" in value:
            raise ValueError('put the address into a variable and say "env:NAME"')
        return value


@dataclass
class Input:
    """What a turn is told.

    Attributes:
        message: the person's words; may be empty where pictures are handed in.
        images: pictures handed in: `name` and an `ImageRef`'s fields each, or a `path` alone.
        given: a request that was not said in words: {"request": ..., "question": ...}.
        confirm: whether to stop before masks are accepted.
        out: folder for exports; empty for none.
        dropped: whether masks that waited to be confirmed were let go of by this message.
    """

    message: str = ""
    images: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    given: dict[str, Any] = field(default_factory=dict[str, Any])
    confirm: bool = False
    out: str = ""
    dropped: bool = False


def add_up(old: dict[str, float], new: dict[str, float]) -> dict[str, float]:
    """Sums by name; a turn begins with `begin`, whose entry empties the rest."""
    if "begin" in new:
        return dict(new)
    names = dict.fromkeys([*old, *new])
    return {name: round(old.get(name, 0.0) + new.get(name, 0.0), 6) for name in names}


@dataclass
class Turn:
    """What a turn works with and leaves; emptied when the next begins.

    Attributes:
        request: what the message asks for, a `Request`.
        task: the task at work: {"task": ..., "question": ...}.
        todo: keys of the pictures that are still to be worked on, in order.
        done: ids of the results that this turn made, in order.
        made: ids of all results of this turn, also of those that were changed since.
        draft: id of the result that is being checked; empty between pictures.
        attempt: a try to repair the draft: {"labels", "task", "question", "overrides", "how"}.
        candidate: id of what the attempt found.
        failing: labels of the draft that were not believed.
        repair_round: repairs of this picture so far.
        corrected: what the person said when asked to confirm, a `Correction`.
        reply: the answer in words.
        stop: why work on the request ended.
        files: paths that an export wrote.
        verdicts: what `verify` found, one entry a label of a picture.
        tool_calls: what tools were called for a request outside the tasks.
        calls: language-model calls of the conversation itself.
        notes: sentences for a person.
        timings: seconds by node; those of task graphs are in their results.
        spent: "tokens" and "money" so far, "seconds" of finished nodes.
    """

    request: dict[str, Any] = field(default_factory=dict[str, Any])
    task: dict[str, Any] = field(default_factory=dict[str, Any])
    todo: list[str] = field(default_factory=list[str])
    done: list[str] = field(default_factory=list[str])
    made: list[str] = field(default_factory=list[str])
    draft: str = ""
    attempt: dict[str, Any] = field(default_factory=dict[str, Any])
    candidate: str = ""
    failing: list[str] = field(default_factory=list[str])
    repair_round: int = 0
    corrected: dict[str, Any] = field(default_factory=dict[str, Any])
    reply: str = ""
    stop: str = ""
    files: list[str] = field(default_factory=list[str])
    verdicts: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    tool_calls: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    calls: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    notes: list[str] = field(default_factory=list[str])
    timings: Annotated[dict[str, float], add_up] = field(default_factory=dict[str, float])
    spent: dict[str, float] = field(default_factory=dict[str, float])


@dataclass
class State(Turn, Input):
    """Everything that a checkpoint of a conversation holds.

    Attributes:
        number: of this turn, from 1.
        pictures: keys of the thread's pictures, newest last.
        new: how many of them were handed in with this message.
        current: ids of the results that are talked about, one a picture.
        past: what `current` was before each change, newest last.
        vain: ids of the results of the last search where it found nothing; they do not replace
            those that are talked about.
        last: the task that was done last, as in `Turn.task`; for "again".
    """

    number: int = 0
    pictures: list[str] = field(default_factory=list[str])
    new: int = 0
    current: list[str] = field(default_factory=list[str])
    past: list[list[str]] = field(default_factory=list[list[str]])
    vain: list[str] = field(default_factory=list[str])
    last: dict[str, Any] = field(default_factory=dict[str, Any])


MEMORY = ("number", "pictures", "new", "current", "past", "vain", "last")


def fresh() -> dict[str, Any]:
    """A turn's fields, empty, for its first node."""
    empty = beside_question(Input, State())
    return {name: value for name, value in empty.items() if name not in MEMORY}


class Correction(Frozen):
    """What a person answers when asked whether the masks are right.

    Attributes:
        accept: whether anything of the result is taken.
        reject: ids of segments that are no good.
        rename: other labels, by the id of the segment.
    """

    accept: bool = True
    reject: list[int] = Field(default_factory=list[int])
    rename: dict[int, str] = Field(default_factory=dict[int, str])


Action = Literal["segment", "question", "edit", "undo", "again", "export", "clarify", "other"]


@dataclass(frozen=True)
class Desk:
    """What the nodes of a conversation use.

    Attributes:
        box: the tools.
        settings: of the conversation.
        shelf: where results stand.
        context: the profile, for the task graphs.
    """

    box: Toolbox
    settings: Settings
    shelf: Shelf
    context: Context


def desk(runtime: Runtime[Context]) -> Desk:
    """The desk of this run.

    Raises:
        InputError: the profile is bad.
    """
    # LangGraph Studio may send no context at all, and a test no store; pyright does not know.
    context: Context | None = runtime.context
    context = context or Context()
    box = toolbox(context)
    store: BaseStore | None = runtime.store
    plain = box.settings.get("agent")
    settings = Settings.model_validate(plain.model_dump()) if plain else Settings()
    return Desk(box, settings, Shelf(store if store is not None else _lasting()), context)


def request_of(state: Turn) -> Request:
    """The request, typed."""
    return Request.model_validate(state.request)


_stores: list[BaseStore] = []


def _lasting() -> BaseStore:
    """A store of this process, for runs that bring none."""
    from langgraph.store.memory import InMemoryStore

    if not _stores:
        _stores.append(InMemoryStore())
    return _stores[0]
