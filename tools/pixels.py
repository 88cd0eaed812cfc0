"""Decoding: files, PIL images and arrays of any kind to upright RGB, uint8.

Pillow's exceptions become ours here and only here; `image.py` is what others call.
"""

from __future__ import annotations

import io
import struct
import threading
import warnings
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError

if TYPE_CHECKING:
    from collections.abc import Generator

    from PIL.Image import Image as PilImage

# No EPS, PDF or WMF: Pillow hands those to other programs.
FORMATS = (
    *("PNG", "JPEG", "WEBP", "GIF", "BMP", "DIB", "TIFF"),
    *("PPM", "AVIF", "JPEG2000", "TGA", "ICO", "PCX"),
)
ORIENTATION = 0x0112
"""The EXIF tag."""

TURNED = range(2, 9)
"""Its values that say how a picture is put upright; all others leave it as it is."""

READABLE = "save it as PNG, JPEG or WebP"

_WARNING_LOCK = threading.Lock()


def from_bytes(data: bytes, name: str, max_pixels: int) -> tuple[NDArray[np.uint8], bool]:
    """Decode the bytes of a picture file.

    Args:
        data: the whole file.
        name: what errors call it.
        max_pixels: a larger picture is refused from its header.

    Returns:
        (H, W, 3) uint8, RGB, upright, and whether EXIF says that the file holds it turned.

    Raises:
        InputError: it is empty, no picture, damaged or too large.
    """
    import PIL.Image

    if not data:
        raise InputError(name, "is empty (0 bytes)", "save or download it again")
    with _readable(name, data, max_pixels):
        # The lock is for the warning filter, which is global; only the header is read under it.
        with _WARNING_LOCK, warnings.catch_warnings():
            warnings.simplefilter("ignore", PIL.Image.DecompressionBombWarning)
            PIL.Image.init()
            known = [each for each in FORMATS if each in PIL.Image.OPEN]
            picture = PIL.Image.open(io.BytesIO(data), formats=known)
        with picture:
            return _to_rgb(picture, name, max_pixels)


def from_pil(picture: PilImage, max_pixels: int) -> tuple[NDArray[np.uint8], bool]:
    """Turn a PIL image of any mode into (H, W, 3) uint8, RGB, upright.

    Returns:
        the pixels, and whether EXIF says that it was turned.

    Raises:
        InputError: it is too large, or its file is damaged.
    """
    with _readable("image", b"", max_pixels):
        return _to_rgb(picture, "image", max_pixels)


def from_array(array: NDArray[Any], max_pixels: int) -> NDArray[np.uint8]:
    """Turn an array into RGB; see `image.load_image` for what is accepted.

    Returns:
        (H, W, 3) uint8; a copy.

    Raises:
        InputError: wrong shape, or numbers outside the range of their kind.
    """
    shape = f"{array.shape} {array.dtype}"
    if array.ndim == 2:
        array = array[:, :, None]
    if array.ndim != 3 or array.shape[2] not in {1, 2, 3, 4}:
        raise InputError("image", f"expected (H, W), (H, W, 3) or (H, W, 4), got {shape}")
    _check_size((array.shape[1], array.shape[0]), "image", max_pixels)
    values = _eight_bits(array, shape)
    if values.shape[2] in {2, 4}:
        alpha = values[:, :, -1:].astype(np.float32) / 255
        values = np.rint(values[:, :, :-1] * alpha + 255 * (1 - alpha)).astype(np.uint8)
    return np.repeat(values, 3, axis=2) if values.shape[2] == 1 else values.copy()


@contextmanager
def _readable(name: str, data: bytes, max_pixels: int) -> Generator[None]:
    import PIL
    import PIL.Image

    damaged = (OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error, zlib.error)
    try:
        yield
    except PIL.Image.DecompressionBombError as error:
        raise _too_large(name, "", max_pixels) from error
    except PIL.UnidentifiedImageError as error:
        # Pillow does not know a PNG that ends behind its header; the header still tells the size.
        if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
            _check_size(struct.unpack(">II", data[16:24]), name, max_pixels)
        raise InputError(name, _what_it_is(data), READABLE) from error
    except damaged as error:
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(name, f"is damaged or cut off ({why})", "download it again") from error


