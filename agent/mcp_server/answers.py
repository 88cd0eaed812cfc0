"""What the whole tasks answer: typed, with links instead of pixels, and one small picture."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass, field

from pydantic import BaseModel, Field

from ...graphs.telling import missing
from ...tools.base import Frozen
from ...tools.image import Image
from ...tools.mask import Rle
from ...tools.result import Result, Stop, Task
from ...tools.segment import Box
from ...tools.tagger import Tag
from ..overlay import draw_overlay
from ..pictures import fit
from .runs import Run, mask_name

OVERLAY_BYTES = 500_000
"""A picture in an answer has fewer bytes than this, as base64: clients take 1 MiB for all of it."""

OVERLAY_SIDE = 1024
MOST_LINKS = 24
"""Links in an answer's content; the structured answer names all of them."""


class Found(Frozen):
    """One thing that was found."""

    number: int = Field(description="From 1, the surest first.")
    label: str
    score: float = Field(description="In [0, 1].")
    box: Box = Field(description="(x0, y0, x1, y1) in pixels, x1 and y1 exclusive.")
    area: int = Field(description="Pixels.")
    share: float = Field(description="Part of the picture, in [0, 1].")
    mask: str = Field(description="Link of a PNG: 255 where the thing is.")
    rle: Rle | None = Field(default=None, description="The mask, where it was asked for.")


class Seen(Frozen):
    """What a run found."""

    run_id: str = Field(description="Names the run, for `export` and `list_classes`.")
    image_id: str = Field(description="Names the picture, for further calls.")
    width: int
    height: int
    task: Task
    answer: str = Field(description="The same in words.")
    found: list[Found]
    absent: list[str] = Field(description="What was asked for and is not there.")
    stop: Stop
    reason: str = ""
    notes: list[str] = Field(default_factory=list[str])
    seconds: float
    links: dict[str, str] = Field(description="The run's files: label map, report, overlay...")


class Described(Frozen):
    """What is in a picture."""

    image_id: str
    width: int
    height: int
    caption: str = Field(description="One sentence; empty where there is none.")
    tags: list[Tag] = Field(description="Common nouns, the surest first.")
    seen: Seen | None = Field(default=None, description="Where these things are, if looked for.")


class OneClass(Frozen):
    """A name, and how much of the picture it has."""

    name: str
    score: float | None = Field(default=None, description="In [0, 1]; of the best segment or tag.")
    share: float | None = Field(default=None, description="Part of the picture, of a run.")
    segments: int | None = Field(default=None, description="How many, of a run.")


class Classes(Frozen):
    """Names that fit a picture, or the classes of a run."""

    image_id: str
    run_id: str | None = None
    classes: list[OneClass]


class Exported(Frozen):
    """The files of an export."""

    run_id: str
    files: dict[str, str] = Field(description="Links by path.")
    notes: list[str] = Field(description="What a format could not hold.")


class Known(Frozen):
    """A picture that the tools know now."""

    image_id: str = Field(description="What the typed tools take.")
    width: int
    height: int


@dataclass(frozen=True)
class Answer:
    """What goes back to the client.

    Attributes:
        structured: the typed answer.
        text: the same in words; empty where the typed answer says all.
        overlay: a JPEG file, if there is a picture to look at.
        links: names of the run's files that are linked.
        run: whose files.
    """

    structured: BaseModel
    text: str = ""
    overlay: bytes = b""
    links: list[str] = field(default_factory=list[str])
    run: Run | None = None


def seen(run: Run, answer: str, *, rle: bool = False) -> Seen:
    """A run as the typed answer has it.

    Args:
        run: what was found.
        answer: the same in words.
        rle: whether the masks stand in the answer, beside their links.
    """
    result = run.result
    pixels = max(1, result.image.width * result.image.height)
    found = [
        Found(
            number=number,
            label=each.label,
            score=each.score,
            box=each.box,
            area=each.area,
            share=round(each.area / pixels, 6),
            mask=run.uri(mask_name(number)),
            rle=each.mask if rle else None,
        )
        for number, each in enumerate(result.segments, 1)
    ]
    return Seen(
        run_id=run.id,
        image_id=result.image.sha256,
        width=result.image.width,
        height=result.image.height,
        task=result.task,
        answer=answer,
        found=found,
        absent=missing(result),
        stop=result.stop,
        reason=result.reason,
        notes=result.notes,
        seconds=round(sum(s for n, s in result.timings.items() if n != "total"), 4),
        links={name: run.uri(name) for name in run.own_names()},
    )


def links_of(run: Run) -> list[str]:
    """The files of a run that an answer links: its own, then masks, as many as fit."""
    return [*run.own_names(), *run.mask_names()][:MOST_LINKS]


def draw(image: Image, result: Result) -> bytes:
    """The overlay, small enough for an answer.

    Args:
        image: the picture.
        result: what was found in it.

    Returns:
        a JPEG file of less than `OVERLAY_BYTES` as base64, its long side at most `OVERLAY_SIDE`.
    """
    drawn, side = draw_overlay(image.pixels, result), OVERLAY_SIDE
    while True:
        buffer = io.BytesIO()
        fit(drawn, side).save(buffer, "JPEG", quality=85)
        if len(base64.b64encode(buffer.getvalue())) < OVERLAY_BYTES:
            return buffer.getvalue()
        side = side * 3 // 4
