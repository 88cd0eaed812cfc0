"""Nodes that ask a language model: render a prompt, ask once, record who answered what."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary

from langgraph.runtime import Runtime
from pydantic import BaseModel

from ..errors import AnswerError, InputError, MissingError, TransientError
from ..prompts import (
    ClassChoice,
    ClassList,
    PhraseInput,
    PreRefineInput,
    Prompt,
    RenderedPrompt,
    TagInput,
    load_prompt,
    tips_preset,
)
from ..tools.language.base import Answer, LanguageModel, Question, Usage
from ..tools.result import LanguageCall
from .class_list import BACKGROUND, find, fold
from .closed_set_state import Settings, State, tools_of
from .toolbox import Context, Toolbox


@dataclass
class Asker:
    """Asks on behalf of one node, and turns to the fallback once the first model is out of reach.

    Attributes:
        node: who asks.
        box: the models.
        down: why the first model is out of reach; empty while it answers.
    """

    node: str
    box: Toolbox
    down: str = ""

    def ask(self, prompt: RenderedPrompt) -> tuple[BaseModel, LanguageCall]:
        """Ask one question.

        Returns:
            the answer, an instance of the prompt's output model, and its record.

        Raises:
            TransientError: the model is out of reach, and there is no fallback.
            AnswerError: the model answers outside the schema.
            MissingError: the model lacks a package or a key, and there is no fallback.
        """
        question = _question(prompt)
        fallback = self.box.fallback
        if not self.down:
            try:
                return self._record(question, _answer(self.box.language, question))
            except (TransientError, MissingError) as error:
                if fallback is None:
                    raise
                self.down = str(error)
        return self._record(question, _answer(fallback or self.box.language, question))

    def notes(self) -> list[str]:
        """What a person should know of who answered."""
        if not self.down or self.box.fallback is None:
            return []
        return [f"{self.box.fallback.info.name} answered instead, since {self.down}."]

    def _record(self, question: Question, answer: Answer) -> tuple[BaseModel, LanguageCall]:
        call = LanguageCall(
            node=self.node,
            prompt=question.prompt,
            version=question.version,
            asked=question.user,
            system=question.system,
            answered=answer.value.model_dump(mode="json"),
            by=answer.by,
            cached=answer.cached,
            usage=answer.usage,
        )
        return answer.value, call


def _question(prompt: RenderedPrompt) -> Question:
    return Question(
        prompt=prompt.name,
        version=prompt.version,
        system=prompt.system,
        user=prompt.user,
        inputs=prompt.inputs,
        output=prompt.output,
        choices=prompt.choices,
    )


def check_prompts(settings: Settings) -> None:
    """See that the prompts and tips of the settings are there and fit, before any work.

    Raises:
        InputError: no such prompt file or tips, or a prompt for another purpose.
    """
    if settings.pre_refine:
        _prompt(settings.pre_refine_prompt, PreRefineInput, ClassList)
        _tips(settings)
    if settings.post_refine:
        _prompt(settings.post_refine_prompt, PhraseInput, ClassChoice)


def _prompt(name: str, takes: type[BaseModel], gives: type[BaseModel]) -> Prompt:
    prompt = load_prompt(name)
    if (prompt.input, prompt.output) != (takes, gives):
        got = f"turns {prompt.input.__name__} into {prompt.output.__name__}"
        wanted = f"{takes.__name__} into {gives.__name__}"
        raise InputError(f"prompt {name}", f"{got}, not {wanted}")
    return prompt


def _tips(settings: Settings) -> list[str]:
    """The sentences; a single word names tips that ship with the package."""
    parts = [tips_preset(tip) if len(tip.split()) == 1 else [tip] for tip in settings.tips]
    return [tip for part in parts for tip in part]


_MEMORY: WeakKeyDictionary[LanguageModel, dict[str, Answer]] = WeakKeyDictionary()
_MEMORY_LOCK = threading.Lock()
MEMORY_ANSWERS = 20_000


def _answer(model: LanguageModel, question: Question) -> Answer:
    """Ask each model each question once in a process: prompt, version, words and inputs."""
    asked = [question.prompt, question.version, question.system, question.user]
    key = json.dumps([*asked, question.inputs])
    with _MEMORY_LOCK:
        known = _MEMORY.setdefault(model, {})
        if key in known:
            return replace(known[key], usage=Usage(), cached=True)
    answer = model.answer(question)
    with _MEMORY_LOCK:
        if len(known) >= MEMORY_ANSWERS:
            known.clear()
        known[key] = answer
    return answer


def pre_refine(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Choose the classes to look for from tags and caption (section 3.3.1)."""
    box, settings = tools_of(runtime)
    asker = Asker("pre_refine", box)
    inputs = PreRefineInput(
        tags=[TagInput.model_validate(tag) for tag in state.tags],
        caption=state.description,
        classes=state.classes,
        synonyms=state.synonyms,
        tips=_tips(settings),
    )
    prompt = _prompt(settings.pre_refine_prompt, PreRefineInput, ClassList)
    value, call = asker.ask(prompt.question(inputs))
    chosen = ClassList.model_validate(value.model_dump()).classes
    return {
        "asked": _candidates(chosen, state, settings),
        "language_down": asker.down,
        "notes": {"pre_refine": asker.notes()},
        "calls": {"pre_refine": [call.model_dump(mode="json")]},
    }


def _candidates(chosen: list[str], state: State, settings: Settings) -> list[str]:
    """The classes to look for, in the order of the class list.

    The paper takes the language model's answer. The authors add the tags that are classes word for
    word; their order is that of a Python set, which differs from run to run, and is not followed.
    """
    tags = [str(tag["name"]) for tag in state.tags] if settings.parity == "reference" else []
    named = {find(word, state.classes, {}) for word in [*chosen, *tags] if fold(word) != BACKGROUND}
    return [name for name in state.classes if name in named]


def post_refine(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Give each distinct phrase a class or none (section 3.3.2); a class's own name is not asked.

    A phrase whose answer stays outside the list counts as none, as in the authors' code.
    """
    box, settings = tools_of(runtime)
    asker = Asker("post_refine", box, state.language_down)
    prompt = _prompt(settings.post_refine_prompt, PhraseInput, ClassChoice)
    phrases = list(dict.fromkeys(str(each["phrase"]) for each in state.detections))
    answers: dict[str, str | None] = {}
    calls: list[LanguageCall] = []
    notes: list[str] = []
    for phrase in phrases:
        answers[phrase] = find(phrase, state.classes, state.synonyms)
        if answers[phrase] is not None or not phrase.strip():
            continue
        inputs = PhraseInput(phrase=phrase, classes=state.classes, synonyms=state.synonyms)
        try:
            value, call = asker.ask(prompt.question(inputs))
        except AnswerError as error:
            notes.append(f"The phrase {phrase!r} counts as no class: {error}.")
            continue
        calls.append(call)
        choice = ClassChoice.model_validate(value.model_dump()).choice
        answers[phrase] = choice if choice in state.classes else None
    return {
        "phrase_classes": answers,
        "language_down": asker.down,
        "notes": {"post_refine": notes + ([] if state.language_down else asker.notes())},
        "calls": {"post_refine": [call.model_dump(mode="json") for call in calls]},
    }
