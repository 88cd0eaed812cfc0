"""Edits, questions and exports of a conversation; numbers are counted by hand on the garden.

The garden is 48 x 32: two tomatoes (80 pixels at the top left, 120 at the top right), a lime (128,
bottom left) and a plum (100, bottom right).
"""

from pathlib import Path
from typing import Any

import pytest
from colour_world import garden
from conversations import Talk
from maskwright.agent.conversation import Correction
from maskwright.agent.tasks import ClosedSet, OpenVocabulary
from maskwright.prompts import Request
from maskwright.tools.mask import decode

FRUIT = OpenVocabulary(["tomato", "lime", "plum"])
CLASSES = ClosedSet(["red fruit", "green fruit"])


@pytest.fixture
def cut(talk: Talk) -> Talk:
    """A talk about a garden that was cut out."""
    talk.say("x", [garden()], names=["garden.png"], task=FRUIT)
    return talk


def do(talk: Talk, action: str, **asked: Any) -> Any:
    return talk.say("do it", request=Request.model_validate({"action": action, **asked}))


def question(talk: Talk, what: str, *words: str, **more: Any) -> str:
    return do(talk, "question", question=what, words=list(words), **more).reply


def left(turn: Any) -> list[tuple[str, int]]:
    assert turn.result is not None
    areas = {name: int(decode(rle).sum()) for name, rle in turn.result.labels.items()}
    segments = [(each.label, each.area) for each in turn.result.segments]
    assert sum(areas.values()) == sum(area for _, area in segments)
    assert set(areas) == {label for label, _ in segments} <= set(turn.result.classes)
    return segments


def test_only_the_left_one_is_the_left_piece_of_a_mask(cut: Talk) -> None:
    turn = do(cut, "edit", edit="keep", words=["tomatoes"], place="left")
    assert left(turn) == [("tomato", 80)]
    assert turn.result.segments[0].box == [2, 2, 12, 10]
    assert turn.reply == "Kept tomato (top left, 5.2 % of the picture, score 1.00)."
    assert left(cut.all.undo("a")) == [("tomato", 200), ("lime", 128), ("plum", 100)]


def test_the_second_from_the_left_is_counted_over_all_labels(cut: Talk) -> None:
    turn = do(cut, "edit", edit="keep", place="left", ordinal=2)
    assert left(turn) == [("lime", 128)]


def test_the_two_biggest_go(cut: Talk) -> None:
    turn = do(cut, "edit", edit="remove", place="biggest", count=2)
    assert sorted(left(turn)) == [("plum", 100), ("tomato", 80)]
    assert turn.reply == "Removed tomato and lime; what is left: tomato and plum."


def test_a_mask_of_which_no_piece_is_meant_stays_one_segment(talk: Talk) -> None:
    two_limes = garden()
    two_limes[14:18, 22:26] = two_limes[24, 8]
    talk.say("x", [two_limes], task=FRUIT)
    turn = do(talk, "edit", edit="remove", words=["tomato"], place="left")
    assert left(turn) == [("tomato", 120), ("lime", 144), ("plum", 100)]
    assert turn.reply == "Removed tomato; what is left: tomato, lime and plum."


def test_a_removed_label_leaves_the_label_map_and_stays_asked_for(cut: Talk) -> None:
    turn = do(cut, "edit", edit="remove", words=["lime"])
    assert left(turn) == [("tomato", 200), ("plum", 100)]
    assert turn.result.classes == ["tomato", "lime", "plum"]
    assert turn.result.trace["edits"] == [{"edit": "remove", "words": ["lime"], "gone": ["lime"]}]


def test_a_new_name_stands_where_the_old_one_stood(cut: Talk) -> None:
    turn = do(cut, "edit", edit="rename", words=["tomato"], new_label="cherry")
    assert left(turn) == [("cherry", 200), ("lime", 128), ("plum", 100)]
    assert turn.result.classes == ["cherry", "lime", "plum"]
    one = do(cut, "edit", edit="rename", words=["cherry"], place="right", new_label="ball")
    assert sorted(left(one)) == [("ball", 120), ("cherry", 80), ("lime", 128), ("plum", 100)]
    assert one.result.classes == ["cherry", "lime", "plum", "ball"]


