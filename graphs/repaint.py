"""A result with other segments: its label map and classes follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..tools.mask import Rle, decode, encode
from ..tools.result import Result
from ..tools.segment import Segment

Kept = tuple[int, Segment]
"""A segment of the new result, and the position of the old one that it was."""


def changed(result: Result, kept: Sequence[Kept], told: Mapping[str, Any]) -> Result:
    """A result after its segments were changed.

    A pixel of the label map stays with a kept segment that covers it, under that one's label;
    pixels that only segments which are gone had become background.

    Args:
        result: before the change; stays as it is.
        kept: what is left, in order; several old ones may have become one.
        told: what was changed, for the trace; the labels that went are put beside it.

    Returns:
        a result without a written label map.
    """
    segments = list({id(each): each for _, each in kept}.values())
    entry = {**told, "gone": _gone(result, kept)}
    return result.model_copy(
        update={
            "segments": segments,
            "classes": _classes(result, kept),
            "labels": _labels(result, kept),
            "label_map": None,
            "stop": result.stop if segments else "empty",
            "reason": result.reason if segments else "Nothing is left after the change.",
            "trace": {**result.trace, "edits": [*result.trace.get("edits", []), entry]},
        }
    )


def _gone(result: Result, kept: Sequence[Kept]) -> list[str]:
    """Labels of segments that went, where none of that label is left."""
    rows, left = {row for row, _ in kept}, {each.label for _, each in kept}
    gone = [each.label for row, each in enumerate(result.segments) if row not in rows]
    return [name for name in dict.fromkeys(gone) if name not in left]


def _classes(result: Result, kept: Sequence[Kept]) -> list[str]:
    """The classes; one that was renamed throughout stands under its new name in its place."""
    labels = [each.label for _, each in kept]
    became = {name: [e.label for r, e in kept if result.segments[r].label == name]
              for name in result.classes}  # fmt: skip
    names = [
        became[name][0] if name not in labels and became[name] else name for name in result.classes
    ]
    return list(dict.fromkeys([*names, *labels]))


def _labels(result: Result, kept: Sequence[Kept]) -> dict[str, Rle]:
    """The label map, painted anew from the pixels that each label had."""
    areas: dict[str, NDArray[np.bool_]] = {}
    for label, rle in result.labels.items():
        left = decode(rle)
        for row, new in kept:
            old = result.segments[row]
            if old.label == label:
                own = left & decode(old.mask) & decode(new.mask)
                areas[new.label] = areas[new.label] | own if new.label in areas else own
                left = left & ~own
    return {name: encode(area) for name, area in areas.items() if area.any()}
