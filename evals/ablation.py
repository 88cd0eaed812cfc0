"""The ablation table of a dataset: every part of the pipeline switched off in turn.

    for each picture: for each row of the table: run, count
    for each row: mean IoU, its interval, the paired difference to the full model and its interval

Pictures are the outer loop, so that the backends' features of a picture serve all rows. To be fair
to the first of them, the full model runs twice on each picture and the second call is timed; the
first one, without any features in memory, is reported beside the table. Interrupted runs go on
where they were (see `rows.py`), and several processes may share a folder (`ablation_shared.py`).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from ..errors import InputError, MissingError, ToolError, TransientError
from .ablation_row import AblationRow, told_as_row
from .ablation_shared import SharedRows
from .baseline import BaselinePredictor, find_baseline
from .dataset import Dataset, Item
from .local_llm import serve
from .measures import differences_of, measure
from .metrics import RESAMPLES, SEED
from .rows import RowStore
from .runner import Run, make_predictor
from .spec import Protocol, make_spec
from .variants import Variant

logger = logging.getLogger(__name__)

LOCAL_MODEL = "smollm2-135m"
UNAVAILABLE = (MissingError, TransientError)
"""What makes a row impossible on this machine without making the table worthless."""


@dataclass
class Entry:
    """A row while it runs: its variant, and a run or the reason why there is none."""

    variant: Variant
    run: Run | None = None
    skipped: str = ""

    def drop(self, error: Exception) -> None:
        """Leave the row out of the table."""
        logger.warning("row %r is left out: %s", self.variant.name, error)
        self.run, self.skipped = None, str(error)


class Ablation:
    """All rows over one dataset; a context manager, because a local language model may serve.

    Args:
        dataset: what is measured on.
        profile: of every row.
        overrides: of every row.
        variants: the rows; the first one is the full model.
        store: where rows are kept; other processes may append to its file.
        task: what is asked.
        protocol: how open_vocabulary is asked.
    """

    def __init__(
        self,
        dataset: Dataset,
        profile: str,
        overrides: Sequence[str],
        variants: Sequence[Variant],
        store: RowStore,
        *,
        task: str = "closed_set",
        protocol: Protocol | None = None,
    ) -> None:
        self.dataset = dataset
        self.task = task
        self.protocol: Protocol | None = protocol
        self.profile = profile
        self.overrides = list(overrides)
        self.store = SharedRows(store.path)
        self._stack = ExitStack()
        self.entries = [Entry(variant) for variant in variants]

    def __enter__(self) -> Ablation:
        """Make the predictors: cheap, weights load with the first picture.

        Raises:
            MaskwrightError: the full model cannot be had.
        """
        full, *others = self.entries
        try:
            full.run = self._run(full.variant)
            for entry in others:
                self._try(entry)
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the local language model, if one serves."""
        self._stack.close()

    @property
    def full(self) -> Run:
        """The full model's run.

        Raises:
            ToolError: the ablation was not entered.
        """
        run = self.entries[0].run
        if run is None:
            raise ToolError("eval", "the ablation is not open; use it in a with statement")
        return run

    def run_picture(self, item: Item) -> None:
        """Run every row that this picture still lacks.

        Raises:
            MaskwrightError: as `Run.row`, where the full model fails.
        """
        self.store.refresh()
        pending = [entry for entry in self.entries if entry.run and not entry.run.finished(item)]
        if not pending:
            return
        if pending[0].run is self.full:
            self.full.row(item, warm=True)
        else:
            # Brings the picture's features into memory, so that every row is timed alike.
            self.full.warm_up(item)
        for entry in pending:
            if entry.run is not None and entry.run is not self.full:
                try:
                    entry.run.row(item)
                except UNAVAILABLE as error:
                    entry.drop(error)

    def table(self, resamples: int = RESAMPLES, seed: int = SEED) -> list[AblationRow]:
        """The figures of all rows, in order; draws are shared, so that differences are paired.

        Raises:
            ToolError: a picture was not run.
        """
        rows = list(self._table(resamples, seed))
        if rows[0].result is None:
            raise ToolError("eval", "the full model has not run on every picture")
        return rows

    def _table(self, resamples: int, seed: int) -> Iterator[AblationRow]:
        full = (self.full.spec, self.full.rows())
        for entry in self.entries:
            rows = entry.run.rows() if entry.run else []
            head = {"name": entry.variant.name, "overrides": list(entry.variant.overrides)}
            if entry.run is None or len(rows) < len(self.dataset.items):
                yield AblationRow(**head, skipped=entry.skipped or "not finished")
                continue
            own = (entry.run.spec, rows)
            found = measure(self.dataset, *own, resamples, seed)
            differences = differences_of(self.dataset, own, full, resamples, seed)
            yield AblationRow(
                **head,
                **told_as_row(own[0], found, differences),
                foreground=own[0].foreground and self.dataset.background is not None,
            )

    def _try(self, entry: Entry) -> None:
        try:
            entry.run = self._run(entry.variant)
        except UNAVAILABLE as error:
            entry.drop(error)
        except InputError as error:
            # The full model runs, so what is wrong is this row's: a backend without its setting.
            if self.task == "closed_set":
                raise
            entry.drop(error)

    def _run(self, variant: Variant) -> Run:
        overrides = [*self.overrides, *variant.overrides]
        address = ""
        if variant.kind == "baseline":
            predictor = BaselinePredictor(find_baseline())
        else:
            if variant.kind == "swapped" and not variant.overrides:
                address = self._local_model()
                overrides += local_overrides(address)
            predictor = make_predictor(self.profile, overrides)
        described = predictor.describe()
        if address:
            # The port changes with every start, the model behind it does not.
            described = json.loads(json.dumps(described, default=str).replace(address, LOCAL_MODEL))
            overrides = [text.replace(address, LOCAL_MODEL) for text in overrides]
        spec = make_spec(
            self.dataset,
            described,
            task=self.task,
            protocol=self.protocol,
            profile=self.profile,
            overrides=overrides,
            given_labels=variant.given_labels,
            oracle_background=variant.oracle_background,
        )
        return Run(self.dataset, predictor, spec, self.store)

    def _local_model(self) -> str:
        from ..tools.weights.registry import path_of

        return self._stack.enter_context(serve(path_of(LOCAL_MODEL)))


def local_overrides(address: str) -> list[str]:
    """Settings that put the local language model behind the prompts."""
    return [
        "language.backend=openai",
        f"language.base_url={address}",
        f"language.model={LOCAL_MODEL}",
        # On a busy machine it is slow, and asking again only makes its queue longer.
        "language.timeout=300",
        "language.max_retries=0",
    ]
