"""OpenAIModel against a server with every failure: what is retried, repaired, refused, counted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from maskwright.errors import AnswerError, MissingError, ToolError, TransientError
from maskwright.prompts.models import ClassChoice, ClassList
from maskwright.tools.language.openai_model import OpenAIModel, Settings
from pydantic import ValidationError
from questions import which_class, which_classes
from servers import Cut, Fail, Hang, Raw, Say, Scripted, scripted

CLASSES = ["dog", "sofa"]
GOOD = Say('{"choice": "dog"}')
QUESTION = which_class("puppy", CLASSES)


def model(server: Scripted, **settings: Any) -> OpenAIModel:
    usual = {"model": "m", "backoff": 0.0, "cache": False, "timeout": 5.0}
    return OpenAIModel(Settings(base_url=server.url, **{**usual, **settings}))


def test_system_and_user_text_go_as_messages_with_a_schema_of_the_labels() -> None:
    with scripted(GOOD) as server:
        answer = model(server).answer(QUESTION)
    assert answer.value == ClassChoice(choice="dog")
    (request,) = server.asked
    system, user = request["messages"]
    assert system["content"].startswith(QUESTION.system)
    assert (system["role"], user) == ("system", {"role": "user", "content": "puppy"})
    schema = request["response_format"]["json_schema"]["schema"]
    assert schema["properties"]["choice"]["enum"] == ["dog", "sofa", "none"]
    assert (request["model"], request["temperature"], request["max_tokens"]) == ("m", 0.0, 1024)


def test_tokens_cost_and_calls_are_counted() -> None:
    with scripted(GOOD) as server:
        answer = model(server, price_in=2.0, price_out=10.0).answer(QUESTION)
    usage = answer.usage
    assert (usage.tokens_in, usage.tokens_out, usage.calls) == (11, 7, 1)
    assert usage.cost == pytest.approx((2.0 * 11 + 10.0 * 7) / 1e6)
    assert usage.seconds > 0
    assert (answer.by, answer.cached) == ("scripted-1", False)


@pytest.mark.parametrize(
    "failure",
    [Fail(429), Fail(500), Fail(503), Fail(408), Cut(), Raw("<html>busy</html>", "text/html"),
     Raw("{}"), Raw('{"choices": ')],
    ids=repr,
)  # fmt: skip
def test_what_may_pass_is_tried_again(failure: Any) -> None:
    with scripted(failure, failure, GOOD) as server:
        assert model(server).answer(QUESTION).value == ClassChoice(choice="dog")
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("failure", "problem"),
    [
        (Fail(429, "slow down"), "HTTP 429: slow down"),
        (Fail(500, "oops"), "HTTP 500: oops"),
        (Cut(), "127.0.0.1:[0-9]+: "),
        (Raw("no json"), "its reply is"),
    ],
    ids=repr,
)
def test_what_does_not_pass_is_a_transient_error_that_names_the_server(
    failure: Any, problem: str
) -> None:
    with scripted(failure) as server, pytest.raises(TransientError, match=problem):
        model(server, max_retries=1).answer(QUESTION)
    assert len(server.asked) == 2


def test_a_hanging_server_is_given_up_after_the_timeout() -> None:
    with scripted(Hang()) as server, pytest.raises(TransientError, match=r"no answer within 0\.2"):
        model(server, timeout=0.2, max_retries=1).answer(QUESTION)
    assert len(server.asked) == 2


def test_a_dead_server_is_a_transient_error() -> None:
    with scripted(GOOD) as server:
        pass
    with pytest.raises(TransientError, match=r"127\.0\.0\.1:\d+: cannot be reached"):
        model(server, max_retries=0).answer(QUESTION)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_refusal_is_not_tried_again(status: int) -> None:
    with scripted(Fail(status, "not you")) as server:
        with pytest.raises(ToolError, match=f"refused with HTTP {status}: not you"):
            model(server).answer(QUESTION)
        assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (Say('{"choice": "wolf"}'), "'wolf' is not on the label list"),
        (Say('{"choice": "do'), "no complete JSON"),
        (Say('{"choice": "do', finish="length"), "cut off after 1024 tokens"),
        (Say(""), "it was empty"),
        (Say("it is a dog, I think"), "not on the label list"),
        (Say('{"label": "dog"}'), "choice: field required"),
    ],
    ids=repr,
)
def test_a_bad_answer_is_sent_back_once_with_what_is_wrong(bad: Say, told: str) -> None:
    with scripted(bad, GOOD) as server:
        answer = model(server).answer(QUESTION)
    assert answer.value == ClassChoice(choice="dog")
    assert answer.usage.calls == 2
    assert (answer.usage.tokens_in, answer.usage.tokens_out) == (22, 14)
    said, complaint = server.asked[1]["messages"][2:]
    assert (said["role"], said["content"]) == ("assistant", bad.text)
    assert told in complaint["content"]


def test_a_second_bad_answer_is_an_answer_error() -> None:
    with scripted(Say('{"choice": "wolf"}')) as server:
        with pytest.raises(AnswerError, match="m gave no usable answer to 'post_refine': 'wolf'"):
            model(server).answer(QUESTION)
        assert len(server.asked) == 2


def test_a_server_without_schemas_is_asked_for_json_and_that_is_remembered() -> None:
    with scripted(GOOD) as server:
        server.no_schema = True
        asker = model(server)
        assert asker.answer(QUESTION).value == ClassChoice(choice="dog")
        assert asker.answer(QUESTION).value == ClassChoice(choice="dog")
    formats = [request.get("response_format", {}).get("type") for request in server.asked]
    assert formats == ["json_schema", "json_object", "json_object"]


def test_a_server_that_knows_no_format_is_asked_in_words_as_the_paper_does() -> None:
    with scripted(Say("sofa, dog")) as server:
        server.no_schema = server.no_json = True
        answer = model(server).answer(which_classes(["puppy"], CLASSES, "a puppy on a couch"))
    assert answer.value == ClassList(classes=["sofa", "dog"])
    assert "response_format" not in server.asked[-1]
    assert server.asked[-1]["messages"][1]["content"] == "puppy: a puppy on a couch"


def test_a_bad_request_in_every_format_is_told_as_it_is() -> None:
    with scripted(Fail(400, "the prompt is too long")) as server:
        with pytest.raises(ToolError, match="HTTP 400: the prompt is too long"):
            model(server).answer(QUESTION)
        assert len(server.asked) == 3


def test_the_format_can_be_chosen() -> None:
    with scripted(GOOD) as server:
        model(server, structured="json").answer(QUESTION)
        model(server, structured="plain", temperature=None).answer(QUESTION)
        model(server, max_tokens_field="max_completion_tokens", max_tokens=9).answer(QUESTION)
    as_json, plain, newer = server.asked
    assert as_json["response_format"] == {"type": "json_object"}
    assert not {"response_format", "temperature"} & set(plain)
    assert (newer["max_completion_tokens"], "max_tokens" in newer) == (9, False)


def test_an_answer_is_paid_for_once_and_kept_across_models_and_processes(tmp_path: Path) -> None:
    with scripted(GOOD) as server:
        keep = {"cache": True, "cache_dir": str(tmp_path)}
        first = model(server, **keep).answer(QUESTION)
        again = model(server, **keep).answer(QUESTION)
        assert len(server.asked) == 1
        model(server, **keep, temperature=0.5).answer(QUESTION)
        model(server, **keep).answer(which_class("puppy", ["dog", "cat"]))
        model(server, **{**keep, "model": "other"}).answer(QUESTION)
        assert len(server.asked) == 4
    assert (first.cached, again.cached) == (False, True)
    assert again.value == first.value
    assert (again.usage.calls, again.usage.tokens_in, again.by) == (0, 0, "scripted-1")


def test_a_failure_is_not_cached(tmp_path: Path) -> None:
    with scripted(Say("wolf"), Say("wolf"), GOOD) as server:
        asker = model(server, cache=True, cache_dir=str(tmp_path))
        with pytest.raises(AnswerError):
            asker.answer(QUESTION)
        assert asker.answer(QUESTION).value == ClassChoice(choice="dog")


def test_the_key_comes_from_the_environment_and_is_stored_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_KEY", "sk-secret")
    with scripted(GOOD) as server:
        asker = model(server, api_key_env="MY_KEY", cache=True, cache_dir=str(tmp_path))
        asker.answer(QUESTION)
        monkeypatch.delenv("MY_KEY")
        model(server, api_key_env="MY_KEY").answer(QUESTION)
    assert server.keys == ["Bearer sk-secret", "Bearer no-key"]
    stored = "".join(path.read_text() for path in tmp_path.rglob("*.json"))
    assert "sk-secret" not in stored + asker.info.model_dump_json()


def test_the_public_server_without_a_key_fails_before_any_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(MissingError, match="export OPENAI_API_KEY="):
        OpenAIModel(Settings(cache=False)).answer(QUESTION)


@pytest.mark.parametrize("address", ["localhost:8000", "ftp://host/v1", "http://a:b@host/v1", ""])
def test_an_address_that_is_none_or_holds_a_key_is_refused(address: str) -> None:
    with pytest.raises(ValidationError, match="base_url"):
        Settings(base_url=address)
