"""`Lexicon`: the embedded language model. It looks words up; it does not generate any.

It answers the prompts it has a handler for from their typed inputs, by the noun graph and sentence
similarity (`matching.py`), and says "none" where nothing fits. The words of the prompt play no
part, with one exception: equivalences in the contextual tips ('"flower, vase" to "potted plant"')
are taken as synonyms.

Source: llm_refinement.txt, section 3.3, in place of its GPT-4.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from pydantic import Field, ValidationError

from ...errors import AnswerError, InputError
from ..base import BackendInfo
from . import lexicon_contrast
from .base import Answer, Question, Usage
from .class_index import ClassIndex
from .match_settings import MatchSettings
from .matching import match_class
from .noun_graph import NounGraph, noun_graph
from .sentences import revision, similarity
from .understanding import understand
from .words import key_of, made_with, noun_chunks

Handler = Callable[["Lexicon", Mapping[str, Any]], dict[str, Any]]

_EQUIVALENCE = re.compile(r'"([^"]+)" to "([^"]+)"')


class Settings(MatchSettings):
    """The matcher's thresholds, and how much a tag must say."""

    min_score: float = Field(
        default=0.1, ge=0, le=1,
        description="Matches that are less sure than this are no answer; merely similar words have "
        "at least .27, a part of a thing .26, a rare meaning less.",
    )  # fmt: skip
    min_tag_score: float = Field(
        default=0.0, ge=0, le=1, description="Tags below this score are passed over."
    )
    expand: float = Field(
        default=0.55, ge=0, le=1,
        description="Pre-refinement also names classes whose kinship with a tag (mean of Wu-Palmer "
        "and sentence similarity) reaches this, for the detector to check; 1 names none. "
        '"Ship" and boat .8, "freight car" and train .6, "camel" and horse: .7, "cat" and car: .3.',
    )  # fmt: skip
    context_words: int = Field(
        default=6, ge=0, description="How many of the best tags help a word of several meanings."
    )


