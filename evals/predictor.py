"""What is measured: anything that answers a question about a picture with a label map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from ..tools.mask import Rle


class Prediction(Protocol):
    """What a run found; `tools.result.Result` is one."""

    @property
    def labels(self) -> Mapping[str, Rle]:
        """The label map: one mask a class name, not overlapping, absent classes absent."""
        ...

    @property
    def stop(self) -> str:
        """Why the run ended."""
        ...

    @property
    def reason(self) -> str:
        """One sentence where it did not end as usual."""
        ...

    @property
    def timings(self) -> Mapping[str, float]:
        """Seconds by node."""
        ...


class Predictor(Protocol):
    """What is evaluated."""

    def segment_closed(
        self,
        image: Path,
        classes: Sequence[str],
        synonyms: Mapping[str, Sequence[str]],
        given_labels: Sequence[str] | None = None,
    ) -> Prediction:
        """Cut one picture into classes.

        Args:
            image: the photograph.
            classes: class names, background left out.
            synonyms: other names of a class.
            given_labels: the classes that are there, where they are handed in (the "Input GT
                labels" row of llm_refinement.txt, table 3); None lets the predictor find out.
        """
        ...

    def segment_open(
        self,
        image: Path,
        queries: Sequence[str],
        synonyms: Mapping[str, Sequence[str]],
        classes: Sequence[str] = (),
    ) -> Prediction:
        """Cut out of one picture what some texts name, or say that it is not there.

        Args:
            image: the photograph.
            queries: texts, at least one.
            synonyms: other words for a query.
            classes: what else is there, for oracle contrast (contrastive_concepts.txt, 4.3).
        """
        ...

    def describe(self) -> dict[str, Any]:
        """Settings, backends and language model as plain JSON: what decides its answers."""
        ...


@dataclass(frozen=True)
class Found:
    """An answer without a mask."""

    labels: Mapping[str, Rle]
    stop: str = "failed"
    reason: str = ""
    timings: Mapping[str, float] = field(default_factory=dict)


class FoundNothing:
    """Stands in for a predictor that failed: nothing is found in any picture."""

    def describe(self) -> dict[str, Any]:
        """Nothing decides its answers."""
        return {}

    def segment_closed(
        self,
        image: Path,
        classes: Sequence[str],
        synonyms: Mapping[str, Sequence[str]],
        given_labels: Sequence[str] | None = None,
    ) -> Found:
        """No class."""
        return Found({})

    def segment_open(
        self,
        image: Path,
        queries: Sequence[str],
        synonyms: Mapping[str, Sequence[str]],
        classes: Sequence[str] = (),
    ) -> Found:
        """No query."""
        return Found({})
