"""The noun graph: ImageNet ids, kinds, parts, and that every answer is consistent."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maskwright.errors import InputError
from maskwright.tools.language import noun_graph as module
from maskwright.tools.language.noun_graph import noun_graph

GRAPH = noun_graph()
SYNSETS = st.integers(0, len(GRAPH) - 1)


def one(word: str) -> int:
    return GRAPH.senses(word)[0]


@pytest.mark.parametrize(
    ("wnid", "word"),
    [("n02084071", "dog"), ("n02123045", "tabby"), ("n04379243", "table"), ("n00007846", "person")],
)
def test_imagenet_ids_are_found_and_given_back(wnid: str, word: str) -> None:
    synset = GRAPH.synset(wnid)
    assert word in GRAPH.lemmas(synset)
    assert GRAPH.wnid(synset) == wnid


@pytest.mark.parametrize("wnid", ["n99999999", "dog", "", "n02084072"])
def test_an_unknown_id_is_one_clear_line(wnid: str) -> None:
    with pytest.raises(InputError, match="no noun synset"):
        GRAPH.synset(wnid)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("tabby", "cat"), ("girl", "person"), ("human", "person"), ("driver", "person"),
        ("armchair", "chair"), ("chair", "furniture"), ("rose", "shrub"), ("taxi", "car"),
    ],
)  # fmt: skip
def test_kinds_are_kinds_one_way(a: str, b: str) -> None:
    assert GRAPH.is_kind_of(one(a), one(b))
    assert not GRAPH.is_kind_of(one(b), one(a))


def test_parts_and_wholes_are_inverse() -> None:
    wheel, vehicle = one("wheel"), one("wheeled vehicle")
    assert vehicle in GRAPH.wholes(wheel)
    assert wheel in GRAPH.parts(vehicle)


def test_meanings_come_most_frequent_first_with_counts() -> None:
    assert GRAPH.lexical_file(one("dog")) == "noun.animal"
    counts = [GRAPH.count("plant", synset) for synset in GRAPH.senses("plant")]
    assert counts == sorted(counts, reverse=True)
    assert GRAPH.sense_rank(GRAPH.senses("plant")[1], "plant") == 1
    assert GRAPH.sense_rank(one("dog"), "plant") == 99


def test_the_top_of_a_category_belongs_to_it() -> None:
    assert GRAPH.lexical_file(one("person")) == "noun.person"
    assert GRAPH.lexical_file(one("animal")) == "noun.animal"
    assert GRAPH.is_visual(one("person"))
    assert not GRAPH.is_visual(one("happiness"))


@given(SYNSETS)
def test_ancestors_hold_the_synset_the_parents_and_the_root(synset: int) -> None:
    above = GRAPH.ancestors(synset)
    assert above[synset] == 0
    assert all(above[parent] == 1 for parent in GRAPH.parents(synset))
    assert GRAPH.synset("n00001740") in above
    assert GRAPH.depth(synset) == max(above.values())
    assert all(synset in GRAPH.children(parent) for parent in GRAPH.parents(synset))


@given(SYNSETS, SYNSETS)
def test_the_lowest_common_ancestor_is_above_both(a: int, b: int) -> None:
    common = GRAPH.lowest_common(a, b)
    assert common is not None
    assert GRAPH.is_kind_of(a, common)
    assert GRAPH.is_kind_of(b, common)
    assert common == GRAPH.lowest_common(b, a)


@given(SYNSETS)
def test_every_word_of_a_synset_leads_back_to_it(synset: int) -> None:
    for lemma in GRAPH.lemmas(synset):
        assert GRAPH.sense_rank(synset, lemma) < 99


def test_threads_share_one_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_graphs", [])
    with ThreadPoolExecutor(8) as pool:
        graphs = list(pool.map(lambda _: noun_graph(), range(16)))
    assert len({id(graph) for graph in graphs}) == 1


def test_looking_words_up_imports_nothing_heavy() -> None:
    code = (
        "import sys; from maskwright.tools.language.noun_graph import noun_graph;"
        "noun_graph().senses('dog'); print({'torch', 'transformers', 'nltk'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"
