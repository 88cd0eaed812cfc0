"""Pascal VOC: index PNGs of classes and of objects, and one XML file of boxes a picture.

Boxes count from 1 and include their last pixel, as the VOC development kit has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ...tools.labelmap import IGNORE_8, to_png, voc_palette
from ...tools.mask import tight_box
from .dataset import Dataset, Item, Losses, xml_text
from .owners import owners

SCORES = "scores are left out: Pascal VOC has no place for them"
RENAMED = "names that lost colons, hashes or line breaks in labelmap.txt: {n}"
WIDE = "index pictures with more than 254 numbers have 16 bits and no palette: {n}"


def write(dataset: Dataset, losses: Losses) -> Iterator[tuple[str, bytes]]:
    """Yield the index pictures and boxes of each picture, their list, and `labelmap.txt`."""
    for item in dataset.items:
        segments, classes = owners(item, dataset, losses)
        for folder, grid, most in (
            ("SegmentationClass", classes, len(dataset.labels)),
            ("SegmentationObject", segments, len(item.result.segments)),
        ):
            losses.add(WIDE, int(most >= IGNORE_8))
            yield f"{folder}/{item.stem}.png", to_png(grid, most)
        yield f"Annotations/{item.stem}.xml", _boxes(item, losses)
    stems = "".join(f"{item.stem}\n" for item in dataset.items)
    yield "ImageSets/Segmentation/default.txt", stems.encode()
    yield "labelmap.txt", _label_map(dataset.labels, losses)


def _label_map(labels: list[str], losses: Losses) -> bytes:
    """Names and colours, line number = index: "name:red,green,blue:parts:actions", as CVAT's."""
    names = [" ".join(re.sub(r"[:#\ud800-\udfff]", " ", name).split()) for name in labels]
    changed = sum(a != b for a, b in zip(names, labels, strict=True))
    losses.add(RENAMED, changed)
    colours = voc_palette(len(names) + 1).tolist()
    lines = [
        f"{name}:{red},{green},{blue}::\n"
        for name, (red, green, blue) in zip(["background", *names], colours, strict=True)
    ]
    return "".join(["# label:color_rgb:parts:actions\n", *lines]).encode()


def _boxes(item: Item, losses: Losses) -> bytes:
    ref = item.result.image
    root = Element("annotation")
    SubElement(root, "filename").text = xml_text(item.file_name, losses)
    size = SubElement(root, "size")
    for name, number in (("width", ref.width), ("height", ref.height), ("depth", 3)):
        SubElement(size, name).text = str(number)
    SubElement(root, "segmented").text = "1"
    for _, segment, mask in item.segments(Losses()):  # `owners` has counted already
        thing = SubElement(root, "object")
        SubElement(thing, "name").text = xml_text(segment.label, losses)
        box = SubElement(thing, "bndbox")
        x0, y0, x1, y1 = (int(edge) for edge in tight_box(mask))
        edges = {"xmin": x0 + 1, "ymin": y0 + 1, "xmax": x1, "ymax": y1}
        for name, edge in edges.items():
            SubElement(box, name).text = str(edge)
    losses.add(SCORES, int(bool(item.result.segments)))
    indent(root)
    return tostring(root, "utf-8") + b"\n"
