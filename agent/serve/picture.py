"""A picture of a request: how it is written in JSON, and how a worker gets its pixels."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from pydantic import Field, model_validator

from ...tools.base import Frozen
from ...tools.image import Image, load_image
from .fetch import Fetcher
from .problems import Refusal
from .public import tidy_name
from .settings import ServeSettings


class Picture(Frozen):
    """A picture in JSON: its bytes, or where they are to be fetched."""

    data: str | None = Field(
        default=None, description="The file in base64, or a data: URI.", examples=["iVBORw0KGgo..."]
    )
    url: str | None = Field(
        default=None, description="http or https, from a host that the server lists."
    )
    name: str | None = Field(default=None, description="What it is called, for people.")

    @model_validator(mode="after")
    def _one(self) -> Picture:
        if (self.data is None) == (self.url is None):
            raise ValueError("give one of data and url")
        return self


@dataclass(frozen=True)
class Source:
    """A picture before it is read: `data` as it came, base64 still where `packed`, or its URL."""

    name: str
    data: bytes = b""
    packed: bool = False
    url: str = ""

    def read(self, settings: ServeSettings, fetcher: Fetcher) -> Image:
        """Fetch and decode; done by a worker. The picture has no path.

        Raises:
            InputError: it is no picture, or has too many pixels.
            Refusal: it cannot be fetched.
        """
        data = fetcher.fetch(self.url) if self.url else self.data
        if self.packed:
            data = _unpack(data, self.name)
        return load_image(data, settings.max_pixels)


def source_of(picture: Picture, number: int) -> Source:
    """A picture of a JSON request as a source.

    Args:
        picture: as it was written.
        number: of the picture in the request, from 1.
    """
    name = tidy_name(picture.name, number)
    if picture.url is not None:
        return Source(name, url=picture.url)
    return Source(name, (picture.data or "").encode("ascii", "replace"), packed=True)


def _unpack(data: bytes, name: str) -> bytes:
    if data.startswith(b"data:"):
        head, _, data = data.partition(b",")
        if not head.endswith(b";base64"):
            raise Refusal(400, f"{name}: is a data: URI without base64", "send base64")
    try:
        return base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        raise Refusal(400, f"{name}: is not base64", "send the file's bytes in base64") from None
