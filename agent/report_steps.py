"""What the report shows of the open vocabulary: the recurrence's steps and contrastive concepts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from ..tools.contrast.answer import REASONS
from ..tools.image import Image
from ..tools.labelmap import voc_palette
from ..tools.mask import Rle, decode
from ..tools.result import Result
from .pictures import fit, uri

THUMB_SIDE = 160
MOST_SHOWN = 12
"""Queries of one step that are shown with pictures; the others are only named."""
MOST_DROPPED = 60


def steps_of(result: Result, image: Image) -> list[dict[str, Any]]:
    """Each step of the recurrence: its best queries with pictures, the names of the others."""
    prompts = _prompts(result)
    out: list[dict[str, Any]] = []
    for step in result.trace.get("filter", {}).get("steps", []):
        seen: list[dict[str, Any]] = sorted(step["seen"], key=lambda each: -each["score"])
        out.append(
            {
                "number": step["step"] + 1,
                "shown": [_row(each, image, prompts) for each in seen[:MOST_SHOWN]],
                "kept": sum(bool(each["kept"]) for each in seen),
                "rest": [each["query"] for each in seen[MOST_SHOWN:]],
            }
        )
    return out


def _prompts(result: Result) -> Sequence[Any]:
    """How the classifier marks a mask, as the profile says."""
    chosen = result.provenance.profile_settings.get("classifier", {}).get("prompts", [])
    return cast("Sequence[Any]", chosen)


def _row(seen: Mapping[str, Any], image: Image, prompts: Sequence[Any]) -> dict[str, Any]:
    mask = decode(Rle.model_validate(seen["mask"]))
    return {
        "query": seen["query"],
        "score": seen["score"],
        "kept": seen["kept"],
        "heat": f"data:image/png;base64,{seen['heat']}" if "heat" in seen else "",
        "prompted": _prompted(image, mask, prompts) if mask.any() else "",
    }


def _prompted(image: Image, mask: NDArray[np.bool_], prompts: Sequence[Any]) -> str:
    from ..tools.visual_prompts import draw

    return uri("jpeg", fit(draw(image.pixels, mask, prompts), THUMB_SIDE))


def contrast_of(result: Result, image: Image) -> dict[str, Any] | None:
    """The contrastive concepts, what was left out and why, and everything that was segmented."""
    told = result.trace.get("contrast")
    if told is None:
        return None
    dropped = [{**each, "why": REASONS[each["why"]]} for each in told.get("dropped", [])]
    return {
        "mode": told.get("mode", ""),
        "words": told.get("words", []),
        "dropped": dropped[:MOST_DROPPED],
        "more": max(0, len(dropped) - MOST_DROPPED),
        "everything": _everything(result, image),
    }


def _everything(result: Result, image: Image) -> dict[str, Any]:
    """The picture with queries and concepts painted ("all" against "pred"), and a legend."""
    areas: dict[str, Any] = result.trace.get("refine", {}).get("areas", {})
    # Not the result's classes: an edit may have renamed them since.
    concepts: Sequence[str] = result.trace.get("contrast", {}).get("words", [])
    palette = voc_palette(len(areas) + 1)
    pixels = image.pixels.astype(np.float32)
    for index, rle in enumerate(areas.values(), start=1):
        where = decode(Rle.model_validate(rle))
        pixels[where] = 0.45 * pixels[where] + 0.55 * palette[index]
    legend = [
        {
            "name": name,
            "colour": f"rgb{tuple(palette[index].tolist())}",
            "asked": name not in concepts,
        }
        for index, name in enumerate(areas, start=1)
    ]
    return {"picture": uri("jpeg", fit(pixels.astype(np.uint8), 640)), "legend": legend}