def test_instances_of_a_class_become_one(talk: Talk) -> None:
    talk.say("x", [garden()], task=CLASSES)
    turn = do(talk, "edit", edit="merge", words=["red fruit"])
    assert left(turn) == [("red fruit", 200), ("green fruit", 128)]
    assert turn.reply.startswith("Merged 2 segments into red fruit (top, 13.0 %")
    again = do(talk, "edit", edit="merge", words=["red fruit"])
    assert again.reply == "That is one segment already; nothing was changed."
    assert again.result_id == turn.result_id


def test_what_is_not_there_is_not_changed(cut: Talk) -> None:
    turn = do(cut, "edit", edit="remove", words=["sofa"])
    assert turn.reply == (
        "There is no sofa in the result, only tomato, lime and plum; nothing was changed."
    )
    turn = do(cut, "edit", edit="keep", words=["lime"], place="left", ordinal=3)
    assert turn.reply == "There is only 1 of them; nothing was changed."
    assert do(cut, "undo").result is None


def test_a_search_that_finds_nothing_leaves_what_is_talked_about(cut: Talk) -> None:
    before = cut.all.turns("a")[-1]
    turn = cut.say("is there a cow?", task=OpenVocabulary(["cow"]))
    assert turn.reply == "There is no cow in the picture."
    assert turn.result is not None
    assert turn.result.segments == []
    assert turn.results == [turn.result_id] != before.results
    assert cut.all.turns("a")[-1] == turn
    assert question(cut, "count", "tomato").startswith("tomato: 2")
    assert question(cut, "why", "cow").startswith("cow was ")
    assert question(cut, "why", "lime").startswith("lime stayed ")
    renamed = do(cut, "edit", edit="rename", words=["lime"], new_label="ball")
    assert ("ball", 128) in left(renamed)
    assert do(cut, "undo").result_id == before.result_id


def test_one_undo_after_a_search_that_found_nothing_takes_the_last_change_back(cut: Talk) -> None:
    before = cut.all.turns("a")[-1]
    do(cut, "edit", edit="keep", words=["lime"])
    cut.say("cow?", task=OpenVocabulary(["cow"]))
    assert do(cut, "undo").result_id == before.result_id


def test_a_new_picture_in_which_nothing_was_found_is_the_one_that_is_meant(cut: Talk) -> None:
    other = garden()[:, ::-1].copy()
    cut.say("cow?", [other], names=["b.png"], task=OpenVocabulary(["cow"]))
    assert question(cut, "count", "lime") == "There are no limes in the result."
    turn = cut.say("and lime?", task=OpenVocabulary(["lime"]))
    assert "bottom right" in turn.reply


def test_nothing_found_in_the_first_search_is_nothing_to_take_back(talk: Talk) -> None:
    turn = talk.say("cow?", [garden()], task=OpenVocabulary(["cow"]))
    assert turn.result is not None
    assert do(talk, "undo").reply == "There is nothing to take back."
    assert do(talk, "edit", edit="keep").reply.startswith("There is no result yet")


def test_without_a_result_there_is_nothing_to_change_or_to_ask(talk: Talk) -> None:
    assert do(talk, "edit", edit="keep").reply.startswith("There is no result yet")
    assert question(talk, "count").startswith("There is no result yet")
    assert do(talk, "export").reply.startswith("There is no result yet")
    assert do(talk, "again").reply.startswith("Nothing was done yet")


