"""Label Studio: tasks with predictions as brush masks, and the labelling set-up that shows them.

A brush mask is the picture's RGBA bytes, set pixels opaque white, packed by the run-length coder
of the package `@thi.ng/rle-pack`, which Label Studio's page decodes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import numpy as np
from numpy.typing import NDArray

from .coco import as_json
from .cvat import runs
from .dataset import Dataset, Item, Losses, xml_text

FILE, CONFIG = "tasks.json", "config.xml"
ADDRESS = "data.image is the picture's file name: give the address that Label Studio serves it at"
BITS = (4, 8, 12, 16)
"""Widths that the length of a run may be written in; the coder's header names them."""

LONGEST = 1 << BITS[-1]


def write(dataset: Dataset, losses: Losses) -> Iterator[tuple[str, bytes]]:
    """Yield `tasks.json` with all pictures, then `config.xml` with the labels."""
    losses.add(ADDRESS, int(bool(dataset.items)))
    yield FILE, as_json([_task(item, losses) for item in dataset.items])
    view = Element("View")
    SubElement(view, "Image", name="image", value="$image", zoom="true")
    brush = SubElement(view, "BrushLabels", name="brush", toName="image")
    for name in dataset.labels:
        SubElement(brush, "Label", value=xml_text(name, losses))
    indent(view)
    yield CONFIG, tostring(view, "utf-8") + b"\n"


def _task(item: Item, losses: Losses) -> dict[str, Any]:
    ref = item.result.image
    found: list[dict[str, Any]] = []
    for number, segment, mask in item.segments(losses):
        value = {
            "format": "rle",
            "rle": list(pack(mask)),
            # The set-up is XML, and both must name a label alike.
            "brushlabels": [xml_text(segment.label, Losses())],
        }
        found.append(
            {
                "id": f"{ref.sha256[:8]}-{number}",
                "type": "brushlabels",
                "from_name": "brush",
                "to_name": "image",
                "original_width": ref.width,
                "original_height": ref.height,
                "image_rotation": 0,
                "score": segment.score,
                "value": value,
            }
        )
    surest = max((each["score"] for each in found), default=0.0)
    prediction = {"model_version": "maskwright", "score": surest, "result": found}
    return {"data": {"image": item.file_name}, "predictions": [prediction]}


def pack(mask: NDArray[np.bool_]) -> bytes:
    """The bytes of a brush mask.

    Args:
        mask: (H, W) bool, not empty.

    Returns:
        a header (32 bits: how many values; 5: bits of a value - 1; four times 4: each width of
        `BITS` - 1), then the runs (1 bit: it is a run; 2: which width; the length - 1; the value),
        filled with zeros to a whole byte.

    Source: `@thi.ng/rle-pack`, the comment that describes its format.
    """
    words = [f"{4 * mask.size:032b}", f"{7:05b}", *(f"{width - 1:04b}" for width in BITS)]
    for index, run in enumerate(runs(mask)):
        value = "11111111" if index % 2 else "00000000"
        for length in _pieces(4 * run):
            which = next(n for n, width in enumerate(BITS) if length <= 1 << width)
            words.append(f"1{which:02b}{length - 1:0{BITS[which]}b}{value}")
    bits = "".join(words)
    size = -(-len(bits) // 8)
    return int(bits.ljust(8 * size, "0"), 2).to_bytes(size, "big")


def _pieces(length: int) -> Iterator[int]:
    while length > 0:
        yield min(length, LONGEST)
        length -= LONGEST
