"""Maskwright turns sentences into masks.

    from maskwright import Agent, ClosedSet

    result = Agent.from_profile("embedded").segment("photo.jpg", ClosedSet(["cat", "dog"]))

Everything here is imported at first use, so that `import maskwright` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .agent.agent import Agent
    from .agent.conversation import Conversations
    from .agent.tasks import ClosedSet, OpenVocabulary
    from .errors import (
        AnswerError,
        InputError,
        MaskwrightError,
        MissingError,
        ToolError,
        TransientError,
    )
    from .tools.image import Image, load_image
    from .tools.result import Result
    from .tools.segment import Segment

    __version__: str

__all__ = [
    "Agent",
    "AnswerError",
    "ClosedSet",
    "Conversations",
    "Image",
    "InputError",
    "MaskwrightError",
    "MissingError",
    "OpenVocabulary",
    "Result",
    "Segment",
    "ToolError",
    "TransientError",
    "load_image",
]

_HOMES = {
    "Agent": "agent.agent",
    "ClosedSet": "agent.tasks",
    "Conversations": "agent.conversation",
    "OpenVocabulary": "agent.tasks",
    "Image": "tools.image",
    "Result": "tools.result",
    "Segment": "tools.segment",
    "load_image": "tools.image",
}


def __getattr__(name: str) -> Any:
    """Import a public name at its first use."""
    if name == "__version__":
        from importlib.metadata import version

        value: Any = version("maskwright")
    elif name in __all__:
        value = getattr(import_module(f".{_HOMES.get(name, 'errors')}", __name__), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names, imported or not."""
    return sorted({*globals(), *__all__, "__version__"})
