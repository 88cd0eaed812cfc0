"""The tools of a run, resolved from a profile's name and its overrides.

LangGraph hands every node a `Context`: plain JSON, so that LangGraph Studio can send it. The tools
behind it (weights, caches, locks) are resolved once and never checkpointed. `agent/` knows profiles
and installs the resolver; a graph only asks `toolbox(context)`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from ..errors import InputError
from ..tools.captioner import Captioner
from ..tools.classifier import Classifier
from ..tools.detector import Detector
from ..tools.image import ImageStore
from ..tools.language.base import LanguageModel
from ..tools.proposer import Proposer
from ..tools.segmenter import Segmenter
from ..tools.tagger import Tagger


@dataclass
class Context:
    """What a run is told besides its input.

    Attributes:
        profile: name of a shipped profile, or the path of a profile file.
        overrides: settings that differ from it, "section.key" -> value.
    """

    profile: str = "embedded"
    overrides: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class Toolbox:
    """Everything that a graph may use.

    Attributes:
        profile: name of the profile.
        overrides: settings that differ from it.
        images: pixels by image id.
        tagger, captioner, detector, segmenter, proposer, classifier: the backends behind the tools.
        language: the language model.
        fallback: asked when `language` is out of reach, if the profile names one.
        settings: one frozen settings model for each graph, by the task's name, and for each part
            that a graph uses without a backend ("contrast", "crf").
        profile_settings: all sections of the profile after the overrides, as plain JSON; no keys.
    """

    profile: str
    overrides: Mapping[str, Any]
    images: ImageStore
    tagger: Tagger
    captioner: Captioner
    detector: Detector
    segmenter: Segmenter
    proposer: Proposer
    classifier: Classifier
    language: LanguageModel
    fallback: LanguageModel | None
    settings: Mapping[str, BaseModel]
    profile_settings: Mapping[str, Mapping[str, Any]] = field(
        default_factory=dict[str, Mapping[str, Any]]
    )


Resolver = Callable[[Context], Toolbox]
_resolvers: list[Resolver] = []


def install_resolver(resolver: Resolver) -> None:
    """Say how a context becomes a toolbox; the newest resolver is asked."""
    _resolvers[:] = [resolver]


def toolbox(context: Context) -> Toolbox:
    """The tools for this context; the resolver caches them.

    Raises:
        InputError: no resolver is installed (`maskwright.agent` does that), or a bad profile.
    """
    if not _resolvers:
        raise InputError(
            "profile", "nothing resolves profiles yet", "import maskwright.agent first"
        )
    return _resolvers[0](context)
