"""Hands the agent to the evaluations: `evals` knows a `Predictor`, never the agent.

Importing this module installs the factory (`maskwright eval` does it). Nothing heavy is imported
before a predictor is made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..evals.runner import install_agent_factory
from ..evals.understanding import install_ask_factory

if TYPE_CHECKING:
    from ..evals.understanding import Ask
    from ..tools.base import BackendInfo
    from ..tools.result import Result

DENSE = ("proposer.method=maskclip", "proposer.method=gem")
RECURRENT, VIT = "clip", "clip_dense"
"""The ViT proposers: of the recurrence, and of the dense methods."""


def dense_overrides(profile: str, overrides: Sequence[str]) -> list[str]:
    """Overrides with a dense method put behind the profile's own kind of network.

    An evaluation's row says `proposer.method=maskclip` for every profile. The embedded proposer has
    that method; beside a ViT CLIP it is another backend, which keeps the profile's model, as
    `maskwright segment --method maskclip` does.

    Args:
        profile: name or path.
        overrides: "section.key=value" each.

    Raises:
        InputError: no such profile, section or setting.
    """
    from .profile import load_profile
    from .segment_cli import MODEL_SETTINGS

    asked = [text for text in overrides if text.replace(" ", "") in DENSE]
    if not asked:
        return list(overrides)
    chosen = load_profile(profile, [text for text in overrides if text not in asked])
    proposer = chosen.backends["proposer"].plain()
    if proposer["backend"] != RECURRENT:
        return list(overrides)
    kept = [f"proposer.{key}={proposer[key]}" for key in MODEL_SETTINGS if proposer.get(key)]
    # Settings of the other backend (lambda) have no meaning here and would be refused.
    rest = [text for text in overrides if not text.startswith("proposer.")]
    return [*rest, f"proposer.backend={VIT}", *kept, asked[-1]]


class AgentPredictor:
    """An agent as the evaluations see it.

    Args:
        profile: name of a profile, or the path of a profile file.
        overrides: "section.key=value" each.

    Raises:
        InputError: no such profile, section or setting.
    """

    def __init__(self, profile: str, overrides: Sequence[str]) -> None:
        from ..graphs.toolbox import toolbox
        from .agent import Agent
        from .profile import load_profile

        overrides = dense_overrides(profile, overrides)
        self._profile = load_profile(profile, overrides)
        self._agent = Agent.from_profile(profile, overrides)
        self._box = toolbox(self._agent.context)

    def describe(self) -> dict[str, Any]:
        """All settings after the overrides, and who stands behind each tool."""
        box = self._box
        seeing = [box.tagger, box.captioner, box.detector, box.segmenter]
        backends = [*seeing, box.proposer, box.classifier, box.language]
        infos: list[BackendInfo] = [backend.info for backend in backends]
        return {
            "settings": self._profile.plain(),
            "backends": {info.role: info.model_dump(mode="json") for info in infos},
        }

    def segment_closed(
        self,
        image: Path,
        classes: Sequence[str],
        synonyms: Mapping[str, Sequence[str]],
        given_labels: Sequence[str] | None = None,
    ) -> Result:
        """Cut one picture into classes.

        Args:
            image: the photograph.
            classes: class names, background left out.
            synonyms: other names of a class.
            given_labels: the classes that are there, where they are handed in.

        Raises:
            MaskwrightError: as `Agent.segment`.
        """
        from .tasks import ClosedSet

        return self._agent.segment(image, ClosedSet(classes, synonyms, given_labels))

    def segment_open(
        self,
        image: Path,
        queries: Sequence[str],
        synonyms: Mapping[str, Sequence[str]],
        classes: Sequence[str] = (),
    ) -> Result:
        """Cut out of one picture what some texts name, or say that it is not there.

        Args:
            image: the photograph.
            queries: texts, at least one.
            synonyms: other words for a query.
            classes: what else is there, for oracle contrast.

        Raises:
            MaskwrightError: as `Agent.segment`.
        """
        from .tasks import OpenVocabulary

        return self._agent.segment(image, OpenVocabulary(queries, synonyms, classes))


def understander(profile: str, overrides: Sequence[str]) -> Ask:
    """A profile's language model as the evaluation of `understand` sees it.

    Args:
        profile: name of a profile, or the path of a profile file.
        overrides: "section.key=value" each.

    Raises:
        InputError: no such profile, section or setting.
    """
    from ..graphs.language_nodes import Asker
    from ..graphs.toolbox import toolbox
    from ..prompts import Request, UnderstandInput, load_prompt
    from .agent import Agent

    asker = Asker("understand", toolbox(Agent.from_profile(profile, overrides).context))
    prompt = load_prompt("understand")

    def ask(inputs: UnderstandInput) -> tuple[Request, str]:
        value, call = asker.ask(prompt.question(inputs))
        return Request.model_validate(value.model_dump()), call.by

    return ask


install_agent_factory(AgentPredictor)
install_ask_factory(understander)
