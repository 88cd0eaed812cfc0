"""`maskwright mcp` as clients start it: a process, its stdin and stdout, a real photograph."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
import skimage.data
from maskwright import Agent
from maskwright.agent.cli import run
from mcp_clients import Peer, decoded, encoded, started

CAT = skimage.data.chelsea()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("pictures")
    PIL.Image.fromarray(CAT).save(place / "cat.png")
    return place


@pytest.fixture(scope="module")
def peer(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    log = tmp_path_factory.mktemp("log") / "stderr.txt"
    quick = ("--set", "agent.verify=false", "--set", "open_vocabulary.refine=none")
    with started("--allow", str(folder), *quick, log=log) as made:
        yield made
    assert "Traceback" not in log.read_text("utf-8")


def test_the_cat_is_found_by_path_and_the_car_is_not(peer: Peer, folder: Path) -> None:
    answer = peer.call("segment", path=str(folder / "cat.png"), queries=["cat", "car"])
    seen = answer.structured_content
    assert [each["label"] for each in seen["found"]] == ["cat"]
    assert seen["absent"] == ["car"]
    mask = decoded(peer.read(seen["found"][0]["mask"]))
    assert mask.shape == CAT.shape[:2]
    assert mask[140, 210] == 255
    assert json.loads(peer.read(seen["links"]["result.json"]))["image"]["path"] is None


def test_every_typed_tool_of_the_profile_is_there_and_one_answers(peer: Peer) -> None:
    agent = Agent.from_profile("embedded")
    listed = peer.tools()
    assert {f"tool_{name}" for name in agent.tools} <= set(listed)
    assert "path" in listed["segment"].input_schema["properties"]
    known = peer.call("show_image", image=encoded(CAT)).structured_content["image_id"]
    assert known == agent.show(CAT).sha256
    tags = peer.call("tool_tag", image_id=known).structured_content
    assert tags == agent.tools["tag"](image_id=known).model_dump(mode="json")


def test_a_path_outside_is_refused(peer: Peer) -> None:
    line = peer.failure("describe", path="../../etc/passwd")
    assert line.startswith("path: is not under a folder that this server may read; ")


def test_describe_says_cat(peer: Peer) -> None:
    told = peer.call("describe", path="cat.png").structured_content
    assert "cat" in told["caption"]
    assert [each["label"] for each in told["seen"]["found"]] == ["cat"]
    (found,) = told["seen"]["found"]
    assert np.isclose(found["share"], found["area"] / (CAT.shape[0] * CAT.shape[1]), atol=1e-6)


def test_runs_are_listed_over_stdio(peer: Peer) -> None:
    peer.call("segment", path="cat.png", queries=["cat"])
    found = peer.portal.call(peer.client.list_resources).resources
    assert any(each.name == "mask-1.png" for each in found)


def test_a_folder_that_is_not_there_ends_the_program_with_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["mcp", "--allow", str(tmp_path / "nowhere")]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "no such folder" in err


def test_without_the_package_one_line_says_what_to_install(tmp_path: Path) -> None:
    code = """
import sys
sys.modules["mcp"] = None
from maskwright.agent.cli import run
sys.exit(run(["mcp"]))
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert ran.stdout == ""
    said = "maskwright: mcp is missing (the MCP server); run: pip install 'maskwright[mcp]'\n"
    assert ran.stderr == said


def test_stdin_that_ends_ends_the_program(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", "from maskwright.agent.cli import main; main()", "mcp"],
        input='{"jsonrpc": "2.0", "id": 1, "method": "ping"}\nnonsense\n',
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 0
    assert all(json.loads(line)["jsonrpc"] == "2.0" for line in ran.stdout.splitlines())
