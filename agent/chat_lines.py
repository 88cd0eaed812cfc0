"""What a line of a chat is: a message, a command that begins with "/", or a correction."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError
from ..tools.nearest import nearest
from .turn import Correction

COMMANDS = {
    "/help": ("", "show these commands"),
    "/image": ("FILE...", "pictures for the next message"),
    "/images": ("", "the pictures of this conversation"),
    "/turns": ("", "what was said so far"),
    "/undo": ("", "take the last change back"),
    "/back": ("N", "go on from the end of turn N; later turns stay until another has ended"),
    "/export": ("FORMAT...", "write the result: coco, coco-panoptic, voc, yolo, labelme..."),
    "/threads": ("", "the names of all conversations"),
    "/quit": ("", "leave; --thread goes on with the conversation later"),
}
"""What each command takes, and what it does."""

ANSWERS = 'say "accept", "reject 2 3", "rename 1=kitten", or "reject all"'
LONGEST_LINE = 2000
"""Characters of a message; what understands it reads no more."""

YES = frozenset({"accept", "accept all", "yes", "y", "ok"})
NO = frozenset({"reject all", "reject", "no", "n"})


@dataclass(frozen=True)
class Command:
    """A line that begins with "/".

    Attributes:
        name: a key of `COMMANDS`.
        rest: what follows it.
    """

    name: str
    rest: str


def read_command(line: str) -> Command | None:
    """The command of a line; None where it is a message.

    Raises:
        InputError: no such command, something is missing or too much, or the message is too long.
    """
    if not line.startswith("/"):
        if len(line) > LONGEST_LINE:
            problem = f"has {len(line)} characters, more than {LONGEST_LINE}"
            raise InputError("message", problem, "say it in fewer words")
        return None
    name, _, rest = line.partition(" ")
    name, rest = name.lower(), rest.strip()
    if name not in COMMANDS:
        raise InputError(name[:40], "no such command", nearest(name, COMMANDS) or "say /help")
    takes = COMMANDS[name][0]
    if rest and not takes:
        raise InputError(name, "takes nothing after it", f"say {name}")
    if takes and not rest:
        raise InputError(name, "something is missing", f"say {name} {takes}")
    return Command(name, rest)


def read_paths(rest: str) -> list[str]:
    """Paths as a person or a window manager writes them: quoted, or several with spaces between.

    Args:
        rest: what follows the command; one path with spaces in it needs no quotes.
    """
    if Path(rest).expanduser().is_file():
        return [rest]
    try:
        return shlex.split(rest)
    except ValueError:  # a quotation mark of its own
        return [rest]


def read_number(rest: str) -> int:
    """The number of a turn.

    Raises:
        InputError: it is none.
    """
    if not (rest.isascii() and rest.isdigit()) or len(rest) > 9:
        raise InputError(f"/back {rest[:40]}", "is no turn's number", "say /turns to see them")
    return int(rest)


def read_correction(line: str) -> Correction:
    """The answer to what waits: "accept", "reject 2 3", "rename 1=kitten, 2=sofa" or "reject all".

    Several parts stand with ";" between them: "reject 3; rename 1=kitten".

    Raises:
        InputError: it is none of these.
    """
    whole = " ".join(line.split())
    if whole.lower() in YES:
        return Correction()
    if whole.lower() in NO:
        return Correction(accept=False)
    reject: list[int] = []
    rename: dict[int, str] = {}
    for part in filter(None, (each.strip() for each in whole.split(";"))):
        verb, _, rest = part.partition(" ")
        if verb.lower() == "reject":
            reject += _numbers(rest)
        elif verb.lower() == "rename":
            rename |= _names(rest)
        else:
            raise InputError(f'"{part[:40]}"', "is no answer to what waits", ANSWERS)
    return Correction(reject=reject, rename=rename)


def _numbers(text: str) -> list[int]:
    words = re.split(r"[,\s]+", text.strip())
    if not all(re.fullmatch(r"[0-9]{1,6}", word) for word in words):
        raise InputError(f'"reject {text[:40]}"', "names no segments", ANSWERS)
    return [int(word) for word in words]


def _names(text: str) -> dict[int, str]:
    found: dict[int, str] = {}
    for part in text.split(","):
        match = re.fullmatch(r"\s*([0-9]{1,6})\s*=\s*(.*\S)\s*", part)
        if match is None:
            raise InputError(f'"rename {text[:40]}"', "is not NUMBER=NAME", ANSWERS)
        found[int(match[1])] = match[2]
    return found
