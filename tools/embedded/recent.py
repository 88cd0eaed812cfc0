"""A small cache: the most recent results by key."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """The `kept` results that were asked for last; safe to share between threads."""

    def __init__(self, kept: int) -> None:
        self._lock = threading.RLock()
        self._kept = kept
        self._found: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The result for a key, made at the first call; meanwhile other threads wait."""
        with self._lock:
            if key not in self._found:
                self._found[key] = make()
                while len(self._found) > self._kept:
                    self._found.popitem(last=False)
            self._found.move_to_end(key)
            return self._found[key]
