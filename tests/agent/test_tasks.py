"""Class lists as a person writes them: in a line, in a file, in a program."""

from pathlib import Path

import pytest
from maskwright.agent.tasks import ClosedSet
from maskwright.errors import InputError


def test_a_line_is_split_at_commas() -> None:
    assert ClosedSet.from_text(" cat, dining table ,,🐈").tidied.names == [
        "cat",
        "dining table",
        "🐈",
    ]


def test_a_file_has_one_class_a_line_with_synonyms_behind_a_colon(tmp_path: Path) -> None:
    path = tmp_path / "classes.txt"
    text = "\ufeffcat\n\nsofa: couch, settee \nbread, sliced\nratio 4:3\nbird:\n# 1\nsofa: divan\n"
    path.write_text(text, "utf-8")
    tidied = ClosedSet.from_file(path).tidied
    assert tidied.names == ["cat", "sofa", "bread, sliced", "ratio 4:3", "bird", "# 1"]
    assert tidied.synonyms == {"sofa": ["couch", "settee", "divan"]}
    assert tidied.notes == ["The class 'sofa' is given twice; it counts once, as 'sofa'."]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "no such file or directory"),
        (b"", "names no class"),
        (b"\n \n", "names no class"),
        (b"\xff\xfe\x00", "is not utf-8 text"),
    ],
)
def test_a_bad_file_is_one_clear_line(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "classes.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=message) as caught:
        ClosedSet.from_file(path)
    assert str(caught.value).startswith(f"{path}: ")


def test_a_program_gets_the_same_checks() -> None:
    with pytest.raises(InputError, match="expected a list, got one text"):
        ClosedSet("cat")
    with pytest.raises(InputError, match="no class is named"):
        ClosedSet([])
