"""The node that chooses contrastive concepts, and asks the language model where they come from it.

Source: contrastive_concepts.txt, sections 3.2 to 3.6.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from langgraph.runtime import Runtime
from numpy.typing import NDArray

from ..errors import AnswerError
from ..prompts import load_prompt
from ..prompts.models import (
    ContrastiveInput,
    ContrastiveWords,
    PartsInput,
    PartWords,
    VisibleInput,
    VisibleWords,
)
from ..tools.contrast.answer import Contrast, Mode, Settings
from ..tools.contrast.concepts import candidates, contrast_for
from ..tools.contrast.dictionary import TextSpace, shipped_dictionary
from ..tools.language.base import LanguageModel
from ..tools.result import LanguageCall
from .language_nodes import Asker
from .open_vocabulary_state import Input, State, tools_of
from .toolbox import Context, Toolbox


class _Sentences:
    """MiniLM's space, where the proposer has none of its own."""

    def similarity(self, a: Sequence[str], b: Sequence[str]) -> NDArray[np.float32]:
        from ..tools.language.sentences import similarity

        return similarity(a, b)


def text_space(box: Toolbox) -> TextSpace:
    """Where texts are compared: CLIP's space where the proposer has it, else MiniLM's."""
    own: Any = getattr(box.proposer, "texts", None)
    return own if own is not None else _Sentences()


def contrast(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Choose the concepts; the queries and they are what the first step looks for."""
    box, chosen = tools_of(runtime)
    asked = Words(Asker("contrast", box))
    found = choose(state, chosen.graph.contrast, chosen.contrast, asked)
    return {
        "contrast": found.model_dump(mode="json"),
        "alive": [*state.queries, *found.words],
        "language_down": asked.asker.down,
        "notes": {"contrast": asked.notes + asked.asker.notes()},
        "calls": {"contrast": [call.model_dump(mode="json") for call in asked.calls]},
    }


def choose(question: Input, mode: Mode, settings: Settings, asked: Words) -> Contrast:
    """The concepts of a question's queries, the language model asked where the mode wants it.

    Args:
        question: its queries, synonyms and classes count here.
        mode: where concepts come from.
        settings: which of them are left out.
        asked: who asks the language model, and of which toolbox.
    """
    box = asked.asker.box
    words: dict[str, Any] = {}
    if mode in ("llm", "union"):
        words["llm"] = {query: asked.beside(query) for query in question.queries}
    if mode in ("cooccurrence", "union"):
        words |= _judged(question, box, settings, asked)
    return contrast_for(
        question.queries,
        mode,
        settings,
        space=text_space(box),
        dictionary=shipped_dictionary() if mode in ("cooccurrence", "union") else None,
        classes=question.classes,
        synonyms=[word for words in question.synonyms.values() for word in words],
        **words,
    )


def _judged(question: Input, box: Toolbox, settings: Settings, asked: Words) -> dict[str, Any]:
    """What the language model says of the dictionary's candidates: seen or not, part or not."""
    if _is_embedded(box.language):
        return {}  # it would answer from the same noun graph that decides where nobody is asked
    near = candidates(question.queries, settings, shipped_dictionary(), text_space(box))
    out: dict[str, Any] = {}
    if settings.visible_filter:
        every = list(dict.fromkeys(word for words in near.values() for word in words))
        out["visible"] = asked.visible(every)
    if settings.parts_filter:
        out["parts"] = {query: asked.parts(query, words) for query, words in near.items()}
    return out


def _is_embedded(model: LanguageModel) -> bool:
    return model.info.name == "lexicon"


class Words:
    """Asks the prompts of contrastive concepts; an answer that cannot be used is no answer."""

    def __init__(self, asker: Asker) -> None:
        self.asker = asker
        self.calls: list[LanguageCall] = []
        self.notes: list[str] = []

    def beside(self, query: str) -> list[str]:
        """CC^L of one query."""
        found = self._ask("contrastive", ContrastiveInput(query=query))
        return ContrastiveWords.model_validate(found).words if found else []

    def visible(self, words: list[str]) -> list[str]:
        """Those of the words that a picture can show; all of them where the answer is no use."""
        found = self._ask("visible", VisibleInput(words=words)) if words else None
        return VisibleWords.model_validate(found).words if found else words

    def parts(self, query: str, words: list[str]) -> list[str]:
        """Those of the words that are parts of the query."""
        found = self._ask("parts", PartsInput(query=query, words=words)) if words else None
        return PartWords.model_validate(found).words if found else []

    def _ask(self, name: str, inputs: Any) -> dict[str, Any] | None:
        try:
            value, call = self.asker.ask(load_prompt(name).question(inputs))
        except AnswerError as error:
            self.notes.append(f"The prompt {name!r} got no answer that can be used: {error}.")
            return None
        self.calls.append(call)
        return value.model_dump()
