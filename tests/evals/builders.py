"""Small datasets drawn in code, and predictors that need no model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

CLASSES = "0\tbackground\n1\tcat\n2\tdog\tpuppy, hound\n3\tsofa\n"


def write_mask(path: Path, rows: list[list[int]] | np.ndarray) -> None:
    Image.fromarray(np.asarray(rows, dtype=np.uint8)).save(path)


def write_dataset(
    root: Path,
    masks: dict[str, list[list[int]]],
    classes: str = CLASSES,
    parts: dict[str, str] | None = None,
) -> Path:
    """A dataset whose photographs are grey and whose masks are given."""
    (root / "images").mkdir(parents=True)
    (root / "masks").mkdir()
    for name, rows in masks.items():
        grid = np.asarray(rows, dtype=np.uint8)
        Image.fromarray(np.full((*grid.shape, 3), 128, np.uint8)).save(root / f"images/{name}.png")
        write_mask(root / f"masks/{name}.png", grid)
    (root / "classes.txt").write_text(classes, encoding="utf-8")
    if parts is not None:
        lines = ["image\tpart", *(f"{name}\t{part}" for name, part in parts.items())]
        (root / "parts.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return root
