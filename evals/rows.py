"""Rows: one JSON line a picture, appended as soon as it is done, so that a run can go on later."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from ..tools.base import Frozen
from ..tools.mask import Rle
from .files import disk_error

logger = logging.getLogger(__name__)


class Answer(Frozen):
    """What came of one question, where a picture is asked several one at a time.

    Attributes:
        query: what was asked for.
        index: the class whose pixels are the truth; None where the picture holds none of it.
        hit: pixels both true and painted.
        truth: true pixels.
        painted: painted pixels, on pixels that count.
        area: painted share of the whole picture, in [0, 1].
        boundary: the boundary measure, where it was asked for.
        stop: why the run ended.
    """

    query: str
    index: int | None = None
    hit: int = 0
    truth: int = 0
    painted: int = 0
    area: float = 0.0
    boundary: float | None = None
    stop: str = ""


class Row(Frozen):
    """What came of one picture.

    Attributes:
        key: the specification's key.
        picture: its name.
        digest: SHA-256 of the picture and its ground truth.
        status: a failed picture is scored as if nothing had been found.
        error: why it failed.
        seconds: wall-clock time of the evaluated call.
        seconds_cold: the same without any features in memory, where it was measured apart.
        loading: the process's first picture of this run; its time holds the loading of weights.
        cells: confusion counts that are not zero, [truth, painted, pixels].
        answers: one a question, where the protocol asks several.
        labels: what was painted, by class or query; of several questions they may overlap.
        stop: why the run ended.
        reason: one sentence where it did not end as usual.
        timings: seconds by node.
    """

    key: str
    picture: str
    digest: str
    status: Literal["done", "failed"]
    error: str = ""
    seconds: float = Field(ge=0)
    seconds_cold: float | None = None
    loading: bool = False
    cells: list[list[int]]
    answers: list[Answer] = Field(default_factory=list)
    labels: dict[str, Rle] = Field(default_factory=dict)
    stop: str = ""
    reason: str = ""
    timings: dict[str, float] = Field(default_factory=dict)


class RowStore:
    """The rows of a result folder, in memory and in a JSON-lines file.

    Args:
        path: the file; made with the first row.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._rows: dict[tuple[str, str], Row] = {}
        self._sound_bytes = 0
        if path.is_file():
            for row in self._read():
                self._rows[row.key, row.picture] = row

    def find(self, key: str, picture: str, digest: str) -> Row | None:
        """The row of this picture, if its files are still the same."""
        row = self._rows.get((key, picture))
        return row if row is not None and row.digest == digest else None

    def append(self, row: Row) -> None:
        """Keep a row; it is on disk when this returns.

        Raises:
            ToolError: the folder cannot be written, or the disk is full.
        """
        line = (row.model_dump_json() + "\n").encode("utf-8")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab") as file:
                # What a killed process left of its last line would spoil the next one.
                file.truncate(self._sound_bytes)
                file.write(line)
        except OSError as error:
            raise disk_error(self.path, error) from error
        self._sound_bytes += len(line)
        self._rows[row.key, row.picture] = row

    def _read(self) -> Iterator[Row]:
        for line in self.path.read_bytes().splitlines(keepends=True):
            if not line.endswith(b"\n"):
                logger.warning("%s: the last line was cut off; its picture runs again", self.path)
                return
            try:
                row = Row.model_validate_json(line)
            except ValidationError:
                logger.warning("%s: a line is no row; its picture runs again", self.path)
            else:
                yield row
            self._sound_bytes += len(line)
