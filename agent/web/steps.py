"""How a result was found: the recurrence's steps with their pictures, contrastive concepts."""

from __future__ import annotations

from ...tools.image import Image
from ...tools.result import Result
from ..report_steps import contrast_of, steps_of
from .stage import templates


def draw_steps(result: Result, image: Image) -> str:
    """A fragment of the page, fetched when somebody opens it.

    Args:
        result: of an open_vocabulary run.
        image: the picture.

    Returns:
        HTML; its pictures are inside it.
    """
    contrast = contrast_of(result, image)
    asked = result.trace.get("prepare", {}).get("queries", result.classes)
    if contrast:
        for each in contrast["everything"]["legend"]:
            each["asked"] = each["name"] in asked  # labels may have been renamed since
    return (
        templates()
        .get_template("steps.html.j2")
        .render(
            steps=steps_of(result, image),
            contrast=contrast,
            theta=result.trace.get("filter", {}).get("theta"),
        )
    )
