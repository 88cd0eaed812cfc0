"""Where a conversation's results stand: each once, by its content, beside the checkpoints.

A result is kept as a small page and its large parts (masks, what each node decided), which it
shares with every result that was made of it. The parts are compressed.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import zlib
from collections.abc import Set
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from ..tools.image import ImageRef
from ..tools.result import Result

if TYPE_CHECKING:
    from langgraph.store.base import BaseStore

RESULTS, PARTS, PICTURES = ("results",), ("parts",), ("pictures",)
"""Namespaces of the store."""

SHARED = ("segments", "labels", "trace", "calls", "provenance")
"""Fields of a result that are kept as parts of their own; a segment and a label is one part."""

UNFINISHED = timedelta(hours=1)
"""So long a turn may need for a result that it has not yet told of."""

_lock = threading.RLock()


def content_id(plain: Any) -> str:
    """SHA-256 of a value's JSON, as hexadecimal text."""
    return hashlib.sha256(_text(plain).encode()).hexdigest()


def picture_key(ref: ImageRef) -> str:
    """How a picture is called in the store; its size is part of its name, as in `Image.key`."""
    return f"{ref.sha256[:40]}-{ref.width}x{ref.height}"


class Shelf:
    """Results and pictures' references in a LangGraph store.

    Args:
        store: of the run.
    """

    def __init__(self, store: BaseStore) -> None:
        self._store = store

    def put(self, result: Result) -> str:
        """Keep a result.

        Returns:
            its id: the SHA-256 of its JSON.
        """
        plain = result.model_dump(mode="json")
        key = content_id(plain)
        with _lock:
            page = {name: self._put_part(name, value) for name, value in plain.items()}
            self._store.put(RESULTS, key, page, index=False)
        return key

    def get(self, key: str) -> Result:
        """The result with this id.

        Raises:
            InputError: there is none.
        """
        page = self._store.get(RESULTS, key)
        if page is None:
            raise InputError(f"result {key[:12]}", "is not known", "ask for the turns of a thread")
        return Result.model_validate({n: self._get_part(n, v) for n, v in page.value.items()})

    def has(self, key: str) -> bool:
        """Whether this result is kept."""
        return self._store.get(RESULTS, key) is not None

    def put_picture(self, ref: ImageRef, name: str) -> str:
        """Keep what a picture is called and where it is.

        Returns:
            its key, for `picture`.
        """
        key = picture_key(ref)
        known = self._store.get(PICTURES, key)
        value = {"name": name, "ref": ref.model_dump(mode="json")}
        if known is None or known.value != value:
            self._store.put(PICTURES, key, value, index=False)
        return key

    def picture(self, key: str) -> tuple[str, ImageRef]:
        """What a picture is called, and its reference.

        Raises:
            InputError: no such picture was handed in.
        """
        known = self._store.get(PICTURES, key)
        if known is None:
            raise InputError(f"picture {key[:12]}", "is not known", "hand it in again")
        return str(known.value["name"]), ImageRef.model_validate(known.value["ref"])

    def sweep(self, alive: Set[str], gone: Set[str]) -> None:
        """Let go of results that nobody refers to, and of the parts that only they had.

        Args:
            alive: ids that threads refer to.
            gone: ids that a deleted thread referred to. What is in neither was left by a turn that
                did not end; it goes once it is old, since another process may be at work on it.
        """
        parts: set[str] = set()
        before = datetime.now(UTC) - UNFINISHED
        with _lock:
            for page in _all(self._store, RESULTS):
                if page.key in alive or (page.key not in gone and _when(page) > before):
                    parts |= set(_parts_of(page.value))
                else:
                    self._store.delete(RESULTS, page.key)
            for part in _all(self._store, PARTS):
                if part.key not in parts and (gone or _when(part) < before):
                    self._store.delete(PARTS, part.key)

    def _put_part(self, name: str, value: Any) -> Any:
        if name == "segments":
            return [{**each, "mask": self._add(each["mask"])} for each in value]
        if name == "labels":
            return {label: self._add(mask) for label, mask in value.items()}
        return {"part": self._add(value)} if name in SHARED and value else value

    def _get_part(self, name: str, value: Any) -> Any:
        if name == "segments":
            return [{**each, "mask": self._part(each["mask"])} for each in value]
        if name == "labels":
            return {label: self._part(key) for label, key in value.items()}
        return self._part(value["part"]) if name in SHARED and value else value

    def _add(self, value: Any) -> str:
        text = _text(value)
        key = hashlib.sha256(text.encode()).hexdigest()[:40]
        if self._store.get(PARTS, key) is None:
            packed = base64.b85encode(zlib.compress(text.encode(), 6)).decode()
            self._store.put(PARTS, key, {"z": packed}, index=False)
        return key

    def _part(self, key: str) -> Any:
        part = self._store.get(PARTS, key)
        if part is None:
            raise InputError(f"part {key[:12]}", "is not in the store", "ask for it again")
        return json.loads(zlib.decompress(base64.b85decode(part.value["z"])))


def _text(plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def _parts_of(page: dict[str, Any]) -> list[str]:
    keys = [each["mask"] for each in page["segments"]] + list(page["labels"].values())
    keys += [page[name]["part"] for name in SHARED[2:] if page[name]]
    return keys


def _when(item: Any) -> datetime:
    # SQLite's store tells UTC without saying so.
    return item.updated_at if item.updated_at.tzinfo else item.updated_at.replace(tzinfo=UTC)


PAGE = 500


def _all(store: BaseStore, namespace: tuple[str, ...]) -> list[Any]:
    found: list[Any] = []
    while len(more := store.search(namespace, limit=PAGE, offset=len(found))) == PAGE:
        found += more
    return found + list(more)
