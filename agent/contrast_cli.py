"""`maskwright contrast`: build a co-occurrence dictionary from captions, and look into one."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from ..tools.contrast.concepts import Contrast
    from ..tools.contrast.dictionary import Dictionary

app = typer.Typer(
    help="Build a co-occurrence dictionary, and show what stands beside a word.",
    no_args_is_help=True,
    add_completion=False,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]


@app.command("build")
def build(
    captions: Annotated[
        list[str],
        typer.Argument(
            metavar="CAPTIONS...",
            help='Text (a caption a line), .csv, .tsv or .jsonl, each also .gz; "-" reads stdin.',
        ),
    ],
    *,
    concepts: Annotated[
        list[str],
        typer.Option(
            "--concepts",
            metavar="FILE",
            help="Concepts, one a line, or a class list (id, tab, names); repeatable.",
        ),
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the two files go.")],
    exclude: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE", help="Captions that do not count, by text; repeatable."),
    ] = None,
    column: Annotated[
        str | None,
        typer.Option(help="Where a table has its captions: a title, a key, or a number from 1."),
    ] = None,
    min_captions: Annotated[
        int, typer.Option(min=1, help="Leave out concepts that are in fewer captions.")
    ] = 1,
    workers: Annotated[int, typer.Option(min=1, help="Processes that count.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Count which concepts stand together in captions.

    Writes cooccurrence.npz and cooccurrence.json, what it was made from. Memory does not grow with
    the captions.
    """
    from ..tools.contrast.build import build_dictionary
    from ..tools.contrast.dictionary import save_dictionary
    from .files import disk_errors

    with disk_errors(out):
        _check_writable(out)
    start = time.perf_counter()
    with _progress() as progress:
        made = build_dictionary(
            captions,
            concepts,
            exclude=exclude or [],
            column=column,
            min_captions=min_captions,
            workers=workers,
            progress=progress,
        )
    with disk_errors(out):
        path = save_dictionary(made, out)
    summary = _summary(made, path, time.perf_counter() - start)
    if as_json:
        print(json.dumps(summary, indent=2, ensure_ascii=False))
        return
    for name, value in summary.items():
        print(f"{name.replace('_', ' ')}\t{value}")


@app.command("show")
def show(
    word: Annotated[str, typer.Argument(help="A word, in the dictionary or not.")],
    *,
    dictionary: Annotated[
        Path | None,
        typer.Option(metavar="FILE|DIR", help="By default the dictionary that ships."),
    ] = None,
    gamma: Annotated[float | None, typer.Option(min=0, max=1, help="Least frequency.")] = None,
    delta: Annotated[float | None, typer.Option(min=-1, max=1, help="Most similarity.")] = None,
    parts: Annotated[bool, typer.Option("--parts", help="Leave parts of the word out.")] = False,
    kin: Annotated[bool, typer.Option("--kin", help="Leave kinds of the word out.")] = False,
    as_json: AsJson = False,
) -> None:
    """Print the contrastive concepts of a word, and what was dropped and why.

    Texts are compared by MiniLM.
    """
    from ..tools.contrast.concepts import Settings, contrast_for
    from ..tools.contrast.dictionary import load_dictionary, shipped_dictionary
    from ..tools.language import sentences

    table = shipped_dictionary() if dictionary is None else load_dictionary(dictionary)
    given = {"gamma": gamma, "delta": delta, "parts_filter": parts, "kin_filter": kin}
    chosen = Settings.model_validate({k: v for k, v in given.items() if v is not None})
    found = contrast_for([word], "cooccurrence", chosen, space=sentences, dictionary=table)
    shares = dict(table.neighbours(found.nearest[word].concept, chosen.gamma))
    if as_json:
        kept = [{"word": name, "frequency": shares.get(name)} for name in found.words]
        plain = found.model_dump(mode="json")
        row = {"word": word, "nearest": plain["nearest"][word], "kept": kept}
        print(json.dumps({**row, "dropped": plain["dropped"]}, indent=2, ensure_ascii=False))
        return
    _print(word, found, shares)


def _print(word: str, found: Contrast, shares: dict[str, float]) -> None:
    from ..tools.contrast.answer import REASONS

    near = found.nearest[word]
    if near.similarity < 1:
        print(
            f"# {word} is not in the dictionary; {near.concept} is nearest ({near.similarity:.2f})"
        )
    for name in found.words:
        share = f"{shares[name]:.3f}" if name in shares else "-"
        print(f"kept\t{name}\t{share}")
    for each in found.dropped:
        print(f"dropped\t{each.word}\t{each.value:.3f}\t{REASONS[each.why]}")


def _summary(made: Dictionary, path: Path, seconds: float) -> dict[str, Any]:
    source = made.provenance
    return {
        "file": str(path),
        "bytes": path.stat().st_size,
        "captions_read": source.n_read,
        "captions_excluded": source.n_excluded,
        "captions_with_a_concept": source.n_named,
        "concepts": len(made.concepts),
        "pairs": len(made.together),
        "seconds": round(seconds, 1),
    }


def _check_writable(folder: Path) -> None:
    """Fail before the counting rather than after it; nothing is left behind."""
    import tempfile

    place = folder
    while not place.exists():
        place = place.parent
    if not place.is_dir():
        raise NotADirectoryError(20, os.strerror(20))
    with tempfile.TemporaryFile(dir=place):
        pass


@contextmanager
def _progress() -> Generator[Callable[[int, str], None]]:
    """A line on stderr that a terminal shows and a file does not."""
    from rich.console import Console
    from rich.markup import escape

    with Console(stderr=True, highlight=False).status("reading") as status:
        yield lambda n_read, name: status.update(f"{escape(Path(name).name)}: {n_read} captions")
