"""Timing for the benchmarks: whole processes and calls, as medians, in a table with limits.

Limits are on the wall clock. The processor's seconds stand beside it, because on a machine that is
shared with other work the clock tells about them too.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import NamedTuple

from ...errors import ToolError
from ...tools.base import Frozen
from ..report import markdown_table


class Took(NamedTuple):
    """Seconds of one run: by the wall clock, and of all processors together."""

    wall: float
    cpu: float


class Measured(Frozen):
    """One line of a benchmark.

    Attributes:
        name: what was timed.
        seconds: each run, by the wall clock.
        cpu: each run, of all processors together; may be left out.
        limit: what it must stay under, in seconds; None where it has none.
    """

    name: str
    seconds: list[float]
    cpu: tuple[float, ...] = ()
    limit: float | None = None

    @classmethod
    def of(cls, name: str, runs: Sequence[Took], limit: float | None = None) -> Measured:
        """A line from its runs."""
        wall = [run.wall for run in runs]
        return cls(name=name, seconds=wall, cpu=tuple(run.cpu for run in runs), limit=limit)

    @property
    def median(self) -> float:
        """The middle run."""
        return median(self.seconds)

    @property
    def holds(self) -> bool:
        """Whether the median stays under the limit."""
        return self.limit is None or self.median < self.limit


def time_process(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Took:
    """Seconds of a whole process, from its start to its end, with those of its own children.

    Raises:
        ToolError: it failed.
    """
    start, used = time.perf_counter(), _children()
    done = subprocess.run(
        command,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    took = Took(time.perf_counter() - start, _children() - used)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise ToolError("bench", f"{' '.join(command)} exited {done.returncode}: {last}")
    return took


def time_call(call: Callable[[], object]) -> Took:
    """Seconds of a call; its processor's seconds are those of the whole process meanwhile."""
    start, used = time.perf_counter(), time.process_time()
    call()
    return Took(time.perf_counter() - start, time.process_time() - used)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def maskwright(*words: str) -> list[str]:
    """The command line of this very installation."""
    # What the installed script does, with the interpreter that runs this.
    return [sys.executable, "-c", "from maskwright.agent.cli import main; main()", *words]


def print_table(lines: Sequence[Measured], *, as_json: bool = False) -> None:
    """Print the benchmark on stdout, as a Markdown table or as JSON."""
    if as_json:
        print(json.dumps([line.model_dump() | {"median": line.median} for line in lines], indent=1))
        return
    rows = [
        [
            line.name,
            f"{line.median:.2f}",
            f"{min(line.seconds):.2f}-{max(line.seconds):.2f}",
            f"{median(line.cpu):.2f}" if line.cpu else "-",
            str(len(line.seconds)),
            "-" if line.limit is None else f"{line.limit:.1f}",
            "yes" if line.holds else "NO",
        ]
        for line in lines
    ]
    print(
        markdown_table(["what", "median s", "range s", "cpu s", "runs", "limit s", "holds"], rows)
    )
