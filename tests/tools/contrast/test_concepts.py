"""Each mode and each filter, on a small dictionary and hand-made similarities."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from maskwright.errors import InputError
from maskwright.tools.contrast.concepts import Contrast, Settings, candidates, contrast_for
from maskwright.tools.contrast.dictionary import Dictionary, Provenance, shipped_dictionary
from numpy.typing import NDArray
from pydantic import ValidationError

CONCEPTS = ("boat", "sea", "liberty", "ship", "sail", "canoe", "dog", "couch", "background")
BESIDE_BOAT = {"sea": 50, "liberty": 40, "ship": 30, "sail": 20, "canoe": 10, "background": 5}


def dictionary() -> Dictionary:
    pairs = [(0, CONCEPTS.index(name), count) for name, count in BESIDE_BOAT.items()]
    pairs.append((6, 7, 30))
    first, second, together = np.array(pairs, np.int64).T
    captions = np.full(len(CONCEPTS), 100, np.int64)
    return Dictionary(CONCEPTS, captions, first, second, together, Provenance(n_read=900))


class Space:
    """Similarities by hand; 0 for every other pair, 1 for equal texts."""

    def __init__(self, pairs: Mapping[tuple[str, str], float] | None = None) -> None:
        self.pairs = dict(pairs or {})

    def similarity(self, a: Sequence[str], b: Sequence[str]) -> NDArray[np.float32]:
        rows = [[self._one(x, y) for y in b] for x in a]
        return np.array(rows, np.float32).reshape(len(a), len(b))

    def _one(self, x: str, y: str) -> float:
        return 1.0 if x == y else self.pairs.get((x, y), self.pairs.get((y, x), 0.0))


NEAR = Space({("boat", "ship"): 0.81, ("boat", "sea"): 0.8, ("kayak", "boat"): 0.7})


def mined(queries: Sequence[str] = ("boat",), space: Space = NEAR, **more: Any) -> Contrast:
    given = {k: more.pop(k) for k in ("visible", "parts") if k in more}
    return contrast_for(
        queries, "cooccurrence", Settings(**more), space=space, dictionary=dictionary(), **given
    )


def why(found: Contrast) -> dict[str, str]:
    return {each.word: each.why for each in found.dropped}


def test_the_paper_keeps_what_is_frequent_visible_and_not_too_similar() -> None:
    found = mined()
    assert found.words == ["background", "sea", "sail", "canoe"]
    assert found.by_query == {"boat": found.words}
    assert [(d.word, d.query, d.why, d.value) for d in found.dropped] == [
        ("liberty", "boat", "invisible", 0.4),
        ("ship", "boat", "delta", 0.81),
    ]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"gamma": 0.2}, ["background", "sea"]),
        ({"gamma": 0.1}, ["background", "sea", "sail"]),
        ({"delta": 0.9}, ["background", "sea", "ship", "sail", "canoe"]),
        ({"delta": 0.7}, ["background", "sail", "canoe"]),
        ({"beta": 0.7}, ["background", "sail", "canoe"]),
        ({"with_background": False}, ["sea", "sail", "canoe"]),
        ({"visible_filter": False}, ["background", "sea", "liberty", "sail", "canoe"]),
        ({"parts_filter": True}, ["background", "sea", "canoe"]),
        ({"kin_filter": True}, ["background", "sea", "sail"]),
        ({"max_concepts": 1}, ["background", "sea"]),
    ],
)
def test_each_setting_does_one_thing(settings: dict[str, Any], words: list[str]) -> None:
    assert mined(**settings).words == words


@pytest.mark.parametrize(
    ("query", "word"), [("cup", "coffee"), ("person", "shirt"), ("bed", "pillow")]
)
def test_what_a_thing_holds_or_wears_goes_with_its_kin(query: str, word: str) -> None:
    def dropped(**settings: Any) -> dict[str, str]:
        asked, table = Settings(**settings), shipped_dictionary()
        return why(contrast_for([query], "cooccurrence", asked, space=Space(), dictionary=table))

    assert dropped(kin_filter=True)[word] == "content"
    assert word not in dropped()


def test_a_language_models_judgement_goes_before_the_graphs() -> None:
    assert mined(visible=["liberty", "sea"]).words == ["background", "sea", "liberty"]
    judged = mined(parts={"boat": ["sea"]}, parts_filter=True)
    assert judged.words == ["background", "sail", "canoe"]
    assert why(judged)["sea"] == "part"
    assert mined(parts={"boat": ["sea"]}).words[1] == "sea"


def test_a_query_that_is_not_in_the_dictionary_takes_its_neighbours() -> None:
    found = mined(["kayak"])
    assert found.nearest["kayak"].model_dump() == {"concept": "boat", "similarity": 0.7}
    # The concept that stood in has its own near-synonyms.
    assert found.words == ["background", "sea", "sail", "canoe"]
    assert mined(["Boats"]).nearest["Boats"].similarity == 1.0


def test_queries_share_the_union_without_what_is_near_any_of_them() -> None:
    space = Space({("dog", "sea"): 0.91, ("boat", "couch"): 0.9})
    found = mined(["boat", "dog"], space)
    boats = ["background", "ship", "sail", "canoe"]
    assert found.by_query == {"boat": boats, "dog": ["background", "couch"]}
    assert found.words == [*boats, "couch"]
    assert why(found)["sea"] == "beta"


def test_a_query_is_no_contrast_nor_its_plural_nor_its_synonym() -> None:
    for other in ("sea", "Seas", "ocean and sea, sea", "sofa"):
        words = mined(["boat", "dog", other], Space()).words
        assert ("couch" if other == "sofa" else "sea") not in words, other


def test_a_language_models_words_are_not_filtered_but_for_the_queries_and_beta() -> None:
    said = {"boat": ["sea", "seas", "liberty", "Boats", " big  wave ", "", "background", "ship"]}
    space = Space({("boat", "ship"): 0.95})
    found = contrast_for(["boat", "car"], "llm", space=space, llm=said)
    assert found.words == ["background", "sea", "liberty", "big wave"]
    assert found.by_query["car"] == ["background"]
    assert why(found) == {"seas": "doubled", "Boats": "query", "ship": "beta"}
    plain = Settings(with_background=False)
    assert "background" not in contrast_for(["boat"], "llm", plain, space=space, llm=said).words


def test_the_union_has_the_language_models_words_first() -> None:
    found = contrast_for(
        ["boat"], "union", space=NEAR, dictionary=dictionary(), llm={"boat": ["harbour", "sea"]}
    )
    assert found.words == ["background", "harbour", "sea", "sail", "canoe"]
    assert why(found)["sea"] == "doubled"


def test_none_background_and_oracle_need_nothing() -> None:
    assert contrast_for(["boat"], "none").words == []
    assert contrast_for(["boat"], "none").by_query == {"boat": []}
    assert contrast_for(["boat"], "background").words == ["background"]
    plain = Settings(with_background=False)
    assert contrast_for(["boat"], "background", plain).words == ["background"]
    classes = ["background", "boat", "sea", "ship", "liberty"]
    found = contrast_for(["boats"], "oracle", Settings(max_concepts=1), space=NEAR, classes=classes)
    assert found.words == ["background", "sea", "ship", "liberty"]
    assert why(found) == {"boat": "query"}


def test_background_as_a_query_is_no_contrast() -> None:
    assert contrast_for(["Background", "cat"], "background").words == []


def test_the_same_question_has_the_same_answer_and_it_is_json() -> None:
    assert mined() == mined()
    plain = mined().model_dump(mode="json")
    assert Contrast.model_validate(json.loads(json.dumps(plain))) == mined()


def test_candidates_are_what_a_language_model_may_judge() -> None:
    found = candidates(["boat", "kayak"], Settings(gamma=0.15), dictionary(), NEAR)
    assert found == {query: ["sea", "liberty", "ship", "sail"] for query in ("boat", "kayak")}


@pytest.mark.parametrize(
    ("mode", "given", "problem"),
    [
        ("llm", {"space": NEAR}, "need a language model's answers"),
        ("cooccurrence", {"space": NEAR}, "need a co-occurrence dictionary"),
        ("union", {"space": NEAR, "llm": {}}, "need a co-occurrence dictionary"),
        ("llm", {"llm": {}}, "need a space"),
    ],
)
def test_a_mode_without_its_means_is_one_line(mode: Any, given: Any, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        contrast_for(["boat"], mode, **given)


def test_no_query_and_bad_settings_are_refused() -> None:
    for queries in ([], [" "]):
        with pytest.raises(InputError, match="queries: there is none"):
            contrast_for(queries, "background")
    for wrong in ({"gamma": 2}, {"max_concepts": 0}, {"gama": 0.1}):
        with pytest.raises(ValidationError):
            Settings.model_validate(wrong)


def test_a_synonym_of_a_query_is_no_concept() -> None:
    found = contrast_for(
        ["boat"], "cooccurrence", Settings(), space=Space(), dictionary=dictionary()
    )
    assert "sea" in found.words
    found = contrast_for(
        ["boat"],
        "cooccurrence",
        Settings(),
        space=Space(),
        dictionary=dictionary(),
        synonyms=["sea"],
    )
    assert "sea" not in found.words
    assert [each.why for each in found.dropped if each.word == "sea"] == ["query"]
