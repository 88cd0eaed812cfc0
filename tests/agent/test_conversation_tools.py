"""Requests outside of the tasks: fixed plans, or a language model that chooses tools."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from colour_world import garden, resolver
from conversations import Talk
from maskwright.agent.conversation import Conversations
from maskwright.graphs.toolbox import install_resolver
from maskwright.prompts import Request
from maskwright.tools.image import load_image
from maskwright.tools.language.openai_model import OpenAIModel, Settings
from servers import Raw, Say, scripted

OTHER = Request(action="other")
GARDEN = load_image(garden()).id


def asks(*calls: tuple[str, dict[str, Any]]) -> Raw:
    """A completion that calls tools: 10 tokens in, 5 out."""
    made = [
        {"id": f"c{n}", "type": "function",
         "function": {"name": name, "arguments": json.dumps(arguments)}}
        for n, (name, arguments) in enumerate(calls)
    ]  # fmt: skip
    message = {"role": "assistant", "content": None, "tool_calls": made}
    choice = {"index": 0, "finish_reason": "tool_calls", "message": message}
    usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
    whole = {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "usage": usage}
    return Raw(json.dumps({**whole, "choices": [choice]}))


@contextmanager
def served(talk: Talk, *script: Any) -> Iterator[Any]:
    """The talk over a language model that does what the script says."""
    with scripted(*script) as server:
        model = OpenAIModel(Settings(base_url=server.url, cache=False, max_retries=0))
        install_resolver(resolver(talk.world, talk.folder / "images", language=model))
        talk.all.close()
        talk.all = Conversations(talk.context, talk.folder / "talk.sqlite")
        yield server


def test_a_plan_describes_the_picture(talk: Talk) -> None:
    turn = talk.say("describe this picture", [garden()], request=OTHER)
    assert turn.reply == (
        "A picture of tomato and lime and plum. It may hold tomato, lime and plum."
    )
    assert [each["tool"] for each in turn.tool_calls] == ["caption", "tag"]
    assert turn.tool_calls[0]["arguments"] == {"image_id": GARDEN}
    tagged = talk.say("give me some tags", request=OTHER)
    assert [each["tool"] for each in tagged.tool_calls] == ["tag"]


@pytest.mark.parametrize(("text", "told"), [("hello", "Hello. "), ("thanks!", "You are welcome. ")])
@pytest.mark.parametrize("given", [True, False])
def test_greetings_and_thanks_are_answered_with_what_can_be_done(
    talk: Talk, text: str, told: str, given: bool
) -> None:
    turn = talk.say(text, [garden()], request=OTHER if given else None)
    assert turn.reply.startswith(told + "Say what to cut out of the picture")
    assert "answer" not in talk.world.log


@pytest.mark.parametrize("text", ["help", "what is the weather like in Rome"])
def test_else_it_says_what_can_be_asked_for(talk: Talk, text: str) -> None:
    turn = talk.say(text, [garden()], request=OTHER)
    assert turn.reply.startswith("I cut things out of pictures")
    assert turn.tool_calls == []


def test_a_model_chooses_tools_and_every_call_is_recorded(talk: Talk) -> None:
    calls = asks(("tag", {"image_id": GARDEN}), ("fly", {}), ("tag", {"image_id": "else"}))
    with served(talk, calls, Say("It shows a tomato.")) as server:
        turn = talk.say("what do you see?", [garden()], names=["g.png"], request=OTHER)
    assert turn.reply == "It shows a tomato."
    assert [(each["tool"], each["error"]) for each in turn.tool_calls] == [
        ("tag", ""),
        ("fly", "there is no tool 'fly'"),
        ("tag", "image_id is none of the pictures at hand"),
    ]
    assert turn.stop == "converged"
    first, second = server.asked
    assert {"tag", "segment", "recur"} <= {each["function"]["name"] for each in first["tools"]}
    assert f"g.png = {GARDEN}" in first["messages"][0]["content"]
    answered = [each["content"] for each in second["messages"] if each["role"] == "tool"]
    assert "tomato" in answered[0]
    assert answered[1] == "error: there is no tool 'fly'"


def test_the_rounds_are_bounded(talk: Talk) -> None:
    talk.context.overrides["agent.rounds"] = 2
    with served(talk, asks(("tag", {"image_id": GARDEN}))) as server:
        turn = talk.say("look for ever", [garden()], request=OTHER)
    assert len(turn.tool_calls) == 2
    assert turn.stop == "budget"
    assert turn.reply == "2 calls of tools are made; there is no answer yet."
    assert len(server.asked) == 3
    assert "tools" not in server.asked[-1]


def test_tokens_are_a_budget(talk: Talk) -> None:
    talk.context.overrides["agent.tokens"] = 15
    with served(talk, asks(("tag", {"image_id": GARDEN})), Say("Enough.")):
        turn = talk.say("look", [garden()], request=OTHER)
    assert (turn.stop, turn.reply) == ("budget", "Enough.")
    assert turn.tool_calls == []


def test_a_number_that_no_tool_has_said_is_marked(talk: Talk) -> None:
    calls = asks(("tag", {"image_id": GARDEN}))
    with served(talk, calls, Say("There are 17 tomatoes, sure by 0.13.")):
        turn = talk.say("count", [garden()], request=OTHER)
    assert turn.notes == ["No tool has said 17; do not rely on it."]


def test_a_number_of_no_tool_call_at_all_is_marked(talk: Talk) -> None:
    with served(talk, Say("There are 5 limes in 2.png, 40 %, and you asked for 3.")) as server:
        turn = talk.say("are there 3?", [garden()], names=["2.png"], request=OTHER)
    assert (turn.tool_calls, len(server.asked)) == ([], 1)
    assert turn.notes == ["No tool has said 5 and 40; do not rely on it."]


def test_the_runs_of_a_mask_prove_no_number(talk: Talk) -> None:
    calls = asks(("propose", {"image_id": GARDEN, "queries": ["plum", "tomato"]}))
    with served(talk, calls, Say("I see 28 tomatoes and 9 plums in 32 x 48.")):
        turn = talk.say("count", [garden()], request=OTHER)
    returned = turn.tool_calls[0]["returned"]
    assert "R28h0" in returned
    assert r"\\9" in returned
    assert turn.notes == ["No tool has said 28 and 9; do not rely on it."]


def test_a_number_in_a_question_back_is_marked(talk: Talk) -> None:
    vague = Request(action="clarify", reply="Which of the 6 limes? You said 2.")
    turn = talk.say("those 2", [garden()], request=vague)
    assert turn.reply == vague.reply
    assert turn.notes == ["No tool has said 6; do not rely on it."]
    assert talk.say("", [garden()[:, ::-1].copy()]).notes == []


def test_an_image_id_of_another_type_is_answered_not_raised(talk: Talk) -> None:
    calls = asks(*(("tag", {"image_id": each}) for each in ([GARDEN], {"id": GARDEN}, None)))
    with served(talk, calls, Say("So be it.")):
        turn = talk.say("look", [garden()], request=OTHER)
    problem = "image_id is none of the pictures at hand"
    assert [each["error"] for each in turn.tool_calls] == [problem] * 3


def test_tools_that_take_no_picture_need_none(talk: Talk) -> None:
    calls = asks(("contrast", {"queries": ["cat"], "mode": "background"}), ("tag", {}))
    with served(talk, calls, Say("So be it.")):
        turn = talk.say("what is unlike a cat?", request=OTHER)
    contrast, tag = turn.tool_calls
    assert contrast["error"] == ""
    assert contrast["returned"]
    assert "image_id" in tag["error"]
