"""Questions as the graph asks them, for tests of the language models."""

from __future__ import annotations

from typing import Any

from maskwright.prompts import (
    PhraseInput,
    PreRefineInput,
    RenderedPrompt,
    TagInput,
    load_prompt,
)
from maskwright.tools.language.base import Question

VOC_TEXT = """
aeroplane bicycle bird boat bottle bus car cat chair cow diningtable dog horse motorbike person
pottedplant sheep sofa train tvmonitor
"""
VOC = VOC_TEXT.split()


def question(rendered: RenderedPrompt) -> Question:
    return Question(
        prompt=rendered.name,
        version=rendered.version,
        system=rendered.system,
        user=rendered.user,
        inputs=rendered.inputs,
        output=rendered.output,
        choices=rendered.choices,
    )


def which_class(phrase: str, classes: list[str], **more: Any) -> Question:
    inputs = PhraseInput(phrase=phrase, classes=classes, **more)
    return question(load_prompt("post_refine").question(inputs))


def which_classes(tags: list[str], classes: list[str], caption: str = "", **more: Any) -> Question:
    inputs = PreRefineInput(
        tags=[TagInput(name=tag) for tag in tags], caption=caption, classes=classes, **more
    )
    return question(load_prompt("pre_refine").question(inputs))
