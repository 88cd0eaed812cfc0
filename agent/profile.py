"""Profiles: which backend stands behind each tool, and every hyper-parameter.

A profile is a TOML file with one section a tool role and one a graph. It names what differs from
the profile it extends; overrides (`--set section.key=value`) differ from the profile in turn. What
a setting means and accepts is declared where it is used: by the backend's or the graph's own
`Settings`. `resolve.py` turns a profile into tools.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from ..errors import InputError
from ..tools.nearest import nearest
from ..tools.registry import BACKENDS, ROLES, settings_class
from .values import check

FOLDER = Path(__file__).parent / "profiles"
DEFAULT = "embedded"
GRAPHS: dict[str, str] = {
    "closed_set": "graphs.closed_set:Settings",
    "open_vocabulary": "graphs.open_vocabulary:Settings",
    "contrast": "tools.contrast.answer:Settings",
    "crf": "tools.crf:CrfSettings",
    "video": "agent.video_settings:VideoSettings",
    "agent": "graphs.conversation_state:Settings",
}
"""Graph sections, parts that graphs use, and videos: where each declares its settings."""

FALLBACK = "fallback"
"""The optional section of a second language model, asked when the first is out of reach."""

Overrides = Mapping[str, Any] | Iterable[str]
Section = dict[str, Any]
_TOP_KEYS = {"extends", "description"}


@dataclass(frozen=True)
class Chosen:
    """A backend and its settings.

    Attributes:
        role: the tool role it stands behind; "language" also for the fallback.
        backend: its name in the registry.
        settings: its own settings model.
    """

    role: str
    backend: str
    settings: BaseModel

    def plain(self) -> Section:
        """The section as it would stand in a profile file."""
        return {"backend": self.backend, **self.settings.model_dump(mode="json")}


@dataclass(frozen=True)
class Profile:
    """A checked profile, after its overrides.

    Attributes:
        name: as it was asked for: a shipped profile's name, or a path.
        description: one line.
        backends: by tool role.
        fallback: the second language model, if any.
        graphs: each graph's settings, by task.
        overrides: what differs from the profile, "section.key" -> checked value.
    """

    name: str
    description: str
    backends: Mapping[str, Chosen]
    fallback: Chosen | None
    graphs: Mapping[str, BaseModel]
    overrides: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def plain(self) -> dict[str, Section]:
        """All sections with all settings, as plain JSON."""
        sections = {role: chosen.plain() for role, chosen in self.backends.items()}
        if self.fallback:
            sections[FALLBACK] = self.fallback.plain()
        return sections | {
            task: settings.model_dump(mode="json") for task, settings in self.graphs.items()
        }

    def key(self) -> str:
        """Equal for profiles that choose the same tools and settings, whatever they are called."""
        return json.dumps(self.plain(), sort_keys=True)


def shipped_profiles() -> list[str]:
    """Names of the profiles in the package, sorted."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load_profile(name: str | Path = DEFAULT, overrides: Overrides = ()) -> Profile:
    """Read, extend, override and check a profile.

    Args:
        name: a shipped profile's name, or the path of a profile file (ends in ".toml" or holds a
            slash). A file without `extends` extends "embedded".
        overrides: "section.key" -> value, or texts "section.key=value".

    Raises:
        InputError: no such profile, section or setting (names the nearest), a value of the wrong
            kind (says the expected kind and range), or an unreadable file.
    """
    path = _find(str(name))
    top, sections = _read_all(path, ())
    changes = read_overrides(overrides)
    if "captioner.tagger" in changes:
        raise InputError("captioner.tagger", "is the section [tagger]", "set tagger.KEY instead")
    sections = _merge(sections, _nest(changes))
    backends = _one_tagger({r: _choose(r, r, sections.get(r, {})) for r in ROLES})
    second = sections.get(FALLBACK, {})
    wants_second = second.get("backend", "none") != "none"
    profile = Profile(
        name=str(name),
        description=str(top.get("description", "")),
        backends=backends,
        fallback=_choose(FALLBACK, "language", second) if wants_second else None,
        graphs={task: _graph_settings(task, sections.get(task, {})) for task in GRAPHS},
    )
    plain = profile.plain()
    typed = {key: _effective(plain, key, value) for key, value in changes.items()}
    return Profile(**{**profile.__dict__, "overrides": typed})


def _effective(plain: Mapping[str, Section], key: str, given: Any) -> Any:
    section, _, setting = key.partition(".")
    return plain.get(section, {}).get(setting, given)


