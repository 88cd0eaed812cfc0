"""What `maskwright serve` does under load: who is answered, who is refused, how memory grows.

    python -m maskwright.evals.bench.serve [--clients 50] [--waves 3] [--queue 16] [--json]

A server of its own is started on a free port. In each wave all clients send one photograph each at
the same moment, every one a different picture. Whoever hears neither 200 nor 429 is lost. The
first wave warms the models up; memory is bounded where later waves need hardly more than the second
one. Exit code 3 where a request is lost or memory grows by more than its limit.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Annotated

import typer

from ...errors import ToolError
from ...tools.base import Frozen
from ..report import markdown_table
from .segment_time import photograph
from .timing import maskwright

GROWTH_MIB = 150.0
"""Most that a later wave may need beyond the second one."""
PATIENCE = 3600.0
QUERIES = ["cat", "dog"]


class Wave(Frozen):
    """What came of one wave of requests.

    Attributes:
        sent: requests.
        answered: with 200 and a result.
        refused: with 429 and Retry-After.
        lost: with anything else, or nothing.
        first: seconds to the first answer of 200.
        middle: the median answer's seconds.
        last: the last one's.
        refusal: the median refusal's seconds.
        peak_mib: largest resident memory of the server meanwhile; 0 where it is not known.
    """

    sent: int
    answered: int
    refused: int
    lost: int
    first: float = 0.0
    middle: float = 0.0
    last: float = 0.0
    refusal: float = 0.0
    peak_mib: float = 0.0


def flood(url: str, pictures: Sequence[bytes], process: int | None = None) -> Wave:
    """Send all pictures at the same moment, each by a client of its own.

    Args:
        url: the server's address.
        pictures: files.
        process: id of the server's process, to watch its memory.

    Returns:
        what came of it.
    """
    start = threading.Barrier(len(pictures))
    with ThreadPoolExecutor(len(pictures)) as clients, _watched(process) as peak:
        asked = [clients.submit(_ask, url, picture, start) for picture in pictures]
        heard = [each.result() for each in asked]
    kinds = Counter(kind for kind, _ in heard)
    seconds = {kind: sorted(took for each, took in heard if each == kind) for kind in kinds}
    good, bad = seconds.get("answered", [0.0]), seconds.get("refused", [0.0])
    return Wave(
        sent=len(pictures),
        answered=kinds["answered"],
        refused=kinds["refused"],
        lost=kinds["lost"],
        first=good[0],
        middle=median(good),
        last=good[-1],
        refusal=median(bad),
        peak_mib=peak[0],
    )


def _ask(url: str, picture: bytes, start: threading.Barrier) -> tuple[str, float]:
    """One request: how it ended, and its seconds."""
    import httpx

    with httpx.Client(base_url=url, timeout=PATIENCE) as client:
        start.wait()
        began = time.perf_counter()
        try:
            answer = client.post(
                "/v1/segment", files={"images": ("photo.jpg", picture)}, data={"queries": QUERIES}
            )
            kind = "lost"
            if answer.status_code == 200 and answer.json()["runs"][0]["result"]:
                kind = "answered"
            elif answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0:
                kind = "refused"
        except (httpx.HTTPError, KeyError, ValueError):
            kind = "lost"
        return kind, time.perf_counter() - began


@contextmanager
def _watched(process: int | None) -> Generator[list[float]]:
    """A list whose one entry is the largest resident memory of a process so far, in MiB."""
    peak, over = [0.0], threading.Event()

    def look() -> None:
        while not over.wait(0.05):
            peak[0] = max(peak[0], resident_mib(process))

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        over.set()
        watcher.join()


def resident_mib(process: int | None) -> float:
    """Resident memory of a process; 0 where this system does not tell."""
    status = Path(f"/proc/{process}/status")
    if process is None or not status.exists():
        return 0.0
    lines = status.read_text("ascii", "replace").splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)


def photographs(number: int, shift: int) -> list[bytes]:
    """JPEG files of different pictures, so that no feature comes from a cache."""
    import io

    from PIL import Image

    files: list[bytes] = []
    for each in range(number):
        buffer = io.BytesIO()
        Image.fromarray(photograph(1 + shift + each)).save(buffer, "JPEG")
        files.append(buffer.getvalue())
    return files


@contextmanager
def server(options: Sequence[str]) -> Generator[tuple[str, int]]:
    """A `maskwright serve` of its own; its address and the id of its process.

    Raises:
        ToolError: it does not start.
    """
    with tempfile.TemporaryDirectory(prefix="maskwright-bench-") as folder:
        own = ["--database", f"{folder}/talk.sqlite", "--runs", f"{folder}/runs"]
        command = maskwright("serve", "--port", "0", "--no-page", *own, *options)
        plain = {name: value for name, value in os.environ.items() if name != "MASKWRIGHT_TOKEN"}
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=plain
        ) as process:
            address = process.stdout.readline().strip() if process.stdout else ""
            if not address:
                raise ToolError("bench", f"{' '.join(command)} did not start")
            try:
                yield address, process.pid
            finally:
                process.terminate()
                process.wait(60)


def bounded(waves: Sequence[Wave], limit: float = GROWTH_MIB) -> bool:
    """Whether no wave after the second needed much more memory than it."""
    return all(wave.peak_mib <= waves[1].peak_mib + limit for wave in waves[2:])


def table(waves: Sequence[Wave]) -> str:
    """The waves as a Markdown table."""
    names = ["wave", "sent", "200", "429", "lost", "first s", "median s", "last s", "429 s"]
    rows = [
        [
            *(str(n) for n in (number, wave.sent, wave.answered, wave.refused, wave.lost)),
            *(f"{n:.2f}" for n in (wave.first, wave.middle, wave.last, wave.refusal)),
            f"{wave.peak_mib:.0f}",
        ]
        for number, wave in enumerate(waves, start=1)
    ]
    return markdown_table([*names, "peak MiB"], rows)


def main(  # noqa: PLR0917 - Typer reads the options from the signature
    clients: Annotated[int, typer.Option(min=1, help="Requests at the same moment.")] = 50,
    waves: Annotated[int, typer.Option(min=1, help="How often.")] = 3,
    queue: Annotated[int, typer.Option(min=0, help="Of the server.")] = 16,
    workers: Annotated[int, typer.Option(min=1, help="Of the server.")] = 1,
    profile: Annotated[str, typer.Option(help="Of the server.")] = "embedded",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Flood a server of its own and print who was answered."""
    options = ["--queue", str(queue), "--workers", str(workers), "--profile", profile]
    with server(options) as (url, process):
        done = [flood(url, photographs(clients, clients * n), process) for n in range(waves)]
    if as_json:
        print(json.dumps([wave.model_dump() for wave in done], indent=1))
    else:
        print(table(done))
    if any(wave.lost for wave in done) or not bounded(done):
        sys.exit(3)


if __name__ == "__main__":
    typer.run(main)
