"""The builder: WordNet's own file format in, a working graph out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from maskwright.tools.language.build_noun_graph import build, main
from maskwright.tools.language.noun_graph import NounGraph

FILES = {
    "data.noun": """  1 licence text
00001740 03 n 01 entity 0 000 | that which is
00007846 03 n 01 person 0 001 @ 00001740 n 0000 | a human being
02472293 05 n 02 homo 0 human 0 001 @ 00001740 n 0000 | a hominid
02083346 05 n 01 canine 0 001 @ 00001740 n 0000 | a mammal
02084071 05 n 02 dog 0 Canis_familiaris 0 003 @ 02083346 n 0000 %p 02158846 n 0000 ! 1 v 0101 | b
02158846 05 n 01 flag 0 001 @ 00001740 n 0000 | a tail
10000001 18 n 01 driver 0 001 @ 00001740 n 0000 | an operator
10000002 18 n 02 dog 1 bus-driver 0 001 @ 10000001 n 0000 | an unpleasant driver
""",
    "index.noun": """  1 licence text
bus-driver n 1 1 @ 1 0 10000002
canine n 1 1 @ 1 0 02083346
dog n 2 1 @ 2 1 02084071 10000002
driver n 1 1 @ 1 0 10000001
flag n 1 1 @ 1 0 02158846
human n 1 1 @ 1 0 02472293
person n 1 1 @ 1 0 00007846
""",
    "cntlist.rev": "dog%1:05:00:: 1 42\nbark%2:32:00:: 1 3\n",
    "noun.exc": "doggen dog\n",
    "index.adj": "  1 licence text\nred a 1 0 1 0 00000001\n2-d a 1 0 1 0 00000002\n",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "latin-1")
    return tmp_path


def test_wordnets_files_become_a_graph(folder: Path) -> None:
    graph = NounGraph(build(folder))
    dog = graph.synset("n02084071")
    assert graph.senses("doggen") == graph.senses("dogs") == [dog, graph.synset(10000002)]
    assert graph.count("dog", dog) == 42
    assert graph.lemmas(dog) == ["dog", "Canis familiaris"]
    assert graph.parts(dog) == graph.senses("flag")
    assert graph.parents(dog) == graph.senses("canine")
    assert graph.senses("bus driver") == graph.senses("busdriver") == [graph.synset(10000002)]
    assert graph.read("red dog").modifier == "red"
    assert graph.is_adjective("red")


def test_humans_and_drivers_are_made_persons(folder: Path) -> None:
    graph = NounGraph(build(folder))
    (person,) = graph.senses("person")
    for word in ("human", "driver", "bus driver"):
        assert graph.is_kind_of(graph.senses(word)[0], person)
    assert graph.parents(graph.synset(10000002)) == graph.senses("driver")


def test_the_file_is_the_same_every_time(folder: Path) -> None:
    first, second = folder / "1.npz", folder / "2.npz"
    main([str(folder), str(first)])
    main([str(folder), str(second)])
    assert first.read_bytes() == second.read_bytes()
    with np.load(first, allow_pickle=False) as stored:
        assert NounGraph({name: stored[name] for name in stored.files}).senses("dog")
