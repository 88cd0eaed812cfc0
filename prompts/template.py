"""How a prompt file becomes a prompt: front matter, a template, and the check that they fit.

    ---
    name: post_refine
    version: 1
    input: PhraseInput
    output: ClassChoice
    source: llm_refinement.txt, section 3.3.2
    user: "{{ phrase }}"
    ---
    The system text, a Jinja2 template.

`user` is the template of the user's message. The variables of both together must be the fields of
the input model. Values are data: they are put in as they are and never evaluated as a template.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..errors import InputError
from .models import INPUTS, OUTPUTS, PromptInput, PromptModel

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment


class Header(BaseModel):
    """The front matter of a prompt file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    version: int = Field(ge=1)
    input: str
    output: str
    source: str
    user: str = Field(min_length=1)


@dataclass(frozen=True)
class RenderedPrompt:
    """A prompt with its data, ready to be asked.

    Attributes:
        name: of the prompt.
        version: of the prompt.
        system: the system text.
        user: the user's message.
        inputs: the typed inputs as plain JSON.
        output: the pydantic model of the answer.
        choices: for each field of the answer that is restricted to a list, that list.
    """

    name: str
    version: int
    system: str
    user: str
    inputs: Mapping[str, Any]
    output: type[PromptModel]
    choices: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Prompt:
    """A prompt file that has been checked.

    Attributes:
        header: its front matter.
        text: the template of the system text.
        input: the model of its data.
        output: the model of its answer.
    """

    header: Header
    text: str
    input: type[PromptInput]
    output: type[PromptModel]

    @property
    def name(self) -> str:
        """The name that answers are recorded under."""
        return self.header.name

    @property
    def version(self) -> int:
        """Rises with every change of words."""
        return self.header.version

    @property
    def sha256(self) -> str:
        """Of the words: both templates; hexadecimal."""
        return hashlib.sha256(f"{self.header.user}\n---\n{self.text}".encode()).hexdigest()

    def question(self, inputs: PromptInput) -> RenderedPrompt:
        """Put the data in.

        Args:
            inputs: an instance of `input`.

        Raises:
            InputError: the inputs are of another model, or the template fails on them.
        """
        if not isinstance(inputs, self.input):
            got, want = type(inputs).__name__, self.input.__name__
            raise InputError(f"prompt {self.name}", f"takes {want}, not {got}")
        values = {name: getattr(inputs, name) for name in type(inputs).model_fields}
        return RenderedPrompt(
            name=self.name,
            version=self.version,
            system=_render(self.name, self.text, values),
            user=_render(self.name, self.header.user, values),
            inputs=inputs.model_dump(mode="json"),
            output=self.output,
            choices=inputs.choices(),
        )


def prompt_names() -> list[str]:
    """The prompts that ship with the package."""
    folder = files(__name__.rpartition(".")[0])
    return sorted(file.name[:-3] for file in folder.iterdir() if file.name.endswith(".md"))


@lru_cache(maxsize=64)
def load_prompt(name: str) -> Prompt:
    """Read and check a prompt.

    Args:
        name: a shipped prompt ("post_refine"), or the path of a person's own prompt file.

    Raises:
        InputError: no such prompt or file, or the file is no prompt; says what is wrong with it.
    """
    if name in prompt_names():
        folder = files(__name__.rpartition(".")[0])
        return parse_prompt((folder / f"{name}.md").read_text("utf-8"), name)
    if not name.endswith(".md") and "/" not in name:
        raise InputError(
            f"prompt {name!r}", "there is no such prompt", _known(name, prompt_names())
        )
    try:
        text = Path(name).expanduser().read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise InputError(name, f"cannot be read as a prompt file ({reason})") from error
    return parse_prompt(text, name)


def parse_prompt(text: str, where: str) -> Prompt:
    """Check the text of a prompt file.

    Args:
        text: front matter and template.
        where: how errors name the file.

    Raises:
        InputError: the front matter, the models or the variables do not fit.
    """
    header, body = _split(text.replace("\r\n", "\n"), where)
    if header.input not in INPUTS:
        raise InputError(
            where, f"unknown input model {header.input!r}", _known(header.input, INPUTS)
        )
    if header.output not in OUTPUTS:
        hint = _known(header.output, OUTPUTS)
        raise InputError(where, f"unknown output model {header.output!r}", hint)
    model = INPUTS[header.input]
    _check_variables(where, [header.user, body], set(model.model_fields))
    return Prompt(header, body, model, OUTPUTS[header.output])


def _split(text: str, where: str) -> tuple[Header, str]:
    parts = text.split("---\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise InputError(where, "a prompt file starts with front matter between two lines of ---")
    try:
        header = Header.model_validate(yaml.safe_load(parts[1]))
    except yaml.YAMLError as error:
        raise InputError(where, "its front matter is not YAML") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "front matter"
        raise InputError(where, f"front matter, {key}: {first['msg'].lower()}") from error
    return header, parts[2].strip("\n")


def _check_variables(where: str, templates: list[str], fields: set[str]) -> None:
    from jinja2 import TemplateSyntaxError, meta

    used: set[str] = set()
    for template in templates:
        try:
            used |= meta.find_undeclared_variables(_environment().parse(template))
        except TemplateSyntaxError as error:
            raise InputError(
                where, f"bad template, line {error.lineno}: {error.message}"
            ) from error
    if used - fields:
        wrong = sorted(used - fields)[0]
        raise InputError(where, f"unknown variable {wrong!r}", _known(wrong, fields))
    if fields - used:
        unused = ", ".join(sorted(fields - used))
        raise InputError(where, f"its template never uses {unused}")


def _render(name: str, template: str, values: Mapping[str, Any]) -> str:
    from jinja2 import TemplateError

    try:
        return _environment().from_string(template).render(values).strip()
    except (TemplateError, TypeError, ArithmeticError) as error:
        raise InputError(f"prompt {name}", f"its template fails: {error}") from error


@lru_cache(maxsize=1)
def _environment() -> SandboxedEnvironment:
    """Sandboxed, because a prompt file may come from somebody else; no HTML, so no escaping."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )
    environment.filters["listed"] = _listed  # pyright: ignore[reportUnknownMemberType]
    return environment


def _listed(names: Iterable[str]) -> str:
    """Names with commas between them; one that holds a comma itself stands in quotes."""
    plain = [f'"{n}"' if set(n) & set(",\n") else n for n in names]
    return ", ".join(plain)


def _known(name: str, names: Mapping[str, object] | set[str] | list[str]) -> str:
    close = get_close_matches(name, names, n=1, cutoff=0.5)
    return f"did you mean {close[0]!r}?" if close else "known: " + ", ".join(sorted(names))
