"""Answers of language models on disk, one JSON file a question, so that nothing is paid for twice.

A file is written beside and renamed: a killed run leaves no half answer, and two processes may
write the same one. A file that cannot be read or written is as good as none.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from ..folders import write_beside

logger = logging.getLogger(__name__)


class AnswerCache:
    """Answers by what was asked.

    Args:
        folder: where the files lie; made at the first `put`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, asked: Mapping[str, Any]) -> dict[str, Any] | None:
        """The stored answer to exactly this, or None; a broken file counts as none."""
        path = self._path(asked)
        try:
            stored: object = json.loads(path.read_text("utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            logger.warning("the cached answer %s is not used: %s", path.name, error)
            return None
        if not isinstance(stored, dict):
            return None
        answer = cast("dict[str, Any]", stored).get("answer")
        return cast("dict[str, Any]", answer) if isinstance(answer, dict) else None

    def put(self, asked: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
        """Store an answer, whole or not at all; a full or read-only disk is no failure."""
        path = self._path(asked)
        text = json.dumps({"asked": dict(asked), "answer": dict(answer)}, ensure_ascii=True)
        try:
            write_beside(path, text.encode())
        except OSError as error:
            logger.warning("answers are not cached: %s", error)

    def _path(self, asked: Mapping[str, Any]) -> Path:
        exact = json.dumps(dict(asked), sort_keys=True, ensure_ascii=True)
        digest = hashlib.sha256(exact.encode()).hexdigest()
        return self.folder / digest[:2] / f"{digest}.json"
