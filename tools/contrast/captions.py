"""Captions from files of any size, one at a time: text, CSV, TSV, JSON lines, gzipped or not."""

from __future__ import annotations

import csv
import gzip
import json
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from hashlib import blake2b
from pathlib import Path
from typing import IO, cast

from ...errors import InputError
from ..language.words import key_of

COLUMN_NAMES = ("caption", "captions", "text", "sentence", "sentences")
"""Which column has the captions where nobody says it."""

MAX_LINE = 2**16
"""A longer line is no caption; without a bound a file without line ends would fill the memory."""


def read_captions(name: str, column: str | None = None) -> Iterator[str]:
    """The captions of a file, one after the other; nothing but the current line is held.

    Args:
        name: a path; "-" reads stdin as text. The ending tells the format: .csv, .tsv, .jsonl (or
            .ndjson), anything else is text with one caption a line; each may end in .gz.
        column: of a table, a name in its first line, or a number from 1 (then the first line is a
            caption too); of JSON lines, a key. By default a column named as in `COLUMN_NAMES`,
            else a table's last column.

    Raises:
        InputError: the file cannot be read, is broken, has no such column, or has a line that is
            too long.
    """
    path = Path(name)
    endings = [ending.lower() for ending in path.suffixes]
    packed = endings[-1:] == [".gz"]
    kind = (endings[:-1] if packed else endings)[-1:]
    try:
        with closing(_open(name, packed)) as file:
            lines = _lines(file, name)
            if kind in ([".csv"], [".tsv"]):
                yield from _table(lines, name, column, kind == [".tsv"])
            elif kind in ([".jsonl"], [".ndjson"]):
                yield from _objects(lines, name, column)
            else:
                yield from lines
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputError(name, f"is no whole gzip file ({error})") from error
    except OSError as error:
        raise InputError(
            name, f"cannot be read ({(error.strerror or str(error)).lower()})"
        ) from error


def fingerprint(caption: str) -> bytes:
    """Eight bytes that captions share which differ only in case, blanks and punctuation."""
    return blake2b(key_of(caption).replace(" ", "").encode(), digest_size=8).digest()


def fingerprints(names: Iterable[str], column: str | None = None) -> frozenset[bytes]:
    """The fingerprints of all captions in some files.

    Raises:
        InputError: as `read_captions`.
    """
    return frozenset(fingerprint(text) for name in names for text in read_captions(name, column))


def _open(name: str, packed: bool) -> IO[str]:
    if name == "-":
        # Opened anew, so that closing it does not close the program's own stdin.
        return open(sys.stdin.fileno(), encoding="utf-8", errors="replace", closefd=False)
    if packed:
        return cast(IO[str], gzip.open(name, "rt", encoding="utf-8", errors="replace"))
    return Path(name).open(encoding="utf-8-sig", errors="replace")


def _lines(file: IO[str], name: str) -> Iterator[str]:
    number = 0
    while line := file.readline(MAX_LINE):
        number += 1
        if len(line) == MAX_LINE and not line.endswith("\n"):
            raise InputError(
                name, f"line {number} is longer than {MAX_LINE} letters", "one caption a line"
            )
        yield line.rstrip("\r\n")


def _table(lines: Iterator[str], name: str, column: str | None, tabs: bool) -> Iterator[str]:
    # Captions hold quotation marks of their own, which mean nothing in a TSV.
    rows = (
        (line.split("\t") for line in lines) if tabs else csv.reader(f"{line}\n" for line in lines)
    )
    try:
        first = next(rows, None)
        if first is None:
            return
        index, has_header = _column(first, name, column)
        if not has_header:
            yield from first[index:][:1] if index >= 0 else first[-1:]
        for row in rows:
            yield from row[index:][:1] if index >= 0 else row[-1:]
    except csv.Error as error:
        raise InputError(name, f"is no CSV table ({error})") from error


def _column(first: list[str], name: str, column: str | None) -> tuple[int, bool]:
    """Which column has the captions (-1: the last), and whether the first line is a header."""
    titles = [title.strip().casefold() for title in first]
    if column is None:
        named = next((titles.index(each) for each in COLUMN_NAMES if each in titles), None)
        return (-1, False) if named is None else (named, True)
    if column.isdecimal() and 1 <= int(column) <= len(first):
        return int(column) - 1, False
    if column.casefold() in titles:
        return titles.index(column.casefold()), True
    shown = ", ".join(title[:30] for title in first[:8])
    raise InputError(name, f"has no column {column!r}", f"its first line has: {shown}")


def _objects(lines: Iterator[str], name: str, column: str | None) -> Iterator[str]:
    key = column
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(name, f"line {number} is no JSON") from error
        if not isinstance(row, dict):
            raise InputError(name, f"line {number} is no JSON object")
        fields = cast("dict[str, object]", row)
        if key is None:
            key = next((each for each in COLUMN_NAMES if each in fields), None)
        if key is None or key not in fields:
            wanted = repr(column or "caption")
            raise InputError(name, f"line {number} has no key {wanted}", "name one with --column")
        value = fields[key]
        found = cast("list[object]", value) if isinstance(value, list) else [value]
        yield from (text for text in found if isinstance(text, str))
