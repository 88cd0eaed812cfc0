"""What a person wants in one message: the typed prompt `understand`.

One flat answer, so that a small language model can fill it in; fields that an action does not need
stay at their defaults. The rules that decide between readings stand at the fields.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from .base import PromptInput, PromptModel

Action = Literal["segment", "question", "edit", "undo", "again", "export", "clarify", "other"]
TaskName = Literal["closed_set", "open_vocabulary", "zero_guidance", "referring"]
Asked = Literal["share", "area", "count", "where", "labels", "score", "size", "why"]
Edit = Literal["keep", "remove", "rename", "merge"]
Place = Literal["left", "right", "top", "bottom", "middle", "biggest", "smallest", "surest"]
Format = Literal[
    "coco", "coco_panoptic", "voc", "yolo", "labelme", "labelstudio", "cvat", "geojson"
]


class UnderstandInput(PromptInput):
    """A message, and what it can refer to."""

    text: str = Field(min_length=1, description="The person's message.")
    images: list[str] = Field(
        default_factory=list[str], description="Names of the pictures handed in, newest last."
    )
    labels: list[str] = Field(
        default_factory=list[str],
        description="Labels of the last result, one for each segment; empty where there is none.",
    )
    last_task: TaskName | None = Field(
        default=None, description="The task of the last result; none where nothing was done yet."
    )


class Request(PromptModel):
    """What a message asks for.

    action:
        segment   cut something out of the picture: `task` and `words`
        question  about the last result: `question`, `words`, `place`
        edit      change the last result: `edit`, `words`, `place`, `ordinal`, `count`, `new_label`
        undo      take the last change or result back
        again     do the last task once more, on other pictures (`on` = "images") or the same one
        export    write the last result as files: `formats`
        clarify   it cannot be told what is meant: ask back in `reply`
        other     nothing of these: greetings, thanks, help, chat, or work for single tools

    A question or an edit that names something while there is no last result is "segment" of that
    thing (open_vocabulary, or referring where it has a place or a relation). "Where is the dog?"
    with a last result that has no such label is "segment" too: it was not looked for. An edit or a
    question that names nothing while there is no result is "clarify". "Only the left one" is an
    edit where the last result has segments to choose from.

    task (for "segment"):
        closed_set       every pixel or the whole picture into the classes of a list ("split into
                         sky, road and car", "label it with the classes ...")
        open_vocabulary  things by name ("the dog", "cups and plates", "all red cars")
        zero_guidance    everything that is there, with nothing named ("what's in it?")
        referring        one or some instances, told from others of their kind by place, order,
                         relation, clothing or action ("the left dog", "the man in red", "second cup
                         from the right", "the woman holding the cup")
    """

    action: Action = Field(description="What is to be done.")
    task: TaskName | None = Field(default=None, description='For "segment": which task.')
    words: list[str] = Field(
        default_factory=list[str],
        description="What it is about, in the person's words and order, without articles, "
        "quantifiers and politeness, lower case but for names: classes, queries, one referring "
        "expression an item (whole, with its place), or, for a question or an edit, labels as in "
        "the last result where they are meant. Plural as the person wrote it; empty: all.",
    )
    question: Asked | None = Field(
        default=None,
        description="share: part of the picture. area: pixels. count: how many. where: position. "
        "labels: what was found. score: how sure. size: which is bigger or biggest. why: why "
        "something is missing or there.",
    )
    edit: Edit | None = Field(
        default=None,
        description="keep: only these stay. remove: these go. rename: these are called `new_label`."
        " merge: these become one, called `new_label` if the person says so.",
    )
    place: Place | None = Field(
        default=None, description='Which of several, for a question or an edit ("the left one").'
    )
    ordinal: int = Field(default=1, ge=1, description='2 for "second from the left".')
    count: int = Field(default=1, ge=1, description='2 for "the two biggest".')
    new_label: str = Field(default="", description="For rename and merge.")
    formats: list[Format] = Field(
        default_factory=list[Format], description="For export; empty where none is named."
    )
    on: Literal["", "images"] = Field(
        default="", description='For "again": "images" where other pictures are meant.'
    )
    reply: str = Field(default="", description='For "clarify": the question to the person.')

    @model_validator(mode="after")
    def _fits(self) -> Request:
        if (self.action == "segment") != (self.task is not None):
            raise ValueError('task is named for "segment" and for nothing else')
        if (self.action == "question") != (self.question is not None):
            raise ValueError('question is named for "question" and for nothing else')
        if (self.action == "edit") != (self.edit is not None):
            raise ValueError('edit is named for "edit" and for nothing else')
        if self.edit == "rename" and not self.new_label.strip():
            raise ValueError("a rename needs new_label")
        if self.task in ("closed_set", "open_vocabulary", "referring") and not self.words:
            raise ValueError(f"{self.task} needs words")
        return self


class UseToolsInput(PromptInput):
    """A request outside of the tasks, and what tools can work on."""

    text: str = Field(min_length=1, description="The person's message.")
    images: list[str] = Field(
        default_factory=list[str], description="Name and image_id of each picture, newest last."
    )
    labels: list[str] = Field(
        default_factory=list[str], description="Labels of the last result, one for each segment."
    )
    rounds: int = Field(default=6, ge=1, description="Calls of tools at most.")


class ToolsAnswer(PromptModel):
    """What is said after the last tool call."""

    reply: str = Field(description="The answer in words.")
