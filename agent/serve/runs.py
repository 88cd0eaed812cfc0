"""Finished runs on disk: a folder each, under a random id, for some time and within some space."""

from __future__ import annotations

import io
import json
import re
import secrets
import shutil
import threading
import time
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from ...tools.base import Frozen
from ...tools.image import Image
from ...tools.result import Result
from ..export.dataset import FORMATS
from ..files import EXPORTS, LABEL_MAP, OVERLAY, REPORT, RESULT, disk_errors, write_folder
from .problems import Refusal
from .public import export_named, public

META = "run.json"
HALF_SECONDS = 3600
ID = re.compile(r"[A-Za-z0-9_-]{22}")
TYPES: Mapping[str, str] = {
    RESULT: "application/json",
    LABEL_MAP: "image/png",
    OVERLAY: "image/png",
    REPORT: "text/html; charset=utf-8",
    **{f"{name}.zip": "application/zip" for name in FORMATS},
}
"""Every file that a run can have, with its type; no other name is looked for."""


class Run(Frozen):
    """A finished run.

    Attributes:
        id: 22 random characters.
        name: what the picture was called.
        task: which graph ran.
        created: seconds since 1970.
        found: labels of the segments, each once.
        files: names of its files.
        result_id: of the conversations' result, where it is one of theirs.
    """

    id: str
    name: str
    task: str
    created: float
    found: list[str]
    files: list[str]
    result_id: str = ""


class Runs:
    """The runs of one folder. Safe to use from several threads.

    Args:
        folder: made when the first run is added.
        seconds: how long a run is kept.
        most_bytes: of all runs; where they have more, the oldest go.
    """

    def __init__(self, folder: Path, seconds: float, most_bytes: int) -> None:
        self.folder = folder
        self.seconds = seconds
        self.most_bytes = most_bytes
        self._lock = threading.Lock()
        self._clear_halves()
        self._kept = {run.id: run for run in self._read_all()}
        self._sizes = {each: _size(self.folder / each) for each in self._kept}

    @property
    def bytes(self) -> int:
        """Disk that all runs take."""
        return sum(self._sizes.values())

    def add(
        self,
        result: Result,
        image: Image,
        name: str,
        formats: Sequence[str] = (),
        result_id: str = "",
    ) -> tuple[Run, Result]:
        """Write a run; it is there as a whole or not at all.

        Args:
            result: what was found.
            image: in what.
            name: what the picture is called.
            formats: of `export.writing.read_formats`.
            result_id: of the conversations' result.

        Returns:
            the run, and the result as clients get it, with the notes of the formats.

        Raises:
            ToolError: the disk is full, or the folder cannot be written.
        """
        shown, more = export_named(public(result), image, formats, name)
        zips = {f"{each}.zip": _zip(each, more) for each in formats}
        run = Run(
            id=secrets.token_urlsafe(16),
            name=name,
            task=result.task,
            created=time.time(),
            found=list(dict.fromkeys(each.label for each in result.segments)),
            files=[RESULT, LABEL_MAP, OVERLAY, REPORT, *zips],
            result_id=result_id,
        )
        meta = {META: run.model_dump_json().encode()}
        with disk_errors(self.folder):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_folder(self.folder / run.id, shown, image, more={**zips, **meta})
        with self._lock:
            self._kept[run.id] = run
            self._sizes[run.id] = _size(self.folder / run.id)
        self.sweep(keep=run.id)
        return run, shown.model_copy(update={"label_map": LABEL_MAP})

    def get(self, run_id: str) -> Run:
        """The run with this id.

        Raises:
            Refusal: 404 there is none, or none any more.
        """
        run = self._kept.get(run_id) if ID.fullmatch(run_id) else None
        if run is None or self._old(run):
            raise Refusal(404, "there is no such run", "it may have been deleted, or be too old")
        return run

    def find(self, result_id: str) -> Run | None:
        """The newest run of a result of the conversations, if one is kept."""
        found = [run for run in self.list() if run.result_id == result_id]
        return found[0] if found else None

    def list(self) -> list[Run]:
        """All runs, the newest first."""
        kept = [run for run in list(self._kept.values()) if not self._old(run)]
        return sorted(kept, key=lambda run: -run.created)

    def result(self, run: Run) -> Result:
        """What a run found, as clients get it.

        Raises:
            Refusal: 404 its files are gone.
        """
        return Result.model_validate_json(self.read(run, RESULT))

    def read(self, run: Run, name: str) -> bytes:
        """A file of a run.

        Raises:
            Refusal: 404 it has no such file.
        """
        if name not in TYPES or name not in run.files:
            hint = "it has " + ", ".join(run.files)
            raise Refusal(404, "the run has no such file", hint)
        try:
            return (self.folder / run.id / name).read_bytes()
        except FileNotFoundError:
            raise Refusal(404, "the run's files are gone") from None

    def remove(self, run_id: str) -> None:
        """Delete a run and its files.

        Raises:
            Refusal: 404 there is none.
        """
        self._drop([self.get(run_id)])

    def sweep(self, keep: str = "") -> None:
        """Delete what is too old, then the oldest while all take too much disk.

        Args:
            keep: id of a run that stays, however large it is.
        """
        with self._lock:
            oldest = sorted(self._kept.values(), key=lambda run: run.created)
            total, drop = self.bytes, list[Run]()
            for run in oldest:
                if run.id != keep and (self._old(run) or total > self.most_bytes):
                    drop.append(run)
                    total -= self._sizes[run.id]
        self._drop(drop)

    def _drop(self, runs: Sequence[Run]) -> None:
        for run in runs:
            with self._lock:
                self._kept.pop(run.id, None)
                self._sizes.pop(run.id, None)
            shutil.rmtree(self.folder / run.id, ignore_errors=True)

    def _old(self, run: Run) -> bool:
        return time.time() - run.created > self.seconds

    def _clear_halves(self) -> None:
        """Delete what a killed server was writing, if no other server can be at it still."""
        for half in self.folder.glob(".*"):
            with suppress(OSError):
                if time.time() - half.stat().st_mtime > HALF_SECONDS:
                    shutil.rmtree(half, ignore_errors=True)

    def _read_all(self) -> list[Run]:
        """The runs that an earlier server left."""
        found: list[Run] = []
        for meta in sorted(self.folder.glob(f"*/{META}")):
            try:
                run = Run.model_validate_json(meta.read_bytes())
            except (OSError, ValidationError):
                continue
            if run.id == meta.parent.name and ID.fullmatch(run.id):
                found.append(run)
        return found


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir()) if folder.is_dir() else 0


def _zip(name: str, content: Mapping[str, bytes]) -> bytes:
    """The files of one format, with the notes of what it could not hold."""
    buffer, start = io.BytesIO(), f"{EXPORTS}/{name}/"
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in content.items():
            if path.startswith(start):
                archive.writestr(path.removeprefix(start), data)
        notes = json.loads(content[f"{EXPORTS}/export.json"])["notes"]
        mine = [note for note in notes if note.startswith(f"{name}: ")]
        archive.writestr("notes.txt", "".join(f"{note}\n" for note in mine))
    return buffer.getvalue()
