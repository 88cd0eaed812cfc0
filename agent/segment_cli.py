"""`maskwright segment`: check everything, then one picture after the other, then its files."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError, ToolError
from ..tools.image import Image, load_image, read_capped
from ..tools.result import Result
from .events import NodeStarted, RunFinished
from .files import LABEL_MAP, OVERLAY, REPORT, plan_folders, to_json, write_folder
from .tasks import ClosedSet

if TYPE_CHECKING:
    from rich.console import Console

    from .agent import Agent

KEPT_BYTES = 256 * 2**20
"""So much of the checked pixels is kept; further pictures are read again when it is their turn."""


@dataclass(frozen=True)
class Request:
    """The options of the command; see `cli.py`."""

    images: Sequence[str]
    classes: str | None
    classes_file: Path | None
    profile: str
    settings: Sequence[str]
    out: Path
    overwrite: bool
    as_json: bool
    report: bool


def run_segment(request: Request) -> None:
    """Do the work; nothing is written before all of the input is known to be good.

    Raises:
        InputError: an option or a picture cannot be used.
        ToolError: the output folder cannot be written to.
        TransientError: a server is out of reach.
    """
    task = read_task(request)
    folders = plan_folders(request.images, request.out, request.overwrite)
    images = _check_images(request.images)
    from rich.console import Console

    from .agent import Agent

    agent = Agent.from_profile(request.profile, request.settings)
    told = Console(stderr=True, highlight=False)
    for image, name, folder in zip(images, request.images, folders, strict=True):
        picture = image or load_image(name)
        result = _follow(agent, picture, task, Path(name).name, told)
        write_folder(folder, result, picture, request.report)
        if request.as_json:
            located = result.model_copy(update={"label_map": str(folder / LABEL_MAP)})
            print(json.dumps(to_json(located), ensure_ascii=False), flush=True)
        else:
            _print_table(result, name, folder, request.report)


def read_task(request: Request) -> ClosedSet:
    """The classes that were asked for.

    Raises:
        InputError: none or both of the two options, or no class in them.
    """
    if request.classes is not None and request.classes_file is not None:
        raise InputError("--classes", "excludes --classes-file", "give one of them")
    if request.classes_file is not None:
        return ClosedSet.from_file(request.classes_file)
    if request.classes is None:
        raise InputError("classes", "not given", 'say --classes "cat,dog" or --classes-file FILE')
    return ClosedSet.from_text(request.classes)


def _check_images(names: Sequence[str]) -> list[Image | None]:
    """Decode every picture; None stands for one that is to be read again."""
    images: list[Image | None] = []
    kept = 0
    for name in names:
        image = load_image(read_capped(sys.stdin.buffer, "stdin") if name == "-" else name)
        kept += image.pixels.nbytes
        images.append(image if kept <= KEPT_BYTES or name == "-" else None)
    return images


def _follow(agent: Agent, image: Image, task: ClosedSet, name: str, told: Console) -> Result:
    """Run, showing on stderr which node is at work (a terminal shows it, a file stays empty)."""
    from rich.markup import escape

    with told.status(escape(name)) as status:
        for event in agent.stream(image, task):
            if isinstance(event, NodeStarted):
                status.update(f"{escape(name)}: {event.node.replace('_', ' ')}")
            elif isinstance(event, RunFinished):
                return event.result
    raise ToolError("closed_set", "the run ended without a result")


def _print_table(result: Result, name: str, folder: Path, report: bool) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    table = Table(box=box.SIMPLE_HEAD, title=Text(name), title_justify="left")
    table.add_column("segment", overflow="fold")
    for column in ("score", "pixels", "share", "box"):
        table.add_column(column, justify="right")
    in_all = result.image.width * result.image.height
    for each in result.segments:
        numbers = (f"{each.score:.2f}", str(each.area), f"{each.area / in_all:.1%}")
        corners = ", ".join(f"{edge:.0f}" for edge in each.box)
        table.add_row(Text(each.label), *numbers, corners)
    if result.segments:
        console.print(table)
    else:
        console.print(Text(f"{name}: {result.reason}"))
    for note in result.notes:
        console.print(Text(f"  {note}"), style="dim")
    files = [OVERLAY, REPORT] if report else [OVERLAY]
    for file in files:
        console.print(Text(f"  {folder / file}"))
