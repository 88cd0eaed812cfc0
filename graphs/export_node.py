"""Writes what is talked about as files; how is known above, and handed down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langgraph.runtime import Runtime

from ..errors import InputError
from ..tools.image import Image
from ..tools.result import Result
from .conversation_state import State, desk, request_of
from .telling import listed
from .toolbox import Context

USUAL = ("coco",)
"""Formats where none is named."""


@dataclass(frozen=True)
class Written:
    """The files of an export, and what their formats could not hold."""

    files: list[Path]
    notes: list[str]


Exporter = Callable[[Sequence[tuple[Result, Image]], Sequence[str], str, int], Written]
"""Takes results with pictures, formats, a folder ("" for the usual one) and the turn's number."""

_exporters: list[Exporter] = []


def install_exporter(exporter: Exporter) -> None:
    """Say how results become files; the newest exporter is asked."""
    _exporters[:] = [exporter]


def export(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Write the results that are talked about, all as one data set.

    Raises:
        InputError: nothing writes files here (`maskwright.agent` does).
        ToolError: a picture is gone, or the folder cannot be written.
    """
    at = desk(runtime)
    if not state.current:
        return {"reply": "There is no result yet that could be written.", "stop": "empty"}
    if not _exporters:
        raise InputError("export", "nothing writes files here", "import maskwright.agent first")
    results = [at.shelf.get(key) for key in state.current]
    found = [(result, at.box.images.open(result.image)) for result in results]
    formats = request_of(state).formats or list(USUAL)
    written = _exporters[0](found, formats, state.out, state.number)
    files = [str(path) for path in written.files]
    folder = Path(files[-1]).parent
    reply = f"Wrote {len(files)} files as {listed(formats)} to {folder}."
    return {"reply": reply, "files": files, "notes": [*state.notes, *written.notes]}
