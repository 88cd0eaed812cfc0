"""Timing for the benchmarks: whole processes and calls, as medians, in a table with limits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median

from ...errors import ToolError
from ...tools.base import Frozen
from ..report import markdown_table


class Measured(Frozen):
    """One line of a benchmark.

    Attributes:
        name: what was timed.
        seconds: each run.
        limit: what it must stay under, in seconds; None where it has none.
    """

    name: str
    seconds: list[float]
    limit: float | None = None

    @property
    def median(self) -> float:
        """The middle run."""
        return median(self.seconds)

    @property
    def holds(self) -> bool:
        """Whether the median stays under the limit."""
        return self.limit is None or self.median < self.limit


def time_process(command: Sequence[str], environment: Mapping[str, str] | None = None) -> float:
    """Wall-clock seconds of a whole process, from its start to its end.

    Raises:
        ToolError: it failed.
    """
    start = time.perf_counter()
    done = subprocess.run(
        command,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - start
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise ToolError("bench", f"{' '.join(command)} exited {done.returncode}: {last}")
    return seconds


def time_call(call: Callable[[], object]) -> float:
    """Wall-clock seconds of a call."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


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
            str(len(line.seconds)),
            "-" if line.limit is None else f"{line.limit:.1f}",
            "yes" if line.holds else "NO",
        ]
        for line in lines
    ]
    print(markdown_table(["what", "median s", "range s", "runs", "limit s", "holds"], rows))
