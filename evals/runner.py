"""From a picture to a row: ask what is evaluated, paint its answer, count it against the truth.

    predictor = make_predictor("embedded", ["closed_set.caption=false"])
    run = Run(dataset, predictor, make_spec(dataset, predictor.describe()), RowStore(path))
    rows = [run.row(item) for item in dataset.items]

`evals` does not know the agent: whoever does installs a factory for predictors.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, MaskwrightError, MissingError, TransientError
from .asking import ask
from .dataset import Dataset, Item
from .metrics import Counts, class_counts, foreground, from_sparse
from .predictor import FoundNothing, Predictor
from .rows import Row, RowStore
from .spec import Spec

logger = logging.getLogger(__name__)

PATIENCE = 3
"""So many pictures in a row may fail for want of a server before the run is given up."""
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

    def warm_up(self, item: Item) -> None:
        """Ask what the picture is asked and forget it: its features are then in memory."""
        ask(self.predictor, self.dataset, item, self.spec, self.dataset.truth(item))

    def _compute(self, item: Item) -> Row:
        truth = self.dataset.truth(item)
        start = time.perf_counter()
        try:
            scored = ask(self.predictor, self.dataset, item, self.spec, truth)
        except MissingError:
            raise
        except MaskwrightError as error:
            self._give_up_without_a_server(error)
            return self._failed(item, truth, time.perf_counter() - start, error)
        except Exception as error:
            # A crash in a backend is this picture's result, not the end of a night's run.
            logger.exception("%s: crashed", item.name)
            return self._failed(item, truth, time.perf_counter() - start, error)
        self._failures = 0
        return Row(
            key=self.spec.key,
            picture=item.name,
            digest=item.digest(),
            status="done",
            **scored._asdict(),
        )

    def _give_up_without_a_server(self, error: MaskwrightError) -> None:
        self._failures = self._failures + 1 if isinstance(error, TransientError) else 0
        if self._failures >= PATIENCE:
            raise error

    def _failed(
        self, item: Item, truth: NDArray[np.int32], seconds: float, error: Exception
    ) -> Row:
        nothing = ask(FoundNothing(), self.dataset, item, self.spec, truth)
        return Row(
            key=self.spec.key,
            picture=item.name,
            digest=item.digest(),
            status="failed",
            error=_one_line(error),
            **nothing._replace(seconds=seconds, stop="failed")._asdict(),
        )


def counts_of(rows: Sequence[Row], classes: int, background: int | None = None) -> Counts:
    """Pixel counts of all rows, (N, C) each: what the bootstrap resamples.

    Args:
        rows: one a picture.
        classes: C.
        background: index of the class whose pixels do not count; None where all do.
    """
    if not rows:
        empty = np.zeros((0, classes))
        return Counts(empty, empty, empty)
    each = [_counts(row, classes, background) for row in rows]
    return Counts(*(np.stack(fields) for fields in zip(*each, strict=True)))


def _counts(row: Row, classes: int, background: int | None) -> Counts:
    """(C,) counts: of the confusion matrix, or of the questions one by one."""
    if row.answers:
        sums = np.zeros((3, classes))
        for answer in row.answers:
            if answer.index is not None:
                sums[:, answer.index] += (answer.hit, answer.truth, answer.painted)
        return Counts(*sums)
    matrix = from_sparse(row.cells, classes)
    return class_counts(matrix if background is None else foreground(matrix, background))


def _one_line(error: Exception) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text if isinstance(error, MaskwrightError) else f"{type(error).__name__}: {text}"