def _check_size(size: tuple[int, int], name: str, max_pixels: int) -> None:
    width, height = size
    if width * height > max_pixels:
        raise _too_large(name, f" at {width} x {height}", max_pixels)


def _too_large(name: str, size: str, max_pixels: int) -> InputError:
    problem = f"is too large{size}: more than {max_pixels / 1e6:g} million pixels"
    return InputError(name, problem, "make it smaller first")


def _what_it_is(data: bytes) -> str:
    head = data[:4096]
    if head[4:8] == b"ftyp" and head[8:12] in {b"heic", b"heix", b"mif1", b"msf1", b"hevc"}:
        return "is a HEIC picture, which is not read here"
    if head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        return "is damaged or cut off"
    if b"<svg" in head.lower():
        return "is an SVG drawing, which has no pixels"
    if head.startswith((b"%PDF", b"%!PS")):
        return "is a document, not a picture"
    try:
        head.decode("utf-8")
    except UnicodeDecodeError:
        return "is not a picture in a known format"
    return "holds text, not a picture"


def _to_rgb(picture: PilImage, name: str, max_pixels: int) -> tuple[NDArray[np.uint8], bool]:
    import PIL.ImageOps

    _check_size(picture.size, name, max_pixels)
    if getattr(picture, "n_frames", 1) > 1:
        picture.seek(0)
    # Asked first: the upright picture's EXIF does not say it any more.
    turned = picture.getexif().get(ORIENTATION) in TURNED
    return _flat(PIL.ImageOps.exif_transpose(picture)), turned


def _flat(upright: PilImage) -> NDArray[np.uint8]:
    import PIL.Image

    if upright.mode.startswith("I") or upright.mode == "F":
        return _grey_to_rgb(np.asarray(upright))
    if "transparency" in upright.info or upright.mode in {"RGBA", "LA", "PA", "La", "RGBa"}:
        layer = upright.convert("RGBA")
        white = PIL.Image.new("RGBA", layer.size, "white")
        upright = PIL.Image.alpha_composite(white, layer)
    return np.array(upright.convert("RGB"), dtype=np.uint8)


def _grey_to_rgb(values: NDArray[Any]) -> NDArray[np.uint8]:
    """Greyscale of more than 8 bits, (H, W), to RGB by the range that its numbers can have."""
    exact = np.nan_to_num(values.astype(np.float64))
    low, high = float(exact.min(initial=0)), float(exact.max(initial=0))
    top = (1.0 if high <= 1 else 255.0) if values.dtype.kind == "f" else 65535.0
    if low < 0 or high > top:  # no known range: the numbers' own
        exact, top = exact - low, high - low
    grey = np.rint(exact / top * 255).astype(np.uint8)
    return np.repeat(grey[:, :, None], 3, axis=2)


def _eight_bits(array: NDArray[Any], shape: str) -> NDArray[np.uint8]:
    if array.dtype == np.uint8:
        return cast("NDArray[np.uint8]", array)
    if array.dtype == np.bool_:
        return array.astype(np.uint8) * np.uint8(255)
    if array.dtype.kind not in "uif":
        raise InputError("image", f"expected numbers, got {shape}")
    wide = {"f": 1, "u": 65535 if array.dtype == np.uint16 else 255, "i": 255}
    top = wide[array.dtype.kind]
    # A comparison with NaN is false, so NaN is refused here too.
    if array.size and not (array.min() >= 0 and array.max() <= top):
        raise InputError("image", f"its numbers must lie within 0 and {top}, got {shape}")
    return np.rint(array.astype(np.float64) * (255 / top)).astype(np.uint8)
