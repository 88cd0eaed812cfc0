"""The report: one self-contained page that shows what a run saw, asked, found and how long it took.

No script and nothing from elsewhere: pictures are inside the page, switches are plain CSS. Whatever
a person or a model wrote is escaped by the template engine.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..tools.image import Image
from ..tools.mask import decode
from ..tools.result import Result
from ..tools.segment import Segment
from .overlay import Plate, class_colours, draw_layer, free_place
from .pictures import fit, uri
from .report_steps import contrast_of, steps_of

if TYPE_CHECKING:
    from jinja2 import Template

MAX_SIDE = 1600
"""Larger pictures are shown smaller, so that a page can be mailed."""

THUMB_SIDE = 160
MOST_THUMBS = 60


def render_report(result: Result, image: Image) -> str:
    """Draw the page.

    Args:
        result: what was found.
        image: the picture it was found in.

    Returns:
        one HTML document.
    """
    colours = {name: f"rgb{rgb}" for name, rgb in class_colours(result.classes).items()}
    pixels_in_all = result.image.width * result.image.height
    return _template().render(
        result=result,
        name=Path(result.image.path).name if result.image.path else "picture",
        picture=_jpeg(image.pixels),
        layer=uri("png", fit(draw_layer(result), MAX_SIDE)),
        colours=colours,
        shares={name: _area(rle) / pixels_in_all for name, rle in result.labels.items()},
        detections=_detections(result),
        points=[point for each in result.segments for point in _points(each)],
        segments=_segments(result, image),
        trace=result.trace,
        steps=steps_of(result, image),
        contrast=contrast_of(result, image),
        bars=_bars(result),
        unit=max(result.image.width, result.image.height) / 100,
    )


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["percent"] = _percent
    text = (files("maskwright.agent") / "templates" / "report.html.j2").read_text("utf-8")
    return environment.from_string(text)


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %" if share >= 0.01 or share == 0 else "< 1 %"


def _area(rle: Any) -> int:
    return int(decode(rle).sum())


def _detections(result: Result) -> list[dict[str, Any]]:
    """Each detection with the class its phrase was given, if any."""
    mapped: dict[str, str | None] | None = result.trace.get("post_refine", {}).get("classes")
    labels = {str(each.source.get("phrase")): each.label for each in result.segments}
    found = result.trace.get("detect", {}).get("detections", [])
    rows = [
        {**each, "label": mapped.get(each["phrase"]) if mapped else labels.get(each["phrase"])}
        for each in found
    ]
    taken: list[Plate] = []
    return [{**row, "name": _name_place(row, result, taken)} for row in rows]


def _name_place(
    row: dict[str, Any], result: Result, taken: list[Plate]
) -> tuple[float, float] | None:
    """Where a box's name begins (left end of its base line); None where others stand there."""
    picture = (result.image.width, result.image.height)
    unit = max(picture) / 100
    x0, y0, _, _ = row["box"]
    # Letters are at most about 0.62 of their size wide; " 0.00" follows the name.
    width = min(picture[0], (len(row["label"] or row["phrase"]) + 5) * unit * 2.4 * 0.62)
    height = min(picture[1], unit * 3.4)
    plate = free_place((x0 + unit * 0.7, y0 + unit * 0.4), (width, height), picture, taken)
    if plate is None:
        return None
    taken.append(plate)
    return plate[0], plate[1] + height * 0.76


def _points(segment: Segment) -> list[dict[str, Any]]:
    points: Any = segment.source.get("points", [])
    return [{"x": x, "y": y, "label": segment.label} for x, y in points]


def _segments(result: Result, image: Image) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for number, segment in enumerate(result.segments):
        thumb = _thumb(segment, image) if number < MOST_THUMBS else ""
        share = segment.area / (image.width * image.height)
        rows.append({"segment": segment, "thumb": thumb, "share": share})
    return rows


def _thumb(segment: Segment, image: Image) -> str:
    x0, y0, x1, y1 = (int(edge) for edge in segment.box)
    alpha = decode(segment.mask)[y0:y1, x0:x1, None].astype(np.uint8) * 255
    return uri("png", fit(np.concatenate([image.pixels[y0:y1, x0:x1], alpha], 2), THUMB_SIDE))


def _bars(result: Result) -> list[dict[str, Any]]:
    """Seconds by node, with the share of the longest."""
    nodes = {name: spent for name, spent in result.timings.items() if name != "total"}
    longest = max(nodes.values(), default=0.0) or 1.0
    return [{"node": n, "seconds": s, "share": s / longest} for n, s in nodes.items()]


def _jpeg(pixels: NDArray[np.uint8]) -> str:
    # A small picture is shown enlarged, where JPEG's blocks would be seen.
    small = max(pixels.shape[:2]) < 256
    return uri("png" if small else "jpeg", fit(pixels, MAX_SIDE))
