"""The tool `contrast`: a plain call, a LangChain tool, what MCP lists."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from maskwright.errors import InputError
from maskwright.tools.base import BackendInfo
from maskwright.tools.contrast import tool
from maskwright.tools.contrast.concepts import Contrast, Mode, contrast_for


class OnlyBackground:
    info = BackendInfo(role="contrast", name="test", revision="1")

    def contrast(self, queries: Sequence[str], mode: Mode, classes: Sequence[str]) -> Contrast:
        return contrast_for(queries, mode, classes=classes)


def test_the_tool_is_a_plain_call_a_langchain_tool_and_what_mcp_lists() -> None:
    made = tool.build(OnlyBackground())
    output = made(queries=["cat"], mode="oracle", classes=["cat", "dog"])
    assert isinstance(output, tool.Output)
    assert (output.words, output.dropped[0].why) == (["dog"], "query")
    arguments = {"queries": ["cat"], "mode": "background"}
    plain = made.as_langchain().invoke(arguments)
    assert json.loads(json.dumps(plain)) == plain == made(**arguments).model_dump(mode="json")
    listed = made.schema()
    assert listed["name"] == "contrast"
    assert listed["inputSchema"]["additionalProperties"] is False


def test_an_unknown_mode_is_refused() -> None:
    with pytest.raises(InputError, match=r"contrast\(mode\)"):
        tool.build(OnlyBackground())(queries=["cat"], mode="guess")
    with pytest.raises(InputError, match=r"contrast\(queries\)"):
        tool.build(OnlyBackground())(queries=[])
