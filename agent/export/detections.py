"""A result as `supervision.Detections`, for those who draw, track or count with supervision."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...errors import MissingError
from ...tools.mask import decode
from ...tools.result import Result
from .dataset import dataset_of

if TYPE_CHECKING:
    from supervision import Detections


def to_detections(result: Result) -> Detections:
    """The segments of a result as supervision knows them.

    Args:
        result: what was found.

    Returns:
        N detections in the result's order: `xyxy` (N, 4) float32, x1 and y1 exclusive; `mask`
        (N, H, W) bool; `confidence` (N,) float32; `class_id` (N,) int, the class's position in
        `result.classes` from 0, labels that are no class after them; `data["class_name"]` (N,) str.
        All masks are in memory at once.

    Raises:
        MissingError: supervision is not installed.
    """
    try:
        import supervision
    except ImportError as error:
        command = "pip install 'maskwright[export]'"
        raise MissingError("supervision", command, "to_detections") from error
    if not result.segments:
        return supervision.Detections.empty()
    dataset = dataset_of([(result, b"")])
    return supervision.Detections(
        xyxy=np.array([each.box for each in result.segments], np.float32),
        mask=np.stack([decode(each.mask) for each in result.segments]),
        confidence=np.array([each.score for each in result.segments], np.float32),
        class_id=np.array([dataset.number(each.label) - 1 for each in result.segments]),
        data={"class_name": np.array([each.label for each in result.segments])},
    )
