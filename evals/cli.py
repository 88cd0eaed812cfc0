"""`maskwright eval`: measure a profile on a dataset.

Results on stdout, progress on stderr. Nothing heavy is imported before a command runs.
"""

from __future__ import annotations

import logging
import os
import shlex
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from .options import (
    BesideOption,
    Folder,
    JsonOption,
    LimitOption,
    OutOption,
    OverwriteOption,
    PartChoice,
    PartOption,
    ProfileOption,
    ProtocolChoice,
    ProtocolOption,
    RowOption,
    SetOption,
    SwapNameOption,
    SwapOption,
    TaskChoice,
    TaskOption,
)
from .understanding_cli import understanding_command
from .verify_cli import verify_command

if TYPE_CHECKING:
    from .dataset import Dataset, Item
    from .rows import Row
    from .spec import Protocol
    from .variants import Variant

app = typer.Typer(
    help="Measure a profile on a dataset.", no_args_is_help=True, add_completion=False
)

app.command("understanding")(understanding_command)
app.command("verify")(verify_command)


@app.command("dataset")
def dataset_command(
    directory: Folder,
    *,
    task: TaskOption = TaskChoice.closed_set,
    protocol: ProtocolOption = None,
    profile: ProfileOption = "embedded",
    settings: SetOption = None,
    part: PartOption = None,
    limit: LimitOption = None,
    out: OutOption = None,
    json_: JsonOption = False,
    overwrite: OverwriteOption = False,
) -> None:
    """IoU of each class, both mean IoUs and images per second; or a protocol's own figures.

    Run it again to go on where it was stopped; pictures that are done are not run again.
    """
    from .measures import measure
    from .outputs import ROWS, TABLE, open_folder, write_dataset_results
    from .report import dataset_report
    from .rows import RowStore
    from .runner import Run, make_predictor
    from .spec import make_spec

    how = _protocol(task, protocol, "--protocol")
    dataset = _open_dataset(directory, part, limit)
    predictor = make_predictor(profile, settings or [])
    spec = make_spec(
        dataset,
        predictor.describe(),
        task=task,
        protocol=how,
        profile=profile,
        overrides=settings or [],
    )
    folder = out or _default_folder(dataset, "dataset", profile, spec.key)
    open_folder(folder, spec, overwrite=overwrite)
    run = Run(dataset, predictor, spec, RowStore(folder / ROWS))
    with _going_on_later(run.rows, len(dataset.items)):
        for item in _tracked(dataset, "eval"):
            run.row(item)
    rows = run.rows()
    summary = measure(dataset, spec, rows)
    write_dataset_results(folder, dataset, spec, summary, rows)
    text = (folder / TABLE).read_text(encoding="utf-8") if json_ else dataset_report(spec, summary)
    typer.echo(text.rstrip("\n"))
    _say_where(folder, len(rows) - run.ran)
    if len(summary.failed) == summary.pictures:
        typer.echo("maskwright: every picture failed", err=True)
        raise typer.Exit(1)


@app.command("ablation")
def ablation_command(
    context: typer.Context,
    directory: Folder,
    *,
    task: TaskOption = TaskChoice.closed_set,
    protocol: ProtocolOption = None,
    beside: BesideOption = None,
    profile: ProfileOption = "embedded",
    settings: SetOption = None,
    part: PartOption = None,
    limit: LimitOption = None,
    out: OutOption = None,
    swap: SwapOption = None,
    swap_name: SwapNameOption = "",
    row: RowOption = None,
    json_: JsonOption = False,
    overwrite: OverwriteOption = False,
) -> None:
    """Every part of the pipeline switched off in turn (the papers' tables), with intervals.

    Run it again to go on where it was stopped.
    """
    from .ablation import Ablation
    from .ablation_report import ablation_report, put_beside, write_ablation
    from .ablation_row import AblationSpec
    from .outputs import ROWS, TABLE, open_folder
    from .rows import RowStore
    from .runner import make_predictor
    from .spec import make_spec

    how = _protocol(task, protocol, "--protocol")
    variants = _variants(task, swap, swap_name, row)
    dataset = _open_dataset(directory, part, limit)
    described = make_predictor(profile, settings or []).describe()
    full = make_spec(
        dataset, described, task=task, protocol=how, profile=profile, overrides=settings or []
    )
    folder = out or _default_folder(dataset, "ablation", profile, full.key)
    spec = AblationSpec(command=_command_line(context), full=full)
    open_folder(folder, spec, overwrite=overwrite)
    asked: list[Protocol | None] = [how]
    if beside is not None:
        asked.append(_protocol(task, beside, "--beside"))
    store, tables = RowStore(folder / ROWS), []
    for each in asked:
        ablation = Ablation(
            dataset, profile, settings or [], variants, store, task=task, protocol=each
        )
        with ablation:
            with _going_on_later(ablation.full.rows, len(dataset.items)):
                for item in _tracked(dataset, f"ablation, {each}" if each else "ablation"):
                    ablation.run_picture(item)
            tables.append(ablation.table())
    table = put_beside(tables[0], asked[1], tables[1]) if tables[1:] else tables[0]
    write_ablation(folder, spec, table)
    text = (folder / TABLE).read_text(encoding="utf-8") if json_ else ablation_report(spec, table)
    typer.echo(text.rstrip("\n"))
    _say_where(folder, 0)


