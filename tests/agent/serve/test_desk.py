"""Queue, workers, cancellation, stopping: nothing is lost and nothing is held."""

from __future__ import annotations

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import httpx
import pytest
from http_doors import Door, events_of, picture, until
from maskwright.agent.events import TurnFinished

URL = "/v1/segment"
ASKED = {"images": [picture()], "queries": ["lime"]}


def post(served: Door, path: str = URL, asked: dict[str, Any] = ASKED) -> httpx.Response:
    with httpx.Client(base_url=served.url, timeout=20) as client:
        return client.post(path, json=asked)


def test_what_does_not_fit_in_the_queue_hears_429_and_nothing_is_lost(opened) -> None:
    served: Door = opened(queue=2, workers=1)
    served.world.held = {"propose"}
    with ThreadPoolExecutor(8) as clients:
        answers = [clients.submit(post, served) for _ in range(8)]
        until(lambda: sum(answer.done() for answer in answers) == 5)
        assert served.number("maskwright_queue_length") == 2
        assert served.number('maskwright_running{profile="colour world"}') == 1
        served.world.go.set()
        found = [answer.result() for answer in answers]
    assert Counter(answer.status_code for answer in found) == {200: 3, 429: 5}
    for answer in found:
        if answer.status_code == 429:
            assert int(answer.headers["retry-after"]) >= 1
            assert answer.json() == {"error": "the server is busy", "hint": "try again later"}
    assert served.number('maskwright_refusals_total{reason="queue"}') == 5
    page = 'maskwright_requests_total{method="POST",page="/v1/segment",status="429"}'
    assert served.number(page) == 5
    assert served.number("maskwright_queue_length") == 0
    assert post(served).status_code == 200


def test_a_run_whose_client_leaves_ends_before_its_next_node(served: Door) -> None:
    served.world.held = {"propose"}
    with suppress(httpx.ReadTimeout), httpx.Client(base_url=served.url, timeout=0.5) as client:
        client.post(URL, json=ASKED)
    until(lambda: served.number("maskwright_cancelled_total") == 1)
    served.world.go.set()
    until(lambda: served.number('maskwright_running{profile="colour world"}') == 0)
    assert served.world.log == ["propose"]
    assert served.client.get("/v1/runs").json() == {"runs": []}
    assert served.number("maskwright_queue_length") == 0


def test_a_turn_whose_client_leaves_ends_and_its_thread_goes_on(served: Door) -> None:
    served.world.held = {"propose"}
    asked = {"thread": "t", "text": "find lime", "images": [picture()]}
    with served.client.stream("POST", "/v1/chat", json=asked) as answer:
        lines = answer.iter_lines()  # letting go of it would hang up
        next(lines)
        assert served.world.reached.wait(10)
    until(lambda: served.number("maskwright_cancelled_total") == 1)
    served.world.go.set()
    until(lambda: served.number("maskwright_queue_length") == 0)
    until(lambda: served.number('maskwright_running{profile="colour world"}') == 0)
    assert "classify" not in served.world.log
    name, turn = events_of(post(served, "/v1/chat", asked).text)[-1]
    assert (name, turn["number"], turn["runs"][0]["found"]) == ("turn", 1, ["lime"])


def test_a_turn_that_ended_as_its_client_left_is_kept_with_its_run(served: Door) -> None:
    asked = {"thread": "t", "text": "find lime", "images": [picture(name="g.png")]}
    plain = served.house.conversations.say
    leave, go = threading.Event(), threading.Event()

    def say(*told: Any, **more: Any) -> Any:
        for event in plain(*told, **more):
            if isinstance(event, TurnFinished):
                leave.set()
                assert go.wait(10)
            yield event

    served.house.conversations.say = say
    with served.client.stream("POST", "/v1/chat", json=asked) as answer:
        lines = answer.iter_lines()  # letting go of it would hang up
        next(lines)
        assert leave.wait(10)
    until(lambda: served.number("maskwright_cancelled_total") == 1)
    go.set()
    until(lambda: served.number('maskwright_running{profile="colour world"}') == 0)
    assert [run.name for run in served.house.runs.list()] == ["g.png"]


def test_what_waits_is_dropped_when_its_client_leaves(opened) -> None:
    served: Door = opened(queue=4)
    served.world.held = {"propose"}
    with ThreadPoolExecutor(1) as clients:
        first = clients.submit(post, served)
        assert served.world.reached.wait(10)
        with suppress(httpx.ReadTimeout), httpx.Client(base_url=served.url, timeout=0.3) as client:
            client.post(URL, json=ASKED)
        until(lambda: served.number("maskwright_queue_length") == 0)
        served.world.go.set()
        assert first.result().status_code == 200
    assert len(served.client.get("/v1/runs").json()["runs"]) == 1
    assert served.number("maskwright_cancelled_total") == 1


def test_one_thread_is_answered_once_at_a_time(opened) -> None:
    served: Door = opened(workers=2)
    served.world.held = {"propose"}
    asked = {"thread": "t", "text": "find lime", "images": [picture()]}
    with ThreadPoolExecutor(1) as clients:
        first = clients.submit(post, served, "/v1/chat", asked)
        assert served.world.reached.wait(10)
        second = post(served, "/v1/chat", asked)
        assert second.status_code == 409
        assert served.client.delete("/v1/threads/t").status_code in {404, 409}
        served.world.go.set()
        assert events_of(first.result().text)[-1][0] == "turn"


