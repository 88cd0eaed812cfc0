"""A chat: each line of text is answered by a turn of a conversation, its pictures, or a listing.

It shows nothing itself; `chat_faces.py` does, and `chat_cli.py` reads the lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError, MaskwrightError, ToolError
from ..prompts import Request
from ..tools.image import Image, load_image
from ..tools.result import Result
from .chat_lines import (
    ANSWERS,
    COMMANDS,
    Command,
    read_command,
    read_correction,
    read_number,
    read_paths,
)
from .chat_pictures import folder_of, write_turn
from .events import Event, TurnFinished
from .export.writing import read_formats
from .turn import Turn

if TYPE_CHECKING:
    from .conversation import Conversations

Told = Callable[[Event], None]


@dataclass(frozen=True)
class Said:
    """A turn, as the answer to a line.

    Attributes:
        turn: its `files` are all that were written, pictures too.
        shown: the results that are new, with the names of their pictures.
        problem: why pictures could not be written; None where they were.
        lead: a line that comes before the reply.
    """

    turn: Turn
    shown: list[tuple[str, Result]]
    problem: MaskwrightError | None = None
    lead: str = ""


@dataclass(frozen=True)
class Listing:
    """Rows, as the answer to a command.

    Attributes:
        kind: what they are, in one word.
        rows: values by column; all rows have the same columns.
        empty: what is said where there is none.
    """

    kind: str
    rows: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    empty: str = ""


Answer = Said | Listing


class Chat:
    """One conversation, line by line.

    Args:
        conversations: where turns are made and kept.
        thread: name of the conversation.
        out: pictures and exports go into a folder in it that is named after the thread.
        confirm: whether masks wait for the person before they are accepted.
        images: pictures for the first message.

    Attributes:
        ended: whether the person has left.
    """

    def __init__(
        self,
        conversations: Conversations,
        thread: str,
        out: Path,
        confirm: bool = False,
        images: Sequence[Image] = (),
    ) -> None:
        self.ended = False
        self._all = conversations
        self._thread = thread
        self._out = folder_of(out, thread)
        self._confirm = confirm
        self._names: dict[str, str] = {}
        self._next: list[Image] = []
        for image in images:
            self._hand_in(image)
        turns = conversations.turns(thread)
        self.turns_before = len(turns)
        self._results = turns[-1].results if turns else []

    def waits(self) -> Said | None:
        """The turn that waits for a correction; None where none does."""
        turn = self._all.waits(self._thread)
        return turn and self._said(turn)

    def answer(self, line: str, told: Told = lambda event: None) -> Answer | None:
        """Do what a line says.

        Args:
            line: a message, a command, or a correction where a turn waits for one.
            told: gets the events of the turn as they come.

        Returns:
            what came of it; None for /quit.

        Raises:
            InputError: the line cannot be used; the conversation is as it was.
            MaskwrightError: the turn failed; the conversation is as it was.
        """
        command = read_command(line.strip())
        if command is not None:
            return self._obey(command, told)
        if self._all.waits(self._thread) is not None:
            correction = read_correction(line)
            return self._follow(self._all.resume(self._thread, correction), told)
        return self._say(line.strip(), told, images=self._next)

    def _say(self, text: str, told: Told, images: Sequence[Image] = (), **more: Any) -> Said:
        """A turn; pictures that wait for a message go with it once it has ended."""
        names = [self._name(image) for image in images]
        more |= {"names": names, "confirm": self._confirm, "out": self._out}
        said = self._follow(self._all.say(self._thread, text, images, **more), told)
        if images:
            self._next = []
        return said

    def _follow(self, events: Iterator[Event], told: Told) -> Said:
        # Closed at once where it is cut off, so that the thread is let go.
        with closing(events):  # pyright: ignore[reportArgumentType]
            for event in events:
                if isinstance(event, TurnFinished):
                    return self._said(event.turn)
                told(event)
        raise ToolError("chat", "the turn ended without an answer")

    def _said(self, turn: Turn, lead: str = "") -> Said:
        """The turn with what is new in it; its pictures are written."""
        new = turn.results if turn.waiting or lead or turn.results != self._results else []
        if not turn.waiting:
            self._results = turn.results
        results = [self._all.result(key) for key in new]
        shown = [(self._name(result), result) for result in results]
        try:
            images = [self._all.image(key) for key in new]
            files = write_turn(self._out, turn, shown, images)
        except MaskwrightError as error:
            return Said(turn, shown, error, lead)
        paths = [*turn.files, *(str(path) for path in files)]
        return Said(turn.model_copy(update={"files": paths}), shown, None, lead)

    # Commands

    def _obey(self, command: Command, told: Told) -> Answer | None:
        if command.name in ("/undo", "/export") and self._all.waits(self._thread) is not None:
            raise InputError(command.name, "the masks wait for an answer first", ANSWERS)
        if command.name == "/quit":
            self.ended = True
            return None
        if command.name == "/undo":
            return self._say("undo", told, request=Request(action="undo"))
        if command.name == "/export":
            return self._export(command.rest, told)
        if command.name == "/back":
            turn = self._all.go_back(self._thread, read_number(command.rest))
            return self._said(turn, lead=f"Back at the end of turn {turn.number}.")
        if command.name == "/image":
            return self._take(read_paths(command.rest))
        return LISTINGS[command.name](self)

    def _export(self, rest: str, told: Told) -> Said:
        formats = [name.replace("-", "_") for name in read_formats(rest.replace(",", " ").split())]
        request = Request.model_validate({"action": "export", "formats": formats})
        return self._say(f"/export {rest}", told, request=request)

    def _take(self, paths: Sequence[str]) -> Listing:
        for image in [open_picture(path) for path in paths]:
            self._hand_in(image)
        return Listing("images", [self._row(each, "with the next message") for each in self._next])

    def _hand_in(self, image: Image) -> None:
        self._names[image.id] = Path(image.path or "picture").name
        self._next = [each for each in self._next if each.key != image.key] + [image]

    # Listings

    def list_commands(self) -> Listing:
        """What can be typed."""
        rows = [
            {"command": f"{name} {takes}".strip(), "does": does}
            for name, (takes, does) in COMMANDS.items()
        ]
        return Listing("commands", [*rows, {"command": "anything else", "does": "is a message"}])

    def list_images(self) -> Listing:
        """Pictures of which there is a result, and those that go with the next message."""
        rows: dict[str, dict[str, Any]] = {}
        for turn in self._all.turns(self._thread):
            for key in turn.results:
                result = self._all.result(key)
                rows[result.image.sha256] = self._row(result, f"turn {turn.number}")
        waiting = {each.id: self._row(each, "with the next message") for each in self._next}
        return Listing("images", [*{**rows, **waiting}.values()], "There is no picture yet.")

    def list_turns(self) -> Listing:
        """What was said, and the first line of each reply."""
        rows = [
            {"turn": each.number, "message": each.message, "reply": each.reply.partition("\n")[0]}
            for each in self._all.turns(self._thread)
        ]
        return Listing("turns", rows, "Nothing was said yet.")

    def list_threads(self) -> Listing:
        """All conversations of the database."""
        rows = [{"thread": name} for name in self._all.threads()]
        return Listing("threads", rows, "There is no conversation yet.")

    def _row(self, of: Image | Result, when: str) -> dict[str, Any]:
        size = of if isinstance(of, Image) else of.image
        return {"image": self._name(of), "width": size.width, "height": size.height, "when": when}

    def _name(self, of: Image | Result) -> str:
        """What a picture is called: the name of its file."""
        sha256, path = (
            (of.id, of.path) if isinstance(of, Image) else (of.image.sha256, of.image.path)
        )
        return self._names.get(sha256) or Path(path or f"picture {sha256[:8]}").name


LISTINGS: dict[str, Callable[[Chat], Listing]] = {
    "/help": Chat.list_commands,
    "/images": Chat.list_images,
    "/turns": Chat.list_turns,
    "/threads": Chat.list_threads,
}


def open_picture(path: str) -> Image:
    """A picture whose path still holds when the conversation goes on in another folder.

    Raises:
        InputError: there is none, or it cannot be read.
    """
    return replace(load_image(path), path=str(Path(path).expanduser().absolute()))
