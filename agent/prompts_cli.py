"""`maskwright prompts`: which prompts there are, their words, and tips made from a dataset."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from ..prompts import Prompt

app = typer.Typer(
    help="List and show prompts; make tips from a dataset.",
    no_args_is_help=True,
    add_completion=False,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]


class Part(StrEnum):
    """Which pictures of a dataset."""

    TUNE = "tune"
    TEST = "test"
    ALL = "all"


@app.command("list")
def list_prompts(as_json: AsJson = False) -> None:
    """Show every prompt that ships: version, input, answer, source; and the tips that ship."""
    from ..prompts import load_prompt, prompt_names, tips_presets

    prompts = [load_prompt(name) for name in prompt_names()]
    if as_json:
        rows = {"prompts": [_row(prompt) for prompt in prompts], "tips": tips_presets()}
        print(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for prompt in prompts:
        header = prompt.header
        print(f"{prompt.name}  version {prompt.version}  {header.input} -> {header.output}")
        print(f"    {header.source}")
    print(f"tips: {', '.join(tips_presets())}")


@app.command("show")
def show_prompt(
    name: Annotated[str, typer.Argument(help='A name from "list", or a prompt file of your own.')],
    as_json: AsJson = False,
) -> None:
    """Print the two templates of a prompt; checks a file of your own on the way."""
    from ..prompts import load_prompt

    prompt = load_prompt(name)
    if as_json:
        row = {**_row(prompt), "system": prompt.text, "user": prompt.header.user}
        print(json.dumps(row, indent=2, ensure_ascii=False))
        return
    print(f"# {prompt.name}, version {prompt.version}: {prompt.header.source}")
    print(f"\n# system\n\n{prompt.text}\n\n# user\n\n{prompt.header.user}")


@app.command("tips")
def make_tips(
    dataset: Annotated[Path, typer.Argument(help="A folder with images/, masks/, classes.txt.")],
    part: Annotated[
        Part | None,
        typer.Option(help="Which pictures; by default tune where there is a parts.tsv, else all."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print contextual tips from which classes stand together in a labelled dataset, one a line."""
    from ..evals.dataset import class_sets, read_dataset
    from ..prompts import cooccurrence_tips

    # Tips counted on the test part would tell what is to be found there.
    has_parts = (dataset / "parts.tsv").is_file()
    chosen = part or (Part.TUNE if has_parts else Part.ALL)
    labelled = read_dataset(dataset, chosen.value)
    tips = cooccurrence_tips(class_sets(labelled), labelled.queries)
    if as_json:
        print(json.dumps(tips, indent=2, ensure_ascii=False))
        return
    for tip in tips:
        print(tip)
    if not tips:
        typer.echo("No two classes stand together often enough for a tip.", err=True)


def _row(prompt: Prompt) -> dict[str, Any]:
    row = prompt.header.model_dump(mode="json", exclude={"user"})
    return {**row, "sha256": prompt.sha256}
