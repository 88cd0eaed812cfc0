"""Prompt files: what a good one is, what is said of a bad one, that data is never a template."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maskwright.errors import InputError
from maskwright.prompts import (
    PhraseInput,
    PreRefineInput,
    TagInput,
    load_prompt,
    prompt_names,
)
from maskwright.prompts.template import parse_prompt

GOOD = """---
name: mine
version: 3
input: PhraseInput
output: ClassChoice
source: myself
user: "{{ phrase }}"
---
{{ classes | join("/") }} {{ no_class }} {{ synonyms | length }}
"""

# Raise the version with every change of words; then put the new hash here.
PINNED = {
    "contrastive": (1, "45b6594880ef73efbb943f5f3b28997e38bb55d724bc6b1fec899e05a4160350"),
    "parts": (1, "19b80ae2d022f28d789694d14b8d6161b23de614b6be8ae7eab0c0c662446dde"),
    "post_refine": (2, "f0f5a58be6d0209618e8fa1ccdbe4135324b876227f78a034bcfbc0960b91670"),
    "pre_refine": (2, "5f46420427ecdbb2eb020d4da5b007ab981fde1bc77105e7dbd8ff740f759eda"),
    "understand": (1, "1068227feb05acef5423b2c9879ea729952b3453d47c68e18d2afd12794f92e3"),
    "use_tools": (1, "98bf666f7b660871f953fbcaf6cbd821f2f23cf0a7a723f2c29efb4500c2c7a2"),
    "visible": (1, "e0a021b50ef716e6121ed8fb34c25bd6e5234e149fb707c4da8636f3a159eb57"),
}


@pytest.mark.parametrize("name", prompt_names())
def test_words_change_only_with_the_version(name: str) -> None:
    prompt = load_prompt(name)
    assert (prompt.version, prompt.sha256) == PINNED[name]
    assert prompt.name == name


def test_every_shipped_prompt_is_pinned() -> None:
    assert sorted(PINNED) == prompt_names()


def test_a_prompt_file_of_a_person_is_used_like_a_shipped_one(tmp_path: Path) -> None:
    path = tmp_path / "mine.md"
    path.write_text(GOOD, "utf-8")
    asked = load_prompt(str(path)).question(PhraseInput(phrase="girl", classes=["a", "b"]))
    assert (asked.name, asked.version) == ("mine", 3)
    assert (asked.system, asked.user) == ("a/b none 0", "girl")
    assert asked.choices == {"choice": ("a", "b", "none")}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("---\nname", "name"), "starts with front matter"),
        (("version: 3", "version: 0"), "front matter, version: input should be greater"),
        (("version: 3\n", ""), "front matter, version: field required"),
        (("source: myself", "source: myself\nmodel: x"), "front matter, model: extra inputs"),
        (("name: mine", "name: [mine"), "not YAML"),
        (("input: PhraseInput", "input: PhraseInputs"), "did you mean 'PhraseInput'"),
        (("output: ClassChoice", "output: Poem"), "unknown output model 'Poem'; known: "),
        (("no_class }}", "no_clas }}"), "unknown variable 'no_clas'; did you mean 'no_class'"),
        (("{{ no_class }}", ""), "its template never uses no_class"),
        (("{{ no_class }}", "{% if %}"), "bad template, line 1"),
    ],
)
def test_a_bad_prompt_file_is_one_line_that_says_what_is_wrong(
    change: tuple[str, str], problem: str
) -> None:
    with pytest.raises(InputError, match=problem) as caught:
        parse_prompt(GOOD.replace(*change), "mine.md")
    assert str(caught.value).startswith("mine.md: ")
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("post_refin", "did you mean 'post_refine'"),
        ("no/such/file.md", "No such file"),
        ("../", "Is a directory"),
    ],
)
def test_a_prompt_that_is_not_there_is_one_line(name: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        load_prompt(name)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.md"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not UTF-8"):
        load_prompt(str(path))


def test_a_template_of_somebody_else_cannot_reach_the_program() -> None:
    evil = GOOD.replace("{{ no_class }}", "{{ no_class.__class__.__mro__ }}")
    with pytest.raises(InputError, match="its template fails"):
        parse_prompt(evil, "mine.md").question(PhraseInput(phrase="x", classes=["a"]))


def test_inputs_of_another_prompt_are_refused() -> None:
    with pytest.raises(InputError, match="takes PreRefineInput, not PhraseInput"):
        load_prompt("pre_refine").question(PhraseInput(phrase="x", classes=["a"]))


@given(st.text(min_size=1), st.lists(st.text(min_size=1), min_size=1, max_size=4))
def test_data_is_put_in_as_it_is(phrase: str, classes: list[str]) -> None:
    asked = load_prompt("post_refine").question(PhraseInput(phrase=phrase, classes=classes))
    assert asked.user == phrase.strip()
    shown = [f'"{name}"' if "," in name or "\n" in name else name for name in classes]
    assert ", ".join(shown) in asked.system
    assert asked.inputs["phrase"] == phrase


def test_template_marks_in_data_are_plain_text() -> None:
    evil = "{{ 7 * 7 }}{% raw %}"
    inputs = PreRefineInput(
        tags=[TagInput(name=evil)],
        caption=evil,
        classes=[evil],
        tips=[evil],
        synonyms={evil: [evil]},
    )
    asked = load_prompt("pre_refine").question(inputs)
    assert asked.user == f"{evil}: {evil}"
    assert asked.system.count(evil) == 4


def test_no_class_is_never_a_class() -> None:
    assert PhraseInput(phrase="x", classes=["a"]).no_class == "none"
    inputs = PhraseInput(phrase="x", classes=["none", "none of these"])
    assert inputs.no_class == "none of these of these"
    assert inputs.choices()["choice"][-1] == inputs.no_class
