"""`maskwright chat`: a conversation in a terminal, or one message a line from a pipe.

Ctrl-C ends a turn after the step that is at work, and the conversation goes on without it. From a
pipe there are no prompts. A line that cannot be done is one line on stderr with its number,
the next line is gone on with, and the exit code at the end is that of the first such line.
"""

from __future__ import annotations

import os
import secrets
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import MaskwrightError

if TYPE_CHECKING:
    from .chat import Chat, Told
    from .chat_faces import Face
    from .events import Event

PROMPT = "> "
INTERRUPTED = 130


@dataclass(frozen=True)
class Options:
    """The options of the command; see `cli.py`."""

    images: Sequence[str]
    thread: str | None
    profile: str
    settings: Sequence[str]
    database: str | None
    out: Path
    confirm: bool
    as_json: bool


def run_chat(options: Options) -> int:
    """Talk until the lines end, or one of them says /quit.

    Returns:
        the exit code: of the first line that failed where they come from a pipe, else 0.

    Raises:
        InputError: a picture, the profile, the database or the thread's name cannot be used.
        MissingError: a package is not installed.
        KeyboardInterrupt: Ctrl-C while lines come from a pipe; the turn is dropped.
    """
    from ..graphs.toolbox import Context
    from .chat import Chat, open_picture
    from .chat_faces import JsonFace, TextFace
    from .conversation import Conversations
    from .profile import read_overrides

    images = [open_picture(name) for name in options.images]
    thread = options.thread if options.thread is not None else new_thread()
    typed = sys.stdin.isatty()
    face = (JsonFace if options.as_json else TextFace)(sys.stdout, sys.stderr, not typed)
    talk = Conversations(
        Context(options.profile, read_overrides(options.settings)), options.database
    )
    try:
        chat = Chat(talk, thread, options.out, options.confirm, images)
        _greet(chat, face, thread, options)
        return _converse(chat, face, typed)
    finally:
        talk.close()


def new_thread() -> str:
    """A name that no other conversation has."""
    return f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(2)}"


def _greet(chat: Chat, face: Face, thread: str, options: Options) -> None:
    """Say what a person has to know, and what waits since the last time."""
    if options.as_json:
        return
    if sys.stdin.isatty() or options.thread is None:
        count = chat.turns_before
        before = f", {count} turn{'s' if count > 1 else ''} so far" if count else ""
        face.hint(f"Conversation {thread}{before}. /help shows the commands.")
    waiting = chat.waits()
    if waiting is not None:
        face.show(waiting)


def _converse(chat: Chat, face: Face, typed: bool) -> int:
    code = 0
    for number, line in enumerate(_typed_lines(face) if typed else _piped_lines(), start=1):
        if not line.strip():
            continue
        try:
            failed = _answer(chat, face, line, number)
            code = code or failed
        except KeyboardInterrupt:
            if not typed:
                raise
            face.hint("Stopped; a turn that had not ended is dropped.")
        if chat.ended:
            break
    return 0 if typed else code


def _answer(chat: Chat, face: Face, line: str, number: int) -> int:
    """Answer one line; returns the exit code that it stands for."""
    from .chat import Said

    try:
        with face.following() as told, _stoppable(face, told) as (told_on, pressed):
            answer = chat.answer(line, told_on)
    except MaskwrightError as error:
        face.problem(error, number)
        return error.exit_code
    if answer is None:
        return 0
    face.show(answer)
    if isinstance(answer, Said) and answer.problem is not None:
        face.incomplete(answer.problem, number)
        return answer.problem.exit_code
    if pressed:  # in the turn's last step; the turn has ended, but the rest of a pipe is to stop
        raise KeyboardInterrupt
    return 0


@contextmanager
def _stoppable(face: Face, told: Told) -> Iterator[tuple[Told, list[int]]]:
    """Let Ctrl-C end a turn after the step that is at work; pressed again, it ends the program.

    Steps run in threads of their own, which nothing can cut off but the end of the process. What is
    left of the turn then is dropped or gone on with the next time, as after a kill.

    Yields:
        `told`, and a list that is empty until Ctrl-C is pressed.
    """
    pressed: list[int] = []

    def press(number: int, frame: Any) -> None:
        pressed.append(number)
        if len(pressed) > 1:
            face.abandon()
            os._exit(INTERRUPTED)
        face.hint("Stopping after this step; Ctrl-C again ends the program.")

    def told_on(event: Event) -> None:
        if pressed:
            raise KeyboardInterrupt
        told(event)

    before = signal.signal(signal.SIGINT, press)
    try:
        yield told_on, pressed
    finally:
        signal.signal(signal.SIGINT, before)


def _typed_lines(face: Face) -> Iterator[str]:
    """Lines of a person, with a history; Ctrl-C empties the line, Ctrl-D ends."""
    with suppress(ImportError):
        import readline  # noqa: F401 - importing it lets `input` edit lines
    while True:
        try:
            if sys.stdout.isatty():
                yield input(PROMPT)
            else:
                # `input` would put the prompt among the answers.
                sys.stderr.write(PROMPT)
                sys.stderr.flush()
                yield input()
        except KeyboardInterrupt:
            print(file=sys.stderr)
            face.hint("/quit or Ctrl-D leaves.")
        except EOFError:
            print(file=sys.stderr)
            return


def _piped_lines() -> Iterator[str]:
    """Lines of a file or pipe; bytes that are no UTF-8 are replaced, and end nothing."""
    for line in sys.stdin.buffer:
        yield line.decode("utf-8", "replace")
