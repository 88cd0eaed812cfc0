"""Logs as JSON lines: time, level, logger, message, numbers, and the run and node they are of."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

FIELDS = "maskwright_fields"
"""Where a record keeps what stands in its line beside the message."""

_ids: ContextVar[dict[str, str]] = ContextVar("maskwright_ids", default={})  # noqa: B039


@contextmanager
def bound(**ids: str) -> Iterator[None]:
    """Put ids into every line and span of what is done inside, in threads that it starts too.

    Args:
        ids: by name: `run`, `thread`, `request`.
    """
    token = _ids.set({**_ids.get(), **ids})
    try:
        yield
    finally:
        _ids.reset(token)


def ids() -> dict[str, str]:
    """The ids that are bound here."""
    return dict(_ids.get())


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_place(),
            **ids(),
            **getattr(record, FIELDS, {}),
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def _place() -> dict[str, str]:
    """The run and node that this code works for, where spans are made."""
    spans: Any = sys.modules.get(f"{__package__}.spans")
    return {} if spans is None else spans.place()


_installed: list[tuple[logging.Handler, int]] = []


def install(stream: Any = None, level: int = logging.INFO) -> None:
    """Write all logs as lines: the package's from a level on, those of others from their own.

    Args:
        stream: where to; stderr if None.
        level: the least of the package's that is written.
    """
    uninstall()
    ours = logging.getLogger("maskwright")
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    _installed.append((handler, ours.level))
    logging.getLogger().addHandler(handler)
    ours.setLevel(level)


def uninstall() -> None:
    """Write none any more."""
    for handler, level in _installed:
        logging.getLogger().removeHandler(handler)
        logging.getLogger("maskwright").setLevel(level)
    _installed.clear()
