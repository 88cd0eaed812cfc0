"""`maskwright profiles`: which profiles there are, and every setting of one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from pydantic import BaseModel

    from .profile import Chosen, Profile

app = typer.Typer(
    help="List profiles, and show every setting of one.", no_args_is_help=True, add_completion=False
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]
Name = Annotated[str, typer.Argument(help="A profile's name, or the path of a profile file.")]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="SECTION.KEY=VALUE", help="Change one setting; repeatable."),
]


@app.command("list")
def list_profiles(as_json: AsJson = False) -> None:
    """Show the profiles that come with Maskwright, and the backends each tool can have."""
    from ..tools.registry import BACKENDS
    from .profile import load_profile, shipped_profiles

    described = {name: load_profile(name).description for name in shipped_profiles()}
    if as_json:
        backends = {role: sorted(names) for role, names in BACKENDS.items()}
        print(json.dumps({"profiles": described, "backends": backends}, indent=2))
        return
    for name, description in described.items():
        print(f"{name}\t{description}")
    print()
    for role, names in BACKENDS.items():
        print(f"{role}.backend\t{', '.join(sorted(names))}")


@app.command()
def show(name: Name = "embedded", changes: Set = None, as_json: AsJson = False) -> None:
    """Print a profile as a TOML file: every setting, what it means, accepts and has by default.

    The output is itself a profile file.
    """
    from .profile import load_profile

    profile = load_profile(name, changes or [])
    if as_json:
        print(json.dumps(profile.plain(), indent=2, ensure_ascii=False))
        return
    print("\n".join(_lines(profile)))


def _lines(profile: Profile) -> Iterator[str]:
    if profile.description:
        yield f"description = {_toml(profile.description)}"
    for role, chosen in profile.backends.items():
        yield from _backend(role, chosen)
    if profile.fallback:
        yield from _backend("fallback", profile.fallback)
    for task, settings in profile.graphs.items():
        yield from ("", f"[{task}]", *_settings(settings))


def _backend(section: str, chosen: Chosen) -> Iterator[str]:
    from ..tools.registry import BACKENDS

    yield from ("", f"[{section}]")
    yield f"# One of: {', '.join(sorted(BACKENDS[chosen.role]))}."
    yield f"backend = {_toml(chosen.backend)}"
    yield from _settings(chosen.settings)


def _settings(settings: BaseModel) -> Iterator[str]:
    """Each field: a comment with meaning, kind and default, then its value."""
    from pydantic_core import to_jsonable_python

    from .values import expected, field_schema

    model = type(settings)
    values = settings.model_dump(mode="json")
    for key, field in model.model_fields.items():
        default = ""
        if not field.is_required():
            usual = to_jsonable_python(field.get_default(call_default_factory=True))
            default = f"; default {'none' if usual is None else _toml(usual)}"
        kind = expected(field_schema(model, key))
        yield from _comment(f"{field.description or key} ({kind}{default})")
        # TOML has no word for none: the line stays a comment.
        yield f"# {key} = none" if values[key] is None else f"{key} = {_toml(values[key])}"


def _comment(text: str) -> list[str]:
    from textwrap import wrap

    return [f"# {line}" for line in wrap(" ".join(text.split()), 96, break_on_hyphens=False)]


def _toml(value: Any) -> str:
    """A value as TOML on one line."""
    import tomli_w

    if isinstance(value, list):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    if isinstance(value, dict):
        pairs = (f"{_toml(str(key))} = {_toml(item)}" for key, item in value.items())
        return "{" + ", ".join(pairs) + "}"
    return tomli_w.dumps({"value": value}).removeprefix("value = ").rstrip("\n")
