"""A small cache of things that are cheaper to make many at a time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Batched(Generic[K, V]):
    """The `kept` results that were asked for last; safe to share between threads."""

    def __init__(self, kept: int) -> None:
        self._lock = threading.RLock()
        self._kept = kept
        self._found: OrderedDict[K, V] = OrderedDict()

    def get(self, keys: Sequence[K], make: Callable[[list[K]], Sequence[V]]) -> list[V]:
        """The results for some keys, in their order.

        Args:
            keys: may repeat.
            make: called once with the distinct keys that are missing, if there are any; returns
                one result each.
        """
        with self._lock:
            missing = [key for key in dict.fromkeys(keys) if key not in self._found]
            if missing:
                self._found.update(zip(missing, make(missing), strict=True))
            for key in keys:
                self._found.move_to_end(key)
            out = [self._found[key] for key in keys]
            while len(self._found) > self._kept:
                self._found.popitem(last=False)
            return out
