"""What the whole tasks are asked: their arguments, as a language model reads them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...tools.base import Frozen

Text = Annotated[str, Field(min_length=1, max_length=300)]
Format = Literal[
    "coco", "coco-panoptic", "voc", "yolo", "labelme", "labelstudio", "cvat", "geojson"
]

MOST_NAMES = 1000


class Picture(Frozen):
    """A picture, given in exactly one way."""

    image: str | None = Field(
        default=None,
        description="The bytes of a PNG, JPEG, WebP... file as base64, or as a data: address.",
    )
    path: str | None = Field(
        default=None,
        max_length=4096,
        description="A picture's file under one of the folders that the server was allowed.",
    )
    image_id: str | None = Field(
        default=None,
        pattern="^[0-9a-f]{64}$",
        description="The id of a picture that was shown before; every answer names it.",
    )


class Shown(Picture):
    """A picture to be kept for the typed tools, which take its `image_id`."""


class Segment(Picture):
    """Cut things out of a picture: either the classes of a list, or whatever queries name."""

    queries: list[Text] | None = Field(
        default=None,
        min_length=1,
        max_length=MOST_NAMES,
        description='Things by name, any words: ["cat", "cup of coffee"]. What is not there is '
        "said. Choose this unless every pixel is to get a class.",
    )
    classes: list[Text] | None = Field(
        default=None,
        min_length=1,
        max_length=MOST_NAMES,
        description='A class list, to label the picture with: ["sky", "road", "car"].',
    )
    synonyms: dict[Text, list[Text]] = Field(
        default_factory=dict[Text, list[Text]],
        max_length=MOST_NAMES,
        description='Other words for a name: {"sofa": ["couch"]}.',
    )
    rle: bool = Field(
        default=False, description="Put each mask into the answer as COCO run-length encoding."
    )


class Refer(Picture):
    """Find the one thing that an expression tells from others of its kind."""

    expression: Text = Field(description='For instance "the left cup" or "the man in red".')
    rle: bool = Field(
        default=False, description="Put the mask into the answer as COCO run-length encoding."
    )


class Describe(Picture):
    """Say what is in a picture, and where."""

    most: int = Field(default=6, ge=0, le=20, description="How many things to cut out; 0: none.")


class ListClasses(Picture):
    """Names that fit a picture, or the classes of a run."""

    run_id: str | None = Field(
        default=None, max_length=64, description="A run, instead of a picture: what it asked for."
    )


class Export(Frozen):
    """Files of a run in the formats of other tools."""

    run_id: str = Field(max_length=64, description="The run, as its answer names it.")
    formats: list[Format] = Field(min_length=1, description="One or several.")
