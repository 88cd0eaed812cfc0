"""What checking is worth: false masks for absent queries, and recall, with verify and repair.

Every picture is asked for each class that it holds, alone, and for five that it does not hold, as
the protocols "single" and "absent" ask (`asking.py`). One run of the agent graph tells all three
columns: what came first, what was left of it, and what the repairs put back.

    false masks = absent queries that got a mask / absent queries
    recall      = classes that are there whose mask reaches IoU `HIT` / classes that are there
    mean IoU    = mean over the classes that are there, 0 where there is no mask

The intervals are bootstraps over pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..graphs.toolbox import Context
from ..tools.base import Frozen
from ..tools.mask import decode
from ..tools.result import Result
from .asking import absent_classes
from .dataset import IGNORED, Dataset, Item
from .metrics.bootstrap import SumMetric, bootstrap_sums
from .summary import Figure

COLUMNS = ("without", "verify", "verify + repair")
HIT = 0.25
"""A mask that overlaps its class less than this has not found it."""
ABSENT, FALSE, THERE, FOUND, IOU = range(5)
"""Columns of the sums of a picture."""

Union = NDArray[np.bool_]


@dataclass(frozen=True)
class Answers:
    """What one query got: a result for each of `COLUMNS`."""

    results: tuple[Result, Result, Result]
    seconds: float
    seconds_checking: float


Ask = Callable[[Path, str, Sequence[str]], Answers]
"""Asks for one query, with its synonyms, in one picture."""


class Asked(Frozen):
    """One query of a picture, as a line of the table's file.

    Attributes:
        picture: its name.
        query: the class.
        there: whether the picture holds it.
        masks: for each column, whether it got a mask.
        ious: for each column, its IoU; 0 where it is absent or got no mask.
        seconds: of the whole run.
        checking: of `verify` and `repair`'s runs in it.
    """

    picture: str
    query: str
    there: bool
    masks: list[bool]
    ious: list[float]
    seconds: float
    checking: float


class VerifyTable(Frozen):
    """The figures.

    Attributes:
        pictures: how many.
        absent: queries that were absent.
        there: queries that were there.
        figures: by column, then by figure.
        lost: recall and mean IoU with verify and repair minus without, on the same draws.
        seconds: mean of a query's whole run.
        checking: mean of what checking added.
    """

    pictures: int
    absent: int
    there: int
    figures: dict[str, dict[str, Figure]]
    lost: dict[str, Figure]
    seconds: float
    checking: float


def make_ask(profile: str, overrides: dict[str, Any]) -> Ask:
    """Queries are asked of the agent graph, checking switched on.

    Args:
        profile: name or path.
        overrides: settings that differ.

    Raises:
        InputError: the profile or a setting is bad.
    """
    from langgraph.store.memory import InMemoryStore

    from ..graphs.conversation import build
    from ..graphs.shelf import Shelf
    from ..prompts import Request

    store = InMemoryStore()
    graph, shelf = build(store=store), Shelf(store)
    context = Context(profile, {**overrides, "agent.verify": True})

    def ask(image: Path, query: str, synonyms: Sequence[str]) -> Answers:
        request = Request(action="segment", task="open_vocabulary", words=[query])
        words = {query: list(synonyms)} if synonyms else {}
        question = {"queries": [query], "synonyms": words, "classes": []}
        given = {"request": request.model_dump(mode="json"), "question": question}
        told: Any = {"images": [{"path": str(image)}], "given": given}
        values = graph.invoke(told, context=context)
        made: list[str] = values["made"]
        first, last = shelf.get(made[0]), shelf.get(values["done"][-1])
        # The first draft is followed by what verify left of it.
        kept = shelf.get(made[1]) if len(made) > 1 else first
        seconds = sum(values["timings"].values())
        checking = seconds - first.timings.get("total", sum(first.timings.values()))
        shelf.sweep(set(), set(made))
        return Answers((first, kept, last), seconds, max(0.0, checking))

    return ask


def ask_picture(ask: Ask, dataset: Dataset, item: Item) -> list[Asked]:
    """All queries of one picture."""
    truth = dataset.truth(item)
    there = [i for i in np.unique(truth).tolist() if i not in (IGNORED, dataset.background)]
    rows: list[Asked] = []
    for index in [*there, *absent_classes(dataset, item.name, truth)]:
        name = dataset.names[index]
        got = ask(item.image, name, dataset.synonyms.get(name, ()))
        masks = [_union(result, truth.shape) for result in got.results]
        rows.append(
            Asked(
                picture=item.name,
                query=name,
                there=index in there,
                masks=[bool(mask.any()) for mask in masks],
                ious=[_iou(mask, truth, index) for mask in masks],
                seconds=got.seconds,
                checking=got.seconds_checking,
            )
        )
    return rows


def _union(result: Result, shape: tuple[int, ...]) -> Union:
    mask = np.zeros(shape, np.bool_)
    for rle in result.labels.values():
        mask |= decode(rle)
    return mask


def _iou(mask: Union, truth: NDArray[np.int32], index: int) -> float:
    painted, region = mask & (truth != IGNORED), truth == index
    whole = int((painted | region).sum())
    return float((painted & region).sum() / whole) if whole else 0.0


def table(rows: Sequence[Asked]) -> VerifyTable:
    """The figures of some queries; at least one picture."""
    sums = {column: _sums(rows, place) for place, column in enumerate(COLUMNS)}
    last = COLUMNS[-1]
    return VerifyTable(
        pictures=len({row.picture for row in rows}),
        absent=sum(not row.there for row in rows),
        there=sum(row.there for row in rows),
        figures={
            column: {
                name: Figure.of(bootstrap_sums(sums[column], metric))
                for name, metric in METRICS.items()
            }
            for column in COLUMNS
        },
        lost={
            name: Figure.of(bootstrap_sums(sums[last], metric, baseline=sums["without"]))
            for name, metric in METRICS.items()
        },
        seconds=float(np.mean([row.seconds for row in rows])),
        checking=float(np.mean([row.checking for row in rows])),
    )


def _sums(rows: Sequence[Asked], place: int) -> NDArray[np.float64]:
    """(N, 5): one line a picture."""
    lines: dict[str, NDArray[np.float64]] = {}
    for row in rows:
        mask, iou, there = row.masks[place], row.ious[place], row.there
        own = [not there, mask and not there, there, there and iou >= HIT, iou if there else 0.0]
        lines[row.picture] = lines.get(row.picture, np.zeros(5)) + np.array(own, np.float64)
    return np.array([*lines.values()])


def _quotient(part: int, whole: int) -> SumMetric:
    def metric(sums: NDArray[np.float64]) -> NDArray[np.float64]:
        with np.errstate(invalid="ignore"):
            return np.asarray(sums[..., part] / sums[..., whole])

    return metric


METRICS: dict[str, SumMetric] = {
    "false masks": _quotient(FALSE, ABSENT),
    "recall": _quotient(FOUND, THERE),
    "mean IoU": _quotient(IOU, THERE),
}


def report(found: VerifyTable, name: str) -> str:
    """The table as text."""
    lines = [
        f"{name}: {found.pictures} pictures, {found.absent} absent queries, {found.there} present",
        "",
        "| | " + " | ".join(METRICS) + " |",
        "| --- |" + " --- |" * len(METRICS),
    ]
    for column, figures in found.figures.items():
        lines.append(f"| {column} | " + " | ".join(_cell(figures[n]) for n in METRICS) + " |")
    lines.append("| difference | " + " | ".join(_cell(found.lost[n]) for n in METRICS) + " |")
    lines += ["", f"{found.seconds:.2f} s a query, {found.checking:.2f} s of it for checking"]
    return "\n".join(lines) + "\n"


def _cell(figure: Figure) -> str:
    if figure.value is None or figure.low is None or figure.high is None:
        return "-"
    return f"{100 * figure.value:.1f} [{100 * figure.low:.1f}, {100 * figure.high:.1f}]"
