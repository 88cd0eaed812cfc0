"""From what stands in the page's fields to what a conversation is told."""

from __future__ import annotations

import copy
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from ...errors import InputError
from ...graphs.toolbox import Context, toolbox
from ...tools.image import Image, load_image
from ..segment_cli import CONTRASTS, METHODS, Request, _switches
from ..tasks import ClosedSet, OpenVocabulary, Task
from ..turn import Correction
from .downloads import picture_name

if TYPE_CHECKING:
    from ..conversation import Conversations

Mode = Literal["Chat", "Class list", "Queries"]
MODES: tuple[Mode, ...] = ("Chat", "Class list", "Queries")
AS_PROFILE = "default"
"""The choice of a method or of contrastive concepts that leaves it to the profile."""

MOST_LETTERS = 4000
MOST_PICTURES = 10
LONGEST_LABEL = 200
THREAD = re.compile(r"web-[0-9a-f]{32}")


@dataclass(frozen=True)
class How:
    """What stands in the fields around the box.

    Attributes:
        mode: one of `MODES`.
        method: one of `METHODS`, or `AS_PROFILE`; for queries.
        contrast: one of `CONTRASTS`, or `AS_PROFILE`; for queries.
        confirm: whether masks are shown for approval first.
    """

    mode: str = MODES[0]
    method: str = AS_PROFILE
    contrast: str = AS_PROFILE
    confirm: bool = False


def new_thread() -> str:
    """A name that nobody can guess: who knows it can read the conversation."""
    return f"web-{secrets.token_hex(16)}"


def is_thread(name: Any) -> bool:
    """Whether a browser's word for its conversation is one of ours."""
    return isinstance(name, str) and THREAD.fullmatch(name) is not None


def read_task(mode: str, text: str) -> Task | None:
    """What is to be done, where the mode says it.

    Args:
        mode: one of `MODES`.
        text: for a class list or queries: one a line, or separated by commas (";" in queries).

    Returns:
        the task; None where the message has to be understood first.

    Raises:
        InputError: nothing is named.
    """
    if mode == "Class list":
        return ClosedSet(_items(text, r"[,\n]"))
    if mode == "Queries":
        return OpenVocabulary(_items(text, r"[;\n]"))
    return None


def _items(text: str, separators: str) -> list[str]:
    items = [each.strip() for each in re.split(separators, text)]
    found = [each for each in items if each]
    if not found:
        raise InputError("text", "names nothing", "write what to find")
    return found


def read_text(text: Any) -> str:
    """The message.

    Raises:
        InputError: it is too long.
    """
    plain = str(text or "").strip()
    if len(plain) > MOST_LETTERS:
        problem = f"has {len(plain)} letters; {MOST_LETTERS} at most"
        raise InputError("message", problem, "say it shorter")
    return plain


def read_pictures(paths: Sequence[str | Path], max_pixels: int) -> tuple[list[Image], list[str]]:
    """Uploaded files as pictures, which remember no path of this machine, and their names.

    Raises:
        InputError: there are too many, or one of them cannot be read; names it as the person did.
    """
    if len(paths) > MOST_PICTURES:
        problem = f"{len(paths)} at once; {MOST_PICTURES} at most"
        raise InputError("pictures", problem, "hand them in one after the other")
    images: list[Image] = []
    names = [picture_name(str(path)) for path in paths]
    for path, name in zip(paths, names, strict=True):
        try:
            images.append(load_image(Path(path).read_bytes(), max_pixels))
        except InputError as error:
            raise InputError(name, error.problem, error.hint) from error
        except OSError as error:
            raise InputError(name, "is no longer there", "hand it in again") from error
    return images, names


def read_correction(told: Any) -> Correction:
    """What the form of a confirmation sent.

    Args:
        told: {"accept": bool, "reject": [id], "rename": {id: label}}, from a browser.

    Raises:
        InputError: it is something else.
    """
    try:
        names = {int(key): str(name).strip() for key, name in dict(told["rename"]).items()}
        if any(len(name) > LONGEST_LABEL for name in names.values()):
            raise InputError("name", f"has more than {LONGEST_LABEL} letters", "say it shorter")
        return Correction(
            accept=bool(told["accept"]),
            reject=[int(each) for each in told["reject"]],
            rename={key: name for key, name in names.items() if name},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InputError("correction", "cannot be read", "load the page again") from error


def with_choices(talk: Conversations, how: How) -> Conversations:
    """The same conversations, run with another method or other contrastive concepts.

    Args:
        talk: the server's.
        how: the choices, which are for queries.

    Raises:
        InputError: the profile cannot do it.
    """
    from ..profile import read_overrides

    if how.mode != "Queries":
        return talk
    changes = _switches(_request(talk.context, how))
    if not changes:
        return talk
    twin = copy.copy(talk)  # the same memory and locks
    twin.context = Context(
        talk.context.profile, {**talk.context.overrides, **read_overrides(changes)}
    )
    toolbox(twin.context)
    return twin


def _request(context: Context, how: How) -> Request:
    """The choices as the command line's options."""
    return Request(
        images=(),
        classes=None,
        classes_file=None,
        queries=("-",),
        synonyms=None,
        method=how.method if how.method in METHODS else None,
        contrast=how.contrast if how.contrast in CONTRASTS else None,
        every=1,
        keep_queries=False,
        profile=context.profile,
        settings=cast("Any", context.overrides),  # a profile is read with either
        out=Path(),
        overwrite=False,
        as_json=False,
        report=False,
    )