class Lexicon:
    """The embedded language model.

    Args:
        settings: thresholds.

    Raises:
        MissingError: the package with the sentence model is not installed.
    """

    Settings = Settings

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.info = BackendInfo(
            role="language",
            name="lexicon",
            revision=f"wordnet-3.0 minilm-l6-v2-{revision()[:12]}",
            licence="WordNet-3.0, Apache-2.0",
        )
        self._index = lru_cache(maxsize=16)(self._build_index)

    def answer(self, question: Question) -> Answer:
        """Answer one question.

        Raises:
            InputError: there is no handler for this prompt.
            AnswerError: the prompt's answer has a shape that the handler does not give.
        """
        start = time.perf_counter()
        # A person's own wording of a prompt may have another name; its answer tells what it is.
        handler = HANDLERS.get(question.prompt) or HANDLERS.get(question.output.__name__)
        if handler is None:
            known = ", ".join(name for name in HANDLERS if name.islower())
            raise InputError(
                f"prompt {question.prompt!r}", f"the lexicon answers only {known}",
                "choose another language model with --set language.backend=openai",
            )  # fmt: skip
        try:
            value = question.output.model_validate(handler(self, question.inputs))
        except (ValidationError, KeyError) as error:
            raise AnswerError(
                "lexicon", question.prompt, f"unknown inputs or answer: {error}"
            ) from error
        usage = Usage(seconds=time.perf_counter() - start)
        return Answer(value=value, usage=usage, by="lexicon")

    def pre_refine(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """The classes that the tags and the caption name, in the order of the class list."""
        index = self.index(inputs, inputs.get("tips", ()))
        tags = [t["name"] for t in inputs["tags"] if t["score"] >= self.settings.min_tag_score]
        phrases = dict.fromkeys([*tags, *noun_chunks(inputs.get("caption", ""))])
        around = tags[: self.settings.context_words]
        found = {
            name
            for phrase in phrases
            if (name := self._match(phrase, index, [w for w in around if w != phrase])) is not None
        }
        found |= self._kin(tags, index)
        return {"classes": [name for name in index.classes if name in found]}

    def post_refine(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """The class that the phrase stands for, or the word for none."""
        name = self._match(inputs["phrase"], self.index(inputs), ())
        return {"choice": inputs["no_class"] if name is None else name}

    def index(self, inputs: Mapping[str, Any], tips: Iterable[str] = ()) -> ClassIndex:
        """The class list of a question with its synonyms; kept for the next question."""
        synonyms = {name: list(words) for name, words in inputs.get("synonyms", {}).items()}
        for left, right in (pair for tip in tips for pair in _EQUIVALENCE.findall(tip)):
            synonyms.setdefault(right, []).extend(word.strip() for word in left.split(","))
        frozen = tuple((name, tuple(words)) for name, words in sorted(synonyms.items()))
        return self._index(tuple(inputs["classes"]), frozen)

    def _build_index(
        self, classes: tuple[str, ...], synonyms: tuple[tuple[str, tuple[str, ...]], ...]
    ) -> ClassIndex:
        graph = noun_graph()
        return ClassIndex(classes, graph, _for_classes(classes, synonyms, graph))

    def _kin(self, tags: Sequence[str], index: ClassIndex) -> set[str]:
        """Classes near a tag, the paper's step 3: labels that may complete the scene."""
        if self.settings.expand >= 1 or not tags:
            return set()
        cosine = similarity(tags, index.spoken)
        found: set[str] = set()
        for row, name in enumerate(index.classes):
            meant = [sense.synset for sense in index.senses[row][:1]]
            for column, tag in enumerate(tags):
                senses = [s for s in index.graph.senses(tag) if index.graph.is_visual(s)][:1]
                near = max(
                    (_wu_palmer(a, b, index.graph) for a in senses for b in meant), default=0.0
                )
                kin = (near + float(cosine[column, row])) / 2 >= self.settings.expand
                if kin or key_of(tag) in made_with(name):
                    found.add(name)
                    break
        return found

    def _match(self, phrase: str, index: ClassIndex, context: Sequence[str]) -> str | None:
        match = match_class(phrase, index, index.graph, similarity, self.settings, context)
        return match.name if match.score >= self.settings.min_score else None


HANDLERS: dict[str, Handler] = {
    "pre_refine": Lexicon.pre_refine,
    "post_refine": Lexicon.post_refine,
    "ClassList": Lexicon.pre_refine,
    "ClassChoice": Lexicon.post_refine,
    "contrastive": lambda _, inputs: lexicon_contrast.contrastive(inputs),
    "visible": lambda _, inputs: lexicon_contrast.visible(inputs),
    "parts": lambda _, inputs: lexicon_contrast.parts(inputs),
    "understand": lambda _, inputs: understand(inputs),
    "ContrastiveWords": lambda _, inputs: lexicon_contrast.contrastive(inputs),
    "VisibleWords": lambda _, inputs: lexicon_contrast.visible(inputs),
    "PartWords": lambda _, inputs: lexicon_contrast.parts(inputs),
    "Request": lambda _, inputs: understand(inputs),
}
"""By prompt; and by the answer's model, for prompts under other names."""


def _wu_palmer(a: int, b: int, graph: NounGraph) -> float:
    """Depth of what two meanings share over their own depths: in [0, 1], 1 for the same."""
    shared = graph.lowest_common(a, b)
    if shared is None:
        return 0.0
    deep = graph.depth(a) + graph.depth(b)
    return min(1.0, 2 * graph.depth(shared) / max(1, deep))


def _for_classes(
    classes: Sequence[str], synonyms: Iterable[tuple[str, Sequence[str]]], graph: NounGraph
) -> dict[str, list[str]]:
    """Synonyms under the names of the list: a tip's "potted plant" is the list's "pottedplant"."""
    by_key = ClassIndex(classes, graph).by_key
    found: dict[str, list[str]] = {}
    for name, words in synonyms:
        reading = graph.read(name)
        row = by_key.get(reading.key if reading.how == "whole" else name.casefold())
        target = name if name in classes else classes[row] if row is not None else None
        if target is not None:
            found.setdefault(target, []).extend(words)
    return found