def _protocol(task: TaskChoice, chosen: ProtocolChoice | None, option: str) -> Protocol | None:
    """How open_vocabulary is asked, classic unless said otherwise; None for closed_set."""
    from ..errors import InputError

    if task is TaskChoice.open_vocabulary:
        return chosen.value if chosen else "classic"
    if chosen is not None:
        raise InputError(option, f"{task} has no protocols", "add --task open_vocabulary")
    return None


def _open_dataset(directory: Path, part: PartChoice | None, limit: int | None) -> Dataset:
    from .dataset import check_masks, read_dataset

    dataset = read_dataset(directory, part.value if part else None, limit)
    check_masks(dataset)
    return dataset


def _variants(
    task: TaskChoice, swap: list[str] | None, swap_name: str, only: list[str] | None
) -> list[Variant]:
    from ..errors import InputError
    from .ablation import LOCAL_MODEL
    from .open_variants import open_vocabulary_variants
    from .variants import closed_set_variants

    if task is TaskChoice.open_vocabulary:
        if swap or swap_name:
            raise InputError("--swap", "is for closed_set", "use --set language.backend=...")
        full, *others = open_vocabulary_variants()
    else:
        default_name = " ".join(text.split("=", 1)[-1] for text in swap) if swap else LOCAL_MODEL
        full, *others = closed_set_variants(swap or [], swap_name or default_name)
    if only is None:
        return [full, *others]
    wanted = {name for text in only for name in rows_named([v.name for v in others], text)}
    chosen = [variant for variant in others if variant.name in wanted]
    if not chosen:
        names = ", ".join(variant.name for variant in others)
        raise InputError("--row", f"no row's name holds {' or '.join(only)!r}", f"rows: {names}")
    return [full, *chosen]


def rows_named(names: Sequence[str], text: str) -> list[str]:
    """Names that start with a text; where none does, names that hold it ("eta" is in "theta")."""
    start = [name for name in names if name.casefold().startswith(text.casefold())]
    return start or [name for name in names if text.casefold() in name.casefold()]


def _default_folder(dataset: Dataset, kind: str, profile: str, key: str) -> Path:
    name = f"{dataset.name}-{dataset.part}-{Path(profile).stem}-{key[:8]}"
    return Path("maskwright-out") / f"eval-{kind}" / name


def _command_line(context: typer.Context) -> str:
    """What to type to make the table again; folders as seen from here, not from the root."""
    words = ["maskwright", "eval", str(context.info_name)]
    for parameter in context.command.params:
        value = context.params.get(parameter.name or "")
        if value in (None, False, "", []) or parameter.name == "overwrite":
            continue
        for item in value if isinstance(value, (list, tuple)) else [value]:
            if parameter.param_type_name == "option":
                words.append(parameter.opts[-1])
            if item is not True:
                words.append(os.path.relpath(item) if isinstance(item, Path) else str(item))
    return shlex.join(words)


def _tracked(dataset: Dataset, name: str) -> Iterator[Item]:
    from .progress import progress_bar, track

    with _log_to_stderr(), progress_bar() as bar:
        yield from track(bar, dataset.items, f"{name} {dataset.name}", len(dataset.items))


@contextmanager
def _going_on_later(rows: Callable[[], list[Row]], total: int) -> Iterator[None]:
    """Ctrl-C says what was kept; the command line then ends with exit code 130."""
    try:
        yield
    except KeyboardInterrupt:
        typer.echo(f"{len(rows())} of {total} pictures are done; run it again to go on", err=True)
        raise


@contextmanager
def _log_to_stderr() -> Iterator[None]:
    logger = logging.getLogger("maskwright")
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


def _say_where(folder: Path, taken_over: int) -> None:
    note = f" ({taken_over} pictures were done before)" if taken_over else ""
    typer.echo(f"results in {folder}{note}", err=True)
