"""How long `maskwright segment` takes: cold, warm, and doing nothing.

    python -m maskwright.evals.bench.segment_time [--runs 5] [--profile embedded] [--json]

Cold is a whole process with an empty cache folder (the operating system's file cache is warm after
the first run, so the range shows more than the median). Warm is one call in a process that has
segmented before, on a picture that it has not seen: each run shifts the photograph by some columns,
so that no feature can come from a cache. Exit code 3 where a median is over its limit.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from ..progress import progress_bar, track
from ..runner import Predictor, make_predictor
from .entry import load_agent
from .timing import Measured, Took, maskwright, print_table, time_call, time_process

SIZE = (500, 375)
CLASSES = (
    "aeroplane,bicycle,bird,boat,bottle,bus,car,cat,chair,cow,dining table,dog,horse,motorbike,"
    "person,potted plant,sheep,sofa,train,tv monitor"
)
COLD, WARM, HELP, IMPORT = 8.0, 1.0, 0.5, 0.5


def photograph(shift: int = 0) -> NDArray[np.uint8]:
    """The cat that scikit-image ships, cut to 4 : 3 and enlarged.

    Args:
        shift: columns by which it is rotated, to make another picture of it.

    Returns:
        (375, 500, 3) uint8.
    """
    from PIL import Image
    from skimage import data

    pixels = data.chelsea()
    margin = (pixels.shape[1] - pixels.shape[0] * SIZE[0] // SIZE[1]) // 2
    cut = Image.fromarray(pixels[:, margin : pixels.shape[1] - margin])
    return np.roll(np.asarray(cut.resize(SIZE)), shift, axis=1)


def time_cold(picture: Path, profile: str) -> Took:
    """One whole process with a fresh cache and a fresh result folder."""
    with tempfile.TemporaryDirectory(prefix="maskwright-bench-") as folder:
        out = Path(folder) / "out"
        words = ["segment", str(picture), "--classes", CLASSES, "--profile", profile]
        command = maskwright(*words, "--out", str(out))
        return time_process(command, {"MASKWRIGHT_CACHE": str(Path(folder) / "cache")})


def time_warm(predictor: Predictor, folder: Path, shift: int) -> Took:
    """One call on a picture that the predictor has not seen."""
    from PIL import Image

    path = folder / f"shifted_{shift}.png"
    Image.fromarray(photograph(shift)).save(path)
    return time_call(lambda: predictor.segment_closed(path, CLASSES.split(","), {}))


def measure(runs: int, profile: str) -> Iterator[Measured]:
    """All four figures, one after the other.

    Args:
        runs: how often each is timed.
        profile: of the segmentation.
    """
    from PIL import Image

    with tempfile.TemporaryDirectory(prefix="maskwright-bench-") as name:
        folder = Path(name)
        picture = folder / "cat.png"
        Image.fromarray(photograph()).save(picture)
        cold = [time_cold(picture, profile) for _ in range(runs)]
        yield Measured.of("maskwright segment, cold process", cold, COLD)
        predictor = make_predictor(profile, [])
        time_warm(predictor, folder, 0)
        warm = [time_warm(predictor, folder, 17 * (run + 1)) for run in range(runs)]
        yield Measured.of("segment, warm in one process", warm, WARM)
    helped = [time_process(maskwright("--help")) for _ in range(runs)]
    yield Measured.of("maskwright --help", helped, HELP)
    imported = [time_process([sys.executable, "-c", "import maskwright"]) for _ in range(runs)]
    yield Measured.of("import maskwright", imported, IMPORT)


def main(
    runs: Annotated[int, typer.Option(min=1, help="How often each is timed.")] = 5,
    profile: Annotated[str, typer.Option(help="Profile of the segmentation.")] = "embedded",
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Time cold and warm segmentation, `--help` and the bare import."""
    load_agent()
    with progress_bar() as bar:
        lines = list(track(bar, measure(runs, profile), "timing", total=4))
    print_table(lines, as_json=json_)
    if not all(line.holds for line in lines):
        raise typer.Exit(3)


if __name__ == "__main__":
    typer.run(main)
