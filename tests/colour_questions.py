"""Questions to the colour world: ask open_vocabulary, and read its answers."""

from collections.abc import Callable
from typing import Any

import numpy as np
from colour_world import World, garden
from maskwright.agent.agent import Agent
from maskwright.agent.events import NodeFinished, RunFinished
from maskwright.agent.tasks import OpenVocabulary
from maskwright.graphs.toolbox import Context
from maskwright.tools.mask import decode
from maskwright.tools.result import Result

Ask = Callable[..., tuple[Result, list[str]]]
STEP = ["propose", "classify", "filter"]
TOMATO, LIME, PLUM = 200, 128, 100
FRUIT = TOMATO + LIME + PLUM
GROUND = 32 * 48 - FRUIT


def asking(agent: Callable[..., Agent]) -> Ask:
    """`ask(["plum"], theta=0.3)`: the result, and the nodes that ran.

    Args:
        agent: the fixture of the same name.
    """

    def run(
        queries: list[str],
        pixels: np.ndarray | None = None,
        fallback: World | None = None,
        task: dict[str, Any] | None = None,
        **settings: object,
    ) -> tuple[Result, list[str]]:
        agent(fallback=fallback)
        changes = {_named(key): settings[key] for key in settings}
        runner = Agent(Context("colour world", {"open_vocabulary.refine": "none", **changes}))
        picture = garden() if pixels is None else pixels
        events = list(runner.stream(picture, OpenVocabulary(queries, **(task or {}))))
        last = events[-1]
        assert isinstance(last, RunFinished)
        return last.result, [event.node for event in events if isinstance(event, NodeFinished)]

    return run


def _named(key: str) -> str:
    return key if "." in key else f"open_vocabulary.{key}"


def areas(result: Result) -> dict[str, int]:
    """The pixels of each label."""
    return {name: int(decode(rle).sum()) for name, rle in result.labels.items()}


def dropped(result: Result) -> list[list[str]]:
    """Who was dropped at each step."""
    seen = [step["seen"] for step in result.trace["filter"]["steps"]]
    return [[each["query"] for each in some if not each["kept"]] for some in seen]
