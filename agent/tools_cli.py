"""`maskwright tools`: the typed tools of a profile, as a table or as JSON schemas."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from ..graphs.toolbox import Context
from ..tools.base import TOOL_NAMES, Tool
from .profile import read_overrides
from .resolve import tools_of


def run_tools(profile: str, settings: Sequence[str], *, as_json: bool) -> None:
    """Print every tool of a profile; nothing is loaded.

    Args:
        profile: its name, or the path of a profile file.
        settings: "section.key=value", what differs from it.
        as_json: one JSON array with the schemas of inputs and outputs instead of a table.

    Raises:
        InputError: no such profile, section or setting.
    """
    tools = tools_of(Context(profile, read_overrides(settings)))
    if as_json:
        print(json.dumps([_row(tool) for tool in tools.values()], indent=2, ensure_ascii=False))
        return
    _table(tools.values())
    missing = [name for name in TOOL_NAMES if name not in tools]
    if missing:
        print(f"No backend of this profile does: {', '.join(missing)}.", file=sys.stderr)


def _row(tool: Tool[Any, Any]) -> dict[str, Any]:
    """A tool as MCP lists it, and who stands behind it."""
    return {**tool.schema(), "backend": tool.backend.model_dump(mode="json")}


def _table(tools: Iterable[Tool[Any, Any]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE, pad_edge=False)
    table.add_column("name", no_wrap=True)
    for name in ("description", "backend", "revision"):
        table.add_column(name, overflow="fold")
    for tool in tools:
        table.add_row(tool.name, tool.description, tool.backend.name, tool.backend.revision)
    # Into a pipe nothing is cut off, however wide.
    console = Console(width=None if sys.stdout.isatty() else 200)
    console.print(table)
