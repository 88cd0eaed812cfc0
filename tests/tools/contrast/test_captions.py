"""Captions out of every kind of file, and one line for each kind of broken file."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from maskwright.errors import InputError
from maskwright.tools.contrast.captions import MAX_LINE, fingerprint, fingerprints, read_captions


def read(path: Path, text: str | bytes, column: str | None = None) -> list[str]:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read_captions(str(path), column))


@pytest.mark.parametrize(
    ("name", "text", "column", "expected"),
    [
        ("a.txt", "one\r\ntwo\n\nthree", None, ["one", "two", "", "three"]),
        ("a.csv", 'id,caption\n1,"a, b"\n2,c\n', None, ["a, b", "c"]),
        ("a.csv", "title,words\nx,a\n", "words", ["a"]),
        ("a.csv", "1,first\n2,second\n", None, ["first", "second"]),
        ("a.tsv", '1\ta "quoted\n2\tb\n', None, ['a "quoted', "b"]),
        ("a.tsv", "a\t1\nb\t2\n", "1", ["a", "b"]),
        ("a.tsv", "Caption\tid\na\t1\nb\n", None, ["a", "b"]),
        ("a.jsonl", '{"caption": "a"}\n\n{"caption": ["b", "c", 3]}\n', None, ["a", "b", "c"]),
        ("a.ndjson", '{"words": "a"}\n', "words", ["a"]),
        ("a.csv", "", None, []),
        ("a.jsonl", "", None, []),
    ],
)
def test_each_format_gives_its_captions(
    tmp_path: Path, name: str, text: str, column: str | None, expected: list[str]
) -> None:
    assert read(tmp_path / name, text, column) == expected
    packed = gzip.compress(text.encode())
    assert read(tmp_path / f"{name}.gz", packed, column) == expected


@pytest.mark.parametrize(
    ("name", "text", "column", "problem"),
    [
        ("a.csv", "id,title\n1,a\n", "caption", "no column 'caption'; its first line has: id, tit"),
        ("a.tsv", "a\tb\n", "3", "has no column '3'"),
        ("a.tsv", "a\tb\n", "0", "has no column '0'"),
        ("a.jsonl", '{"caption": "a"}\nx\n', None, "line 2 is no JSON"),
        ("a.jsonl", "[1]\n", None, "line 1 is no JSON object"),
        ("a.jsonl", '{"title": "a"}\n', None, "line 1 has no key 'caption'; name one"),
        ("a.txt.gz", "not packed", None, "no whole gzip file"),
        ("a.txt", "x" * (MAX_LINE + 1), None, "line 1 is longer than 65536 letters"),
    ],
)
def test_a_broken_file_is_one_line(
    tmp_path: Path, name: str, text: str, column: str | None, problem: str
) -> None:
    with pytest.raises(InputError, match=problem) as caught:
        read(tmp_path / name, text, column)
    assert "\n" not in str(caught.value)


def test_a_cut_gzip_file_is_noticed(tmp_path: Path) -> None:
    whole = gzip.compress(b"a caption\n" * 1000)
    with pytest.raises(InputError, match="no whole gzip file"):
        read(tmp_path / "a.txt.gz", whole[:-12])


def test_a_missing_file_and_a_folder_are_one_line(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(InputError, match="cannot be read"):
            list(read_captions(str(path)))


def test_bytes_that_are_no_text_do_not_stop_the_reading(tmp_path: Path) -> None:
    assert read(tmp_path / "a.txt", b"a \xff b\nc\n")[1] == "c"


def test_captions_are_compared_without_case_blanks_and_punctuation(tmp_path: Path) -> None:
    assert fingerprint("A woman's hat.") == fingerprint("a woman 's hat")
    assert fingerprint("a hat") != fingerprint("a bat")
    path = tmp_path / "a.txt"
    path.write_text("A hat.\na bat\n", "utf-8")
    assert fingerprint("a hat") in fingerprints([str(path)])
