"""How many threads the numeric libraries take, and how they wait."""

from __future__ import annotations

import os


def wait_asleep() -> None:
    """Let OpenMP's threads sleep, not spin, while they wait for one another.

    On a machine that is busy otherwise, spinning threads take the processor from the very thread
    that they wait for: the first picture then took 11 s, asleep 1 s. On an idle one there is no
    difference. Works where nothing has imported torch yet; `OMP_WAIT_POLICY`, if set, has its way.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


MOST_THREADS = 8


def thread_count() -> int:
    """Threads for one network: `$OMP_NUM_THREADS`, else this process's processors, up to 8."""
    chosen = os.environ.get("OMP_NUM_THREADS", "")
    if chosen.isdecimal() and int(chosen) > 0:
        return int(chosen)
    free = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(free or 1, MOST_THREADS)
