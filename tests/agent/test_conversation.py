"""A conversation does tasks picture by picture, remembers its turns and goes back to them."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from colour_world import garden
from conversations import Talk
from maskwright.agent.conversation import Correction
from maskwright.agent.events import NodeFinished, NodeStarted, TurnFinished
from maskwright.agent.tasks import ClosedSet, OpenVocabulary
from maskwright.errors import InputError
from maskwright.graphs.shelf import content_id


def test_a_task_is_done_and_told_with_numbers_of_the_result(talk: Talk) -> None:
    turn = talk.say("fruit", [garden()], task=OpenVocabulary(["tomato", "lime", "cow"]))
    assert turn.number == 1
    assert turn.request.action == "segment"
    assert turn.reply.startswith("Found tomato (top, 13.0 % of the picture, score 1.00) and lime")
    assert turn.reply.endswith("There is no cow in the picture.")
    assert turn.result is not None
    assert turn.result_id == content_id(turn.result.model_dump(mode="json"))
    assert turn.results == [turn.result_id]
    assert talk.all.result(turn.result_id) == turn.result
    assert (talk.all.image(turn.result_id).pixels == garden()).all()


def test_events_are_those_of_the_task_graph_and_the_turn_is_the_last(talk: Talk) -> None:
    events = list(talk.all.say("t", "x", [garden()], task=ClosedSet(["red fruit"])))
    finished = [each.node for each in events if isinstance(each, NodeFinished)]
    assert finished[:3] == ["begin", "understand", "plan"]
    assert {"detect", "segment", "compose"} < set(finished)
    assert finished[-2:] == ["accept", "respond"]
    assert isinstance(events[0], NodeStarted)
    assert isinstance(events[-1], TurnFinished)


def test_a_picture_alone_is_taken_in_and_asked_about(talk: Talk) -> None:
    turn = talk.say("", [garden()], names=["garden.png"])
    assert turn.reply == "I have garden.png (48 x 32). What shall I cut out?"
    assert turn.request.action == "clarify"
    assert talk.say("lime", task=OpenVocabulary(["lime"])).result is not None


def test_without_a_picture_there_is_nothing_to_cut(talk: Talk) -> None:
    turn = talk.say("lime", task=OpenVocabulary(["lime"]))
    assert turn.reply.startswith("There is no picture yet.")
    assert turn.result is None


def test_several_pictures_are_worked_on_one_by_one(talk: Talk) -> None:
    pictures = [garden(), garden()[:, ::-1].copy()]
    turn = talk.say("x", pictures, names=["a.png", "b.png"], task=OpenVocabulary(["lime"]))
    assert len(turn.results) == 2
    assert [line.partition(":")[0] for line in turn.reply.splitlines()] == ["a.png", "b.png"]
    assert "bottom left" in turn.reply.splitlines()[0]
    assert "bottom right" in turn.reply.splitlines()[1]


def test_turns_are_remembered_by_another_process(talk: Talk) -> None:
    talk.say("one", [garden()], task=OpenVocabulary(["lime"]))
    talk.say("two", task=OpenVocabulary(["plum"]))
    before = talk.all.turns("a")
    talk.reopen()
    assert talk.all.turns("a") == before
    assert [turn.message for turn in before] == ["one", "two"]
    assert talk.all.threads() == ["a"]


def test_going_back_leaves_later_turns_until_something_is_said(talk: Talk) -> None:
    for word in ("lime", "plum", "tomato"):
        talk.say(word, [garden()], task=OpenVocabulary([word]))
    assert talk.all.go_back("a", 1).message == "lime"
    assert [turn.message for turn in talk.all.turns("a")] == ["lime"]
    assert talk.all.go_back("a", 3).message == "tomato"
    talk.all.go_back("a", 1)
    talk.say("again plum", task=OpenVocabulary(["plum"]))
    assert [turn.message for turn in talk.all.turns("a")] == ["lime", "again plum"]
    with pytest.raises(InputError, match="has no turn 3"):
        talk.all.go_back("a", 3)


def test_undo_is_a_turn_that_brings_the_last_result_back(talk: Talk) -> None:
    first = talk.say("lime", [garden()], task=OpenVocabulary(["lime"]))
    talk.say("plum", task=OpenVocabulary(["plum"]))
    turn = talk.all.undo("a")
    assert turn.number == 3
    assert turn.result_id == first.result_id
    assert talk.all.undo("a").result is None
    assert talk.all.undo("a").reply == "There is nothing to take back."


def test_masks_wait_for_the_person_also_in_another_process(talk: Talk) -> None:
    asked = talk.say("x", [garden()], task=OpenVocabulary(["plum", "tomato"]), confirm=True)
    assert asked.waiting is not None
    assert [(each["id"], each["label"]) for each in asked.waiting["segments"]] == [
        (1, "plum"), (2, "tomato"),
    ]  # fmt: skip
    talk.reopen()
    assert talk.all.waits("a") == asked
    turn = talk.resume(Correction(reject=[2], rename={1: "prune"}))
    assert turn.waiting is None
    assert turn.result is not None
    assert [each.label for each in turn.result.segments] == ["prune"]
    assert turn.result.classes == ["prune", "tomato"]
    assert list(turn.result.labels) == ["prune"]
    with pytest.raises(InputError, match="waits for nothing"):
        talk.resume(Correction())


def test_what_is_not_accepted_is_not_taken(talk: Talk) -> None:
    first = talk.say("x", [garden()], task=OpenVocabulary(["lime"]))
    talk.say("y", task=OpenVocabulary(["plum"]), confirm=True)
    turn = talk.resume(Correction(accept=False))
    assert turn.result_id == first.result_id
    assert turn.reply == "Nothing was taken; the last result stays."


def test_a_correction_names_segments_that_wait(talk: Talk) -> None:
    talk.say("y", [garden()], task=OpenVocabulary(["plum"]), confirm=True)
    with pytest.raises(InputError, match="7 is none of those that wait"):
        talk.resume(Correction(reject=[7]))
    assert talk.resume(Correction()).result is not None


def test_another_message_drops_what_waits(talk: Talk) -> None:
    talk.say("y", [garden()], task=OpenVocabulary(["plum"]), confirm=True)
    turn = talk.say("z", [garden()], task=OpenVocabulary(["lime"]))
    assert turn.number == 1
    assert turn.notes[-1].startswith("The masks that waited for your answer were dropped")
    assert talk.all.waits("a") is None
    assert talk.say("w", task=OpenVocabulary(["plum"])).notes == []


def test_a_forgotten_thread_leaves_nothing(talk: Talk, tmp_path: Path) -> None:
    turn = talk.say("y", [garden()], task=OpenVocabulary(["plum"]))
    other = talk.say("y", [garden()], task=OpenVocabulary(["lime"]), thread="b")
    talk.all.forget("a")
    assert talk.all.threads() == ["b"]
    assert turn.result_id is not None
    with pytest.raises(InputError, match="is not known"):
        talk.all.result(turn.result_id)
    assert talk.all.result(str(other.result_id)) == other.result


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 201])
def test_a_thread_has_a_name(talk: Talk, name: str) -> None:
    with pytest.raises(InputError, match="is no name"):
        list(talk.all.say(name, "x"))


def test_many_threads_talk_at_once_and_one_conversation_takes_its_turns(talk: Talk) -> None:
    def go(number: int) -> int:
        name = "shared" if number % 2 else f"own {number}"
        return talk.say("x", [garden()], name, task=OpenVocabulary(["lime"])).number

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(go, range(16)))
    assert sorted(numbers[1::2]) == list(range(1, 9))
    assert set(numbers[0::2]) == {1}
    assert [turn.number for turn in talk.all.turns("shared")] == list(range(1, 9))


def test_events_may_be_read_by_other_threads_than_they_were_asked_by(talk: Talk) -> None:
    events = talk.all.say("a", "x", [garden()], task=OpenVocabulary(["lime"]))
    seen = []
    while True:
        with ThreadPoolExecutor(1) as pool:
            event = pool.submit(next, events, None).result()
        if event is None:
            break
        seen.append(event)
    assert isinstance(seen[-1], TurnFinished)
