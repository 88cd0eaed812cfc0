"""Examples of a page that can be run: what is typed, and what a terminal then shows.

    ```console
    $ maskwright chat --image photo.png
    > the cat
    Found cat.
    ```

A line that begins with "$ " is a command for the shell; "> " is typed once the program asks. Spaces
at the ends of lines do not count.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from terminals import COLUMNS, PATIENCE, Terminal

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass
class Example:
    """A command, the lines that are typed into it, and all that is to be seen after it."""

    command: str
    typed: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)


def section(page: str, title: str) -> str:
    """The text under "## title"; empty where there is no such section."""
    found = re.search(rf"^## {re.escape(title)}$(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


def dialogues(text: str) -> list[list[Example]]:
    """The console blocks of a text, each a list of commands."""
    return [_read(block) for block in BLOCK.findall(text)]


def _read(block: str) -> list[Example]:
    examples: list[Example] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            examples.append(Example(line[2:]))
            continue
        if line.startswith("> "):
            examples[-1].typed.append(line[2:])
        examples[-1].shown.append(line.rstrip())
    return examples


def play(example: Example, folder: Path) -> list[str]:
    """Run an example in a folder; returns the lines that are to be seen."""
    env = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "MASKWRIGHT_DATA": str(folder / ".data"),
    }
    shown = _talk(example, folder, env) if example.typed else _shell(example, folder, env)
    lines = [line.rstrip() for line in shown.splitlines()]
    while lines and lines[-1] in ("", ">"):
        lines.pop()
    return lines


def _talk(example: Example, folder: Path, env: dict[str, str]) -> str:
    terminal = Terminal(shlex.split(example.command), folder, env)
    for line in example.typed:
        terminal.wait_for()
        terminal.type(line)
    if example.typed[-1] != "/quit":
        terminal.wait_for()
    assert terminal.leave() == 0
    return terminal.shown


def _shell(example: Example, folder: Path, env: dict[str, str]) -> str:
    ran = subprocess.run(
        ["/bin/sh", "-c", example.command], cwd=folder, capture_output=True, text=True, check=False,
        timeout=PATIENCE, env={**os.environ, "COLUMNS": str(COLUMNS), **env},
    )  # fmt: skip
    return ran.stdout + ran.stderr
