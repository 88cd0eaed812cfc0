"""From a profile to tools: backends are made once and shared by every run that chooses them alike.

Importing this module installs `resolve` for the graphs (`graphs/toolbox.py`).
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from ..graphs.toolbox import Context, Toolbox, install_resolver, toolbox
from ..tools.base import Tool
from ..tools.image import ImageStore
from ..tools.registry import backend_class, settings_class
from .profile import Chosen, Profile, Section, load_profile

KEPT_BACKENDS = 64
KEPT_TOOLBOXES = 64
_lock = threading.RLock()


def resolve(context: Context) -> Toolbox:
    """The tools of a context; the same objects for equal profiles and overrides.

    Two contexts that differ in one section share the backends of all others, so that features that
    a backend caches are computed once.

    Raises:
        InputError: the profile or an override is bad.
    """
    profile = load_profile(context.profile, context.overrides)
    with _lock:
        return _toolbox(_Keyed(profile))


def tools_of(context: Context) -> dict[str, Tool[Any, Any]]:
    """Every typed tool of a context's profile, by name; see `graphs.typed_tools`.

    Raises:
        InputError: the profile or an override is bad.
    """
    from ..graphs.typed_tools import typed_tools

    return typed_tools(toolbox(context))


@cache
def images() -> ImageStore:
    """The pixels of this process, shared by all toolboxes."""
    return ImageStore()


class _Keyed:
    """A profile that is equal to another where name, overrides and content are."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self._key = (profile.name, repr(sorted(profile.overrides.items())), profile.key())

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Keyed) and self._key == other._key


@lru_cache(KEPT_TOOLBOXES)
def _toolbox(keyed: _Keyed) -> Toolbox:
    profile = keyed.profile
    made = {role: _make(chosen) for role, chosen in profile.backends.items()}
    return Toolbox(
        profile=profile.name,
        overrides=_without_query(profile.overrides),
        images=images(),
        fallback=_make(profile.fallback) if profile.fallback else None,
        settings=profile.graphs,
        profile_settings=_without_queries(profile.plain()),
        **made,
    )


def _without_queries(sections: dict[str, Section]) -> dict[str, Section]:
    """The sections with every address cut at its query, where some servers take their keys."""
    return {name: _without_query(section) for name, section in sections.items()}


def _without_query(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: value.partition("?")[0] if key.rpartition(".")[2] == "base_url" else value
        for key, value in settings.items()
    }


def _make(chosen: Chosen) -> Any:
    return _backend(chosen.role, chosen.backend, chosen.settings.model_dump_json())


@lru_cache(KEPT_BACKENDS)
def _backend(role: str, name: str, settings_json: str) -> Any:
    settings = settings_class(role, name).model_validate_json(settings_json)
    return backend_class(role, name)(settings)


install_resolver(resolve)
