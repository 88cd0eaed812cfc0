"""`POST /v1/chat`: turns as events, confirmation, exports, and what goes wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from http_doors import Door, door, events_of, picture, png, turn_of
from maskwright.errors import ToolError

URL = "/v1/chat"


def say(served: Door, text: str, thread: str = "holidays", **more: Any) -> httpx.Response:
    return served.client.post(URL, json={"thread": thread, "text": text, **more})


def test_a_turn_comes_as_events(served: Door) -> None:
    answer = say(served, "find lime", images=[picture(name="g.png")])
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = events_of(answer.text)
    assert events[0] == ("thread", {"thread": "holidays"})
    started = [data["node"] for name, data in events if name == "started"]
    finished = [data["node"] for name, data in events if name == "finished"]
    assert started[0] == "begin"
    assert set(started) == set(finished)
    assert all(set(data) <= {"node", "seconds"} for name, data in events if name == "finished")
    turn = turn_of(answer)
    assert turn["number"] == 1
    assert turn["request"]["words"] == ["lime"]
    (run,) = turn["runs"]
    assert (run["name"], run["found"]) == ("g.png", ["lime"])
    assert served.client.get(run["files"]["overlay.png"]).status_code == 200


def test_a_thread_remembers(served: Door) -> None:
    first = turn_of(say(served, "find lime", images=[picture()]))
    second = turn_of(say(served, "share"))
    assert second["number"] == 2
    assert second["runs"][0]["id"] == first["runs"][0]["id"]
    known = served.client.get("/v1/threads/holidays").json()
    assert [turn["message"] for turn in known["turns"]] == ["find lime", "share"]
    assert known["turns"][0]["runs"][0]["id"] == first["runs"][0]["id"]
    assert served.client.get("/v1/threads").json() == {"threads": ["holidays"]}
    assert served.client.delete("/v1/threads/holidays").status_code == 204
    assert served.client.get("/v1/threads/holidays").status_code == 404


def test_a_run_that_is_gone_is_made_anew_while_its_picture_is_there(
    served: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    (run,) = turn_of(say(served, "find lime", images=[picture()]))["runs"]
    served.house.runs.remove(run["id"])
    ((again,),) = [
        turn["runs"] for turn in served.client.get("/v1/threads/holidays").json()["turns"]
    ]
    assert (again["found"], again["id"] != run["id"]) == (["lime"], True)
    assert served.client.get(again["files"]["overlay.png"]).status_code == 200

    def gone(_: str) -> None:
        raise ToolError("image", "the picture's file is gone")

    served.house.runs.remove(again["id"])
    monkeypatch.setattr(served.house.conversations, "image", gone)
    (turn,) = served.client.get("/v1/threads/holidays").json()["turns"]
    assert (turn["message"], turn["runs"]) == ("find lime", [])


def test_a_new_thread_gets_a_random_name(served: Door) -> None:
    names = {
        turn_of(served.client.post(URL, files={"images": png()}, data={"text": "find lime"}))[
            "thread"
        ]
        for _ in range(2)
    }
    assert len(names) == 2
    assert all(len(name) == 22 for name in names)


@pytest.mark.parametrize("thread", ["../x", "a b", "", "a/b", "x" * 65, "a\n"])
def test_other_names_of_threads_are_refused(served: Door, thread: str) -> None:
    assert say(served, "find lime", thread=thread).status_code == 400


def test_masks_wait_for_a_person_also_after_a_restart(tmp_path: Path) -> None:
    with door(tmp_path) as served:
        turn = turn_of(say(served, "find lime and plum", images=[picture()], confirm=True))
        waits = {each["label"]: each["id"] for each in turn["waiting"]["segments"]}
        assert set(waits) == {"lime", "plum"}
    with door(tmp_path) as served:
        correction = {"reject": [waits["lime"]], "rename": {str(waits["plum"]): "grape"}}
        asked = {"thread": "holidays", "correction": correction}
        turn = turn_of(served.client.post(URL, json=asked))
        assert turn["waiting"] is None
        assert turn["runs"][0]["found"] == ["grape"]


def test_a_correction_that_nothing_waits_for_is_refused(served: Door) -> None:
    asked: dict[str, Any] = {"thread": "holidays", "correction": {"accept": True}}
    answer = served.client.post(URL, json=asked)
    assert answer.status_code == 400
    assert "waits for nothing" in answer.json()["error"]
    assert served.client.post(URL, json={**asked, "text": "and"}).status_code == 400


def test_an_export_is_an_archive_of_the_run(served: Door, tmp_path: Path) -> None:
    say(served, "find lime", images=[picture()])
    answer = say(served, "export it")
    turn = turn_of(answer)
    (run,) = turn["runs"]
    assert served.client.get(run["files"]["coco.zip"]).content.startswith(b"PK")
    assert str(tmp_path) not in answer.text
    assert not list((tmp_path / "runs").glob(".draft*"))


def test_files_can_be_asked_for_with_the_message(served: Door) -> None:
    turn = turn_of(say(served, "find lime", images=[picture()], formats=["geojson"]))
    assert "geojson.zip" in turn["runs"][0]["files"]


def test_a_question_back_is_a_reply(served: Door) -> None:
    turn = turn_of(say(served, "hello"))
    assert len(turn["reply"]) > 10
    assert turn["runs"] == []


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"text": ""}, 400),
        ({"text": "x" * 4001}, 400),
        ({"text": "find lime", "images": [{"data": "aGk="}]}, 400),
        ({"correction": {"accept": True}}, 400),
        ({"text": "a", "database": "/etc/passwd"}, 400),
    ],
)
def test_what_cannot_be_used_is_refused_before_the_stream(
    served: Door, asked: dict[str, Any], status: int
) -> None:
    answer = served.client.post(URL, json=asked)
    assert answer.status_code == status
    assert set(answer.json()) == {"error", "hint"}
    assert served.number("maskwright_queue_length") == 0


def test_a_failure_in_the_stream_is_its_last_event(served: Door) -> None:
    from maskwright.errors import ToolError

    served.world.failures["propose"] = [ToolError("propose", "cannot read /srv/weights/b16.pt")]
    answer = say(served, "find lime", images=[picture()])
    name, data = events_of(answer.text)[-1]
    assert name == "error"
    assert data["status"] == 500
    assert data["error"] == "propose: cannot read b16.pt"
    assert turn_of(say(served, "find lime"))["number"] == 1


def test_a_failure_that_nobody_foresaw_tells_nothing_inward(served: Door) -> None:
    served.world.failures["propose"] = [RuntimeError("at 0x7f in /srv/x.py")]
    answer = say(served, "find lime", images=[picture()])
    data = events_of(answer.text)[-1][1]
    assert data["error"] == "the server failed unexpectedly"
    asked = {"images": [picture()], "queries": ["lime"]}
    served.world.failures["propose"] = [RuntimeError("at 0x7f in /srv/x.py")]
    told = served.client.post("/v1/segment", json=asked)
    assert told.status_code == 500
    assert "/srv" not in told.text + answer.text
    assert "Traceback" not in told.text + answer.text


def test_a_long_silence_is_filled(opened) -> None:
    served: Door = opened(heartbeat_seconds=0.1)
    served.world.held = {"propose"}
    asked = {"text": "find lime", "images": [picture()]}
    beats = 0
    with served.client.stream("POST", URL, json=asked) as answer:
        for line in answer.iter_lines():
            if line == ": waiting":
                beats += 1
                if beats == 2:
                    served.world.go.set()
    assert beats >= 2
