"""`maskwright segment`: check everything, then one picture after the other, then its files."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from ..errors import InputError, ToolError
from ..graphs.class_list import fold
from ..tools.contrast.answer import Mode
from ..tools.image import Image, load_image, read_capped
from ..tools.nearest import nearest
from ..tools.result import Result
from ..tools.video import is_video, read_frames
from .events import NodeStarted, RunFinished
from .export.writing import attach, read_formats
from .files import EXPORTS, LABEL_MAP, OVERLAY, REPORT, plan_folders, to_json, write_folder
from .tasks import ClosedSet, OpenVocabulary, Task, read_names

if TYPE_CHECKING:
    from rich.console import Console

    from .agent import Agent

MODEL_SETTINGS = ("model", "checkpoint", "device", "half", "quick_gelu")
METHODS = ("car", "maskclip", "gem")
CONTRASTS: tuple[str, ...] = get_args(Mode)
KEPT_BYTES = 256 * 2**20
"""So much of the checked pixels is kept; further pictures are read again when it is their turn."""


@dataclass(frozen=True)
class Request:
    """The options of the command; see `cli.py`."""

    images: Sequence[str]
    classes: str | None
    classes_file: Path | None
    queries: Sequence[str]
    synonyms: Path | None
    method: str | None
    contrast: str | None
    every: int
    keep_queries: bool
    profile: str
    settings: Sequence[str]
    out: Path
    overwrite: bool
    as_json: bool
    report: bool
    formats: Sequence[str] = ()


def run_segment(request: Request) -> None:
    """Do the work; nothing is written before all of the input is known to be good.

    Raises:
        InputError: an option or a picture cannot be used.
        ToolError: the output folder cannot be written to.
        TransientError: a server is out of reach.
    """
    task = read_task(request)
    formats = read_formats(request.formats)
    videos = [name for name in request.images if name != "-" and is_video(name)]
    if videos:
        _run_videos(request, task, videos)
        return
    if request.every != 1 or request.keep_queries:
        name = "--every" if request.every != 1 else "--keep-queries"
        raise InputError(name, "is for videos", "leave it out with pictures")
    folders = plan_folders(request.images, request.out, request.overwrite)
    images = _check_images(request.images)
    from rich.console import Console

    from .agent import Agent

    agent = Agent.from_profile(request.profile, [*_switches(request), *request.settings])
    told = Console(stderr=True, highlight=False)
    for image, name, folder in zip(images, request.images, folders, strict=True):
        picture = image or load_image(name)
        result = _follow(agent, picture, task, Path(name).name, told)
        result, more = attach(result, picture, formats)
        write_folder(folder, result, picture, request.report, more)
        if request.as_json:
            located = result.model_copy(update={"label_map": str(folder / LABEL_MAP)})
            print(json.dumps(to_json(located), ensure_ascii=False), flush=True)
        else:
            files = [OVERLAY, REPORT] if request.report else [OVERLAY]
            files += [f"{EXPORTS}/{each}" for each in formats]
            _print_table(result, name, [folder / file for file in files])


def _run_videos(request: Request, task: Task, videos: Sequence[str]) -> None:
    """One video after the other; `video_cli.py` does the work."""
    if len(videos) < len(request.images):
        raise InputError(videos[0], "is a video among pictures", "give videos alone")
    if not isinstance(task, OpenVocabulary):
        raise InputError(videos[0], "is a video, which takes --query", 'say --query "a dog"')
    if request.formats:
        raise InputError("--format", "is for pictures", "leave it out with videos")
    folders = plan_folders(request.images, request.out, request.overwrite)
    for name in videos:
        read_frames(name).close()
    from .agent import Agent
    from .profile import load_profile
    from .video_cli import run_video
    from .video_settings import VideoSettings

    changes = [*_switches(request), *_video_switches(request), *request.settings]
    agent = Agent.from_profile(request.profile, changes)
    chosen = load_profile(request.profile, changes).graphs["video"]
    settings = VideoSettings.model_validate(chosen.model_dump())
    for name, folder in zip(videos, folders, strict=True):
        run_video(name, task, agent, folder, settings, as_json=request.as_json)


def _video_switches(request: Request) -> list[str]:
    """The settings behind --every and --keep-queries; left out, the profile's hold."""
    every = [f"video.every={request.every}"] if request.every != 1 else []
    return every + ["video.keep_queries=true"] * request.keep_queries


