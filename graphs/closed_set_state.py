"""What the closed_set graph is told, what it remembers and what can be set.

The state is plain JSON: a checkpoint holds words, numbers, boxes and run-length encodings.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Annotated, Any, Literal

from langgraph.runtime import Runtime
from pydantic import Field

from ..tools.base import Frozen
from ..tools.detector import Detection
from ..tools.image import Image, ImageRef
from ..tools.labelmap import Overlap
from .class_list import find, fold
from .toolbox import Context, Toolbox, toolbox

NodeName = Literal[
    "prepare",
    "recognise",
    "caption",
    "pre_refine",
    "detect",
    "post_refine",
    "find_points",
    "segment",
    "compose",
]


class Settings(Frozen):
    """The switches and numbers of the paper; an off part's node is not in the run."""

    caption: bool = Field(
        default=True, description="Describe the picture to the pre-refinement (section 3.2)."
    )
    pre_refine: bool = Field(
        default=True,
        description="Let the language model choose the classes to look for (section 3.3.1); "
        "off: the tags are looked for as they are.",
    )
    post_refine: bool = Field(
        default=True,
        description="Let the language model map each detected phrase to a class or none (section "
        "3.3.2); off: a phrase counts only if it is a class's name or given synonym.",
    )
    points: bool = Field(
        default=True, description="Prompt the segmenter with points beside the box (section 3.4)."
    )
    n_points: int = Field(
        default=20, ge=1, le=1000, description="n_p: points for each box (section 3.4)."
    )
    given_labels: list[str] | None = Field(
        default=None,
        description='The paper\'s "Input GT Labels" row: look for these classes; recognition, '
        "caption and pre-refinement do not run.",
    )
    parity: Literal["paper", "reference"] = Field(
        default="paper",
        description="Where paper and authors' code differ: which to follow (the candidates of the "
        "pre-refinement, where points come from, the overlap rule).",
    )
    overlap: Overlap = Field(
        default="score",
        description="Which segment gets a pixel that several claim: the surer (score), the "
        "smaller (area), or the one detected later (order).",
    )
    tips: list[str] = Field(
        default_factory=list[str],
        description='"Contextually relevant tips" for the pre-refinement (section 3.3.1): '
        'sentences, or in one word the name of shipped ones ("paper"); none by default.',
    )
    pre_refine_prompt: str = Field(
        default="pre_refine", description="Name of a prompt, or the path of a prompt file."
    )
    post_refine_prompt: str = Field(
        default="post_refine", description="Name of a prompt, or the path of a prompt file."
    )


def by_node(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Collect what each node adds; a run begins with `prepare`, whose entry empties the rest."""
    return dict(new) if "prepare" in new else {**old, **new}


@dataclass
class Input:
    """What a run is asked.

    Attributes:
        image: an `ImageRef` as JSON; a path alone is enough.
        classes: names of the classes, as a person gave them.
        synonyms: other words for a class, by its name.
        given_labels: classes that are in the picture; overrides the setting of that name.
        asked_with: digest of the profile and its settings, so that a run is resumed with no other.
    """

    image: dict[str, Any]
    classes: list[str]
    synonyms: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    given_labels: list[str] | None = None
    asked_with: str = ""


@dataclass
class State(Input):
    """What a run remembers between its nodes, and a checkpoint holds.

    Attributes:
        tags: `Tag`s of the picture, best first.
        description: the caption.
        asked: the classes to look for, where somebody chose them; None where the tags are used.
        detections: `Detection`s, best first.
        phrase_classes: the class of each distinct phrase, or None; only where post_refine ran.
        points: (x, y) of the segmenter's own first pass, one list a detection (reference parity).
        segments: `Segment`s in the order of their detections; the label is empty where the phrase
            is no class.
        labels: the label map, one encoding a class.
        stop: why the run ended.
        reason: one sentence where nothing was found.
        language_down: why the first language model is out of reach; the fallback answers then.
        notes: sentences for a person, by node.
        calls: `LanguageCall`s by node.
        timings: seconds by node.
    """

    tags: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    description: str = ""
    asked: list[str] | None = None
    detections: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    phrase_classes: dict[str, str | None] | None = None
    points: list[list[list[float]]] | None = None
    segments: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    labels: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    stop: str = ""
    reason: str = ""
    language_down: str = ""
    notes: Annotated[dict[str, list[str]], by_node] = field(default_factory=dict[str, list[str]])
    calls: Annotated[dict[str, list[dict[str, Any]]], by_node] = field(
        default_factory=dict[str, list[dict[str, Any]]]
    )
    timings: Annotated[dict[str, float], by_node] = field(default_factory=dict[str, float])


def blank() -> dict[str, Any]:
    """What a run starts from: every field that is not part of the question, empty."""
    return beside_question(Input, State(image={}, classes=[]))


def beside_question(question: type[Any], empty: Any) -> dict[str, Any]:
    """The fields of an empty state that its question, a dataclass it extends, does not have."""
    asked = {each.name for each in fields(question)}
    names = [each.name for each in fields(empty) if each.name not in asked]
    return {name: getattr(empty, name) for name in names}


def tools_of(runtime: Runtime[Context]) -> tuple[Toolbox, Settings]:
    """The tools and settings of this run.

    Raises:
        InputError: the profile is bad.
    """
    # LangGraph Studio may send no context at all; pyright does not know.
    context: Context | None = runtime.context
    box = toolbox(context or Context())
    return box, Settings.model_validate(box.settings["closed_set"])


def picture(state: State, box: Toolbox) -> Image:
    """The pixels that the state names."""
    return box.images.open(ImageRef.model_validate(state.image))


def phrases_to_detect(state: State) -> list[str]:
    """What the detector is asked for: the chosen classes, or the tags, each once."""
    if state.asked is not None:
        return state.asked
    names: dict[str, str] = {}
    for tag in state.tags:
        names.setdefault(fold(tag["name"]), tag["name"])
    return list(names.values())


def found(state: State) -> list[Detection]:
    """The detections, typed."""
    return [Detection.model_validate(each) for each in state.detections]


def class_of(phrase: str, state: State) -> str | None:
    """The class that a detected phrase stands for, by the post-refinement or outright."""
    if state.phrase_classes is not None:
        return state.phrase_classes.get(phrase)
    return find(phrase, state.classes, state.synonyms)


def to_segment(state: State, settings: Settings) -> list[int]:
    """Which detections are cut out, by their position: those with a class.

    The authors cut all of them, since a phrase without a class takes part in their overlap rule.
    """
    rows = range(len(state.detections))
    if settings.parity == "reference":
        return list(rows)
    return [row for row in rows if class_of(state.detections[row]["phrase"], state)]
