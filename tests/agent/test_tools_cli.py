"""`maskwright tools`: the table, the JSON schemas, what this profile cannot do."""

from __future__ import annotations

import json

import pytest
from maskwright.agent.cli import run
from maskwright.tools.base import TOOL_NAMES

Capture = pytest.CaptureFixture[str]


def test_the_table_names_every_tool_and_who_does_it(capsys: Capture) -> None:
    assert run(["tools"]) == 0
    shown = capsys.readouterr()
    rows = {
        line.split()[0]
        for line in shown.out.splitlines()
        if line.startswith(" ") and line[1:2].strip()
    }
    assert {"name", "tag", "recur", "refine", "segment_all"} <= rows
    assert "efficientnet-lite2 sha256:" in shown.out
    assert shown.err == "No backend of this profile does: cluster, embed, say, merge, refer.\n"


def test_the_json_holds_schemas_and_backends(capsys: Capture) -> None:
    assert run(["tools", "--json", "--profile", "clip"]) == 0
    tools = json.loads(capsys.readouterr().out)
    names = [tool["name"] for tool in tools]
    assert names == [name for name in TOOL_NAMES if name in names]
    recur = next(tool for tool in tools if tool["name"] == "recur")
    assert recur["backend"]["revision"] == "ViT-B-16 openai + ViT-L-14 openai"
    assert recur["inputSchema"]["required"] == ["image_id", "queries"]
    assert "survivors" in recur["outputSchema"]["properties"]


def test_a_bad_profile_or_setting_is_one_line(capsys: Capture) -> None:
    assert run(["tools", "--profile", "embeded"]) == 2
    assert run(["tools", "--set", "recur.theta=1"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert "embedded" in lines[0]
