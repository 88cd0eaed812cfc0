"""How the threads of the numeric libraries wait."""

from __future__ import annotations

import os


def wait_asleep() -> None:
    """Let OpenMP's threads sleep, not spin, while they wait for one another.

    On a machine that is busy otherwise, spinning threads take the processor from the very thread
    that they wait for: the first picture then took 11 s, asleep 1 s. On an idle one there is no
    difference. Works where nothing has imported torch yet; `OMP_WAIT_POLICY`, if set, has its way.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
