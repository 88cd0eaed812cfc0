"""Small datasets drawn in code, and predictors that need no model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from maskwright.tools.mask import Rle, encode
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


@dataclass
class Found:
    """A prediction."""

    labels: dict[str, Rle]
    stop: str = "converged"
    reason: str = ""
    timings: dict[str, float] = field(default_factory=lambda: {"total": 0.25})


class Painter:
    """A predictor that paints each picture's masks from a table and counts its calls.

    `answers` maps a picture's name to {class: rows of 0 and 1}, or to an error that it raises.
    """

    def __init__(
        self, answers: Mapping[str, dict[str, Any] | BaseException], settings: Any = None
    ) -> None:
        self.answers = dict(answers)
        self.settings = settings
        self.calls: list[str] = []
        self.given: list[list[str] | None] = []
        self.asked: list[tuple[str, list[str], list[str]]] = []

    def describe(self) -> dict[str, Any]:
        return {"painter": self.settings}

    def segment_closed(
        self,
        image: Path,
        classes: Sequence[str],
        synonyms: Mapping[str, Sequence[str]],
        given_labels: Sequence[str] | None = None,
    ) -> Found:
        self.calls.append(image.stem)
        self.given.append(None if given_labels is None else list(given_labels))
        answer = self.answers[image.stem]
        if isinstance(answer, BaseException):
            raise answer
        return Found({name: encode(np.array(rows, dtype=bool)) for name, rows in answer.items()})

    def segment_open(
        self,
        image: Path,
        queries: Sequence[str],
        synonyms: Mapping[str, Sequence[str]],
        classes: Sequence[str] = (),
    ) -> Found:
        """The picture's masks of what is asked for; keeps every question."""
        self.asked.append((image.stem, list(queries), list(classes)))
        found = self.segment_closed(image, queries, synonyms)
        labels = {name: rle for name, rle in found.labels.items() if name in queries}
        return Found(labels, "converged" if labels else "empty")