def read_task(request: Request) -> Task:
    """What was asked for.

    Raises:
        InputError: no task or several, or nothing in it.
    """
    given = {
        "--classes": request.classes is not None,
        "--classes-file": request.classes_file is not None,
        "--query": bool(request.queries),
    }
    chosen = [name for name, there in given.items() if there]
    if len(chosen) > 1:
        raise InputError(chosen[0], f"excludes {chosen[1]}", "give one of them")
    _check_options(request)
    if request.queries:
        return OpenVocabulary(request.queries, _synonyms(request))
    if request.classes_file is not None:
        return ClosedSet.from_file(request.classes_file)
    if request.classes is None:
        hint = 'say --classes "cat,dog", --classes-file FILE or --query "a dog"'
        raise InputError("classes", "not given", hint)
    return ClosedSet.from_text(request.classes)


def _synonyms(request: Request) -> dict[str, list[str]]:
    """Those lines of the synonyms file that are of the queries.

    Raises:
        InputError: no such file, or no line of it is of a query.
    """
    if request.synonyms is None:
        return {}
    named = {fold(query): query for query in request.queries}
    lines = read_names(request.synonyms)[1]
    mine = {named[fold(name)]: words for name, words in lines.items() if fold(name) in named}
    if not mine:
        problem = "has no line for any query"
        raise InputError(str(request.synonyms), problem, 'write "query: synonym, synonym"')
    return mine


def _check_options(request: Request) -> None:
    """Options that belong to --query, without it or with a value that does not exist."""
    own = {
        "--synonyms": request.synonyms is not None,
        "--method": request.method is not None,
        "--contrast": request.contrast is not None,
        "--every": request.every != 1,
        "--keep-queries": request.keep_queries,
    }
    if not request.queries:
        for name, there in own.items():
            if there:
                raise InputError(name, "goes with --query only", "leave it out, or ask by --query")
    if request.method is not None and request.method not in METHODS:
        raise InputError(
            f"--method {request.method}", "no such method", nearest(request.method, METHODS)
        )
    if request.contrast is not None and request.contrast not in CONTRASTS:
        raise InputError(
            f"--contrast {request.contrast}", "no such choice", nearest(request.contrast, CONTRASTS)
        )
    if request.contrast == "oracle":
        raise InputError(
            "--contrast oracle", "needs ground truth", "it is for `maskwright eval dataset`"
        )


def _switches(request: Request) -> list[str]:
    """The settings behind --method and --contrast; --set comes after them and has its way."""
    out: list[str] = []
    if request.contrast is not None:
        out.append(f"open_vocabulary.contrast={request.contrast}")
    if request.method is not None:
        recurrent = request.method == "car"
        out.append(f"open_vocabulary.recurrence={str(recurrent).lower()}")
        if not recurrent:
            out += _dense(request)
    return out


def _dense(request: Request) -> list[str]:
    """A dense method of the profile's own kind of network."""
    from .profile import load_profile

    chosen = load_profile(request.profile, request.settings).backends["proposer"]
    if chosen.backend == "grad_cam":
        if request.method == "gem":
            raise InputError("--method gem", "needs a ViT CLIP", "say --profile clip with it")
        return [f"proposer.method={request.method}"]
    plain = chosen.plain()
    # Another backend starts from its own settings: the model stays the profile's.
    kept = [f"proposer.{name}={plain[name]}" for name in MODEL_SETTINGS if plain.get(name)]
    return ["proposer.backend=clip_dense", *kept, f"proposer.method={request.method}"]


def _check_images(names: Sequence[str]) -> list[Image | None]:
    """Decode every picture; None stands for one that is to be read again."""
    images: list[Image | None] = []
    kept = 0
    for name in names:
        image = load_image(read_capped(sys.stdin.buffer, "stdin") if name == "-" else name)
        kept += image.pixels.nbytes
        images.append(image if kept <= KEPT_BYTES or name == "-" else None)
    return images


def _follow(agent: Agent, image: Image, task: Task, name: str, told: Console) -> Result:
    """Run, showing on stderr which node is at work (a terminal shows it, a file stays empty)."""
    from rich.markup import escape

    with told.status(escape(name)) as status:
        for event in agent.stream(image, task):
            if isinstance(event, NodeStarted):
                status.update(f"{escape(name)}: {event.node.replace('_', ' ')}")
            elif isinstance(event, RunFinished):
                return event.result
    raise ToolError(task.task, "the run ended without a result")


def _print_table(result: Result, name: str, files: Sequence[Path]) -> None:
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
    for file in files:
        console.print(Text(f"  {file}"))
