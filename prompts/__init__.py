"""Prompt templates, one file each, typed by their input and output models.

Read `post_refine.md` first (a prompt file: front matter, then the system text), then `models.py`
(the inputs and answers) and `template.py` (how a file becomes a prompt). Nothing here asks a model:
`graphs/` turns a `RenderedPrompt` into a question.
"""

from __future__ import annotations

from .models import (
    ClassChoice,
    ClassList,
    ContrastiveInput,
    ContrastiveWords,
    PartsInput,
    PartWords,
    PhraseInput,
    PreRefineInput,
    TagInput,
    VisibleInput,
    VisibleWords,
)
from .request import Request, ToolsAnswer, UnderstandInput, UseToolsInput
from .template import Prompt, RenderedPrompt, load_prompt, prompt_names
from .tips import cooccurrence_tips, tips_preset, tips_presets

__all__ = [
    "ClassChoice",
    "ClassList",
    "ContrastiveInput",
    "ContrastiveWords",
    "PartWords",
    "PartsInput",
    "PhraseInput",
    "PreRefineInput",
    "Prompt",
    "RenderedPrompt",
    "Request",
    "TagInput",
    "ToolsAnswer",
    "UnderstandInput",
    "UseToolsInput",
    "VisibleInput",
    "VisibleWords",
    "cooccurrence_tips",
    "load_prompt",
    "prompt_names",
    "tips_preset",
    "tips_presets",
]