def test_a_run_that_takes_too_long_ends(opened) -> None:
    served: Door = opened(job_seconds=0.3)
    served.world.held = {"propose"}
    answer = post(served)
    assert answer.status_code == 504
    served.world.go.set()
    until(lambda: served.number("maskwright_queue_length") == 0)
    assert served.world.log == ["propose"]


def test_time_in_the_queue_does_not_count(opened) -> None:
    served: Door = opened(job_seconds=4.0)
    served.world.held = {"propose"}
    with ThreadPoolExecutor(2) as clients:
        first = clients.submit(post, served)
        assert served.world.reached.wait(10)
        second = clients.submit(post, served)
        assert first.result().status_code == 504
        time.sleep(0.5)
        assert not second.done()
        served.world.go.set()
        assert second.result().status_code == 200


def test_a_server_that_stops_finishes_what_runs_and_refuses_what_waits(opened) -> None:
    served: Door = opened(queue=4)
    served.world.held = {"propose"}
    with ThreadPoolExecutor(3) as clients:
        first = clients.submit(post, served)
        assert served.world.reached.wait(10)
        waiting = [clients.submit(post, served) for _ in range(2)]
        until(lambda: served.number("maskwright_queue_length") == 2)
        served.server.should_exit = True
        until(lambda: all(each.done() for each in waiting))
        for each in waiting:
            assert each.result().status_code == 503
            assert each.result().json()["error"] == "the server is stopping"
            assert "retry-after" in each.result().headers
        assert not first.done()
        served.world.go.set()
        assert first.result().status_code == 200


def test_a_stop_does_not_wait_for_ever(opened) -> None:
    served: Door = opened(drain_seconds=1)
    served.world.held = {"propose"}
    with ThreadPoolExecutor(1) as clients:
        first = clients.submit(post, served)
        assert served.world.reached.wait(10)
        served.server.should_exit = True
        time.sleep(1.5)
        served.world.go.set()
        with suppress(httpx.HTTPError):
            assert first.result().status_code >= 500
    assert served.world.log == ["propose"]


def test_a_server_that_stops_is_not_ready(served: Door) -> None:
    served.house.desk.stop()
    assert served.client.get("/healthz").json()["ready"] is False
    assert served.client.get("/healthz/ready").status_code == 503
    assert post(served).status_code == 503


def test_labels_of_the_numbers_are_few_whatever_is_asked(served: Door) -> None:
    for number in range(20):
        served.client.get(f"/no/{number}")
        served.client.get(f"/v1/runs/{number:022}")
        served.client.request(f"VERB{number}", "/v1/runs")
    text = served.client.get("/metrics").text
    pages = {line.partition("{")[2] for line in text.splitlines() if "requests_total{" in line}
    assert len(pages) < 8
    assert 'page="/v1/runs/{run_id}"' in text
    assert served.client.get("/metrics").headers["content-type"].startswith("text/plain")


def test_seconds_are_counted_by_task(served: Door) -> None:
    post(served)
    assert served.number('maskwright_run_seconds_count{task="open_vocabulary"}') == 1


def test_tools_are_listed_with_their_schemas(served: Door) -> None:
    tools = served.client.get("/v1/tools").json()["tools"]
    assert {"tag", "segment", "recur"} <= {tool["name"] for tool in tools}
    assert all(tool["inputSchema"]["type"] == "object" for tool in tools)


def test_the_description_has_examples_of_both_bodies(opened) -> None:
    served: Door = opened(token="a-token-of-the-tests-0123456789")
    told = served.client.get("/openapi.json").json()
    body = told["paths"]["/v1/segment"]["post"]["requestBody"]["content"]
    assert set(body) == {"application/json", "multipart/form-data"}
    assert body["application/json"]["example"]["queries"] == ["cat", "sofa"]
    answer = told["paths"]["/v1/segment"]["post"]["responses"]["200"]["content"]
    assert answer["application/json"]["example"]["runs"][0]["found"] == ["cat"]
    assert "text/event-stream" in told["paths"]["/v1/chat"]["post"]["responses"]["200"]["content"]
    assert told["security"] == [{"token": []}]
    named = set(told["components"]["schemas"])
    text = served.client.get("/openapi.json").text
    for part in text.split('"#/components/schemas/')[1:]:
        assert part.partition('"')[0] in named
    assert set(told["paths"]["/v1/segment"]["post"]["responses"]) >= {"400", "413", "429"}


def test_threads_of_a_server_end_with_it(tmp_path) -> None:
    from http_doors import door

    with door(tmp_path) as served:
        post(served)
    names = [thread.name for thread in threading.enumerate()]
    assert not [name for name in names if name.startswith("runs-")]


@pytest.mark.parametrize("workers", [1, 2])
def test_so_many_runs_at_a_time_as_there_are_workers(opened, workers: int) -> None:
    served: Door = opened(workers=workers)
    served.world.held = {"propose"}
    with ThreadPoolExecutor(4) as clients:
        answers = [clients.submit(post, served) for _ in range(4)]
        until(lambda: served.world.log.count("propose") == workers)
        time.sleep(0.1)
        assert served.world.log.count("propose") == workers
        served.world.go.set()
        assert all(answer.result().status_code == 200 for answer in answers)
