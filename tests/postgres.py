"""A Postgres of one's own for a test: of this machine's packages, on a socket in a folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def programs() -> Path:
    """The folder of `initdb` and `pg_ctl`; skips where Postgres is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    known = shutil.which("initdb") or (str(found[-1]) if found else "")
    if not known:
        pytest.skip("no Postgres on this machine (Debian: apt-get install postgresql)")
    return Path(known).parent


@contextmanager
def postgres() -> Iterator[str]:
    """A fresh, empty database; yields its address."""
    tools = programs()
    with tempfile.TemporaryDirectory(prefix="maskwright-pg-") as place:
        folder = Path(place)
        as_owner: list[str] = []
        if os.getuid() == 0:  # Postgres refuses to run as root
            as_owner = ["runuser", "-u", "postgres", "--"]
            shutil.chown(folder, "postgres")
        data, options = folder / "data", f"-c listen_addresses='' -k {folder} -c fsync=off"

        def run(*command: str | Path) -> None:
            ran = subprocess.run(
                [*as_owner, *map(str, command)], cwd=folder, capture_output=True, check=False
            )
            if ran.returncode:
                pytest.skip(f"Postgres does not start here: {ran.stderr.decode()[-200:]}")

        run(tools / "initdb", "-D", data, "-A", "trust", "-U", "test", "-N")
        log = folder / "log"
        run(tools / "pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start")
        try:
            yield f"postgresql://test@/postgres?host={folder}"
        finally:
            run(tools / "pg_ctl", "-D", data, "-m", "immediate", "stop")
