"""Photographs to try, out of scikit-image's own package; nothing is fetched."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from ...tools.image import load_image
from ..pictures import fit

SIDE = 360


@dataclass(frozen=True)
class Example:
    """A photograph and something to say about it.

    Attributes:
        key: its name in addresses.
        file: in scikit-image's folder of data.
        text: what is said.
        credit: whose picture it is.
    """

    key: str
    file: str
    text: str
    credit: str


EXAMPLES = [
    Example("cat", "chelsea.png", "the cat", "Stéfan van der Walt, CC0"),
    Example("coffee", "coffee.png", "the cup of coffee", "Rachel Michetti, CC0"),
    Example("astronaut", "astronaut.png", "the woman", "NASA, public domain"),
    Example("rocket", "rocket.jpg", "the rocket", "SpaceX, CC0"),
]


def examples() -> list[Example]:
    """Those that are on this machine."""
    folder = _folder()
    return [each for each in EXAMPLES if folder and (folder / each.file).is_file()]


def example(key: str) -> Example | None:
    """The example of this key; None where there is none."""
    return next((each for each in examples() if each.key == key), None)


def picture_bytes(found: Example) -> bytes:
    """The file of an example."""
    folder = _folder()
    return (folder / found.file).read_bytes() if folder else b""


@lru_cache(maxsize=len(EXAMPLES))
def thumbnail(found: Example) -> bytes:
    """A small JPEG of an example."""
    import io

    buffer = io.BytesIO()
    fit(load_image(picture_bytes(found)).pixels, SIDE).save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def _folder() -> Path | None:
    spec = find_spec("skimage")
    places = list(spec.submodule_search_locations or []) if spec else []
    return Path(places[0]) / "data" if places else None
