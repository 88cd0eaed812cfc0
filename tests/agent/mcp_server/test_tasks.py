"""Whole tasks and typed tools over MCP, in a world of colours, with the client of the SDK."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import anyio
import numpy as np
import pytest
from colour_world import World, garden
from maskwright.agent.conversation import Conversations
from maskwright.agent.mcp_server import Settings, fitting, server
from maskwright.agent.mcp_server.answers import OVERLAY_BYTES
from maskwright.agent.mcp_server.calls import PREFIX
from maskwright.agent.resolve import tools_of
from maskwright.tools.mask import Rle, decode
from mcp.shared.exceptions import MCPError
from mcp_clients import Peer, connected, decoded, encoded

WHOLE = ["segment", "describe", "refer", "list_classes", "export", "show_image"]
PICTURE = encoded(garden())


@pytest.fixture
def peer(talk: Conversations) -> Iterator[Peer]:
    with connected(server(talk)) as made:
        yield made


def test_tools_are_the_whole_tasks_and_every_typed_tool(peer: Peer, talk: Conversations) -> None:
    tools = peer.tools()
    typed = tools_of(talk.context)
    assert list(tools) == [*WHOLE, *(PREFIX + name for name in typed)]
    for name, tool in typed.items():
        listed = tools[PREFIX + name]
        assert listed.description == tool.description
        assert listed.input_schema == tool.schema()["inputSchema"]
        assert listed.output_schema == tool.schema()["outputSchema"]
    for tool in tools.values():
        assert tool.title
        assert tool.description
        assert "path" not in tool.input_schema["properties"]
        assert tool.annotations.read_only_hint


def test_segment_answers_in_words_typed_with_a_picture_and_links(peer: Peer) -> None:
    answer = peer.call("segment", image=PICTURE, queries=["tomato", "lime", "melon"], rle=True)
    seen = answer.structured_content
    assert not answer.is_error
    assert {each["label"] for each in seen["found"]} == {"tomato", "lime"}
    assert seen["absent"] == ["melon"]
    assert (seen["width"], seen["height"]) == (48, 32)

    words, plain, picture, *links = answer.content
    assert words.text == seen["answer"]
    assert "melon" in words.text
    assert json.loads(plain.text) == seen
    assert picture.mime_type == "image/jpeg"
    assert len(picture.data) < OVERLAY_BYTES
    assert {link.uri for link in links} == {
        *seen["links"].values(),
        *(each["mask"] for each in seen["found"]),
    }
    for each in seen["found"]:
        mask = decoded(peer.read(each["mask"])) == 255
        assert mask.sum() == each["area"]
        assert np.array_equal(mask, decode(Rle.model_validate(each["rle"])))
        assert each["share"] == pytest.approx(each["area"] / (48 * 32), abs=1e-6)


def test_the_files_of_a_run_can_be_read(peer: Peer) -> None:
    seen = peer.call(
        "segment", image=PICTURE, classes=["red fruit", "green fruit"]
    ).structured_content
    links = seen["links"]
    assert set(links) == {"overlay.png", "label_map.png", "report.html", "result.json"}
    assert decoded(peer.read(links["label_map.png"])).max() == 2
    assert decoded(peer.read(links["overlay.png"])).shape == (32, 48, 3)
    assert b"<html" in peer.read(links["report.html"])
    result = json.loads(peer.read(links["result.json"]))
    assert result["image"]["path"] is None
    assert {each["label"] for each in result["segments"]} == {"red fruit", "green fruit"}


def test_a_picture_is_sent_once(peer: Peer) -> None:
    first = peer.call("segment", image=PICTURE, queries=["tomato"]).structured_content
    again = peer.call("segment", image_id=first["image_id"], queries=["lime"]).structured_content
    assert [each["label"] for each in again["found"]] == ["lime"]
    assert again["run_id"] != first["run_id"]


def test_describe_says_what_is_there_and_where(peer: Peer) -> None:
    answer = peer.call("describe", image=PICTURE)
    told = answer.structured_content
    tags = [tag["name"] for tag in told["tags"]]
    assert tags
    assert told["caption"] in answer.content[0].text
    assert {each["label"] for each in told["seen"]["found"]} <= set(tags)
    assert told["seen"]["absent"] == []
    assert "There is no" not in answer.content[0].text

    bare = peer.call("describe", image=PICTURE, most=0)
    assert bare.structured_content["seen"] is None
    assert [type(each).__name__ for each in bare.content] == ["TextContent", "TextContent"]


def test_refer_says_where_the_expression_is_not_told_apart(peer: Peer) -> None:
    told = peer.call("refer", image=PICTURE, expression="tomato").structured_content
    assert [each["label"] for each in told["found"]]
    assert told["notes"]


def test_list_classes_names_what_fits_a_picture_and_what_a_run_has(peer: Peer) -> None:
    quick = peer.call("list_classes", image=PICTURE)
    named = quick.structured_content["classes"]
    assert all(each["share"] is None for each in named)
    assert quick.structured_content["run_id"] is None

    seen = peer.call("segment", image=PICTURE, queries=["tomato", "melon"]).structured_content
    answer = peer.call("list_classes", run_id=seen["run_id"])
    tomato, melon = answer.structured_content["classes"]
    assert (tomato["name"], melon["name"]) == ("tomato", "melon")
    assert tomato["share"] > 0
    assert (melon["share"], melon["segments"], melon["score"]) == (0, 0, None)
    assert any(each.type == "image" for each in answer.content)


def test_export_makes_files_of_the_run(peer: Peer) -> None:
    run = peer.call("segment", image=PICTURE, queries=["tomato"]).structured_content["run_id"]
    answer = peer.call("export", run_id=run, formats=["coco", "voc", "coco"])
    files = answer.structured_content["files"]
    (coco,) = [uri for name, uri in files.items() if name.startswith("export/coco/")]
    assert json.loads(peer.read(coco))["annotations"]
    assert any("Pascal VOC" in note for note in answer.structured_content["notes"])
    links = {each.uri for each in answer.content if each.type == "resource_link"}
    assert links == set(files.values())


def test_an_export_names_the_picture_by_its_path(talk: Conversations, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "salad.png").write_bytes(base64.b64decode(PICTURE))
    with connected(server(talk, Settings(folders=(tmp_path,)))) as peer:
        seen = peer.call("segment", path="in/salad.png", queries=["lime"]).structured_content
        assert json.loads(peer.read(seen["links"]["result.json"]))["image"]["path"] is None
        files = peer.call("export", run_id=seen["run_id"], formats=["coco"]).structured_content
        (coco,) = [uri for name, uri in files["files"].items() if "/coco/" in name]
        assert json.loads(peer.read(coco))["images"][0]["file_name"] == "salad.png"


def test_an_answer_that_is_too_large_leaves_the_masks_to_their_links(
    peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = encoded(garden().repeat(8, 0).repeat(8, 1))
    asked = {"image": large, "queries": ["tomato", "lime"], "rle": True}
    whole = peer.call("segment", **asked).structured_content
    assert all(each["rle"] for each in whole["found"])
    monkeypatch.setattr(fitting, "MOST_BYTES", len(json.dumps(whole)) - 100)
    seen = peer.call("segment", **asked).structured_content
    assert [each["rle"] for each in seen["found"]] == [None] * len(whole["found"])
    assert fitting.LEFT_OUT in seen["notes"]
    assert decoded(peer.read(seen["found"][0]["mask"])).max() == 255


def test_names_that_are_not_there_are_shortened(peer: Peer) -> None:
    names = ["tomato", *(f"{number} " + "\U00012000" * 290 for number in range(500))]
    answer = peer.call("segment", image=PICTURE, queries=names)
    seen = answer.structured_content
    assert [each["label"] for each in seen["found"]] == ["tomato"]
    assert seen["absent"] == names[1 : fitting.MOST_ABSENT + 1]
    assert fitting.SHORTENED.format(n=500, most=fitting.MOST_ABSENT) in seen["notes"]
    assert len(answer.model_dump_json().encode()) < 2**20


def test_a_single_tool_whose_answer_is_too_large_says_so(
    peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = peer.call("show_image", image=PICTURE).structured_content["image_id"]
    monkeypatch.setattr(fitting, "MOST_BYTES", 50)
    line = peer.failure("tool_tag", image_id=known)
    assert line.startswith("the answer: has ")
    assert "more than the 50 that clients take" in line


def test_typed_tools_take_the_id_of_a_shown_picture(peer: Peer) -> None:
    known = peer.call("show_image", image=PICTURE).structured_content["image_id"]
    detected = peer.call("tool_detect", image_id=known, phrases=["red fruit"]).structured_content
    boxes = [each["box"] for each in detected["detections"]]
    assert len(boxes) == 2
    cut = peer.call("tool_segment", image_id=known, prompts=[{"box": boxes[0]}])
    (mask,) = cut.structured_content["masks"]
    assert decode(Rle.model_validate(mask)).any()


def test_progress_tells_each_node(peer: Peer) -> None:
    _, progress = peer.told("segment", image=PICTURE, queries=["tomato"])
    numbers = [number for number, _ in progress]
    nodes = [node for _, node in progress]
    assert numbers == list(range(1, len(numbers) + 1))
    assert nodes.index("propose") < nodes.index("classify") < nodes.index("compose")


BAD = [
    ("segment", {}, "segment: give either queries or classes"),
    ("segment", {"queries": ["a"], "classes": ["b"]}, "segment: give either queries or classes"),
    ("segment", {"queries": ["a"]}, "picture: none is given"),
    ("segment", {"queries": [], "image": "x"}, "segment(queries): "),
    ("segment", {"queries": ["a"], "colour": "red"}, "segment(colour): "),
    ("segment", {"queries": ["a"], "image": "x", "image_id": "0" * 64}, "image and image_id"),
    ("segment", {"queries": ["a"], "image_id": "0" * 64}, "no picture with the id 000000000000"),
    ("segment", {"queries": ["a"], "image_id": "../x"}, "segment(image_id): "),
    ("refer", {"expression": "x" * 301}, "refer(expression): "),
    ("export", {"run_id": "nope", "formats": ["coco"]}, "run_id: no such run is kept"),
    ("export", {"run_id": "nope", "formats": ["docx"]}, "export(formats.0): "),
    ("list_classes", {"run_id": "x", "image": "y"}, "a run and a picture are given"),
    ("tool_tag", {"image_id": "../../secret"}, "tool_tag(image_id): is no id of a picture"),
    ("tool_detect", {"image_id": "0" * 64}, "tool_detect(phrases): "),
]


@pytest.mark.parametrize(("name", "arguments", "told"), BAD)
def test_a_bad_call_is_one_clear_line(peer: Peer, name: str, arguments: dict, told: str) -> None:
    assert told in peer.failure(name, **arguments)


def test_an_unknown_tool_is_an_error_of_the_protocol_that_names_the_nearest(peer: Peer) -> None:
    with pytest.raises(MCPError, match="no tool is called 'segmant'.*segment"):
        peer.call("segmant")


def test_an_unexpected_error_tells_nothing_of_the_inside(
    peer: Peer, world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("/secret/place")

    monkeypatch.setattr(type(world), "tag", broken)
    known = peer.call("show_image", image=PICTURE).structured_content["image_id"]
    line = peer.failure("tool_tag", image_id=known)
    assert line == "tool_tag: unexpected KeyError; the log has more"
    assert "/secret/place" in caplog.text


@pytest.mark.parametrize(
    "uri",
    [
        "maskwright://runs/AAAAAAAAAAAAAAAAAAAAAA/overlay.png",
        "maskwright://runs/../../etc/passwd",
        "file:///etc/passwd",
        "maskwright://runs//overlay.png",
    ],
)
def test_an_address_of_no_run_is_refused(peer: Peer, uri: str) -> None:
    with pytest.raises(MCPError, match="run"):
        peer.read(uri)


@pytest.mark.parametrize("name", ["../result.json", "mask-0.png", "mask-9.png", "%2e%2e/x", "a//b"])
def test_a_run_has_its_own_files_only(peer: Peer, name: str) -> None:
    run = peer.call("segment", image=PICTURE, queries=["tomato"]).structured_content["run_id"]
    with pytest.raises(MCPError, match=r"file"):
        peer.read(f"maskwright://runs/{run}/{name}")


def test_runs_are_listed_for_the_person_at_this_machine_alone(talk: Conversations) -> None:
    for local, count in ((True, 5), (False, 0)):
        with connected(server(talk, Settings(local=local))) as peer:
            peer.call("segment", image=PICTURE, queries=["lime"])
            assert len(peer.portal.call(peer.client.list_resources).resources) == count
            (template,) = peer.portal.call(peer.client.list_resource_templates).resource_templates
            assert template.uri_template == "maskwright://runs/{run_id}/{+file}"


def test_calls_leave_no_conversation_behind(peer: Peer, talk: Conversations) -> None:
    peer.call("segment", image=PICTURE, queries=["tomato"])
    peer.call("segment", image=PICTURE, queries=["x" * 299])
    assert talk.threads() == []


def test_old_runs_are_let_go(talk: Conversations) -> None:
    with connected(server(talk, Settings(kept_runs=2))) as peer:
        runs = [
            peer.call("segment", image=PICTURE, queries=["lime"]).structured_content
            for _ in range(3)
        ]
        peer.read(runs[2]["links"]["result.json"])
        with pytest.raises(MCPError, match="no such run is kept"):
            peer.read(runs[0]["links"]["result.json"])


class Slow:
    """Makes the tagger wait for the test."""

    def __init__(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.go = threading.Semaphore(0), threading.Event()
        plain = type(world).tag

        def tag(*arguments: object) -> object:
            self.begun.release()
            self.go.wait(10)
            return plain(*arguments)

        monkeypatch.setattr(type(world), "tag", tag)


def test_a_cancelled_call_stops_at_the_next_node_and_others_go_on(
    talk: Conversations, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(world, monkeypatch)
    with connected(server(talk, Settings(workers=1))) as peer:

        async def give_up() -> bool:
            with anyio.move_on_after(0.3) as scope:
                await peer.client.call_tool("segment", {"image": PICTURE, "classes": ["red fruit"]})
            return scope.cancelled_caught

        assert peer.portal.call(give_up)
        assert slow.begun.acquire(timeout=5)
        slow.go.set()
        assert not peer.call("segment", image=PICTURE, queries=["lime"]).is_error
        until = time.monotonic() + 5
        while talk.threads() and time.monotonic() < until:
            time.sleep(0.02)
        assert talk.threads() == []


def test_too_many_calls_are_refused_and_none_is_lost(
    talk: Conversations, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(world, monkeypatch)
    with connected(server(talk, Settings(workers=1, waiting=1))) as peer:
        known = peer.call("show_image", image=PICTURE).structured_content["image_id"]

        async def many() -> list[str]:
            lines: list[str] = []

            async def one() -> None:
                answer = await peer.client.call_tool("tool_tag", {"image_id": known})
                lines.append(answer.content[0].text if answer.is_error else "ok")
                slow.go.set()

            async with anyio.create_task_group() as group:
                for _ in range(5):
                    group.start_soon(one)
            return lines

        lines = peer.portal.call(many)
    assert lines.count("ok") == 2
    assert [line for line in lines if line != "ok"] == [
        "maskwright: too many calls wait; try again in a moment"
    ] * 3
