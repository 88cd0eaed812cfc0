"""A result folder that several processes fill at the same time, each with rows of its own.

    maskwright eval ablation DIR ... --out OUT --row eta &
    maskwright eval ablation DIR ... --out OUT --row contrast: &

Whoever appends holds the file, takes in what others appended since, and cuts off what a killed
process left of its last line. What both ask for (the full model) may run twice; the later row is
taken, and but for its times it is the same.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from .files import disk_error
from .rows import Row, RowStore

logger = logging.getLogger(__name__)


class SharedRows(RowStore):
    """A `RowStore` beside which other processes append to the same file.

    Args:
        path: the file; made with the first row.
    """

    def refresh(self) -> None:
        """Take in the rows that other processes appended since."""
        if not self.path.is_file():
            return
        if self.path.stat().st_size < self._sound_bytes:
            # Somebody forgot the folder (--overwrite); what this process knows stays true.
            self._sound_bytes = 0
        for row in self._read():
            self._rows[row.key, row.picture] = row

    def append(self, row: Row) -> None:
        """Keep a row; it is on disk when this returns.

        Raises:
            ToolError: the folder cannot be written, or the disk is full.
        """
        line = (row.model_dump_json() + "\n").encode("utf-8")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab") as file, _held(file.fileno()):
                self.refresh()
                file.truncate(self._sound_bytes)
                file.write(line)
                file.flush()
        except OSError as error:
            raise disk_error(self.path, error) from error
        self._sound_bytes += len(line)
        self._rows[row.key, row.picture] = row

    def _read(self) -> Iterator[Row]:
        """The rows behind those that are known, up to a line that is not whole."""
        with self.path.open("rb") as file:
            file.seek(self._sound_bytes)
            lines = file.read().splitlines(keepends=True)
        for line in lines:
            if not line.endswith(b"\n"):
                return
            self._sound_bytes += len(line)
            try:
                row = Row.model_validate_json(line)
            except ValidationError:
                logger.warning("%s: a line is no row; its picture runs again", self.path)
            else:
                yield row


@contextmanager
def folder_held(folder: Path) -> Iterator[None]:
    """Keep a folder while files in it are read and written again; others wait for their turn.

    Args:
        folder: made if need be. Nothing is left in it, and a killed process holds nothing.

    Raises:
        ToolError: it cannot be made or opened.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise disk_error(folder, error) from error
    try:
        with _held(descriptor):
            yield
    finally:
        os.close(descriptor)


@contextmanager
def _held(descriptor: int) -> Iterator[None]:
    try:
        import fcntl
    except ImportError:  # not a POSIX system: one process at a time there
        yield
        return
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
