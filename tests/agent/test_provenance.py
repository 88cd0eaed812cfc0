"""The provenance holds what repeats a run: every setting of every section, and no key."""

from typing import Any

import pytest
from colour_world import garden
from maskwright import ClosedSet
from maskwright.agent.profile import load_profile
from maskwright.agent.resolve import resolve
from maskwright.graphs.closed_set_result import to_result
from maskwright.graphs.toolbox import Context
from maskwright.tools.image import load_image


def values() -> dict[str, Any]:
    image = load_image(garden())
    ref = {"sha256": image.id, "width": image.width, "height": image.height}
    return {"image": ref, "classes": ClosedSet(["cow"]).classes, "stop": "empty"}


def test_all_sections_of_the_profile_are_told_after_the_overrides() -> None:
    overrides = {"closed_set.n_points": 5}
    box = resolve(Context("embedded", overrides))
    told = to_result(values(), box, box.settings["closed_set"]).provenance.profile_settings
    assert told == load_profile("embedded", overrides).plain()
    assert told["closed_set"]["n_points"] == 5
    assert told["detector"]["backend"]


def test_no_key_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    address = "http://127.0.0.1:9/v1?key=sk-secret"
    overrides = {"language.backend": "openai", "language.base_url": address}
    box = resolve(Context("embedded", overrides))
    told = box.profile_settings["language"]
    assert told["base_url"] == "http://127.0.0.1:9/v1"
    assert "sk-secret" not in str(box.profile_settings)
    assert "sk-secret" not in str(box.overrides)


def test_all_who_answered_are_told_once() -> None:
    box = resolve(Context("embedded"))

    def call(node: str, by: str) -> dict[str, Any]:
        return {"node": node, "prompt": "p", "version": 1, "asked": "?", "answered": {}, "by": by}

    calls = {
        "post_refine": [call("post_refine", "second"), call("post_refine", "second")],
        "pre_refine": [call("pre_refine", "first")],
    }
    asked = values() | {"calls": calls}
    told = to_result(asked, box, box.settings["closed_set"]).provenance
    assert told.answered_by == ["first", "second"]
