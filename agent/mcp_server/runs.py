"""Finished runs and their files: made when somebody reads them, never taken from a folder."""

from __future__ import annotations

import io
import json
import re
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from ...errors import InputError
from ...tools.image import Image
from ...tools.labelmap import to_png
from ...tools.mask import decode
from ...tools.result import Result
from ..files import LABEL_MAP, OVERLAY, REPORT, RESULT, label_map, png, to_json
from ..overlay import draw_overlay
from ..report import render_report

SCHEME = "maskwright://runs/"
TEMPLATE = SCHEME + "{run_id}/{+file}"
ADDRESS = re.compile(r"maskwright://runs/([\w-]{10,64})/([\w.-]+(?:/[\w.-]+)*)", re.ASCII)
KINDS = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "html": "text/html",
    "json": "application/json",
    "geojson": "application/geo+json",
    "xml": "application/xml",
    "txt": "text/plain",
    "yaml": "application/yaml",
}

KEPT_RUNS = 64
KEPT_BYTES = 512 * 2**20
"""Pixels of the pictures and bytes of the exports that are kept; the newest run always is."""


def mask_name(number: int) -> str:
    """The file of the segment with this number, from 1."""
    return f"mask-{number}.png"


def kind_of(name: str) -> str:
    """The media type of a file, by its ending."""
    return KINDS.get(name.rpartition(".")[2].lower(), "application/octet-stream")


@dataclass(frozen=True)
class Run:
    """A finished run.

    Attributes:
        id: a random name; who knows it may read the run.
        result: what was found.
        image: in what.
        name: of the picture's file; "" where it came without one.
        exports: bytes of exported files by name.
    """

    id: str
    result: Result
    image: Image
    name: str = ""
    exports: dict[str, bytes] = field(default_factory=dict[str, bytes])

    def uri(self, name: str) -> str:
        """The address of one of its files."""
        return f"{SCHEME}{self.id}/{name}"

    def own_names(self) -> list[str]:
        """The files that every run has."""
        return [OVERLAY, LABEL_MAP, REPORT, RESULT]

    def mask_names(self) -> list[str]:
        """The masks, one a segment."""
        return [mask_name(number) for number in range(1, len(self.result.segments) + 1)]

    def names(self) -> list[str]:
        """All files that can be read."""
        return [*self.own_names(), *self.mask_names(), *self.exports]

    def read(self, name: str) -> bytes:
        """The bytes of a file.

        Raises:
            InputError: the run has no such file.
        """
        makers: dict[str, Callable[[], bytes]] = {
            OVERLAY: lambda: png(draw_overlay(self.image.pixels, self.result)),
            LABEL_MAP: lambda: to_png(label_map(self.result), len(self.result.classes)),
            REPORT: lambda: render_report(self.result, self.image).encode(),
            RESULT: lambda: json.dumps(to_json(self.result), ensure_ascii=False).encode(),
        }
        if name in makers:
            return makers[name]()
        if name in self.exports:
            return self.exports[name]
        if name in self.mask_names():
            return _mask_png(self.result, int(name[5:-4]) - 1)
        raise InputError(name, "is no file of this run", f"it has {', '.join(self.names()[:30])}")

    def size(self) -> int:
        """Bytes that it keeps in memory, about."""
        return self.image.pixels.nbytes + sum(map(len, self.exports.values()))


def _mask_png(result: Result, row: int) -> bytes:
    import PIL.Image

    mask = decode(result.segments[row].mask)
    buffer = io.BytesIO()
    PIL.Image.fromarray(mask.astype(np.uint8) * np.uint8(255)).save(buffer, "PNG")
    return buffer.getvalue()


class Runs:
    """The newest runs. Safe to use from several threads.

    Args:
        most: how many are kept.
        most_bytes: how much memory they may take together; the newest run is always kept.
    """

    def __init__(self, most: int = KEPT_RUNS, most_bytes: int = KEPT_BYTES) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._runs: OrderedDict[str, Run] = OrderedDict()

    def add(self, result: Result, image: Image, name: str = "") -> Run:
        """Keep a run; the oldest ones go where there are too many."""
        run = Run(secrets.token_urlsafe(16), result, image, name)
        with self._lock:
            self._runs[run.id] = run
        self.trim()
        return run

    def trim(self) -> None:
        """Let go of the oldest runs until the rest fits."""
        with self._lock:
            while len(self._runs) > 1 and not self._fits():
                self._runs.popitem(last=False)

    def _fits(self) -> bool:
        held = sum(run.size() for run in self._runs.values())
        return len(self._runs) <= self._most and held <= self._most_bytes

    def get(self, run_id: str) -> Run:
        """The run of this id.

        Raises:
            InputError: there is none, or it is too long ago.
        """
        with self._lock:
            run = self._runs.get(run_id)
        if run is None:
            raise InputError("run_id", "no such run is kept", "segment the picture again")
        return run

    def all(self) -> list[Run]:
        """All runs that are kept, the newest first."""
        with self._lock:
            return list(reversed(self._runs.values()))

    def read(self, uri: str) -> tuple[str, bytes]:
        """The media type and the bytes behind an address.

        Raises:
            InputError: it is no address of a file of a run that is kept.
        """
        match = ADDRESS.fullmatch(uri)
        if match is None:
            raise InputError("uri", "is no address of a run's file", f"they look like {TEMPLATE}")
        run_id, name = match.groups()
        return kind_of(name), self.get(run_id).read(name)
