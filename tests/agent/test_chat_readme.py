"""Every example dialogue in README.md, section "Chat", is what a terminal really shows."""

from __future__ import annotations

from pathlib import Path

import PIL.Image
import pytest
import skimage.data
from dialogues import Example, dialogues, play, section

README = Path(__file__).resolve().parents[2] / "README.md"
TALKS = dialogues(section(README.read_text("utf-8"), "Chat"))


def test_a_page_is_read_as_it_is_typed() -> None:
    page = "# A\n\n## Chat\n\n```console\n$ a b\n> one\nyes  \n> two\n\n$ c\n3\n```\n\n## B\n> no\n"
    assert dialogues(section(page, "Chat")) == [
        [
            Example("a b", ["one", "two"], ["> one", "yes", "> two", ""]),
            Example("c", [], ["3"]),
        ]
    ]
    assert section(page, "Chats") == ""


@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk[0].command.partition("|")[0])
def test_the_readme_shows_what_is_seen(talk: list[Example], tmp_path: Path) -> None:
    PIL.Image.fromarray(skimage.data.chelsea()).save(tmp_path / "chelsea.png")
    PIL.Image.fromarray(skimage.data.coffee()).save(tmp_path / "coffee.png")
    for example in talk:
        wanted = list(example.shown)
        while wanted and not wanted[-1]:
            wanted.pop()
        assert play(example, tmp_path) == wanted
