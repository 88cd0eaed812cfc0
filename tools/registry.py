"""Which backends stand behind which tool: names to classes, imported only when chosen.

A backend class has a frozen pydantic `Settings` (every hyper-parameter with its default) and is
constructed as `Backend(settings)`; constructing is cheap, weights load at first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Literal, get_args

from pydantic import BaseModel

from ..errors import InputError
from .nearest import nearest

Role = Literal["tagger", "captioner", "detector", "segmenter", "proposer", "classifier", "language"]
ROLES: tuple[str, ...] = get_args(Role)

BACKENDS: dict[str, dict[str, str]] = {
    "tagger": {"efficientnet": "embedded.tagger:EmbeddedTagger"},
    "captioner": {"tags": "embedded.captioner:EmbeddedCaptioner"},
    "detector": {"class_maps": "embedded.detector:EmbeddedDetector"},
    "segmenter": {"graph_cut": "embedded.segmenter:EmbeddedSegmenter"},
    "proposer": {
        "grad_cam": "embedded.proposer:EmbeddedProposer",
        "clip": "clip.proposer:ClipProposer",
        "clip_dense": "clip.dense:ClipDense",
    },
    "classifier": {
        "efficientnet": "embedded.classifier:EmbeddedClassifier",
        "clip": "clip.classifier:ClipClassifier",
    },
    "language": {
        "lexicon": "language.lexicon:Lexicon",
        "openai": "language.openai_model:OpenAIModel",
    },
}


def backend_class(role: str, name: str) -> Any:
    """The class behind a backend's name.

    Raises:
        InputError: no such role or backend; names the nearest one.
    """
    if role not in BACKENDS:
        raise InputError(role, "no such tool role", nearest(role, BACKENDS))
    if name not in BACKENDS[role]:
        raise InputError(
            f"{role}.backend", f"no backend named {name!r}", nearest(name, BACKENDS[role])
        )
    module, _, attribute = BACKENDS[role][name].partition(":")
    return getattr(import_module(f".{module}", __package__), attribute)


def settings_class(role: str, name: str) -> type[BaseModel]:
    """The settings model of a backend.

    Raises:
        InputError: no such role or backend.
    """
    return backend_class(role, name).Settings
