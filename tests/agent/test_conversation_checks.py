"""Labels are checked against distractors, and looked for again within a budget."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from colour_world import SEEN, draw, garden
from conversations import Talk
from maskwright.agent.tasks import OpenVocabulary
from maskwright.graphs import distractors, repair
from maskwright.graphs.distractors import sisters
from maskwright.tools.base import BackendInfo
from maskwright.tools.result import LanguageCall

Talking = Callable[..., Talk]
PICTURE = draw({"tomato": [(2, 2, 12, 10)], "lime": [(20, 2, 46, 30)]}, (32, 48))
"""A "ball" beside the tomato can only be the lime, which is a better word for it."""
CHECKED = {"agent.verify": True, "agent.threshold": 0.6, "agent.repairs": 0}


@pytest.fixture
def rivals(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ball is seen in what the tagger calls a lime, and no other rivals are known."""
    monkeypatch.setitem(SEEN, "ball", {"lime": 0.6})
    monkeypatch.setattr(distractors, "sisters", lambda label: [])


def test_a_label_that_a_rival_fits_better_is_taken_out(talking: Talking, rivals: None) -> None:
    talk = talking(**CHECKED)
    turn = talk.say("x", [PICTURE], task=OpenVocabulary(["tomato", "ball"]))
    assert turn.result is not None
    assert [each.label for each in turn.result.segments] == ["tomato"]
    assert turn.result.classes == ["tomato", "ball"]
    assert turn.reply.endswith("There is no ball in the picture.")
    by_label = {each["label"]: each for each in turn.verdicts}
    assert by_label["tomato"]["believed"]
    assert by_label["tomato"]["score"] > 0.9
    assert not by_label["ball"]["believed"]
    assert by_label["ball"]["rival"] == "lime"
    assert by_label["ball"]["picture"] == "picture 1"
    assert turn.result.trace["verify"][1]["label"] == "ball"


def test_why_tells_the_rival(talking: Talking, rivals: None) -> None:
    talk = talking(**CHECKED)
    talk.say("x", [PICTURE], task=OpenVocabulary(["tomato", "ball"]))
    from maskwright.prompts import Request

    asked = Request(action="question", question="why", words=["ball"])
    told = talk.say("why no ball?", request=asked).reply
    assert told.startswith("What was taken for ball looks more like ")


def test_off_means_that_nothing_is_looked_at(talk: Talk) -> None:
    turn = talk.say("x", [garden()], task=OpenVocabulary(["ball"]))
    assert turn.verdicts == []
    assert "tag" not in talk.world.log


def tries(turn: Any) -> list[str]:
    return [each["how"] for each in turn.verdicts]


def test_what_is_not_believed_is_looked_for_k_times(
    talking: Talking, rivals: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def names(label: str) -> list[str]:
        asked.append(label)
        return ["lime"]

    monkeypatch.setattr(repair, "names_of", names)
    talk = talking(**{**CHECKED, "agent.repairs": 2})
    turn = talk.say("x", [PICTURE], task=OpenVocabulary(["tomato", "ball"]))
    assert asked == ["ball"]
    assert tries(turn)[0] == "first"
    assert talk.world.log.count("detect") == 1
    assert turn.stop in ("cap", "converged")


def test_a_try_that_is_believed_is_taken_over(
    talking: Talking, rivals: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    # By its other name the classifier knows it, and it is the mask of that try that stays.
    monkeypatch.setitem(SEEN, "berry", {"lime": 0.1})
    monkeypatch.setattr(repair, "names_of", lambda label: ["lime"])
    talk = talking(**{**CHECKED, "agent.repairs": 1, "agent.threshold": 0.02})
    first = talk.say("x", [PICTURE], task=OpenVocabulary(["tomato", "ball"]))
    assert tries(first) == ["first", "first"]
    assert first.result is not None
    kept = repair.take_over(first.result, first.result, ["ball"])
    assert len(kept.segments) == 3
    assert kept.labels == first.result.labels


def test_a_result_that_was_repaired_tells_who_made_the_repair(talk: Talk) -> None:
    draft = talk.say("x", [PICTURE], task=OpenVocabulary(["tomato"])).result
    found = talk.say("y", [PICTURE], task=OpenVocabulary(["lime"])).result
    assert draft is not None
    assert found is not None
    model = BackendInfo(role="language", name="m", revision="1")
    call = LanguageCall(node="n", prompt="p", version=1, asked="?", answered={}, by="m")
    boxes = BackendInfo(role="detector", name="d", revision="1")
    shared = draft.provenance.backends
    asked = found.provenance.model_copy(
        update={"backends": [*shared, boxes], "language_model": model, "answered_by": ["m"]}
    )
    clock = {"recognise": 2.0, "detect": 1.0}
    found = found.model_copy(update={"provenance": asked, "calls": [call], "timings": clock})
    draft = draft.model_copy(update={"timings": {"recognise": 0.5}})
    both = repair.take_over(draft, found, ["lime"])
    assert shared
    assert both.provenance.backends == [*shared, boxes]
    assert both.provenance.language_model == model
    assert both.provenance.answered_by == [*draft.provenance.answered_by, "m"]
    assert both.provenance.settings == draft.provenance.settings
    assert both.calls == [*draft.calls, call]
    assert both.timings == {"recognise": 2.5, "detect": 1.0}
    assert repair.take_over(draft, found, ["cow"]) == draft


def test_no_repair_once_the_budget_is_spent(talking: Talking, rivals: None) -> None:
    talk = talking(**{**CHECKED, "agent.repairs": 3, "agent.seconds": 1e-9})
    turn = talk.say("x", [PICTURE], task=OpenVocabulary(["tomato", "ball"]))
    assert tries(turn) == ["first", "first"]
    assert turn.stop == "budget"
    assert turn.notes == [
        "The turn has taken its 1e-09 seconds; what was not believed was not looked for again."
    ]


@pytest.mark.parametrize(
    ("label", "others", "seen", "never"),
    [
        ("dog", ["puppy", "sofa"], ["canine", "dogs", "person"], {"puppy", "canine", "dogs"}),
        ("bicycle", ["wheel"], ["car"], {"wheel"}),
        ("a quite unknown xyzzy", ["sofa"], ["car"], set()),
    ],
)
def test_a_distractor_is_never_another_name_or_a_part(
    label: str, others: list[str], seen: list[str], never: set[str]
) -> None:
    words = distractors.distractors(label, others, seen, 8)
    assert len(words) <= 8
    assert len(set(words)) == len(words)
    assert not set(words) & never
    assert {"sofa", "car"} & set(words)


def test_sisters_are_common_things_of_the_same_kind() -> None:
    assert {"truck"} <= set(sisters("car"))
    assert sisters("xyzzy") == []
    assert np.all([word == word.lower() or " " in word for word in sisters("cat")])
