"""A program in a terminal: what it shows, line by line, and a person who types."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

COLUMNS = 100
PATIENCE = 300.0
"""Seconds that a slow machine may need for an answer."""


class Terminal:
    """A program with a terminal as stdin, stdout and stderr.

    Args:
        command: program and arguments.
        cwd: its folder.
        env: what differs from this process's environment.
    """

    def __init__(self, command: Sequence[str], cwd: Path, env: Mapping[str, str]) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
        # A dumb terminal gets no colours and no moving of the cursor, so the text is what is seen.
        own = {"TERM": "dumb", "COLUMNS": str(COLUMNS), "INPUTRC": os.devnull}
        self.process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=cwd,
            env={**os.environ, **own, **env}, start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        self.shown = ""

    def wait_for(self, end: str = "\n> ") -> str:
        """Wait until the terminal's last words are these; returns what came since the last time."""
        before = len(self.shown)
        until = time.monotonic() + PATIENCE
        while not f"\n{self.shown}".endswith(end) or len(self.shown) == before:
            if time.monotonic() > until or not self._read():
                raise AssertionError(f"{end!r} did not come; there is:\n{self.shown}")
        return self.shown[before:]

    def type(self, line: str) -> None:
        """Type a line and press Enter."""
        os.write(self._ours, f"{line}\n".encode())

    def interrupt(self) -> None:
        """Press Ctrl-C."""
        self.process.send_signal(signal.SIGINT)

    def leave(self) -> int:
        """Press Ctrl-D and read to the end; returns the exit code."""
        if self.process.poll() is None:
            os.write(self._ours, b"\x04")
        while self._read():
            pass
        os.close(self._ours)
        return self.process.wait(PATIENCE)

    def _read(self) -> bool:
        ready, _, _ = select.select([self._ours], [], [], PATIENCE)
        try:
            data = os.read(self._ours, 65536) if ready else b""
        except OSError:  # Linux says so when the program has gone
            data = b""
        self.shown += data.decode("utf-8", "replace").replace("\r", "")
        return bool(data)
