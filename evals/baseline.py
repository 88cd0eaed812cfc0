"""The baseline: plain class-activation thresholding, without tags, words, boxes or graph cut.

The whole pipeline has to beat it clearly. The embedded backends offer it as a function; a caller
may install another one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import MissingError
from ..tools.image import Image, load_image
from ..tools.mask import Rle, encode

Baseline = Callable[[Image, Sequence[str]], NDArray[np.int32]]
"""A picture and class names -> (H, W) int32: 0 = no class, else position in the list + 1."""
_installed: list[Baseline] = []


def install_baseline(baseline: Baseline) -> None:
    """Use this function instead of the embedded one."""
    _installed[:] = [baseline]


def find_baseline() -> Baseline:
    """The installed baseline, else the embedded backends' own.

    Raises:
        MissingError: neither exists.
    """
    if _installed:
        return _installed[0]
    try:
        module = import_module("..tools.embedded.baseline", __package__)
    except ModuleNotFoundError as error:
        raise MissingError("tools.embedded.baseline", "pip install -U maskwright") from error
    return module.plain_activation_labels


@dataclass(frozen=True)
class Painted:
    """What the baseline found, as a prediction."""

    labels: Mapping[str, Rle]
    stop: str = "converged"
    reason: str = ""
    timings: Mapping[str, float] = field(default_factory=dict)


class BaselinePredictor:
    """The baseline behind the same protocol as the agent.

    Args:
        baseline: what paints.
    """

    def __init__(self, baseline: Baseline) -> None:
        self._baseline = baseline

    def describe(self) -> dict[str, Any]:
        """Its name; it has no settings, and its code is in the specification's digest."""
        name = f"{self._baseline.__module__}.{self._baseline.__qualname__}"
        return {"baseline": name.removeprefix("maskwright.")}

    def segment_closed(
        self,
        image: Path,
        classes: Sequence[str],
        synonyms: Mapping[str, Sequence[str]],
        given_labels: Sequence[str] | None = None,
    ) -> Painted:
        """Paint one picture; synonyms are not used, given labels replace the class list."""
        names = list(classes if given_labels is None else given_labels)
        start = time.perf_counter()
        indices = self._baseline(load_image(image), names)
        painted = [int(i) for i in np.unique(indices) if i > 0]
        labels = {names[i - 1]: encode(indices == i) for i in painted}
        stop = "converged" if labels else "empty"
        return Painted(labels, stop, timings={"total": time.perf_counter() - start})

    def segment_open(
        self,
        image: Path,
        queries: Sequence[str],
        synonyms: Mapping[str, Sequence[str]],
        classes: Sequence[str] = (),
    ) -> Painted:
        """Paint queries as if they were classes; nothing contrasts with them."""
        return self.segment_closed(image, queries, synonyms)
