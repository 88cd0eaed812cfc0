"""The choices and options that the commands of `maskwright eval` share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class TaskChoice(StrEnum):
    """Tasks that can be evaluated."""

    closed_set = "closed_set"
    open_vocabulary = "open_vocabulary"


class ProtocolChoice(StrEnum):
    """How open_vocabulary is asked."""

    classic = "classic"
    single = "single"
    absent = "absent"
    phrases = "phrases"


class PartChoice(StrEnum):
    """Parts of a dataset."""

    tune = "tune"
    test = "test"
    all = "all"


Folder = Annotated[
    Path, typer.Argument(help="Dataset: images/, masks/, classes.txt (parts.tsv).", metavar="DIR")
]
TaskOption = Annotated[TaskChoice, typer.Option("--task", help="What is evaluated.")]
ProtocolOption = Annotated[
    ProtocolChoice | None,
    typer.Option(
        "--protocol",
        help="How open_vocabulary is asked: all classes at once (classic), each class that is "
        "there alone (single), five that are not there (absent), phrases.tsv or refs.tsv "
        "(phrases).",
        show_default="classic",
    ),
]
ProfileOption = Annotated[str, typer.Option("--profile", help="Profile name or file.")]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", help="A setting: section.key=value.", metavar="KEY=VALUE"),
]
PartOption = Annotated[
    PartChoice | None, typer.Option("--part", help="Default: test where there is a parts.tsv.")
]
LimitOption = Annotated[
    int | None, typer.Option("--limit", help="So many pictures, a fixed sample of the part.")
]
OutOption = Annotated[Path | None, typer.Option("--out", help="Result folder.", metavar="DIR")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the table as JSON.")]
OverwriteOption = Annotated[
    bool, typer.Option("--overwrite", help="Forget what the result folder holds.")
]
SwapOption = Annotated[
    list[str] | None,
    typer.Option(
        "--swap",
        metavar="KEY=VALUE",
        help="Settings of the row with another language model; default: the local SmolLM2.",
    ),
]
SwapNameOption = Annotated[
    str, typer.Option("--swap-name", help="What the table calls that model.")
]
RowOption = Annotated[
    list[str] | None,
    typer.Option("--row", help="Only rows whose name starts with this text, or holds it."),
]
BesideOption = Annotated[
    ProtocolChoice | None,
    typer.Option("--beside", help="Show the figures of this protocol too (open_vocabulary)."),
]
