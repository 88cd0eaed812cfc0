"""Results drawn for the tests of `agent/export`: masks with holes and parts, and hostile names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from maskwright import Image, Result, Segment, load_image
from maskwright.tools.image import ImageRef
from maskwright.tools.mask import encode, tight_box
from maskwright.tools.result import Provenance


@dataclass
class Found:
    """A picture, its result and the masks in the result."""

    image: Image
    result: Result
    masks: list[np.ndarray]


def found(
    masks: list[np.ndarray],
    labels: list[str],
    scores: list[float] | None = None,
    path: str | None = "beach.jpg",
    labels_map: dict[str, np.ndarray] | None = None,
    classes: list[str] | None = None,
) -> Found:
    """A result with these masks; its picture is grey."""
    grey = load_image(np.full((*masks[0].shape, 3), 128, np.uint8))
    scores = scores or [round(0.9 - 0.1 * row, 2) for row in range(len(masks))]
    segments = [
        Segment.model_validate(
            {
                "label": label,
                "score": score,
                "box": tight_box(mask),
                "area": int(mask.sum()),
                "mask": encode(mask).model_dump(),
            }
        )
        for mask, label, score in zip(masks, labels, scores, strict=True)
    ]
    height, width = masks[0].shape
    result = Result(
        image=ImageRef(path=path, sha256=grey.id, width=width, height=height),
        task="open_vocabulary",
        classes=classes or list(dict.fromkeys(labels)),
        segments=segments,
        labels={name: encode(mask) for name, mask in (labels_map or {}).items()},
        provenance=Provenance(maskwright="test", profile="drawn"),
    )
    return Found(grey, result, masks)


def three_things(path: str | None = "beach.jpg") -> Found:
    """A ring with a hole, two parts, and a square that lies over the ring; 60 x 80."""
    ring = np.zeros((60, 80), np.bool_)
    ring[5:40, 5:45] = True
    ring[15:25, 15:30] = False
    parts = np.zeros((60, 80), np.bool_)
    parts[45:55, 5:20] = parts[42:58, 50:70] = True
    square = np.zeros((60, 80), np.bool_)
    square[30:50, 35:60] = True
    return found([ring, parts, square], ["dog", "cat & mouse", "dog"], path=path)


def blob(height: int = 240, width: int = 320, seed: int = 0) -> np.ndarray:
    """A mask of an ordinary size with holes, parts and a wavy border."""
    noise = np.random.default_rng(seed).random((height, width)).astype(np.float32)
    smooth = cv2.GaussianBlur(noise, (0, 0), 8)
    return smooth > np.median(smooth)


any_mask = st.tuples(st.integers(1, 24), st.integers(1, 24)).flatmap(
    lambda shape: arrays(np.bool_, shape).filter(np.any)
)
"""Any mask of some pixels, whatever holes and parts it has."""


def written(folder: Path) -> set[str]:
    """Paths of all files below a folder."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix() for path in files}
