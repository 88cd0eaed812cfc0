"""What may leave the server: results and sentences without its paths and addresses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from ...tools.image import Image
from ...tools.result import Provenance, Result
from ..export.writing import attach

LONGEST_NAME = 120

_PLACE = re.compile(
    r"(?<![\w/:.<])(?:file://)?(?:~?/(?:[\w.@+~%-]+/)+[\w.@+~%-]*|[A-Za-z]:\\(?:[^\\\s]+\\)*[^\\\s]*)"
)
"""Absolute paths of two parts or more, as they stand in sentences."""

_FILE = re.compile(r"\.(?:toml|json|jsonl|txt|tsv|csv|md|pth?|safetensors|gguf|onnx|bin|npz)$")
_ADDRESSES = frozenset({"base_url", "url", "address"})


def scrub(text: str) -> str:
    """A sentence in which every path is its last name alone."""
    return _PLACE.sub(lambda found: _last(found.group()), text)


def public(result: Result) -> Result:
    """A result as clients get it: no path of the picture, of the profile or of weights."""
    return result.model_copy(
        update={
            "image": result.image.model_copy(update={"path": None}),
            "reason": scrub(result.reason),
            "notes": [scrub(note) for note in result.notes],
            "provenance": Provenance.model_validate(
                _without_places(result.provenance.model_dump(mode="json"))
            ),
        }
    )


def export_named(
    result: Result, image: Image, formats: Sequence[str], name: str
) -> tuple[Result, dict[str, bytes]]:
    """`export.writing.attach` with the picture's name, which the result does not keep.

    Args:
        result: of `public`.
        image: in what.
        formats: of `read_formats`.
        name: of `tidy_name`; one without an ending, as of a picture that came without a name, names
            no file, so the export's own name stands.
    """
    called = result.image.model_copy(
        update={"path": name if PurePosixPath(name).suffix else result.image.path}
    )
    told, content = attach(result.model_copy(update={"image": called}), image, formats)
    return told.model_copy(update={"image": result.image}), content


def without_places(value: Any) -> Any:
    """Plain JSON of which no text holds a path."""
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, dict):
        return {name: without_places(each) for name, each in value.items()}
    if isinstance(value, list):
        return [without_places(each) for each in value]
    return value


def _without_places(value: Any, name: str = "") -> Any:
    """Provenance: values that are paths as a whole, relative ones too, and addresses."""
    if isinstance(value, dict):
        return {key: _without_places(each, key.rpartition(".")[2]) for key, each in value.items()}
    if isinstance(value, list):
        return [_without_places(each, name) for each in value]
    if not isinstance(value, str):
        return value
    if name in _ADDRESSES:
        return ""
    whole = value.startswith(("/", "~", "./", "../")) or ("/" in value and _FILE.search(value))
    return _last(value) if whole else scrub(value)


def _last(place: str) -> str:
    return PureWindowsPath(place).name if "\\" in place else PurePosixPath(place).name


def tidy_name(name: str | None, number: int) -> str:
    """What a picture is called: the last part of the name it came with, on one line.

    Args:
        name: as the client wrote it; it is data, and never a path on this machine.
        number: of the picture in the request, from 1; names one that has none.
    """
    last = re.split(r"[/\\]", name or "")[-1]
    plain = "".join(each for each in last if not unicodedata.category(each).startswith("C"))
    return " ".join(plain.split())[:LONGEST_NAME] or f"picture-{number}"
