"""Command groups that are imported when they are used: `maskwright --help` costs nothing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

GROUPS: dict[str, tuple[tuple[str, ...], str]] = {
    "contrast": (("agent.contrast_cli",), "Build a co-occurrence dictionary; look into one."),
    "eval": (("agent.eval_bridge", "evals.cli"), "Measure a profile on a dataset."),
    "models": (("agent.models_cli",), "List, fetch and check the weights behind the tools."),
    "profiles": (("agent.profiles_cli",), "List profiles, and show every setting of one."),
    "prompts": (("agent.prompts_cli",), "List and show prompts; make tips from a dataset."),
}
"""A group's modules, the last of which has the Typer `app`, and its line in the help."""


class LazyGroup(TyperGroup):
    """A group of commands, of which those in `GROUPS` are imported when one of them is run."""

    def list_commands(self, ctx: Any) -> list[str]:
        """All commands, by name."""
        return [*super().list_commands(ctx), *GROUPS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A command as the help lists it; a lazy group is only a name and a line."""
        if cmd_name in GROUPS:
            return TyperGroup(name=cmd_name, help=GROUPS[cmd_name][1])
        return super().get_command(ctx, cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is to run, with the rest of the line."""
        if args and args[0] in GROUPS:
            return args[0], _load(args[0]), args[1:]
        return super().resolve_command(ctx, args)


def _load(name: str) -> Any:
    modules = [import_module(f"..{module}", __package__) for module in GROUPS[name][0]]
    command = typer.main.get_command(modules[-1].app)
    command.name = name
    return command