def read_overrides(overrides: Overrides) -> dict[str, Any]:
    """Overrides as a mapping; texts are split at their first "=".

    Raises:
        InputError: a text that is not "section.key=value".
    """
    if isinstance(overrides, Mapping):
        pairs = [(str(key), value) for key, value in overrides.items()]
    else:
        pairs = [_split(text) for text in overrides]
    for key, _ in pairs:
        section, dot, setting = key.partition(".")
        if not (section and dot and setting):
            raise InputError(f"--set {key}", "not of the form section.key=value")
    return dict(pairs)


def _split(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise InputError(f"--set {text}", "not of the form section.key=value")
    return key.strip(), value.strip()


def _nest(changes: Mapping[str, Any]) -> dict[str, Section]:
    nested: dict[str, Section] = {}
    for key, value in changes.items():
        section, _, setting = key.partition(".")
        nested.setdefault(section, {})[setting] = value
    return nested


def _find(name: str) -> Path:
    """The file of a profile.

    Raises:
        InputError: no such shipped profile, or no such file.
    """
    if name.endswith(".toml") or "/" in name:
        path = Path(name).expanduser()
        if not path.is_file():
            raise InputError(name, "no such profile file")
        return path
    if name not in shipped_profiles():
        hint = nearest(name, shipped_profiles())
        raise InputError(f"profile {name}", "no such profile", f"{hint}; a file ends in .toml")
    return FOLDER / f"{name}.toml"


def _read_all(path: Path, seen: tuple[Path, ...]) -> tuple[Section, dict[str, Section]]:
    """A file's top keys, and its sections over those of the profiles it extends."""
    path = path.resolve()
    if path in seen:
        raise InputError(str(path), "extends itself")
    top, sections = _read(path)
    parent = top.get("extends", None if path.parent == FOLDER.resolve() else DEFAULT)
    if parent is None:
        return top, sections
    if not isinstance(parent, str):
        raise InputError(f"{path}: extends", f"{parent!r} is no profile name or path")
    # A path is meant from the file that names it.
    is_path = parent.endswith(".toml") or "/" in parent
    target = _find(str(path.parent / parent) if is_path else parent)
    return top, _merge(_read_all(target, (*seen, path))[1], sections)


def _read(path: Path) -> tuple[Section, dict[str, Section]]:
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(str(path), "cannot be read as text") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(str(path), f"is not valid TOML ({error})") from error
    top = {key: content.pop(key) for key in _TOP_KEYS & content.keys()}
    for name, section in content.items():
        if not isinstance(section, dict):
            raise InputError(f"{path}: {name}", "stands outside a section", f"write [{name}]")
        _check_section(name)
    return top, content


def _check_section(name: str) -> None:
    known = {*ROLES, FALLBACK, *GRAPHS}
    if name not in known:
        raise InputError(name, "no such section of a profile", nearest(name, known))


def _merge(base: Mapping[str, Section], changes: Mapping[str, Section]) -> dict[str, Section]:
    """`changes` over `base`; settings of a backend that is no longer chosen are dropped."""
    merged = {name: dict(section) for name, section in base.items()}
    for name, section in changes.items():
        _check_section(name)
        old = merged.get(name, {})
        other = "backend" in section and section["backend"] != old.get("backend")
        merged[name] = dict(section) if other else {**old, **section}
    return merged


def _choose(section: str, role: str, values: Section) -> Chosen:
    if "backend" not in values:
        raise InputError(f"{section}.backend", "not set", "known: " + ", ".join(BACKENDS[role]))
    name = str(values["backend"])
    if name not in BACKENDS[role]:
        hint = nearest(name, BACKENDS[role])
        raise InputError(f"{section}.backend", f"no backend named {name!r}", hint)
    rest = {key: value for key, value in values.items() if key != "backend"}
    return Chosen(role, name, check(section, settings_class(role, name), rest))


def _one_tagger(backends: dict[str, Chosen]) -> dict[str, Chosen]:
    """The backends, where a captioner that reads tags has the settings of the profile's tagger."""
    captioner, tagger = backends["captioner"], backends["tagger"]
    own = getattr(captioner.settings, "tagger", None)
    if type(own) is not type(tagger.settings):
        return backends
    settings = captioner.settings.model_copy(update={"tagger": tagger.settings})
    return {**backends, "captioner": replace(captioner, settings=settings)}


def graph_settings_class(task: str) -> type[BaseModel]:
    """The settings model of a graph, by its task."""
    module, _, attribute = GRAPHS[task].partition(":")
    return getattr(import_module(f"..{module}", __package__), attribute)


def _graph_settings(task: str, values: Section) -> BaseModel:
    return check(task, graph_settings_class(task), values)
