"""The recurrence of the open_vocabulary graph with a given model behind it, timed step by step."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...graphs.open_vocabulary_state import Settings
from ...graphs.toolbox import Context, Toolbox, install_resolver
from ...tools.clip.classifier import ClipClassifier
from ...tools.clip.classifier import Settings as ClassifierSettings
from ...tools.clip.load import Clip, load_clip
from ...tools.clip.proposer import ClipProposer
from ...tools.clip.proposer import Settings as ProposerSettings
from ...tools.mask import Rle, decode
from .plain_car import MAX_TOKENS, Case, Step
from .timing import Took

TRAINED_SCALE = 4.6052
"""Logarithm of the scale that trained models have; a random one would leave all queries equal."""
SHARPER = 4.0
"""What random weights of queries and keys are multiplied with. Attention is flat otherwise (entropy
6.163 of 6.163 nats at 475 patches, with this 5.26), every map too, and rounding decides masks."""


@dataclass(frozen=True, eq=False)
class Run:
    """One formulation's answer.

    Attributes:
        steps: of the recurrence.
        masks: (H, W) bool of each survivor.
        took: the whole run.
    """

    steps: list[Step]
    masks: dict[str, NDArray[np.bool_]]
    took: Took

    @property
    def later(self) -> float:
        """Mean processor seconds of a step after the first."""
        return float(np.mean([step.seconds for step in self.steps[1:]]))


def random_clip(model: str, checkpoint: str) -> Clip:
    """A model from a file, or with random weights, the same ones at each call."""
    import torch

    torch.manual_seed(0)
    clip = load_clip(model, checkpoint)
    if not checkpoint:
        with torch.no_grad():
            clip.model.logit_scale.fill_(TRAINED_SCALE)
            for block in clip.visual.transformer.resblocks:
                block.attn.in_proj_weight[: 2 * block.attn.embed_dim] *= SHARPER
    return clip


def tools_for(clip: Clip, case: Case) -> Toolbox:
    """A toolbox with this model behind proposer and classifier, and nothing in its caches."""
    fresh = replace(clip)  # another object: caches go by it
    same: dict[str, Any] = {"model": clip.name, "checkpoint": "", "parity": "reference"}

    class Proposing(ProposerSettings):
        def load(self) -> Clip:
            return fresh

    class Judging(ClassifierSettings):
        def load(self) -> Clip:
            return fresh

    return replace(
        _resolver()(Context()),
        proposer=ClipProposer(Proposing(**same, lam=case.lam, max_tokens=MAX_TOKENS)),
        classifier=ClipClassifier(Judging(**same, prompts=list(case.prompts))),
    )


def run_graph(box: Toolbox, case: Case) -> Run:
    """The graph over a toolbox of `tools_for`, timed from the question to the labels."""
    from ...graphs.open_vocabulary import build

    chosen = Settings(
        eta=case.eta, theta=case.theta, max_steps=case.max_steps, background=["authors"],
        keep_best=True, refine="none", parity="reference",
    )  # fmt: skip
    told = replace(box, settings={**box.settings, "open_vocabulary": chosen})
    graph = build()
    image = box.images.put(case.image).model_dump(mode="json")
    question = {"image": image, "queries": case.queries}
    install_resolver(lambda _: told)
    try:
        marks, state = _follow(graph, question)
    finally:
        install_resolver(_resolver())
    took = Took(marks[-1].wall - marks[0].wall, marks[-1].cpu - marks[0].cpu)
    steps = [
        _step(each["seen"], end.cpu - start.cpu)
        for each, start, end in zip(state["steps"], marks, marks[1:], strict=False)
    ]
    areas = {query: decode(Rle(**rle)) for query, rle in state["areas"].items()}
    empty = np.zeros((case.image.height, case.image.width), np.bool_)
    masks = {query: areas.get(query, empty) for query in state["alive"]}
    return Run(steps, masks, took)


def _follow(graph: Any, question: dict[str, Any]) -> tuple[list[Took], dict[str, Any]]:
    """The clocks at the start, after each step and at the end; and the last state."""
    marks, state = [_clocks()], dict[str, Any]()
    for mode, told in graph.stream(question, context=Context(), stream_mode=["updates", "values"]):
        if mode == "values":
            state = told
        elif "filter" in told:
            marks.append(_clocks())
    return [*marks, _clocks()], state


def _clocks() -> Took:
    return Took(time.perf_counter(), time.process_time())


def _step(seen: list[dict[str, Any]], seconds: float) -> Step:
    return Step(
        queries=[each["query"] for each in seen],
        masks=np.stack([decode(Rle(**each["mask"])) for each in seen]),
        scores=[each["score"] for each in seen],
        kept=[each["query"] for each in seen if each["kept"]],
        seconds=seconds,
    )


@lru_cache(maxsize=1)
def _resolver() -> Callable[[Context], Toolbox]:
    """The agent's own, by name: it lies above this layer (see `entry.py`)."""
    return import_module("maskwright.agent.resolve").resolve
