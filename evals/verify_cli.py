"""`maskwright eval verify`: false masks and recall, with checking and without."""

from __future__ import annotations

import json
from pathlib import Path

import typer

from .options import (
    Folder,
    JsonOption,
    LimitOption,
    OutOption,
    OverwriteOption,
    PartOption,
    ProfileOption,
    SetOption,
)


def verify_command(
    directory: Folder,
    *,
    profile: ProfileOption = "embedded",
    settings: SetOption = None,
    part: PartOption = None,
    limit: LimitOption = None,
    out: OutOption = None,
    json_: JsonOption = False,
    overwrite: OverwriteOption = False,
) -> None:
    """False masks for absent queries and recall, with and without verify and repair.

    Run it again to go on where it was stopped.
    """
    from .dataset import check_masks, read_dataset
    from .files import write_file
    from .outputs import open_folder
    from .progress import progress_bar, track
    from .runner import make_predictor
    from .spec import make_spec
    from .verify import Asked, ask_picture, make_ask, report, table

    dataset = read_dataset(directory, part.value if part else None, limit)
    check_masks(dataset)
    described = make_predictor(profile, settings or []).describe()
    spec = make_spec(
        dataset, described, task="open_vocabulary", protocol="absent", profile=profile,
        overrides=settings or [],
    )  # fmt: skip
    name = f"{dataset.name}-{dataset.part}-{Path(profile).stem}-{spec.key[:8]}"
    folder = out or Path("maskwright-out") / "eval-verify" / name
    open_folder(folder, spec, overwrite=overwrite)
    kept = folder / "queries.jsonl"
    lines = kept.read_text("utf-8").splitlines() if kept.is_file() else []
    rows = [Asked.model_validate_json(line) for line in lines]
    done = {row.picture for row in rows}
    changes = dict(text.split("=", 1) for text in settings or [])
    ask = make_ask(profile, changes)
    with progress_bar() as bar:
        for item in track(bar, dataset.items, f"verify {dataset.name}", len(dataset.items)):
            if item.name not in done:
                rows += ask_picture(ask, dataset, item)
                write_file(kept, "".join(row.model_dump_json() + "\n" for row in rows))
    found = table(rows)
    plain = json.dumps(found.model_dump(mode="json"), indent=2) + "\n"
    write_file(folder / "verify.json", plain)
    write_file(folder / "verify.md", report(found, dataset.name))
    typer.echo((plain if json_ else report(found, dataset.name)).rstrip("\n"))
    typer.echo(f"results in {folder}", err=True)
