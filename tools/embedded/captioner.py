"""The embedded captioner: one honest sentence made from the tags.

It knows no more than the tagger; what it adds is choice: the common nouns, without those that
another tag already says more exactly or more surely. The tagger's settings are those of the
profile's tagger: `agent/profile.py` hands them over.
"""

from __future__ import annotations

from pydantic import Field

from ..base import Frozen
from ..image import Image
from ..tagger import Tag
from .concepts import concept_space
from .network import backend_info
from .tagger import EmbeddedTagger
from .tagger import Settings as TaggerSettings


class Settings(Frozen):
    """Hyper-parameters of the embedded captioner."""

    threshold: float = Field(
        default=0.35, gt=0, le=1, description="Least score of a tag that the sentence names."
    )
    max_nouns: int = Field(default=4, ge=1, description="Most nouns in the sentence.")
    tagger: TaggerSettings = Field(
        default_factory=TaggerSettings,
        description="Those of the section [tagger], which a profile puts in; not set here.",
    )


class EmbeddedCaptioner:
    """A sentence from tags; see the module's docstring. Constructing loads nothing."""

    Settings = Settings

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.info = backend_info("captioner", "tags")

    def caption(self, image: Image) -> str:
        """Describe the picture; see `tools.captioner.Captioner`."""
        tags = EmbeddedTagger(self.settings.tagger).tag(image)
        sure = [tag for tag in tags if tag.score >= self.settings.threshold]
        return sentence(_distinct(sure)[: self.settings.max_nouns])


def sentence(nouns: list[str]) -> str:
    """The nouns in one sentence: "A photo of a cat and an umbrella."; empty for no nouns."""
    if not nouns:
        return ""
    named = [f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}" for noun in nouns]
    listed = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
    return f"A photo of {listed}."


def _distinct(tags: list[Tag]) -> list[str]:
    """Best tags first, without a noun that is a kind of a kept one or the other way round."""
    graph = concept_space().graph
    kept: list[tuple[str, int]] = []
    for tag in tags:
        senses = graph.senses(tag.name)
        if not senses:
            continue
        own = senses[0]
        if any(graph.is_kind_of(own, s) or graph.is_kind_of(s, own) for _, s in kept):
            continue
        kept.append((tag.name, own))
    return [name for name, _ in kept]
