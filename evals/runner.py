"""From a picture to a row: ask what is evaluated, paint its answer, count it against the truth.

    predictor = make_predictor("embedded", ["closed_set.caption=false"])
    run = Run(dataset, predictor, make_spec(dataset, predictor.describe()), RowStore(path))
    rows = [run.row(item) for item in dataset.items]

`evals` does not know the agent: whoever does installs a factory for predictors.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, MaskwrightError, MissingError, ToolError, TransientError
from ..tools.mask import Rle, decode
from .dataset import IGNORED, Dataset, Item
from .metrics import Counts, class_counts, confusion, from_sparse, to_sparse
from .rows import Row, RowStore
from .spec import Spec

logger = logging.getLogger(__name__)

PATIENCE = 3
"""So many pictures in a row may fail for want of a server before the run is given up."""


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

    def describe(self) -> dict[str, Any]:
        """Settings, backends and language model as plain JSON: what decides its answers."""
        ...


PredictorFactory = Callable[[str, Sequence[str]], Predictor]
_factories: list[PredictorFactory] = []


def install_agent_factory(factory: PredictorFactory) -> None:
    """Say how a profile's name and its overrides become a predictor; the newest one is asked."""
    _factories[:] = [factory]


def make_predictor(profile: str, overrides: Sequence[str]) -> Predictor:
    """The predictor of a profile.

    Args:
        profile: name or path.
        overrides: "section.key=value" each.

    Raises:
        InputError: nothing makes predictors yet, or the profile or an override is bad.
    """
    if not _factories:
        raise InputError("eval", "nothing makes agents yet", "import maskwright.agent.eval_bridge")
    return _factories[0](profile, overrides)


@dataclass
class Run:
    """One predictor over one dataset.

    Attributes:
        dataset: what it is measured on.
        predictor: what is measured.
        spec: names the run; its key keeps its rows apart.
        store: where rows are kept.
        ran: pictures that were computed here, not taken over.
    """

    dataset: Dataset
    predictor: Predictor
    spec: Spec
    store: RowStore
    ran: int = 0
    _failures: int = field(default=0, repr=False)

    def finished(self, item: Item) -> Row | None:
        """The picture's row, if an earlier run has done it; a failed one is tried again."""
        row = self.store.find(self.spec.key, item.name, item.digest())
        return row if row is not None and row.status == "done" else None

    def row(self, item: Item, *, warm: bool = False) -> Row:
        """The picture's row, taken over or computed.

        Args:
            item: the picture.
            warm: run it twice and time the second call, when its features are in memory; the first
                call's time becomes `seconds_cold`.

        Raises:
            MissingError: a package or weight is missing; no picture could do better.
            TransientError: a server failed `PATIENCE` pictures in a row.
            ToolError: the row cannot be written.
            InputError: the ground truth is bad.
        """
        row = self.finished(item)
        if row is not None:
            return row
        cold = self._compute(item) if warm else None
        row = self._compute(item) if cold is None or cold.status == "done" else cold
        row = row.model_copy(
            update={"seconds_cold": cold and cold.seconds, "loading": self.ran == 0}
        )
        self.store.append(row)
        self.ran += 1
        return row

    def rows(self) -> list[Row]:
        """The rows of all selected pictures that have one, in order."""
        key = self.spec.key
        found = (self.store.find(key, item.name, item.digest()) for item in self.dataset.items)
        return [row for row in found if row is not None]

    def _compute(self, item: Item) -> Row:
        truth = self.dataset.truth(item)
        blank = blank_map(self.dataset, truth.shape)
        given = self.dataset.present(item) if self.spec.given_labels else None
        start = time.perf_counter()
        try:
            found = self.predictor.segment_closed(
                item.image, self.dataset.queries, self.dataset.synonyms, given
            )
            seconds = time.perf_counter() - start
            painted = paint(self.dataset, found.labels, truth.shape)
        except MissingError:
            raise
        except MaskwrightError as error:
            self._give_up_without_a_server(error)
            return self._row(item, truth, blank, time.perf_counter() - start, error=error)
        except Exception as error:
            # A crash in a backend is this picture's result, not the end of a night's run.
            logger.exception("%s: crashed", item.name)
            return self._row(item, truth, blank, time.perf_counter() - start, error=error)
        self._failures = 0
        return self._row(item, truth, painted, seconds, found=found)

    def _give_up_without_a_server(self, error: MaskwrightError) -> None:
        self._failures = self._failures + 1 if isinstance(error, TransientError) else 0
        if self._failures >= PATIENCE:
            raise error

    def _row(
        self,
        item: Item,
        truth: NDArray[np.int32],
        painted: NDArray[np.int32],
        seconds: float,
        *,
        found: Prediction | None = None,
        error: Exception | None = None,
    ) -> Row:
        matrix = confusion(truth, painted, len(self.dataset.names))
        return Row(
            key=self.spec.key,
            picture=item.name,
            digest=item.digest(),
            status="done" if found else "failed",
            error="" if error is None else _one_line(error),
            seconds=seconds,
            cells=to_sparse(matrix),
            labels=dict(found.labels) if found else {},
            stop=found.stop if found else "failed",
            reason=found.reason if found else "",
            timings=dict(found.timings) if found else {},
        )


def blank_map(dataset: Dataset, shape: tuple[int, ...]) -> NDArray[np.int32]:
    """What a picture is before anything is painted: background, or no class at all."""
    empty = IGNORED if dataset.background is None else dataset.background
    return np.full(shape, empty, dtype=np.int32)


def paint(dataset: Dataset, labels: Mapping[str, Rle], shape: tuple[int, ...]) -> NDArray[np.int32]:
    """A prediction as class indices of the dataset.

    Args:
        dataset: whose classes.
        labels: one mask a class name.
        shape: (H, W) of the ground truth.

    Returns:
        (H, W) int32; the background's index, or -1 where there is no such class, elsewhere.

    Raises:
        ToolError: a label is no class of the dataset, or a mask has another size.
    """
    index = {name.casefold(): position for position, name in enumerate(dataset.names)}
    index |= {name: position for position, name in enumerate(dataset.names)}
    painted = blank_map(dataset, shape)
    for name, rle in labels.items():
        position = index.get(name, index.get(name.casefold()))
        if position is None:
            raise ToolError("eval", f"the answer has {name!r}, which is no class of {dataset.name}")
        if tuple(rle.size) != tuple(shape):
            raise ToolError("eval", f"the answer is {rle.size}, the ground truth {list(shape)}")
        painted[decode(rle)] = position
    return painted


def counts_of(rows: Sequence[Row], classes: int) -> Counts:
    """Pixel counts of all rows, (N, C) each: what the bootstrap resamples."""
    if not rows:
        empty = np.zeros((0, classes))
        return Counts(empty, empty, empty)
    each = [class_counts(from_sparse(row.cells, classes)) for row in rows]
    return Counts(*(np.stack(fields) for fields in zip(*each, strict=True)))


def _one_line(error: Exception) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text if isinstance(error, MaskwrightError) else f"{type(error).__name__}: {text}"
