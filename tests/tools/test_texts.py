"""Texts of several words."""

from __future__ import annotations

from maskwright.tools.texts import as_written, joined, words_of


def test_commas_are_a_querys_own() -> None:
    text = joined("salt, pepper", ["spices"])
    assert words_of(text) == ["salt, pepper", "spices"]
    assert as_written(text) == "salt, pepper, spices"
    assert words_of("dog") == ["dog"]
