"""How long the recurrence of open_vocabulary takes, against the same written down plainly.

    python -m maskwright.evals.bench.car [--queries 5 10 20] [--steps 2] [--memory]

Both run in this process on the same weights, picture and texts: (a) `plain_car.py`, (b) the graph
itself with nothing in its caches. Weights are random unless a checkpoint is named, which changes no
time. They drop queries at random, so theta is chosen such that at least `--steps` steps happen; and
their attention is made as uneven as a trained model's, or rounding would decide masks. The dense
CRF that follows is the same for both and left out. `--memory` shows the peak of a large photograph
instead. Exit code 3 where at 10 queries ours is not 10 times as fast, or where the two answer
differently.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from ...errors import InputError
from ...tools.background import AUTHORS
from ...tools.clip.load import Clip
from ...tools.image import Image, load_image
from ..progress import progress_bar, track
from ..report import markdown_table
from .graph_car import Run, random_clip, run_graph, tools_for
from .plain_car import WORDS, Case, Step, plain_loop
from .segment_time import photograph
from .timing import time_call

FASTER, SAME = 10.0, 0.999
RUNS = 3
CLEAR = 1e-4
"""How far theta must be from every score, so that rounding decides nothing."""


@dataclass(frozen=True, eq=False)
class Line:
    """Both formulations on one case."""

    case: Case
    plain: Run
    ours: Run

    @property
    def ratio(self) -> float:
        """How many times as fast ours is."""
        return self.plain.took.wall / self.ours.took.wall

    @property
    def survivors_equal(self) -> bool:
        """Whether the same queries stay at every step."""
        pairs = (self.plain.steps, self.ours.steps)
        return [step.kept for step in pairs[0]] == [step.kept for step in pairs[1]]

    @property
    def worst_iou(self) -> float:
        """Of the masks of all steps and of the final ones; 0 where other queries stay."""
        if not self.survivors_equal:
            return 0.0
        steps = zip(self.plain.steps, self.ours.steps, strict=True)
        pairs = [pair for a, b in steps for pair in zip(a.masks, b.masks, strict=True)]
        pairs += [(mask, self.ours.masks[query]) for query, mask in self.plain.masks.items()]
        return min(iou(*pair) for pair in pairs)

    @property
    def holds(self) -> bool:
        """Whether the answers are the same and, at 10 queries, ours is 10 times as fast."""
        quick = self.ratio >= FASTER or len(self.case.queries) != 10
        return quick and self.worst_iou >= SAME


def iou(a: NDArray[np.bool_], b: NDArray[np.bool_]) -> float:
    """Intersection over union of two masks; 1 where both are empty."""
    union = int((a | b).sum())
    return int((a & b).sum()) / union if union else 1.0


def run_plain(clip: Clip, case: Case) -> Run:
    """The plain formulation, timed."""
    found: list[tuple[list[Step], dict[str, NDArray[np.bool_]]]] = []
    took = time_call(lambda: found.append(plain_loop(clip, case)))
    return Run(*found[0], took)


def choose_theta(clip: Clip, case: Case, wanted: int) -> Case:
    """The case with a theta under which at least so many steps happen.

    Tried are the middles between the first step's scores, those first that drop about half.

    Raises:
        InputError: there is none.
    """
    box = tools_for(clip, case)
    first = run_graph(box, replace(case, theta=0.0, max_steps=1)).steps[0].scores
    order = np.sort(first)
    middles = ((order[:-1] + order[1:]) / 2).tolist()
    for place in sorted(range(len(middles)), key=lambda at: abs(at - len(middles) // 2)):
        tried = replace(case, theta=middles[place])
        steps = run_graph(box, tried).steps
        scores = np.concatenate([step.scores for step in steps])
        if len(steps) >= wanted and np.abs(scores - tried.theta).min() > CLEAR:
            return tried
    raise InputError(f"--steps {wanted}", "no theta makes so many of them", "ask for fewer")


def compare(clip: Clip, case: Case, wanted: int) -> Line:
    """Both formulations on one case, theta chosen for it; ours is the median of some cold runs."""
    chosen = choose_theta(clip, case, wanted)
    first = run_graph(tools_for(clip, chosen), chosen)
    # Between ours, so that a machine that grows busy meanwhile favours neither.
    plain = run_plain(clip, chosen)
    ours = [first, *(run_graph(tools_for(clip, chosen), chosen) for _ in range(RUNS - 1))]
    middle = sorted(ours, key=lambda run: run.took.wall)[RUNS // 2]
    return Line(chosen, plain, middle)


COLUMNS = [
    "queries", "plain s", "cpu s", "ours s", "cpu s", "ratio", "of cpu", "queries by step", "theta",
    "survivors equal", "worst IoU", "holds",
]  # fmt: skip


def table(lines: list[Line]) -> str:
    """The comparison in Markdown, and what one more query and one more step cost."""
    rows = [
        [
            str(len(line.case.queries)),
            *(f"{seconds:.2f}" for seconds in (*line.plain.took, *line.ours.took)),
            f"{line.ratio:.1f}",
            f"{line.plain.took.cpu / line.ours.took.cpu:.1f}",
            " ".join(str(len(step.queries)) for step in line.ours.steps),
            f"{line.case.theta:.4f}",
            "yes" if line.survivors_equal else "NO",
            f"{line.worst_iou:.5f}",
            "yes" if line.holds else "NO",
        ]
        for line in lines
    ]
    told = markdown_table(COLUMNS, rows)
    return "\n\n".join([told, *_costs(lines)])


def _costs(lines: list[Line]) -> Iterator[str]:
    few, many = lines[0], lines[-1]
    more = len(many.case.queries) - len(few.case.queries)
    if more > 0:
        firsts = [(getattr(many, side).steps[0], getattr(few, side).steps[0]) for side in SIDES]
        plain, ours = ((a.seconds - b.seconds) / more for a, b in firsts)
        yield (
            "Processor seconds of one more query in the first step: "
            f"plain {plain:.2f}, ours {ours:.2f}."
        )
    for line in lines:
        left = len(line.ours.steps[-1].queries)
        yield (
            f"Of one more step after {len(line.case.queries)} queries (at the end {left}): "
            f"plain {line.plain.later:.2f}, ours {line.ours.later:.2f}."
        )


SIDES = ("plain", "ours")


def picture(side: int) -> Image:
    """The photograph of the other benchmarks with this long side, in pixels."""
    from PIL import Image as Pillow

    pixels = photograph()
    size = (side, round(side * pixels.shape[0] / pixels.shape[1]))
    return load_image(np.asarray(Pillow.fromarray(pixels).resize(size)))


def main(
    more: Annotated[
        list[int] | None, typer.Argument(metavar="N...", help="Further numbers of queries.")
    ] = None,
    *,
    queries: Annotated[
        list[int] | None, typer.Option(min=2, max=len(WORDS), help="How many queries [5 10 20].")
    ] = None,
    steps: Annotated[int, typer.Option(min=2, help="So many steps at least.")] = 2,
    model: Annotated[str, typer.Option(help="open_clip's name, for both roles.")] = "ViT-B-16",
    checkpoint: Annotated[str, typer.Option(help="Weights file; random weights without.")] = "",
    side: Annotated[int, typer.Option(min=32, help="Long side of the picture.")] = 400,
    memory: Annotated[bool, typer.Option("--memory", help="Measure the peak memory.")] = False,
) -> None:
    """Time the recurrence against its plain formulation, or measure its peak memory."""
    if memory:
        from .car_memory import report

        raise typer.Exit(0 if report() else 3)
    clip = random_clip(model, checkpoint)
    counts: list[int] = sorted({*(queries or []), *(more or [])} or {5, 10, 20})
    lines: list[Line] = []
    with progress_bar() as bar:
        for count in track(bar, counts, "timing", len(counts)):
            case = Case(picture(side), WORDS[:count], list(AUTHORS), theta=0.0)
            lines.append(compare(clip, case, steps))
    print(table(lines))
    if not all(line.holds for line in lines):
        raise typer.Exit(3)


if __name__ == "__main__":
    typer.run(main)
