"""CVAT for images 1.1: an XML file with masks, exact, and the score as an attribute of each.

A mask's runs go row by row through its box, zeros first; its last row and column lie inside.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import numpy as np
from numpy.typing import NDArray

from ...tools.mask import tight_box
from ...tools.segment import Segment
from .dataset import Dataset, Item, Losses, xml_text

FILE = "annotations.xml"


def write(dataset: Dataset, losses: Losses) -> Iterator[tuple[str, bytes]]:
    """Yield `annotations.xml` with all pictures."""
    root = Element("annotations")
    SubElement(root, "version").text = "1.1"
    labels = SubElement(SubElement(SubElement(root, "meta"), "task"), "labels")
    for name in dataset.labels:
        label = SubElement(labels, "label")
        SubElement(label, "name").text = xml_text(name, losses)
        SubElement(label, "type").text = "mask"
        score = SubElement(SubElement(label, "attributes"), "attribute")
        for key, text in (("name", "score"), ("mutable", "False"), ("input_type", "text")):
            SubElement(score, key).text = text
        for key in ("default_value", "values"):
            SubElement(score, key)
    for item in dataset.items:
        _add_picture(root, item, losses)
    indent(root)
    yield FILE, tostring(root, "utf-8", xml_declaration=True) + b"\n"


def _add_picture(root: Element, item: Item, losses: Losses) -> None:
    ref = item.result.image
    picture = SubElement(
        root,
        "image",
        id=str(item.number - 1),
        name=xml_text(item.file_name, losses),
        width=str(ref.width),
        height=str(ref.height),
    )
    for order, (_, segment, mask) in enumerate(item.segments(losses, surest_last=True)):
        _add_mask(picture, segment, mask, order)


def _add_mask(picture: Element, segment: Segment, mask: NDArray[np.bool_], order: int) -> None:
    x0, y0, x1, y1 = (int(edge) for edge in tight_box(mask))
    place = {"left": x0, "top": y0, "width": x1 - x0, "height": y1 - y0, "z_order": order}
    told = {
        "label": xml_text(segment.label, Losses()),  # counted among the labels
        "source": "auto",
        "occluded": "0",
        "rle": ", ".join(str(run) for run in runs(mask[y0:y1, x0:x1])),
        **{name: str(number) for name, number in place.items()},
    }
    element = SubElement(picture, "mask", told)
    SubElement(element, "attribute", name="score").text = str(segment.score)


def runs(mask: NDArray[np.bool_]) -> list[int]:
    """Lengths of the runs of a (H, W) bool mask, row by row, zeros first (0 where it begins set).

    Example:
        [[1, 1, 0], [0, 0, 1]] has [0, 2, 3, 1].
    """
    flat = mask.reshape(-1)
    changes = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    lengths = np.diff(np.concatenate([[0], changes, [flat.size]])).tolist()
    return [0, *lengths] if flat[0] else lengths
