"""What the agent itself costs a turn: everything but models and language models.

    python -m maskwright.evals.bench.agent_overhead [--turns 1000]

The backends are stand-ins that answer at once, so that all that is timed is understanding's
plumbing, the graphs, the checkpoints and the store. Prints a turn's milliseconds by kind (median
and 95th percentile of the clock, median of this process's own work, which a busy machine stretches
less), and the size of the database. The nodes of the task graph (enlarging and encoding masks) are
part of the work and not of the overhead; their time is told apart.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...tools.base import BackendInfo
from ...tools.detector import Detection
from ...tools.image import Image, ImageStore
from ...tools.language.base import Answer, Question, Usage
from ...tools.proposer import Proposal
from ...tools.segmenter import Cutout, Prompt
from ...tools.tagger import Tag

SIZE = (480, 640)
"""(height, width) of the picture."""


class Instant:
    """Every backend at once: two squares are in the picture, and everything is sure."""

    info = BackendInfo(role="test", name="instant", revision="1")

    def tag(self, image: Image) -> list[Tag]:
        """Two tags."""
        return [Tag(name="cat", score=0.9), Tag(name="dog", score=0.8)]

    def caption(self, image: Image) -> str:
        """A sentence."""
        return "a cat and a dog"

    def detect(self, image: Image, phrases: Sequence[str], n_points: int) -> list[Detection]:
        """A box a phrase."""
        return [
            Detection(phrase=phrase, score=0.9, box=[9.0, 9.0, 99.0, 99.0], points=[])
            for phrase in phrases
        ]

    def segment(self, image: Image, prompts: Sequence[Prompt]) -> Cutout:
        """The boxes themselves."""
        logits = np.full((len(prompts), image.height, image.width), -5, np.float32)
        logits[:, 9:99, 9:99] = 5
        return Cutout(logits, np.ones(len(prompts), np.float32))

    def propose(
        self, image: Image, queries: Sequence[str], background: Sequence[str], step: int = 0
    ) -> Proposal:
        """A square a query, one beside the other."""
        maps = np.zeros((len(queries), 32, 32), np.float32)
        for row in range(len(queries)):
            maps[row, 4 * row : 4 * row + 3, 4:20] = 1
        return Proposal(maps, np.full(len(queries), 0.1, np.float32))

    def score(
        self, image: Image, masks: NDArray[np.bool_], queries: Sequence[str]
    ) -> NDArray[np.float32]:
        """Certainty."""
        return np.ones((len(masks), len(queries)), np.float32)

    def answer(self, question: Question) -> Answer:
        """A cat and a dog, whatever the message."""
        value = {"action": "segment", "task": "open_vocabulary", "words": ["cat", "dog"]}
        return Answer(question.output.model_validate(value), Usage(), by="instant")


def resolver(folder: Path) -> Any:
    """Contexts become toolboxes of instant backends with the settings' defaults."""
    from ...graphs.closed_set import Settings as ClosedSet
    from ...graphs.conversation_state import Settings as Conversation
    from ...graphs.open_vocabulary import Settings as OpenVocabulary
    from ...graphs.toolbox import Context, Toolbox
    from ...tools.contrast.answer import Settings as Contrast
    from ...tools.crf import CrfSettings

    images, instant = ImageStore(folder), Instant()
    settings = {
        "closed_set": ClosedSet(),
        "open_vocabulary": OpenVocabulary(refine="none"),
        "contrast": Contrast(),
        "crf": CrfSettings(),
        "agent": Conversation(),
    }
    roles = ("tagger", "captioner", "detector", "segmenter", "proposer", "classifier", "language")

    def resolve(context: Context) -> Toolbox:
        box: dict[str, Any] = dict.fromkeys(roles, instant)
        return Toolbox(
            profile="instant", overrides={}, images=images, fallback=None, settings=settings, **box
        )

    return resolve


KINDS: dict[str, dict[str, Any] | None] = {
    "segment": None,
    "question": {"action": "question", "question": "share"},
    "edit": {"action": "edit", "edit": "keep", "words": ["cat"]},
    "undo": {"action": "undo"},
}


Spent = tuple[float, float, float]
"""Milliseconds of a turn: the clock outside of the task graph, own work in all, in that graph."""


def measure(say: Any, turns: int) -> dict[str, list[Spent]]:
    """Milliseconds of each turn by kind.

    Args:
        say: takes a turn's number and a request, or None for a message to be understood; tells
            the milliseconds of the task graph's nodes.
        turns: how many.
    """
    spent: dict[str, list[Spent]] = {kind: [] for kind in KINDS}
    for number in range(turns):
        kind = list(KINDS)[number % len(KINDS)]
        start, own = time.perf_counter(), time.process_time()
        task = say(number, KINDS[kind])
        work = 1000 * (time.process_time() - own)
        spent[kind].append((1000 * (time.perf_counter() - start) - task, work, task))
    return spent


def report(spent: dict[str, list[Spent]], size: int, turns: int) -> str:
    """The figures as lines; the first turn, which imports, is left out."""
    lines = [f"{turns} turns, database {size / 1e6:.1f} MB"]
    for kind, all_of_it in spent.items():
        rows = all_of_it[1:] or all_of_it
        times = sorted(clock for clock, _, _ in rows)
        high = times[min(len(times) - 1, int(0.95 * len(times)))]
        work, task = (statistics.median(row[place] for row in rows) for place in (1, 2))
        lines.append(
            f"{kind:>9}: median {statistics.median(times):.1f} ms, 95 % {high:.1f} ms; "
            f"own work {work:.1f} ms; task graph {task:.1f} ms"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure and print; `maskwright.agent` brings the conversations."""
    from importlib import import_module

    from ...graphs.toolbox import Context, install_resolver
    from ...prompts import Request

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=1000)
    turns: int = parser.parse_args().turns
    # Evaluations do not import the agent; a bench may be handed it by name.
    made = import_module("maskwright.agent.conversation").Conversations
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        install_resolver(resolver(folder / "images"))
        talk = made(Context("instant"), folder / "talk.sqlite")
        picture = np.zeros((*SIZE, 3), np.uint8)

        def say(number: int, asked: dict[str, Any] | None) -> float:
            request = Request.model_validate(asked) if asked else None
            images = [picture] if number == 0 else []
            *_, last = talk.say("bench", f"message {number}", images, request=request)
            turn = last.turn
            return 0.0 if asked else 1000 * sum(turn.result.timings.values())

        spent = measure(say, turns)
        talk.close()
        size = sum(path.stat().st_size for path in folder.glob("talk.sqlite*"))
    print(report(spent, size, turns))


if __name__ == "__main__":
    main()
