"""A small world for tests of the graph: coloured blocks, and tools that really find them.

A picture is drawn from blocks of one colour. The tagger names the colours it sees by the fruit of
that colour, the detector finds connected blocks, the segmenter grows a block from the middle of its
box. The proposer lights up what has a word's colours, the classifier counts them in a mask; a
mirage is taken for the grey ground for some steps, then seen nowhere. The language model answers
from a table. Everything counts how often it was called.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from maskwright.errors import TransientError
from maskwright.graphs.closed_set import Settings as ClosedSet
from maskwright.graphs.conversation_state import Settings as Conversation
from maskwright.graphs.open_vocabulary import Settings as OpenVocabulary
from maskwright.graphs.toolbox import Context, Toolbox
from maskwright.tools.base import BackendInfo
from maskwright.tools.contrast.answer import Settings as Contrast
from maskwright.tools.crf import CrfSettings
from maskwright.tools.detector import Detection
from maskwright.tools.image import Image, ImageStore
from maskwright.tools.language.base import Answer, LanguageModel, Question, Usage
from maskwright.tools.proposer import Proposal
from maskwright.tools.segmenter import Cutout, Prompt
from maskwright.tools.tagger import Tag
from maskwright.tools.texts import words_of
from scipy import ndimage

COLOURS = {"tomato": (220, 30, 30), "lime": (30, 200, 30), "plum": (90, 30, 160)}
WORDS = {
    **{name: name for name in COLOURS},
    "red fruit": "tomato",
    "green fruit": "lime",
    "violet fruit": "plum",
}
"""What the detector understands, and which colour it means."""

GROUND = (128, 128, 128)
SEEN = {
    **{word: {name: 1.0} for word, name in WORDS.items()},
    "fruit": dict.fromkeys(COLOURS, 0.6),
    "background": {"ground": 1.0},
    "soil": {"ground": 1.0},
}
"""How strongly a word is seen in each colour."""
MIRAGES = {"smoke": 1, "dust": 2}
"""Words that are not there, and for how many steps the proposer takes the ground for them."""
SHARPNESS = 8.0

INFO = BackendInfo(role="test", name="colour-world", revision="1")

TABLE = {"tomato": "red fruit", "lime": "green fruit"}
"""What the language model knows: no class for a plum."""


def draw(blocks: dict[str, list[tuple[int, int, int, int]]], size: tuple[int, int]) -> np.ndarray:
    """Blocks (x0, y0, x1, y1) by name on grey; size is (height, width)."""
    pixels = np.full((*size, 3), 128, np.uint8)
    for name, boxes in blocks.items():
        for x0, y0, x1, y1 in boxes:
            pixels[y0:y1, x0:x1] = COLOURS[name]
    return pixels


def garden() -> np.ndarray:
    """Two tomatoes, a lime and a plum, none of them touching."""
    return draw(
        {
            "tomato": [(2, 2, 12, 10), (30, 2, 40, 14)],
            "lime": [(4, 20, 20, 28)],
            "plum": [(28, 20, 38, 30)],
        },
        (32, 48),
    )


@dataclass(eq=False)
class World:
    """The four seeing tools and a table for a language model, with a log of their calls."""

    table: dict[str, str] = field(default_factory=lambda: dict(TABLE))
    beside: dict[str, list[str]] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    failures: dict[str, list[Exception]] = field(default_factory=dict)
    prompts: list[Prompt] = field(default_factory=list)
    asked: list[tuple[int, list[str], list[str]]] = field(default_factory=list)
    info: BackendInfo = INFO

    def _called(self, name: str) -> None:
        self.log.append(name)
        if self.failures.get(name):
            raise self.failures[name].pop(0)

    def tag(self, image: Image) -> list[Tag]:
        self._called("tag")
        share = {name: float(_where(image, name).mean()) for name in COLOURS}
        tags = [Tag(name=name, score=part) for name, part in share.items() if part]
        return sorted(tags, key=lambda tag: -tag.score)

    def caption(self, image: Image) -> str:
        self._called("caption")
        return "a picture of " + " and ".join(name for name in COLOURS if _where(image, name).any())

    def detect(self, image: Image, phrases: Sequence[str], n_points: int) -> list[Detection]:
        self._called("detect")
        return [
            found
            for phrase in phrases
            if phrase in WORDS
            for found in _blocks(_where(image, WORDS[phrase]), phrase, n_points)
        ]

    def segment(self, image: Image, prompts: Sequence[Prompt]) -> Cutout:
        self._called("segment")
        self.prompts = list(prompts)
        logits = np.full((len(prompts), image.height, image.width), -5, np.float32)
        for row, prompt in enumerate(prompts):
            x0, y0, x1, y1 = (int(edge) for edge in prompt.box)
            colour = image.pixels[(y0 + y1) // 2, (x0 + x1) // 2]
            inside = (image.pixels[y0:y1, x0:x1] == colour).all(axis=2)
            logits[row, y0:y1, x0:x1][inside] = 5
        return Cutout(logits, np.ones(len(prompts), np.float32))

    def propose(
        self, image: Image, queries: Sequence[str], background: Sequence[str], step: int = 0
    ) -> Proposal:
        self._called("propose")
        self.asked.append((step, list(queries), list(background)))
        maps = np.stack([_seen(image, query, step) for query in queries])
        return Proposal(maps, maps.mean(axis=(1, 2)))

    def score(self, image: Image, masks: np.ndarray, queries: Sequence[str]) -> np.ndarray:
        self._called("score")
        strength = np.stack([_seen(image, query) for query in queries])
        share = np.einsum("mhw,nhw->mn", masks.astype(np.float32), strength)
        raised = np.exp(SHARPNESS * share / np.maximum(masks.sum(axis=(1, 2)), 1)[:, None])
        return (raised / raised.sum(axis=1, keepdims=True)).astype(np.float32)

    @property
    def texts(self) -> World:
        return self

    def similarity(self, a: Sequence[str], b: Sequence[str]) -> np.ndarray:
        return (np.array(a)[:, None] == np.array(b)[None]).astype(np.float32)

    def answer(self, question: Question) -> Answer:
        self._called("answer")
        self.questions.append(question)
        if question.prompt == "contrastive":
            value = question.output(words=self.beside.get(question.inputs["query"], []))
            return Answer(value, Usage(calls=1), by="the table")
        classes = question.inputs["classes"]
        if question.prompt == "pre_refine":
            known = [self.table.get(tag["name"]) for tag in question.inputs["tags"]]
            value = question.output(classes=[name for name in known if name in classes])
        else:
            choice = self.table.get(question.inputs["phrase"], question.inputs["no_class"])
            fits = choice if choice in classes else question.inputs["no_class"]
            value = question.output(choice=fits)
        return Answer(value, Usage(calls=1), by="the table")


def _where(image: Image, name: str) -> np.ndarray:
    return (image.pixels == COLOURS.get(name, GROUND)).all(axis=2)


def _seen(image: Image, text: str, step: int = 0) -> np.ndarray:
    """(H, W) float32: where a word is seen; words with synonyms stand before commas."""
    word = next((each for each in words_of(text) if each in {**SEEN, **MIRAGES}), "")
    colours = {"ground": 1.0} if step < MIRAGES.get(word, 0) else SEEN.get(word, {})
    parts = [part * _where(image, name) for name, part in colours.items()]
    return (
        np.sum(parts, axis=0, dtype=np.float32) if parts else np.zeros(image.pixels.shape[:2], "f")
    )


def _blocks(where: np.ndarray, phrase: str, n_points: int) -> list[Detection]:
    areas, _ = ndimage.label(where)
    found = []
    for number, (rows, cols) in enumerate(ndimage.find_objects(areas), start=1):
        ys, xs = np.nonzero(areas == number)
        points = [[float(x), float(y)] for x, y in zip(xs, ys, strict=True)][:n_points]
        box = [float(cols.start), float(rows.start), float(cols.stop), float(rows.stop)]
        found.append(Detection(phrase=phrase, score=0.9 - 0.1 * number, box=box, points=points))
    return found


SETTINGS = {
    "closed_set": ClosedSet,
    "open_vocabulary": OpenVocabulary,
    "contrast": Contrast,
    "crf": CrfSettings,
    "agent": Conversation,
}


def dead_server() -> TransientError:
    """What a language model raises that is out of reach."""
    return TransientError("http://127.0.0.1:9", "connection refused")


def resolver(
    world: World,
    folder: Path,
    fallback: LanguageModel | None = None,
    language: LanguageModel | None = None,
) -> Callable[[Context], Toolbox]:
    """Contexts become toolboxes of this world; overrides are settings of its graphs."""
    images = ImageStore(folder)

    def resolve(context: Context) -> Toolbox:
        changes: dict[str, dict[str, Any]] = {name: {} for name in SETTINGS}
        for key, value in context.overrides.items():
            section, _, setting = key.partition(".")
            changes[section][setting] = value
        return Toolbox(
            profile=context.profile,
            overrides=context.overrides,
            images=images,
            tagger=world,
            captioner=world,
            detector=world,
            segmenter=world,
            proposer=world,
            classifier=world,
            language=language or world,
            fallback=fallback,
            settings={name: made(**changes[name]) for name, made in SETTINGS.items()},
        )

    return resolve
