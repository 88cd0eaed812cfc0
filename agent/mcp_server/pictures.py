"""What is taken as a picture: base64, a data address, a known id, a file of an allowed folder."""

from __future__ import annotations

import base64
import binascii
import os
import re
import stat
from collections.abc import Sequence
from pathlib import Path

from ...errors import InputError
from ...tools.image import Image, ImageStore, load_image, read_capped
from .questions import Picture

DATA = re.compile(r"data:image/[\w.+-]+(?:;[\w.+=-]+)*;base64,", re.ASCII | re.IGNORECASE)
NOT_ALLOWED = "is not under a folder that this server may read"


class Pictures:
    """Reads the pictures of requests.

    Args:
        images: where known pictures are.
        max_bytes: largest file.
        max_pixels: largest picture.
        folders: whose files may be named by path; none over HTTP.

    Raises:
        InputError: a folder is not there.
    """

    def __init__(
        self, images: ImageStore, max_bytes: int, max_pixels: int, folders: Sequence[Path] = ()
    ) -> None:
        self._images = images
        self._max_bytes = max_bytes
        self._max_pixels = max_pixels
        self.folders = [_folder(each) for each in folders]

    def read(self, question: Picture) -> Image:
        """The picture of a question.

        Raises:
            InputError: none is given, or more than one, or it cannot be used.
            ToolError: no picture of this id is known.
        """
        given = [name for name in ("image", "path", "image_id") if getattr(question, name)]
        if len(given) != 1:
            problem = "none is given" if not given else f"{' and '.join(given)} are given"
            raise InputError("picture", problem, "give exactly one, for instance image")
        if question.image_id:
            image = self._images.get(question.image_id)
            if image.width * image.height > self._max_pixels:
                raise InputError("image_id", "the picture is too large for this server")
            return image
        data = self._decode(question.image) if question.image else self._file(question.path or "")
        return load_image(data, self._max_pixels)

    def keep(self, image: Image) -> None:
        """Let typed tools find a picture by its id."""
        self._images.put(image, lasting=False)

    def _decode(self, text: str) -> bytes:
        """The bytes of base64, or of a data address."""
        if text[:8].lower().startswith(("http:", "https:", "ftp:", "file:")):
            raise InputError("image", "is an address, which is not fetched", "send base64")
        head = DATA.match(text[:200])
        if head is None and text[:5].lower() == "data:":
            raise InputError("image", "is no data address of a picture", "data:image/png;base64,…")
        body = text[head.end() :] if head else text
        # Four characters hold three bytes; line breaks among them are few.
        if len(body) > self._max_bytes * 3 // 2:
            raise self._too_large("image")
        try:
            data = base64.b64decode("".join(body.split()), validate=True)
        except (binascii.Error, ValueError) as error:
            raise InputError(
                "image", "is not base64", "send the bytes of a picture file"
            ) from error
        if len(data) > self._max_bytes:
            raise self._too_large("image")
        return data

    def _too_large(self, name: str) -> InputError:
        limit = f"{self._max_bytes / 2**20:g} MiB"
        return InputError(name, f"is larger than {limit}", "make it smaller first")

    def _file(self, text: str) -> bytes:
        """The bytes of a file under an allowed folder, reached without a link that leads out."""
        if not self.folders:
            raise InputError("path", "files are not read here", "send the picture as image")
        for folder in self.folders:
            inside = _inside(folder, text)
            if inside is not None:
                return self._open(folder, inside)
        raise InputError("path", NOT_ALLOWED, "start it with --allow FOLDER, or send base64")

    def _open(self, folder: Path, parts: Sequence[str]) -> bytes:
        """Walk from the folder, one name at a time, following nothing: no race can lead out."""
        name = "/".join(parts)
        here = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            for number, part in enumerate(parts, 1):
                last = number == len(parts)
                kind = os.O_NONBLOCK if last else os.O_DIRECTORY
                there = os.open(part, os.O_RDONLY | os.O_NOFOLLOW | kind, dir_fd=here)
                os.close(here)
                here = there
            if not stat.S_ISREG(os.fstat(here).st_mode):
                raise InputError("path", f"{name} is no regular file", "name a picture's file")
            with os.fdopen(os.dup(here), "rb") as file:
                return read_capped(file, "path", self._max_bytes)
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise InputError("path", f"{name}: {why}", "check the path") from error
        finally:
            os.close(here)


def _folder(path: Path) -> Path:
    try:
        folder = path.expanduser().resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise InputError(f"--allow {path}", "no such folder", "check the path") from error
    if not folder.is_dir():
        raise InputError(f"--allow {path}", "is no folder", "name a folder")
    return folder


def _inside(folder: Path, text: str) -> tuple[str, ...] | None:
    """The names that lead from a folder to a file; None where it is not below it.

    Links are followed here, so one that stays inside is fine; one that leads out is told like any
    other path outside, whether or not there is a file.
    """
    try:
        real = Path(os.path.realpath(folder / text))
    except (OSError, ValueError):  # a loop of links, a NUL
        return None
    return real.relative_to(folder).parts or None if real.is_relative_to(folder) else None
