"""From the fields of the page, which a browser may fill with anything, to what is asked."""

from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest
from maskwright.agent.tasks import ClosedSet, OpenVocabulary
from maskwright.agent.turn import Correction
from maskwright.agent.web.asking import (
    MOST_LETTERS,
    MOST_PICTURES,
    How,
    is_thread,
    new_thread,
    read_correction,
    read_pictures,
    read_task,
    read_text,
    with_choices,
)
from maskwright.agent.web.downloads import file_stem, picture_name
from maskwright.errors import InputError
from maskwright.graphs.toolbox import Context


def test_the_mode_says_how_a_text_is_read() -> None:
    assert read_task("Chat", "the cat") is None
    classes, queries = read_task("Class list", "cat, dog\nsofa"), read_task("Queries", "a, b; c")
    assert isinstance(classes, ClosedSet)
    assert classes.classes == ["cat", "dog", "sofa"]
    assert isinstance(queries, OpenVocabulary)
    assert queries.queries == ["a, b", "c"]
    with pytest.raises(InputError, match="names nothing"):
        read_task("Queries", " ; ")


@pytest.mark.parametrize("name", [None, 7, "", "web-1", "web-" + "G" * 32, "../x", "a", ["web"]])
def test_only_our_own_names_of_conversations_are_taken(name: Any) -> None:
    assert not is_thread(name)
    assert is_thread(new_thread())


def test_pictures_forget_where_they_lay(tmp_path: Path) -> None:
    PIL.Image.fromarray(np.zeros((2, 3, 3), np.uint8)).save(tmp_path / "a.png")
    images, names = read_pictures([tmp_path / "a.png"], 100)
    assert (images[0].path, names) == (None, ["a.png"])
    with pytest.raises(InputError, match="^a.png: ") as told:
        read_pictures([tmp_path / "a.png"], 5)
    assert str(tmp_path) not in str(told.value)
    with pytest.raises(InputError, match="no longer there"):
        read_pictures([tmp_path / "b.png"], 100)
    with pytest.raises(InputError, match="at most"):
        read_pictures([tmp_path / "a.png"] * (MOST_PICTURES + 1), 100)


def test_a_message_has_an_end() -> None:
    assert read_text(" a \n") == "a"
    assert read_text(None) == ""
    with pytest.raises(InputError, match="letters"):
        read_text("a" * (MOST_LETTERS + 1))


def test_a_correction_is_read_or_refused() -> None:
    told = {"accept": True, "reject": [2], "rename": {"1": " kitten ", "3": " "}}
    assert read_correction(told) == Correction(reject=[2], rename={1: "kitten"})
    for wrong in (
        None,
        [],
        {},
        {"accept": 1, "reject": 3, "rename": {}},
        {**told, "rename": {"x": 1}},
    ):
        with pytest.raises(InputError, match="cannot be read"):
            read_correction(wrong)
    with pytest.raises(InputError, match="letters"):
        read_correction({**told, "rename": {"1": "a" * 300}})


@pytest.mark.parametrize(
    ("name", "shown", "stem"),
    [
        ("/tmp/x/cat.png", "cat.png", "cat"),
        ("C:\\pictures\\cat.png", "cat.png", "cat"),
        ("../../etc/passwd", "passwd", "passwd"),
        ('a"\r\nb: c.png', 'a"b: c.png', "a_b_c"),
        ("Käse & Co.jpg", "Käse & Co.jpg", "K_se_Co"),
        ("", "picture", "picture"),
        ("...", "...", "picture"),
    ],
)
def test_names_of_pictures_are_harmless(name: str, shown: str, stem: str) -> None:
    assert picture_name(name) == shown
    assert file_stem(name) == stem


class Talking:
    """Conversations, as far as their context goes."""

    context = Context("embedded", {"agent.verify": False})


def test_a_method_and_contrast_change_the_settings_of_one_run() -> None:
    talk: Any = Talking()
    assert with_choices(talk, How("Queries")) is talk
    assert with_choices(talk, How("Chat", "maskclip", "union")) is talk
    twin = with_choices(talk, How("Queries", "maskclip", "union"))
    assert twin.context.overrides["open_vocabulary.contrast"] == "union"
    assert twin.context.overrides["open_vocabulary.recurrence"] == "false"
    assert twin.context.overrides["agent.verify"] is False
    assert talk.context.overrides == {"agent.verify": False}
    with pytest.raises(InputError, match="gem"):
        with_choices(talk, How("Queries", "gem"))
