"""`POST /v1/segment`: what goes in, what comes out, what is refused in one line."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from typing import Any

import httpx
import pytest
from http_doors import Door, picture, png

URL = "/v1/segment"


def run_of(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    (run,) = answer.json()["runs"]
    return run


def labels(run: dict[str, Any]) -> list[str]:
    return [each["label"] for each in run["result"]["segments"]]


def test_files_and_base64_give_the_same_masks(served: Door) -> None:
    by_file = run_of(
        served.client.post(URL, files={"images": ("g.png", png())}, data={"queries": ["lime"]})
    )
    asked = {"images": [picture(name="g.png")], "queries": ["lime"]}
    by_json = run_of(served.client.post(URL, json=asked))
    uri = "data:image/png;base64," + base64.b64encode(png()).decode()
    by_uri = run_of(served.client.post(URL, json={"images": [{"data": uri}], "queries": ["lime"]}))
    assert labels(by_file) == labels(by_json) == labels(by_uri) == ["lime"]
    segments = [run["result"]["segments"] for run in (by_file, by_json, by_uri)]
    assert segments[0] == segments[1] == segments[2]
    assert by_file["name"] == by_json["name"] == "g.png"
    assert by_uri["name"] == "picture-1"


def test_classes_come_with_commas_or_as_a_list(served: Door) -> None:
    files = {"image": png()}
    by_form = served.client.post(URL, files=files, data={"classes": "red fruit, green fruit"})
    by_json = served.client.post(
        URL, json={"images": [picture()], "classes": ["red fruit", "green fruit"]}
    )
    for run in (run_of(by_form), run_of(by_json)):
        assert run["task"] == "closed_set"
        assert set(labels(run)) == {"red fruit", "green fruit"}


def test_a_text_is_understood_and_leaves_no_conversation(served: Door) -> None:
    run = run_of(served.client.post(URL, json={"images": [picture()], "text": "find plum"}))
    assert labels(run) == ["plum"]
    assert served.client.get("/v1/threads").json() == {"threads": []}


def test_a_text_that_asks_for_no_mask_is_answered_in_words(served: Door) -> None:
    answer = served.client.post(URL, json={"images": [picture()], "text": "hello"})
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("text: ")
    assert len(answer.json()["error"]) > 20


def test_several_pictures_are_several_runs_in_order(served: Door) -> None:
    files = [("images", ("a.png", png())), ("images", ("b.png", png()))]
    answer = served.client.post(URL, files=files, data={"queries": "lime"}).json()
    assert [run["name"] for run in answer["runs"]] == ["a.png", "b.png"]
    assert len({run["id"] for run in answer["runs"]}) == 2


def test_formats_come_as_archives(served: Door) -> None:
    asked = {"images": [picture()], "queries": ["lime"], "formats": ["coco", "geojson"]}
    run = run_of(served.client.post(URL, json=asked))
    archive = served.client.get(run["files"]["coco.zip"])
    assert archive.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(archive.content)) as opened:
        (name,) = [each for each in opened.namelist() if each.endswith(".json")]
        assert json.loads(opened.read(name))["categories"][0]["name"] == "lime"
    assert "geojson.zip" in run["files"]


def test_settings_of_the_list_can_be_changed_and_no_others(served: Door) -> None:
    asked = {"images": [picture()], "queries": ["fruit", "lime"]}
    kept = served.client.post(URL, json={**asked, "overrides": {"open_vocabulary.theta": 0.99}})
    assert run_of(kept)["result"]["provenance"]["overrides"] == {"open_vocabulary.theta": 0.99}
    for name in ("proposer.checkpoint", "language.base_url", "closed_set.pre_refine_prompt"):
        refused = served.client.post(URL, json={**asked, "overrides": {name: "/etc/passwd"}})
        assert refused.status_code == 400
        assert refused.json()["error"] == f"overrides: '{name}' may not be changed"


def test_only_profiles_of_the_list_can_be_asked_for(served: Door) -> None:
    asked = {"images": [picture()], "queries": ["lime"], "profile": "/etc/passwd"}
    answer = served.client.post(URL, json=asked)
    assert answer.status_code == 400
    assert "no such profile" in answer.json()["error"]


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"images": [{"data": "aGk="}], "queries": ["a"]}, "holds text, not a picture"),
        ({"images": [{"data": "%%%"}], "queries": ["a"]}, "is not base64"),
        ({"images": [{"data": "data:image/png,abc"}], "queries": ["a"]}, "without base64"),
        ({"images": [{}], "queries": ["a"]}, "images.0: give one of data and url"),
        ({"images": [], "queries": ["a"]}, "images: there is none"),
        ({"images": [{"data": "aGk="}]}, "give one of classes, queries and text"),
        ({"images": [{"data": ""}], "queries": ["a"], "text": "b"}, "give one of classes"),
        ({"images": [{"data": ""}], "queries": [" "]}, "a name is empty"),
        ({"images": [{"data": ""}], "queries": ["a" * 201]}, "longer than 200"),
        ({"images": [{"data": ""}], "queries": ["a"] * 201}, "queries: list should have at most"),
        ({"images": [{"data": ""}] * 9, "queries": ["a"]}, "more than 8 pictures"),
        ({"images": [{"data": ""}], "queries": ["a"], "formats": ["cocoa"]}, "no such format"),
        ({"images": [{"path": "/etc/passwd"}], "queries": ["a"]}, "images.0.path: extra inputs"),
        ({"images": "/etc/passwd", "queries": ["a"]}, "images: input should be a valid"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(served: Door, asked: Any, error: str) -> None:
    answer = served.client.post(URL, json=asked)
    assert answer.status_code == 400
    assert set(answer.json()) == {"error", "hint"}
    assert error in answer.json()["error"]
    assert "\n" not in answer.text


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"hello", "text/plain", 415),
        (b"hello", "multipart/form-data", 400),
        (b"hello", "multipart/form-data; boundary=x", 400),
        (b"", "", 415),
    ],
)
def test_other_bodies_are_refused(served: Door, body: bytes, kind: str, status: int) -> None:
    answer = served.client.post(URL, content=body, headers={"Content-Type": kind})
    assert answer.status_code == status
    assert set(answer.json()) == {"error", "hint"}


def test_other_fields_of_a_form_are_refused(served: Door) -> None:
    strange = served.client.post(
        URL, files={"images": png()}, data={"path": "/etc", "queries": "a"}
    )
    assert strange.status_code == 400
    elsewhere = served.client.post(URL, files={"weights": png()}, data={"queries": "lime"})
    assert elsewhere.json()["hint"] == "call it images"
    text = served.client.post(URL, files={"images": (None, "/etc/passwd")}, data={"queries": "a"})
    assert text.status_code == 400


def test_unknown_pages_and_methods_are_said_as_json(served: Door) -> None:
    assert served.client.get("/v2").json()["error"] == "there is no such page"
    assert served.client.get("/v2").status_code == 404
    assert served.client.put(URL).status_code == 405


def test_no_answer_names_a_path_of_the_server(served: Door, tmp_path: Any) -> None:
    asked = {
        "images": [picture(name="/elsewhere/me/x.png")],
        "queries": ["lime"],
        "formats": ["yolo"],
    }
    answer = served.client.post(URL, json=asked)
    run = run_of(answer)
    assert run["name"] == "x.png"
    assert run["result"]["image"]["path"] is None
    everything = answer.text + served.client.get(f"/v1/runs/{run['id']}").text
    for name, place in run["files"].items():
        if not name.endswith((".png", ".zip")):
            everything += served.client.get(place).text
    assert str(tmp_path) not in everything
    assert "/elsewhere/me" not in everything
