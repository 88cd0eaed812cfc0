"""What goes on, while it goes on."""

from __future__ import annotations

import logging

from ...errors import MaskwrightError
from ..events import NodeFinished, NodeStarted
from .stage import templates

logger = logging.getLogger(__name__)

WORDS = {
    "begin": "Opening the picture",
    "understand": "Reading what you said",
    "plan": "Planning",
    "dispatch": "Working on the picture",
    "prepare": "Preparing the words",
    "recognise": "Recognising",
    "caption": "Describing",
    "pre_refine": "Choosing the classes to look for",
    "detect": "Detecting",
    "post_refine": "Matching what was detected",
    "segment": "Cutting out",
    "compose": "Putting the masks together",
    "contrast": "Finding contrastive concepts",
    "propose": "Proposing masks",
    "classify": "Looking at each mask",
    "filter": "Dropping what is not there",
    "refine": "Sharpening the outlines",
    "verify": "Checking the labels",
    "repair": "Looking again",
    "accept": "Accepting",
    "edit": "Editing",
    "ask": "Measuring",
    "export": "Writing files",
    "tools": "Using tools",
    "respond": "Answering",
}
"""What a node does, in a person's words; others go by their names."""


class Progress:
    """The nodes of one turn, as they start and end."""

    def __init__(self) -> None:
        self._running: list[str] = []
        self._done: list[tuple[str, float]] = []

    def note(self, event: NodeStarted | NodeFinished) -> None:
        """A node has started, or is done."""
        if isinstance(event, NodeStarted):
            self._running.append(event.node)
            return
        if event.node in self._running:
            self._running.remove(event.node)
        self._done.append((event.node, event.seconds))

    def draw(self) -> str:
        """HTML: the innermost node at work, and how many are done."""
        now = self._running[-1] if self._running else "begin"
        template = templates().get_template("status.html.j2")
        return template.render(now=in_words(now), done=self._done[-6:], error="", words=in_words)


def in_words(node: str) -> str:
    """What a node does."""
    return WORDS.get(node, node.replace("_", " ").capitalize())


def draw_error(error: Exception) -> str:
    """HTML of what went wrong; of an error that nobody expected, the log alone says more."""
    told = str(error)
    if not isinstance(error, MaskwrightError):
        logger.error("unexpected %s", type(error).__name__, exc_info=error)
        told = "The server failed unexpectedly; tell its operator, its log says more."
    template = templates().get_template("status.html.j2")
    return template.render(now="", done=[], error=told, words=in_words)
