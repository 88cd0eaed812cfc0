"""Small honest backends for profile tests, put behind the roles through the registry's own dict."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Literal

import pytest
from maskwright.tools import registry
from maskwright.tools.base import BackendInfo, Frozen
from pydantic import Field


class Plain:
    """A backend that keeps its settings."""

    class Settings(Frozen):
        """What a profile may say about it."""

        cutoff: float = Field(default=0.25, ge=0, le=1, description="Lowest score that counts.")
        steps: int = Field(default=3, ge=1, description="How often it looks.")
        flip: bool = True
        mode: Literal["paper", "reference"] = "paper"
        names: tuple[str, ...] = ()
        sizes: tuple[int, ...] = (224, 448)
        note: str = ""
        limit: int | None = None

    info = BackendInfo(role="test", name="plain", revision="1")

    def __init__(self, settings: Settings) -> None:
        self.settings = settings


class Remote(Plain):
    """Another backend with a setting of its own."""

    class Settings(Frozen):
        """What a profile may say about it."""

        address: str = "http://127.0.0.1:1"


def register(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand `plain` and `remote` behind every role, under the names that `embedded` uses too."""
    module = ModuleType("maskwright.tools.profile_backends")
    module.Plain, module.Remote = Plain, Remote
    monkeypatch.setitem(sys.modules, module.__name__, module)
    named = {
        "tagger": "efficientnet",
        "captioner": "tags",
        "detector": "class_maps",
        "segmenter": "graph_cut",
        "language": "lexicon",
    }
    for role, name in named.items():
        backends = {name: "profile_backends:Plain", "remote": "profile_backends:Remote"}
        monkeypatch.setitem(registry.BACKENDS, role, backends)
