"""The result: segments, the label map, what each node decided, timings and provenance."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from .base import BackendInfo, Frozen
from .image import ImageRef
from .language.base import Usage
from .mask import Rle
from .segment import Segment

Task = Literal["closed_set", "open_vocabulary", "zero_guidance", "referring"]
Stop = Literal["converged", "cap", "budget", "empty", "failed"]


class LanguageCall(Frozen):
    """One question to a language model and its answer, as the report shows it.

    Attributes:
        node: the graph node that asked.
        prompt: name of the prompt.
        version: its version.
        asked: the user part of the prompt.
        system: the system part of the prompt.
        answered: the checked answer, as JSON.
        by: who answered.
        cached: whether the answer came from a cache.
        usage: tokens, cost, seconds.
    """

    node: str
    prompt: str
    version: int
    asked: str
    system: str = ""
    answered: Any
    by: str
    cached: bool = False
    usage: Usage = Usage()


class Provenance(Frozen):
    """Everything needed to repeat the run.

    Attributes:
        maskwright: version of this package.
        profile: name of the profile.
        overrides: settings that differ from the profile, "section.key" -> value.
        settings: all settings of the graph that ran, after the overrides.
        profile_settings: all sections of the profile with all settings, after the overrides, by
            section; holds no keys.
        backends: who stood behind each tool.
        language_model: who answered the prompts, the fallback once it stepped in; None where none
            was asked.
        answered_by: everybody who answered a prompt, as in `calls`, in the order of the nodes.
        packages: versions of the packages that change numbers (torch, numpy...).
    """

    maskwright: str
    profile: str
    overrides: dict[str, Any] = Field(default_factory=dict)
    settings: dict[str, Any] = Field(default_factory=dict)
    profile_settings: dict[str, dict[str, Any]] = Field(default_factory=dict)
    backends: list[BackendInfo] = Field(default_factory=list[BackendInfo])
    language_model: BackendInfo | None = None
    answered_by: list[str] = Field(default_factory=list[str])
    packages: dict[str, str] = Field(default_factory=dict)


class Result(Frozen):
    """What a run found.

    Attributes:
        image: which picture.
        task: which graph ran.
        classes: the classes or queries asked for, in order; the label map's index is position + 1.
        segments: one per instance, best first.
        label_map: file name of the indexed PNG beside the result; None until it is written.
        labels: the label map as one run-length encoding a class name, non-overlapping; absent
            classes are absent.
        stop: why the run ended.
        reason: one sentence where `stop` is not "converged".
        notes: what a person should know (merged duplicate classes, overlap policy).
        trace: what each node decided, by node name (tags, caption, labels asked, detections,
            points).
        calls: every question to a language model.
        timings: seconds by node name, and "total".
        provenance: who did it.
    """

    image: ImageRef
    task: Task
    classes: list[str]
    segments: list[Segment] = Field(default_factory=list[Segment])
    label_map: str | None = None
    labels: dict[str, Rle] = Field(default_factory=dict)
    stop: Stop = "converged"
    reason: str = ""
    notes: list[str] = Field(default_factory=list[str])
    trace: dict[str, Any] = Field(default_factory=dict)
    calls: list[LanguageCall] = Field(default_factory=list[LanguageCall])
    timings: dict[str, float] = Field(default_factory=dict)
    provenance: Provenance
