"""The files of a result that the page shows and hands out, made when they are asked for."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from ...tools.image import Image
from ...tools.labelmap import to_png
from ...tools.result import Result
from ..export import FORMATS
from ..export.writing import attach
from ..files import LABEL_MAP, OVERLAY, REPORT, RESULT, label_map, png, to_json
from ..overlay import draw_overlay
from ..pictures import fit
from ..report import render_report

if TYPE_CHECKING:
    from PIL.Image import Image as PilImage

SHOWN_SIDE, THUMB_SIDE = 1600, 240
"""Long sides of the picture on the stage and in the talk, in pixels."""
MOST_LETTERS = 60

PICTURE, THUMB, STEPS = "picture.jpg", "thumb.jpg", "steps.html"
TITLES = {
    "coco": "COCO",
    "coco-panoptic": "COCO panoptic",
    "voc": "Pascal VOC",
    "yolo": "YOLO-seg",
    "labelme": "LabelMe",
    "labelstudio": "Label Studio",
    "cvat": "CVAT",
    "geojson": "GeoJSON",
}


@dataclass(frozen=True)
class Download:
    """A file that the page offers.

    Attributes:
        name: the last part of its address.
        title: what the page calls it.
    """

    name: str
    title: str


DOWNLOADS = [
    Download(OVERLAY, "Overlay"),
    Download(LABEL_MAP, "Label map"),
    Download(RESULT, "Result (JSON)"),
    Download(REPORT, "Report"),
    *(Download(f"{name}.zip", TITLES.get(name, name)) for name in FORMATS),
]


@dataclass(frozen=True)
class Page:
    """A file for a browser.

    Attributes:
        data: its bytes.
        kind: its media type.
        saved_as: the name under which it is saved; "" for one that is shown.
    """

    data: bytes
    kind: str
    saved_as: str = ""


Maker = Callable[[Result, Image, str], Page]


def make_file(name: str, result: Result, image: Image, picture: str) -> Page | None:
    """One file of a result.

    Args:
        name: a `Download`'s, `PICTURE`, `THUMB` or `STEPS`.
        result: what was found.
        image: in what.
        picture: the picture's name.

    Returns:
        the file; None where there is none of this name.

    Raises:
        ToolError: it cannot be made.
    """
    stem, _, end = name.partition(".")
    if end == "zip" and stem in FORMATS:
        return _zip(stem, told_apart(result, picture), image, picture)
    maker = MAKERS.get(name)
    return maker(told_apart(result, picture), image, picture) if maker else None


def told_apart(result: Result, picture: str) -> Result:
    """The result with its picture's plain name in the place of a path on the server."""
    ref = result.image.model_copy(update={"path": picture_name(picture)})
    return result.model_copy(update={"image": ref})


def picture_name(name: str) -> str:
    """The last part of a path of any system, without control characters; "picture" for none."""
    last = PurePosixPath(PureWindowsPath(name).name).name
    kept = "".join(letter for letter in last if letter.isprintable())
    return kept[:MOST_LETTERS] or "picture"


def file_stem(picture: str) -> str:
    """How the names of a picture's downloads begin: letters, digits, ".", "-" and "_" in ASCII."""
    stem = re.sub(r"[^A-Za-z0-9._-]+", "_", PurePosixPath(picture_name(picture)).stem)
    return stem.strip("._-") or "picture"


def _picture(result: Result, image: Image, picture: str) -> Page:
    return Page(_jpeg(fit(image.pixels, SHOWN_SIDE)), "image/jpeg")


def _thumb(result: Result, image: Image, picture: str) -> Page:
    return Page(_jpeg(fit(image.pixels, THUMB_SIDE)), "image/jpeg")


def _jpeg(picture: PilImage) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def _overlay(result: Result, image: Image, picture: str) -> Page:
    drawn = png(draw_overlay(image.pixels, result))
    return Page(drawn, "image/png", f"{file_stem(picture)}-overlay.png")


def _label_map(result: Result, image: Image, picture: str) -> Page:
    drawn = to_png(label_map(result), len(result.classes))
    return Page(drawn, "image/png", f"{file_stem(picture)}-labels.png")


def _result(result: Result, image: Image, picture: str) -> Page:
    told = json.dumps(to_json(result), ensure_ascii=False, indent=2).encode() + b"\n"
    return Page(told, "application/json", f"{file_stem(picture)}.json")


def _report(result: Result, image: Image, picture: str) -> Page:
    return Page(render_report(result, image).encode(), "text/html; charset=utf-8")


def _steps(result: Result, image: Image, picture: str) -> Page:
    from .steps import draw_steps

    return Page(draw_steps(result, image).encode(), "text/html; charset=utf-8")


def _zip(name: str, result: Result, image: Image, picture: str) -> Page:
    """A format's files, with `export.json`, which says what the format cannot hold."""
    _, content = attach(result, image, [name])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in content.items():
            archive.writestr(path.partition("/")[2], data)
    return Page(buffer.getvalue(), "application/zip", f"{file_stem(picture)}-{name}.zip")


MAKERS: dict[str, Maker] = {
    PICTURE: _picture,
    THUMB: _thumb,
    STEPS: _steps,
    OVERLAY: _overlay,
    LABEL_MAP: _label_map,
    RESULT: _result,
    REPORT: _report,
}