@pytest.mark.parametrize(
    ("what", "words", "more", "told"),
    [
        ("share", ["tomato"], {}, "tomato: 13.0 % of the picture."),
        (
            "share", [], {},
            "tomato: 13.0 %, lime: 8.3 % and plum: 6.5 % of the picture; together 27.9 %.",
        ),
        ("area", ["lime"], {}, "lime: 128 pixels, of 1536."),
        ("count", ["tomato"], {}, "tomato: 2 (pieces that touch count as one)."),
        ("count", ["cow"], {}, "There are no cows in the result."),
        (
            "where", ["plum"], {},
            "plum: bottom right, x 28 to 38, y 20 to 30 (in pixels, of 48 x 32).",
        ),
        ("labels", [], {}, "The result holds tomato, lime and plum."),
        ("score", ["lime"], {}, "lime: 1.00, of 1."),
        ("size", [], {"place": "biggest"}, "biggest: lime (8.3 %, 16 x 8 pixels)."),
        (
            "size", ["lime", "plum"], {},
            "lime (8.3 %, 16 x 8 pixels) is bigger than plum (6.5 %, 10 x 10 pixels).",
        ),
        ("share", ["sofa"], {}, "There is no sofa in the result, only tomato, lime and plum."),
        ("why", ["sofa"], {}, "sofa was not looked for."),
        (
            "labels", [], {"place": "left"},
            "That is tomato (top left, 5.2 % of the picture, score 1.00).",
        ),
        ("labels", ["lime", "plum"], {}, "The result holds lime and plum."),
        ("labels", ["sofa"], {}, "There is no sofa in the result, only tomato, lime and plum."),
        ("where", ["tomato"], {"place": "left", "ordinal": 3}, "There are only 2 of them."),
        ("count", ["lime"], {"ordinal": 2}, "There is only 1 of them."),
    ],
)  # fmt: skip
def test_answers_are_computed(
    cut: Talk, what: str, words: list[str], more: dict[str, Any], told: str
) -> None:
    assert question(cut, what, *words, **more) == told


def test_what_was_rejected_is_not_said_to_be_missing(talk: Talk) -> None:
    talk.say("x", [garden()], task=OpenVocabulary(["plum", "tomato", "cow"]), confirm=True)
    turn = talk.resume(Correction(reject=[2]))
    assert turn.reply == (
        "Found plum (bottom right, 6.5 % of the picture, score 1.00). "
        "There is no cow in the picture. You rejected tomato."
    )
    talk.say("y", task=OpenVocabulary(["lime"]), confirm=True)
    assert talk.resume(Correction(reject=[1])).reply == "Nothing is left. You rejected lime."


def test_why_tells_what_the_person_took_out_whatever_the_edit(cut: Talk) -> None:
    do(cut, "edit", edit="keep", place="left", count=2)
    assert question(cut, "why", "plum") == "plum was taken out by you."
    assert "plum was taken out by you." in question(cut, "why")
    assert question(cut, "why", "lime").startswith("lime stayed ")
    do(cut, "undo")
    assert question(cut, "why", "plum").startswith("plum stayed ")
    cut.say("x", task=FRUIT, confirm=True)
    cut.resume(Correction(reject=[2]))
    assert question(cut, "why", "lime") == "lime was taken out by you."


def test_why_tells_the_step_that_dropped_a_query(talk: Talk) -> None:
    talk.say("x", [garden()], task=OpenVocabulary(["lime", "dust", "smoke"]))
    assert question(talk, "why", "dust").startswith("dust was dropped at step ")
    assert question(talk, "why", "lime").startswith("lime stayed through ")


def test_why_tells_the_chain_of_a_class(talk: Talk) -> None:
    talk.say("x", [garden()], task=ClosedSet(["red fruit", "violet fruit"]))
    assert question(talk, "why", "red fruit") == (
        "red fruit was detected as red fruit with the score 0.80."
    )
    assert "so it was not looked for" in question(talk, "why", "violet fruit")


def test_the_same_for_other_pictures(cut: Talk) -> None:
    pictures = [garden()[:, ::-1].copy(), garden()[::-1].copy()]
    turn = cut.say(
        "the same for these",
        pictures,
        request=Request(action="again", on="images"),
        names=["b", "c"],
    )
    assert len(turn.results) == 2
    assert [line[:2] for line in turn.reply.splitlines()] == ["b:", "c:"]
    kept = do(cut, "edit", edit="keep", words=["lime"])
    assert [len(cut.all.result(key).segments) for key in kept.results] == [1, 1]


def test_an_export_writes_all_that_is_talked_about(cut: Talk, tmp_path: Path) -> None:
    asked = Request(action="export", formats=["coco", "coco_panoptic"])
    turn = cut.say("export", request=asked, out=tmp_path / "out")
    assert {Path(name).name for name in turn.files} >= {"export.json"}
    assert all(Path(name).is_file() for name in turn.files)
    assert turn.reply.endswith(f"as coco and coco_panoptic to {tmp_path / 'out' / 'export-2'}.")
