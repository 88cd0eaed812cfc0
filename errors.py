"""The error family: the leaf that every package of Maskwright may import.

Each class says who has to act: the person who gave the input (`InputError`), the person who
installs (`MissingError`), the graph (`ToolError`), the prompt author (`AnswerError`), or nobody
yet, because a second try may help (`TransientError`).
"""

from __future__ import annotations

from typing import ClassVar, Literal

ToolCode = Literal["image_gone", "no_space", "unwritable", "bad_weights", "backend", "unavailable"]


class MaskwrightError(Exception):
    """Base of all errors that a person is meant to read: one sentence, and an exit code.

    Attributes:
        exit_code: what the command line exits with; 1 failure, 2 bad input.
    """

    exit_code: ClassVar[int] = 1


class InputError(MaskwrightError):
    """The input cannot be used as it is: an image, a class list, a profile, a prompt file.

    Args:
        subject: what was given, as the person named it (a path, an option, a key).
        problem: what is wrong with it.
        hint: what to do instead; may be empty.
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, subject: str, problem: str, hint: str = "") -> None:
        self.subject = subject
        self.problem = problem
        self.hint = hint
        tail = f"; {hint}" if hint else ""
        super().__init__(f"{subject}: {problem}{tail}")


class MissingError(MaskwrightError):
    """A package or a weight file is not on this machine.

    Args:
        name: the package or file.
        command: the one command that mends it.
        why: what needed it.
    """

    def __init__(self, name: str, command: str, why: str = "") -> None:
        self.name = name
        self.command = command
        self.why = why
        tail = f" ({why})" if why else ""
        super().__init__(f"{name} is missing{tail}; run: {command}")


class ToolError(MaskwrightError):
    """A tool could not do its work; the graph may repair it, a person can read it.

    Args:
        tool: name of the tool or of the step.
        problem: one sentence.
        code: machine-readable kind of the failure.
    """

    def __init__(self, tool: str, problem: str, code: ToolCode = "backend") -> None:
        self.tool = tool
        self.problem = problem
        self.code: ToolCode = code
        super().__init__(f"{tool}: {problem}")


class AnswerError(MaskwrightError):
    """A language model answered outside its schema, also after the repair turn.

    Args:
        model: which language model.
        prompt: name of the prompt.
        problem: what is wrong with the answer.
    """

    def __init__(self, model: str, prompt: str, problem: str) -> None:
        self.model = model
        self.prompt = prompt
        self.problem = problem
        super().__init__(f"{model} gave no usable answer to {prompt!r}: {problem}")


class TransientError(MaskwrightError):
    """A failure that may pass: time-out, 429, 5xx, a cut connection. The only kind that is retried.

    Args:
        service: who failed (a server's address without credentials).
        problem: what happened.
    """

    def __init__(self, service: str, problem: str) -> None:
        self.service = service
        self.problem = problem
        super().__init__(f"{service}: {problem}")
