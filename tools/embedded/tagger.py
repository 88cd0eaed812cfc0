"""The embedded tagger: ImageNet's classes, lifted to common nouns.

A picture of a beagle lights up a dozen breeds, none surely, and a dog surely. So the probability of
the windows is summed up the noun graph, and all nouns that are sure enough, over what chance gives
so many classes, are tags: "tabby" brings "cat". The objects network adds its own everyday words.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from ..base import Frozen
from ..image import Image
from ..tagger import Tag
from .class_maps import windows
from .concepts import CLASSES, concept_space
from .evidence import trusted_people
from .network import SCALES, Pyramid, backend_info, network
from .objects import LABELS, objects
from .objects import WEIGHTS as OBJECTS
from .people import CUTTER
from .people import DETECTOR as PEOPLE

Array = NDArray[np.float32]

WINDOW = 12
WIDEST = 130
"""Nouns over more classes say little ("vertebrate"); dog, the widest that people use, has 118."""
SHALLOWEST = 7
"""Nouns nearer to "entity" say nothing ("artifact", "organism")."""


class Settings(Frozen):
    """Hyper-parameters of the embedded tagger (chosen on the tune parts of the packs)."""

    threshold: float = Field(
        default=0.08, gt=0, le=1, description="Least window probability of a tag, over chance."
    )
    things: bool = Field(default=True, description="Ask the objects network for its words too.")
    thing_threshold: float = Field(
        default=0.4, ge=0, le=1, description="Least score of a find of the objects network."
    )
    person_threshold: float = Field(
        default=0.57, ge=0, le=1, description="Least trust in a found person."
    )
    max_tags: int = Field(default=32, ge=1, description="Most tags.")


class EmbeddedTagger:
    """Common nouns for a picture; see the module's docstring. Constructing loads nothing."""

    Settings = Settings

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        others = (OBJECTS, PEOPLE) if settings.things else (PEOPLE, CUTTER)
        self.info = backend_info("tagger", "efficientnet", *others)

    def tag(self, image: Image) -> list[Tag]:
        """Name what is there; see `tools.tagger.Tagger`."""
        pyramid = network().pyramid(image)
        tags: dict[str, float] = {}
        found = pyramid.once("nouns", lambda: _sure(pyramid))
        for synset, sure in zip(nouns(), found, strict=True):
            if sure >= self.settings.threshold:
                name = concept_space().graph.lemmas(synset)[0].lower()
                tags[name] = max(tags.get(name, 0.0), sure)
        for thing in objects().find(image) if self.settings.things else []:
            name = LABELS[thing.label]
            if name != "person" and thing.score >= self.settings.thing_threshold:
                tags[name] = max(tags.get(name, 0.0), thing.score)
        finds = trusted_people(image, things=self.settings.things)
        trust = [t for _, t in finds if t >= self.settings.person_threshold]
        if trust:
            tags["person"] = max(trust)
        ranked = sorted(tags.items(), key=lambda item: (-item[1], item[0]))
        return [
            Tag(name=name, score=round(min(1.0, score), 4))
            for name, score in ranked[: self.settings.max_tags]
        ]


def _sure(pyramid: Pyramid) -> list[float]:
    """For each of `nouns`, in order: its best window, mean over the scales, over chance."""
    best: list[list[np.float32]] = []
    for scale in SCALES:
        probability = windows(pyramid, scale, WINDOW)
        peak = probability.max(axis=(1, 2))
        best.append(
            [
                # Most nouns are a class; only the others need a sum.
                peak[members[0]] if len(members) == 1 else probability[members].sum(axis=0).max()
                for members in nouns().values()
            ]
        )
    found = np.mean(best, axis=0).astype(np.float64)
    chance = np.array([len(members) for members in nouns().values()]) / CLASSES
    return ((found - chance) / (1 - chance)).tolist()


@lru_cache(maxsize=1)
def nouns() -> dict[int, list[int]]:
    """Synset -> classes under it, for the classes themselves and the telling nouns above them."""
    space = concept_space()
    under: dict[int, list[int]] = defaultdict(list)
    for index, synset in enumerate(space.synsets):
        for above in space.graph.ancestors(synset):
            under[above].append(index)
    keep: dict[int, list[int]] = {}
    for synset, members in under.items():
        own = synset in space.synsets
        telling = len(members) <= WIDEST and space.graph.depth(synset) >= SHALLOWEST
        telling = telling and _is_common(synset)
        if own or telling:
            keep[synset] = members
    return keep


def _is_common(synset: int) -> bool:
    """Whether people use the noun: a single word or a familiar pair that is its first sense."""
    graph = concept_space().graph
    name = graph.lemmas(synset)[0]
    return name.islower() and name.count(" ") == 0 and graph.sense_rank(synset, name) == 0
