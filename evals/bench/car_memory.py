"""Peak memory of open_vocabulary on a large photograph with full-size models, in its own process.

ViT-B/16 proposes, ViT-L/14 classifies, both with random weights; theta is 0, so that all queries
stay and the dense CRF has the most labels. `car.py --memory` runs it.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from importlib import import_module
from typing import Any

import numpy as np

from ...errors import ToolError
from ...graphs.toolbox import Context, toolbox
from ...tools.image import Image, load_image
from .plain_car import WORDS
from .segment_time import photograph

SIZE = (2000, 1500)
NOISE = 3.0
"""Standard deviation in grey levels, a camera's; a smooth picture would need less memory."""
LIMIT_GIB = 4e9 / 2**30
LEAST_TOKENS = 1024


def large_photograph() -> Image:
    """The photograph of the other benchmarks, enlarged, with the noise of a camera."""
    from PIL import Image as Pillow

    pixels = np.asarray(Pillow.fromarray(photograph()).resize(SIZE), np.float32)
    noise = np.random.default_rng(0).normal(0, NOISE, pixels.shape)
    return load_image(np.clip(np.round(pixels + noise), 0, 255).astype(np.uint8))


def measure() -> dict[str, Any]:
    """Run once, in this process.

    Returns:
        peak_gib, seconds, tokens of the proposer, queries that stay, and the run's notes.
    """
    from ...graphs.open_vocabulary import build
    from ...tools.clip.features import grid_of

    import_module("maskwright.agent.resolve")  # by name: it lies above this layer
    settings = {
        "proposer.checkpoint": "",
        "classifier.checkpoint": "",
        "open_vocabulary.theta": 0.0,
    }
    context = Context("clip", settings)
    box: Any = toolbox(context)
    image = large_photograph()
    question: Any = {"image": box.images.put(image).model_dump(mode="json"), "queries": WORDS}
    start = time.perf_counter()
    state = build().invoke(question, context=context)
    rows, columns = grid_of((image.height, image.width), 16, box.proposer.settings.max_tokens)
    return {
        "peak_gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
        "seconds": time.perf_counter() - start,
        "tokens": rows * columns,
        "left": len(state["alive"]),
        "notes": [note for notes in state["notes"].values() for note in notes],
    }


def report() -> bool:
    """Measure in another process and print it.

    Returns:
        whether the peak stays under the limit.

    Raises:
        ToolError: the run failed.
    """
    command = [sys.executable, "-m", __name__]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise ToolError("bench", f"{' '.join(command)} exited {done.returncode}: {last}")
    found = json.loads(done.stdout)
    print(
        f"{SIZE[0]} x {SIZE[1]} pixels, {len(WORDS)} queries of which {found['left']} stay, "
        f"{found['tokens']} image tokens: peak {found['peak_gib']:.2f} GiB "
        f"(limit {LIMIT_GIB:.2f}), {found['seconds']:.0f} s."
    )
    for note in found["notes"]:
        print(note)
    return found["peak_gib"] < LIMIT_GIB and found["tokens"] >= LEAST_TOKENS


if __name__ == "__main__":
    print(json.dumps(measure()))
