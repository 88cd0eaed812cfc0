"""Images: upright RGB, uint8, with the SHA-256 of their pixels as their id.

`load_image` turns whatever a person has (path, bytes, array, PIL image) into an `Image`. State and
results name an image by its id; the pixels live in an `ImageStore`.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import stat
import tempfile
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from pydantic import SerializerFunctionWrapHandler, model_serializer

from ..errors import InputError, ToolError
from .base import Frozen
from .folders import cache_dir
from .pixels import from_array, from_bytes, from_pil

if TYPE_CHECKING:
    from PIL.Image import Image as PilImage

    ImageSource = str | Path | bytes | NDArray[np.generic] | PilImage

logger = logging.getLogger(__name__)

MAX_PIXELS = 100_000_000
"""Largest picture that is opened (a decompression bomb is refused from its header)."""

MAX_FILE_BYTES = 512 * 2**20
"""Most that is read of a file or a pipe: above `MAX_PIXELS` of 8-bit RGBA, uncompressed."""

IMAGE_ID = re.compile(r"[0-9a-f]{64}")

MEMORY_BYTES = 512 * 2**20
DISK_BYTES = 2 * 2**30


@dataclass(frozen=True, eq=False)
class Image:
    """A picture.

    Attributes:
        pixels: (H, W, 3) uint8, RGB, upright; read-only.
        id: SHA-256 of the pixels' bytes in row order, as hexadecimal text.
        path: where it was read from, if from a file, as it was given.
        turned: EXIF said that the file holds it turned or mirrored.
    """

    pixels: NDArray[np.uint8]
    id: str
    path: str | None = None
    turned: bool = False

    @property
    def height(self) -> int:
        """Rows."""
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        """Columns."""
        return int(self.pixels.shape[1])

    @property
    def key(self) -> str:
        """What caches go by: the id with the size, since one colour fills 2 x 3 and 3 x 2 alike."""
        return f"{self.id}-{self.width}x{self.height}"


class ImageRef(Frozen):
    """An image as state and results hold it: small, and enough to find the pixels again.

    `turned` is that of `Image`; JSON names it only where it is true.
    """

    path: str | None = None
    sha256: str
    width: int
    height: int
    turned: bool = False

    # No return type: with one, the JSON schema would be that of any object.
    @model_serializer(mode="wrap")
    def _plain(self, fields: SerializerFunctionWrapHandler):
        plain = fields(self)
        if not self.turned:
            plain.pop("turned", None)
        return plain


def image_id(pixels: NDArray[np.uint8]) -> str:
    """The SHA-256 of decoded pixels.

    Args:
        pixels: (H, W, 3) uint8, RGB, upright.

    Returns:
        64 hexadecimal digits; equal to hashing `pixels.tobytes()`.
    """
    return hashlib.sha256(np.ascontiguousarray(pixels).tobytes()).hexdigest()


def load_image(source: ImageSource | Image, max_pixels: int = MAX_PIXELS) -> Image:
    """Read a picture, whatever it comes as.

    EXIF rotation is applied, transparency is laid over white, greyscale, palette, CMYK, 1-bit and
    16-bit pictures become RGB (16 bits are scaled from 0..65535), and of an animation the first
    frame is taken. Arrays are (H, W), (H, W, 1 | 2 | 3 | 4): bool, uint8, other integers within
    0..255, uint16 within 0..65535, or floats within [0, 1].

    Args:
        source: a path, the bytes of a file, an array, a PIL image, or an `Image` as it is.
        max_pixels: a larger picture is refused before its pixels are decoded.

    Returns:
        the picture, its pixels read-only.

    Raises:
        InputError: there is no such file, it is no regular file, it is no picture, it is damaged
            or too large, or the array is of the wrong kind.
    """
    if isinstance(source, Image):
        return source
    if isinstance(source, np.ndarray):
        return _image(from_array(source, max_pixels))
    if isinstance(source, bytes):
        return _image(*from_bytes(source, "image bytes", max_pixels))
    if isinstance(source, (str, Path)):
        return _image(*from_bytes(_read(source), str(source), max_pixels), path=str(source))
    return _image(*from_pil(source, max_pixels))


def _image(pixels: NDArray[np.uint8], turned: bool = False, path: str | None = None) -> Image:
    pixels = np.ascontiguousarray(pixels)
    if not pixels.size:
        raise InputError(path or "image", "has no pixels")
    pixels.flags.writeable = False
    return Image(pixels, image_id(pixels), path, turned)


def read_capped(file: IO[bytes], name: str, max_bytes: int | None = None) -> bytes:
    """All bytes of an open file or pipe.

    Args:
        file: read to its end.
        name: what errors call it.
        max_bytes: where there are more, reading stops; `MAX_FILE_BYTES` if None.

    Raises:
        InputError: it holds more than `max_bytes`.
    """
    limit = MAX_FILE_BYTES if max_bytes is None else max_bytes
    data = file.read(limit + 1)
    if len(data) > limit:
        size = f"{limit / 2**20:g} MiB"
        raise InputError(name, f"is larger than {size}", "save it smaller, as PNG, JPEG or WebP")
    return data


def _read(path: str | Path) -> bytes:
    name = str(path)
    try:
        place = Path(path).expanduser()
        kind = place.stat().st_mode
        # Looked at before it is opened: opening a pipe waits for its writer.
        if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):
            raise InputError(name, "is no regular file", "give the path of a picture file")
        with place.open("rb") as file:
            return read_capped(file, name)
    except FileNotFoundError as error:
        raise InputError(name, "no such file", "check the path") from error
    except IsADirectoryError as error:
        raise InputError(name, "is a directory", "name the pictures in it") from error
    except PermissionError as error:
        raise InputError(name, "may not be read", "check its permissions") from error
    except (OSError, ValueError) as error:
        raise InputError(name, f"cannot be read ({error})") from error


class ImageStore:
    """Pixels by image id: the most recent ones in memory, the rest read again from their files.

    A picture that came as bytes or as an array has no file; where it is to last, or has to leave
    memory, it is written as PNG into `folder`. A folder that cannot be written to is warned of once
    and ends no run: the picture is then in memory only. Safe to use from several threads.

    Args:
        folder: where pictures without a file are kept; `images` in the cache folder if None.
        memory: bytes of pixels held in memory; one picture is always held.
        disk: bytes of the folder; the oldest files go first.
    """

    def __init__(
        self, folder: Path | None = None, memory: int = MEMORY_BYTES, disk: int = DISK_BYTES
    ) -> None:
        self._folder = folder
        self._memory = memory
        self._disk = disk
        self._lock = threading.Lock()
        self._warned = False
        self._refs: dict[str, ImageRef] = {}
        self._pixels: OrderedDict[str, Image] = OrderedDict()

    def put(self, image: Image, lasting: bool = True) -> ImageRef:
        """Keep a picture and return what state and results hold of it.

        Args:
            image: the picture.
            lasting: a run that is resumed in another process must find it, so a picture without
                a file is written at once.
        """
        ref = ImageRef(
            path=image.path,
            sha256=image.id,
            width=image.width,
            height=image.height,
            turned=image.turned,
        )
        if image.path is None and lasting:
            self._spill(image)
        self._remember(ref, image)
        return ref

    def open(self, ref: ImageRef) -> Image:
        """The picture behind a reference, from memory or from its file.

        Raises:
            ToolError: the file is gone or holds another picture now (code `image_gone`).
        """
        with self._lock:
            held = self._pixels.get(ref.sha256)
            if held is not None and (held.width, held.height) == (ref.width, ref.height):
                self._pixels.move_to_end(ref.sha256)
                return held
        image = self._reread(ref)
        self._remember(ref, image)
        return image

    def get(self, image_id: str) -> Image:
        """The picture with this id.

        Raises:
            InputError: this is no id of a picture.
            ToolError: no picture of this id was put here, or its file is gone or has changed.
        """
        # It becomes part of a file's name, and a language model or a client may have made it up.
        if not IMAGE_ID.fullmatch(image_id):
            problem = "is no id of a picture: 64 hexadecimal digits"
            raise InputError(f"image {image_id[:40]!r}", problem)
        with self._lock:
            held = self._pixels.get(image_id)
            ref = self._refs.get(image_id)
        if held is not None:
            return held
        if ref is not None:
            return self.open(ref)
        for path in self._spilled(f"{image_id}-*.png"):
            width, _, height = path.stem.partition("-")[2].partition("x")
            return self.open(ImageRef(sha256=image_id, width=int(width), height=int(height)))
        raise ToolError("image", f"no picture with the id {image_id[:12]} is known", "image_gone")

    def forget(self, ref: ImageRef) -> None:
        """Let go of a picture that nobody will ask for again, as frames of a video."""
        with self._lock:
            self._refs.pop(ref.sha256, None)
            self._pixels.pop(ref.sha256, None)

    def _remember(self, ref: ImageRef, image: Image) -> None:
        with self._lock:
            self._refs[ref.sha256] = ref
            self._pixels[ref.sha256] = image
            self._pixels.move_to_end(ref.sha256)
            held = sum(each.pixels.nbytes for each in self._pixels.values())
            while held > self._memory and len(self._pixels) > 1:
                oldest = next(iter(self._pixels.values()))
                if oldest.path is None:
                    self._spill(oldest)
                del self._pixels[oldest.id]
                held -= oldest.pixels.nbytes

    def _reread(self, ref: ImageRef) -> Image:
        path = Path(ref.path) if ref.path else self._place(ref.sha256, ref.width, ref.height)
        try:
            image = load_image(path)
        except InputError as error:
            raise ToolError("image", f"cannot be read again: {error}", "image_gone") from error
        if (image.id, image.width, image.height) != (ref.sha256, ref.width, ref.height):
            raise ToolError("image", f"{path} has changed since the run began", "image_gone")
        return Image(image.pixels, image.id, ref.path, ref.turned)

    def _home(self) -> Path:
        return self._folder or cache_dir() / "images"

    def _place(self, image_id: str, width: int, height: int) -> Path:
        return self._home() / f"{image_id}-{width}x{height}.png"

    def _spilled(self, pattern: str) -> list[Path]:
        return sorted(self._home().glob(pattern)) if self._home().is_dir() else []

    def _spill(self, image: Image) -> None:
        """Write a picture to the folder, or warn that it cannot be."""
        place = self._place(image.id, image.width, image.height)
        try:
            if place.exists():
                os.utime(place)
                return
            place.parent.mkdir(parents=True, exist_ok=True)
            _write_png(place, image.pixels)
            self._prune(keep=place)
        except OSError as error:
            why = error.strerror or str(error)
            if not self._warned:
                self._warned = True
                logger.warning("image cache %s: %s; pictures stay in memory", place.parent, why)

    def _prune(self, keep: Path) -> None:
        files = [(path.stat().st_mtime, path.stat().st_size, path) for path in self._spilled("*")]
        total = sum(size for _, size, _ in files)
        for _, size, path in sorted(files):
            if total <= self._disk:
                return
            if path != keep:
                path.unlink(missing_ok=True)
                total -= size


def _write_png(place: Path, pixels: NDArray[np.uint8]) -> None:
    import PIL.Image

    handle, beside = tempfile.mkstemp(dir=place.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            PIL.Image.fromarray(pixels).save(file, "PNG", compress_level=1)
        Path(beside).replace(place)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
