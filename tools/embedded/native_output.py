"""Keeps a chatty native library off the terminal."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections.abc import Generator
from contextlib import contextmanager

_lock = threading.Lock()
_STDERR = 2


@contextmanager
def without_info_lines() -> Generator[None]:
    """Within it, lines that start with "INFO:" do not reach file descriptor 2; others do, after it.

    LiteRT writes "INFO: Created TensorFlow Lite XNNPACK delegate for CPU." there from native code,
    and has no option against it but to do without the delegate, which is four times as slow. What
    other threads write meanwhile comes late, but comes.
    """
    with _lock:
        kept = _copy_of_stderr()
        if kept is None:
            yield
            return
        with tempfile.TemporaryFile() as caught:
            try:
                os.dup2(caught.fileno(), _STDERR)
                yield
            finally:
                if sys.stderr is not None:  # pyright: ignore[reportUnnecessaryComparison]
                    sys.stderr.flush()
                os.dup2(kept, _STDERR)
                os.close(kept)
                caught.seek(0)
                for line in caught:
                    if not line.startswith(b"INFO:"):
                        os.write(_STDERR, line)


def _copy_of_stderr() -> int | None:
    """None in a process that runs without a standard error."""
    try:
        return os.dup(_STDERR)
    except OSError:
        return None
