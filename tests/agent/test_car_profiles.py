"""The papers' settings by data set: `clip` and the `car_*` profiles (reference.md, section 1.A)."""

from __future__ import annotations

import pytest
from maskwright.agent.eval_bridge import AgentPredictor
from maskwright.agent.profile import load_profile, shipped_profiles

CAR = {
    "clip": (0.4, 0.6, 0.4, ["circle", "blur"], "ViT-L-14", ["all"]),
    "car_voc": (0.4, 0.6, 0.4, ["circle", "blur"], "ViT-L-14", ["all"]),
    "car_coco": (0.5, 0.3, 0.5, ["blur", "gray"], "ViT-L-14", ["all"]),
    "car_context": (0.6, 0.2, 0.4, ["circle", "blur"], "ViT-L-14", ["all"]),
    "car_ade150": (0.6, 0.25, 0.7, ["blur", "gray"], "ViT-L-14", ["authors"]),
    "car_refcoco": (0.5, 0.3, 0.5, ["circle", "blur"], "ViT-B-16", ["authors"]),
    "car_refcocoplus": (0.2, 0.1, 0.5, ["circle", "blur"], "ViT-B-16", ["authors"]),
    "car_refcocog": (0.5, 0.1, 0.6, ["circle", "blur"], "ViT-B-16", ["authors"]),
}


@pytest.mark.parametrize("name", CAR)
def test_a_profile_has_the_papers_numbers(name: str) -> None:
    plain = load_profile(name).plain()
    graph, proposer, classifier = (
        plain[section] for section in ("open_vocabulary", "proposer", "classifier")
    )
    assert (
        graph["eta"],
        graph["theta"],
        proposer["lam"],
        classifier["prompts"],
        classifier["model"],
        graph["background"],
    ) == CAR[name]
    for section in (proposer, classifier):
        assert (section["backend"], section["checkpoint"]) == ("clip", "openai")
    assert (proposer["model"], proposer["method"]) == ("ViT-B-16", "clip_es")
    assert (graph["refine"], graph["keep_best"], graph["parity"]) == ("crf", False, "paper")
    contrast = plain["contrast"]
    assert (contrast["gamma"], contrast["delta"], contrast["beta"]) == (0.01, 0.8, 0.9)
    assert contrast["max_concepts"] is None


def test_referring_profiles_word_a_query_once() -> None:
    for name in ("car_refcoco", "car_refcocoplus", "car_refcocog"):
        assert load_profile(name).plain()["classifier"]["templates"] == ["a clean origami {}."]


def test_every_car_profile_is_in_the_table_above() -> None:
    assert {name for name in shipped_profiles() if name.startswith("car_")} == set(CAR) - {"clip"}


@pytest.mark.parametrize("name", CAR)
def test_a_profile_resolves_to_tools_without_loading_weights(name: str) -> None:
    backends = AgentPredictor(name, []).describe()["backends"]
    assert backends["proposer"]["name"] == backends["classifier"]["name"] == "clip"
