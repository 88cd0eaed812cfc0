"""Counting: by hand, on several cores, of many lines in little memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from maskwright.errors import InputError
from maskwright.tools.contrast.build import build_dictionary
from maskwright.tools.contrast.counting import Counter, Sum
from maskwright.tools.contrast.dictionary import Dictionary, load_dictionary, save_dictionary

FIVE = """A boat on the sea
Two boats and a dog at sea.
A dog runs on the beach
photo of a BOAT
the fire truck
"""
CONCEPTS = "boat\nsea\ndog\nbeach\nphoto\nfire truck\ntruck\ncat\n"


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Dictionary]:
    def build(text: str = FIVE, concepts: str = CONCEPTS, **more: object) -> Dictionary:
        (tmp_path / "captions.txt").write_text(text, "utf-8")
        (tmp_path / "concepts.txt").write_text(concepts, "utf-8")
        names = [str(tmp_path / "captions.txt")], [str(tmp_path / "concepts.txt")]
        return build_dictionary(*names, **more)  # type: ignore[arg-type]

    return build


def table(made: Dictionary) -> dict[tuple[str, str], int]:
    triples = zip(made.first, made.second, made.together, strict=True)
    return {(made.concepts[a], made.concepts[b]): int(n) for a, b, n in triples}


def test_five_captions_counted_by_hand(make: Callable[..., Dictionary]) -> None:
    made = make()
    assert dict(zip(made.concepts, made.captions.tolist(), strict=True)) == {
        "boat": 3,
        "sea": 2,
        "dog": 2,
        "beach": 1,
        "photo": 1,
        "fire truck": 1,
    }
    assert table(made) == {
        ("boat", "sea"): 2,
        ("boat", "dog"): 1,
        ("sea", "dog"): 1,
        ("dog", "beach"): 1,
        ("boat", "photo"): 1,
    }
    assert made.neighbours("boat") == [("sea", 2 / 3), ("dog", 1 / 3)]
    assert made.neighbours("sea") == [("boat", 1.0), ("dog", 0.5)]
    assert made.neighbours("fire truck") == []
    source = made.provenance
    assert (source.n_read, source.n_excluded, source.n_named) == (5, 0, 5)


def test_captions_are_left_out_by_text(make: Callable[..., Dictionary], tmp_path: Path) -> None:
    skip = tmp_path / "skip.txt"
    skip.write_text("a boat on the sea !\n", "utf-8")
    made = make(exclude=[str(skip)])
    assert table(made)["boat", "sea"] == 1
    assert (made.provenance.n_read, made.provenance.n_excluded) == (5, 1)
    assert made.provenance.excluded[0].name == "skip.txt"


def test_rare_concepts_are_left_out_with_their_pairs(make: Callable[..., Dictionary]) -> None:
    made = make(min_captions=2)
    assert made.concepts == ("boat", "sea", "dog")
    assert table(made) == {("boat", "sea"): 2, ("boat", "dog"): 1, ("sea", "dog"): 1}


def test_two_workers_count_the_same(make: Callable[..., Dictionary]) -> None:
    one, two = make(FIVE * 3000), make(FIVE * 3000, workers=2)
    assert one.provenance == two.provenance
    assert table(one) == table(two)
    assert one.captions.tolist() == two.captions.tolist()


def test_a_dictionary_comes_back_from_its_file_as_it_was(
    make: Callable[..., Dictionary], tmp_path: Path
) -> None:
    made = make()
    path = save_dictionary(made, tmp_path / "new" / "folder")
    assert sorted(each.name for each in path.parent.iterdir()) == [
        "cooccurrence.json",
        "cooccurrence.npz",
    ]
    for place in (path, path.parent):
        back = load_dictionary(place)
        assert back.concepts == made.concepts
        assert table(back) == table(made)
        assert back.provenance == made.provenance


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"text": ""}, "there is no caption left"),
        ({"text": "nothing here\n"}, "none of the concepts is in any caption"),
        ({"concepts": "\n"}, "holds no concept"),
        ({"min_captions": 9}, "no concept is in 9 captions"),
    ],
)
def test_what_cannot_be_counted_is_one_line(
    make: Callable[..., Dictionary], change: dict[str, object], problem: str
) -> None:
    with pytest.raises(InputError, match=problem):
        make(**change)


def test_many_lines_are_counted_in_constant_memory(tmp_path: Path) -> None:
    """A file of 8 MB; 3 MB are held at most: a chunk of captions and the counts."""
    (tmp_path / "concepts.txt").write_text("\n".join(f"thing{n}" for n in range(60)), "utf-8")
    large = tmp_path / "large.txt"
    lines = [f"thing{n % 60} thing{n * 7 % 59} xxxxxxxxxxxxxxxxxxxxxxxxx\n" for n in range(20_000)]
    with large.open("w", encoding="utf-8") as file:
        for _ in range(10):
            file.writelines(lines)
    assert large.stat().st_size > 8e6
    Counter(["stand"]).count(["stones stand"])  # the nouns are loaded before it is measured
    tracemalloc.start()
    made = build_dictionary([str(large)], [str(tmp_path / "concepts.txt")])
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert made.provenance.n_read == 200_000
    assert highest < 3e6


@given(st.lists(st.lists(st.sampled_from(["cat", "dogs", "red car", "tree"]), max_size=4)))
def test_the_sum_of_chunks_is_the_count_of_all(captions: list[list[str]]) -> None:
    counter = Counter(["cat", "dog", "red car", "tree"])
    texts = [" and ".join(words) for words in captions]
    total = Sum(4)
    for text in texts:
        total.add(counter.count([text]))
    added, whole = total.total(), counter.count(texts)
    for name in ("captions", "pairs", "together"):
        np.testing.assert_array_equal(getattr(added, name), getattr(whole, name))
    assert (added.n_read, added.n_named) == (whole.n_read, whole.n_named)
