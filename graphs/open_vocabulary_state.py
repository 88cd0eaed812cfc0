"""What the open_vocabulary graph is told, what it remembers and what can be set.

The state is plain JSON: a checkpoint holds words, numbers, boxes and run-length encodings.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from langgraph.runtime import Runtime
from pydantic import Field

from ..tools.background import BackgroundChoice
from ..tools.base import Frozen
from ..tools.contrast.answer import Mode
from ..tools.contrast.answer import Settings as ContrastSettings
from ..tools.crf import CrfSettings
from ..tools.image import Image, ImageRef
from ..tools.refinement import RefineMethod
from ..tools.texts import joined
from .closed_set_state import beside_question, by_node
from .toolbox import Context, Toolbox, toolbox

NodeName = Literal["prepare", "contrast", "propose", "classify", "filter", "refine", "compose"]


class Settings(Frozen):
    """The switches and numbers of both papers; an off part's node is not in the run."""

    recurrence: bool = Field(
        default=True,
        description="Drop queries until none is dropped any more (clip_as_rnn.txt, section 3); "
        "off: the first proposals are taken, nothing is classified.",
    )
    eta: float = Field(
        default=0.4, ge=0, le=1, description="A proposal's mask is where its map is above (3.4)."
    )
    theta: float = Field(
        default=0.6, ge=0, le=1, description="A query stays if its score is at least (equation 6)."
    )
    max_steps: int = Field(default=10, ge=1, description="Steps of the recurrence at most.")
    background: list[BackgroundChoice] = Field(
        default_factory=lambda: ["authors"],
        description="Groups of words that compete with the queries for a map (section 3.3, D).",
    )
    background_class: bool = Field(
        default=True,
        description="Whether a pixel may belong to no query; off is the setting of appendix A.2.",
    )
    contrast: Mode = Field(
        default="none",
        description="Test-time contrastive concepts beside the queries: none, the word background, "
        "from the language model (llm), from co-occurrence, both (union), or the task's other "
        "classes (oracle).",
    )
    keep_best: bool = Field(
        default=False,
        description="Where no query reaches theta, keep the best one (the authors' fallback); off: "
        "none of them is in the picture.",
    )
    refine: RefineMethod = Field(
        default="crf",
        description="How final maps become masks: dense CRF (section 3.5), a graph cut on colour, "
        "the profile's promptable segmenter given each map's box, or each pixel's strongest map.",
    )
    match: bool = Field(
        default=False,
        description="Replace final masks by unions of the segmenter's automatic masks where these "
        "agree with them (section 3.4).",
    )
    phi_iom: float = Field(
        default=0.7, ge=0, le=1, description="An automatic mask matches above this IoM (4.1)."
    )
    phi_iou: float = Field(
        default=0.7, ge=0, le=1, description="Their union replaces the mask above this IoU (4.1)."
    )
    stuff: list[str] = Field(
        default_factory=list[str],
        description="Queries that are stuff (sky, grass): things and stuff are then apart, "
        "each with the other as its background (mutual background, appendix E).",
    )
    parity: Literal["paper", "reference"] = Field(
        default="paper",
        description="Where paper and authors' code differ: which to follow (score above theta, not "
        "at least; at least two steps).",
    )


@dataclass
class Input:
    """What a run is asked.

    Attributes:
        image: an `ImageRef` as JSON; a path alone is enough.
        queries: texts to segment.
        synonyms: other words for a query, by its text.
        classes: all classes of a dataset, for oracle contrast; empty otherwise.
        asked_with: digest of the profile and its settings, so that a run is resumed with no other.
    """

    image: dict[str, Any]
    queries: list[str]
    synonyms: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    classes: list[str] = field(default_factory=list[str])
    asked_with: str = ""


@dataclass
class State(Input):
    """What a run remembers between its nodes, and a checkpoint holds.

    Attributes:
        contrast: the `Contrast` that was chosen; its words are segmented and thrown away.
        alive: queries and concepts that are still in, in order.
        step: how many steps of the recurrence are done.
        looks: for each of `alive`, what this step proposed: its encoded mask and its share of the
            picture.
        scores: for each of `alive`, the classifier's answer, the diagonal of P.
        steps: what each step saw and dropped, for the report.
        refined: how final maps became masks, as it was really done: "method", "match".
        areas: what each survivor got, one encoding a text, contrastive concepts among them.
        segments: `Segment`s of the queries.
        labels: the label map, one encoding a query.
        stop: why the run ended.
        reason: one sentence where nothing was found.
        language_down: why the first language model is out of reach; the fallback answers then.
        notes: sentences for a person, by node.
        calls: `LanguageCall`s by node.
        timings: seconds by node, summed over the steps.
    """

    contrast: dict[str, Any] = field(default_factory=dict[str, Any])
    alive: list[str] = field(default_factory=list[str])
    step: int = 0
    looks: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    scores: list[float] = field(default_factory=list[float])
    steps: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    refined: dict[str, Any] = field(default_factory=dict[str, Any])
    areas: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    segments: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    labels: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    stop: str = ""
    reason: str = ""
    language_down: str = ""
    notes: Annotated[dict[str, list[str]], by_node] = field(default_factory=dict[str, list[str]])
    calls: Annotated[dict[str, list[dict[str, Any]]], by_node] = field(
        default_factory=dict[str, list[dict[str, Any]]]
    )
    timings: dict[str, float] = field(default_factory=dict[str, float])


def blank() -> dict[str, Any]:
    """What a run starts from: every field that is not part of the question, empty."""
    return beside_question(Input, State(image={}, queries=[]))


@dataclass(frozen=True)
class Choices:
    """All settings that the graph reads."""

    graph: Settings
    contrast: ContrastSettings
    crf: CrfSettings


def tools_of(runtime: Runtime[Context]) -> tuple[Toolbox, Choices]:
    """The tools and settings of this run.

    Raises:
        InputError: the profile is bad.
    """
    # LangGraph Studio may send no context at all; pyright does not know.
    context: Context | None = runtime.context
    box = toolbox(context or Context())
    return box, choices_of(box)


def choices_of(box: Toolbox) -> Choices:
    """The settings of a toolbox, typed."""
    return Choices(
        Settings.model_validate(box.settings["open_vocabulary"]),
        ContrastSettings.model_validate(box.settings["contrast"]),
        CrfSettings.model_validate(box.settings["crf"]),
    )


def picture(state: Input, box: Toolbox) -> Image:
    """The pixels that the state names."""
    return box.images.open(ImageRef.model_validate(state.image))


def text_of(query: str, synonyms: dict[str, list[str]]) -> str:
    """A query as the backends take it: with its synonyms behind it (`tools/texts.py`)."""
    return joined(query, synonyms.get(query, []))
