"""The stage: a picture whose masks light up, their legend, downloads and how they were found.

All text is put in by the template engine, which escapes it; masks are SVG paths that can be
hovered, reached with Tab and toggled with Enter (`static/page.js`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from ...tools.labelmap import voc_palette
from ...tools.mask import decode
from ...tools.result import Result
from ...tools.segment import Segment
from .downloads import DOWNLOADS, picture_name
from .paths import shrink, svg_path, view_size

if TYPE_CHECKING:
    from jinja2 import Environment

VIEW_SIDE = 1200
"""Long side of the grid on which masks are outlined, in pixels."""
MOST_DRAWN = 150
"""Segments that get a shape; further ones are in the legend only."""


def draw_stage(result: Result, result_id: str, name: str, waiting: Mapping[str, Any] | None) -> str:
    """The stage of a result.

    Args:
        result: what was found.
        result_id: under which the page asks for its files.
        name: of the picture.
        waiting: what has to be confirmed, as in `Turn.waiting`; None for nothing.

    Returns:
        HTML.
    """
    size = view_size(result.image.width, result.image.height, VIEW_SIDE)
    rows = _rows(result, size)
    drawn = sorted((row for row in rows if row["path"]), key=lambda row: -row["area"])
    return (
        templates()
        .get_template("stage.html.j2")
        .render(
            result=result,
            result_id=result_id,
            name=picture_name(name),
            size=size,
            rows=rows,
            drawn=drawn,
            waiting=_waiting(waiting, result_id, rows) if waiting else None,
            downloads=DOWNLOADS,
            steps=bool(result.trace.get("filter", {}).get("steps")) or "contrast" in result.trace,
            seconds=result.timings.get("total", 0.0),
        )
    )


def draw_empty(examples: list[dict[str, str]]) -> str:
    """The stage before anything was asked: pictures to try.

    Args:
        examples: `key`, `picture` (address), `text` and `credit` each.
    """
    return templates().get_template("empty.html.j2").render(examples=examples)


@lru_cache(maxsize=1)
def templates() -> Environment:
    """The page's templates; everything that they are given is escaped."""
    from jinja2 import DictLoader, Environment, StrictUndefined

    folder = files("maskwright.agent.web") / "templates"
    found = {each.name: each.read_text("utf-8") for each in folder.iterdir()}
    environment = Environment(
        loader=DictLoader(found),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["percent"] = percent
    return environment


def percent(share: float) -> str:
    """A share in [0, 1] for a table: "12 %", "0.4 %"."""
    if share >= 0.0995 or share == 0:
        return f"{share * 100:.0f} %"
    return f"{share * 100:.1f} %" if share >= 0.001 else "< 0.1 %"


def _rows(result: Result, size: tuple[int, int]) -> list[dict[str, Any]]:
    """What the legend tells of each segment, in the order of the result, with its shape."""
    named = list(dict.fromkeys([*result.classes, *(each.label for each in result.segments)]))
    palette = voc_palette(len(named) + 1).tolist()
    pixels = result.image.width * result.image.height
    return [
        {
            "number": number,
            "label": each.label,
            "score": each.score,
            "share": each.area / pixels,
            "area": each.area,
            "box": [round(edge) for edge in each.box],
            "colour": "rgb({}, {}, {})".format(*_visible(palette[named.index(each.label) + 1])),
            "path": _path(each, size) if number < MOST_DRAWN else "",
        }
        for number, each in enumerate(result.segments)
    ]


def _waiting(
    waiting: Mapping[str, Any], result_id: str, rows: list[dict[str, Any]]
) -> dict[str, Any]:
    """What has to be confirmed, each segment with its row; those of other pictures have none."""
    mine = iter(rows)
    told: list[dict[str, Any]] = []
    for each in waiting["segments"]:
        row = next(mine, None) if each.get("result_id", result_id) == result_id else None
        place = {"at": row["number"] if row else "", "colour": row["colour"] if row else "gray"}
        told.append({**each, **place})
    return {"segments": told}


def _visible(rgb: list[int]) -> list[int]:
    """A colour of the label map, light enough to be seen on a dark page and a dark picture."""
    values = np.array(rgb, np.float64)
    return np.rint(values + (255 - values) * 0.18).astype(int).tolist()


def _path(segment: Segment, size: tuple[int, int]) -> str:
    return svg_path(shrink(decode(segment.mask), size))
