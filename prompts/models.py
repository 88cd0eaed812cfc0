"""What the prompts are given and what they answer with: the typed side of every prompt file.

A prompt file names its input and output model; `MODELS` finds them. An input model says through
`choices` which fields of the answer are restricted to a list.
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field, model_validator

from .base import PromptInput, PromptModel
from .request import Request, ToolsAnswer, UnderstandInput, UseToolsInput

NO_CLASS = "none"
"""The answer for a phrase that fits no class."""


class TagInput(PromptModel):
    """One recognised thing."""

    name: str = Field(description="A common noun.")
    score: float = Field(default=1.0, ge=0, le=1, description="How sure the tagger is.")


class PreRefineInput(PromptInput):
    """What the recognition models say about a picture, and the classes asked for."""

    tags: list[TagInput] = Field(default_factory=list[TagInput], description="Tags, best first.")
    caption: str = Field(default="", description="One sentence; empty where there is no captioner.")
    classes: list[str] = Field(min_length=1, description="The class list, as the person gave it.")
    synonyms: dict[str, list[str]] = Field(
        default_factory=dict[str, list[str]], description="Other words for a class."
    )
    tips: list[str] = Field(
        default_factory=list[str], description="Contextual tips; empty leaves the section out."
    )

    def choices(self) -> Mapping[str, tuple[str, ...]]:
        """Only classes of the list."""
        return {"classes": tuple(dict.fromkeys(self.classes))}


class ClassList(PromptModel):
    """Which of the classes are in the picture."""

    classes: list[str] = Field(description="The labels, each from the predefined label list.")


class PhraseInput(PromptInput):
    """A detector's phrase, and the classes asked for."""

    phrase: str = Field(min_length=1, description="The words that the detector answered with.")
    classes: list[str] = Field(min_length=1, description="The class list, as the person gave it.")
    synonyms: dict[str, list[str]] = Field(
        default_factory=dict[str, list[str]], description="Other words for a class."
    )
    no_class: str = Field(
        default=NO_CLASS, description='The answer for "none of them"; never a class itself.'
    )

    @model_validator(mode="before")
    @classmethod
    def _keep_no_class_apart(cls, values: object) -> object:
        # A person may well name a class "none".
        if not isinstance(values, Mapping):
            return values
        given: dict[str, object] = {str(k): v for k, v in values.items()}  # pyright: ignore
        classes = given.get("classes")
        word = str(given.get("no_class", NO_CLASS))
        while isinstance(classes, list | tuple) and word in classes:
            word += " of these"
        return {**given, "no_class": word}

    def choices(self) -> Mapping[str, tuple[str, ...]]:
        """One class of the list, or `no_class`."""
        return {"choice": (*dict.fromkeys(self.classes), self.no_class)}


class ClassChoice(PromptModel):
    """The class a phrase stands for; no class of the list means none fits."""

    choice: str = Field(description="One label of the predefined label list.")


class ContrastiveInput(PromptInput):
    """A thing that is to be cut out of a picture."""

    query: str = Field(min_length=1, description="The words for the thing.")


class ContrastiveWords(PromptModel):
    """Things that may stand around it; no other words for it, no parts, no contents."""

    words: list[str] = Field(description="Words for things around the input object, best first.")


class VisibleInput(PromptInput):
    """Words that came out of captions."""

    words: list[str] = Field(min_length=1, description="Words to judge one by one.")

    def choices(self) -> Mapping[str, tuple[str, ...]]:
        """Only words that were given."""
        return {"words": tuple(dict.fromkeys(self.words))}


class VisibleWords(PromptModel):
    """Those of the words that a picture can show."""

    words: list[str] = Field(description="The words, spelled as given, that one can see.")


class PartsInput(PromptInput):
    """A thing, and words that may be parts of it."""

    query: str = Field(min_length=1, description="The words for the thing.")
    words: list[str] = Field(min_length=1, description="Words to judge one by one.")

    def choices(self) -> Mapping[str, tuple[str, ...]]:
        """Only words that were given."""
        return {"words": tuple(dict.fromkeys(self.words))}


class PartWords(PromptModel):
    """Those of the words that are parts of the thing."""

    words: list[str] = Field(description="The words, spelled as given, that are parts.")


INPUTS: dict[str, type[PromptInput]] = {
    model.__name__: model
    for model in (
        PreRefineInput,
        PhraseInput,
        ContrastiveInput,
        VisibleInput,
        PartsInput,
        UnderstandInput,
        UseToolsInput,
    )
}
OUTPUTS: dict[str, type[PromptModel]] = {
    model.__name__: model
    for model in (
        ClassList,
        ClassChoice,
        ContrastiveWords,
        VisibleWords,
        PartWords,
        Request,
        ToolsAnswer,
    )
}
