"""MediaPipe's small networks, run by LiteRT."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import MissingError
from ..weights.registry import path_of
from .native_output import without_info_lines

Array = NDArray[np.float32]
THREADS = 2
"""For one call; more gain nothing on pictures this small."""


class Runner:
    """One network; safe to share between threads."""

    def __init__(self, name: str) -> None:
        try:
            from ai_edge_litert.interpreter import (  # pyright: ignore[reportMissingTypeStubs]
                Interpreter,
            )
        except ImportError as error:
            raise MissingError("ai-edge-litert", "pip install ai-edge-litert", name) from error
        self._lock = threading.Lock()
        with without_info_lines():
            self._interpreter: Any = Interpreter(str(path_of(name)), num_threads=THREADS)
            self._interpreter.allocate_tensors()

    def run(self, patch: Array) -> list[Array]:
        """The outputs for one (height, width, 3) float32 view, without the batch axis."""
        with self._lock:
            net = self._interpreter
            net.set_tensor(net.get_input_details()[0]["index"], patch[None].astype(np.float32))
            net.invoke()
            return [net.get_tensor(out["index"])[0].copy() for out in net.get_output_details()]


@lru_cache(maxsize=8)
def runner(name: str) -> Runner:
    """The network of that name in the weights registry, loaded once.

    Raises:
        MissingError: ai-edge-litert is not installed.
    """
    return Runner(name)
