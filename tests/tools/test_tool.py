"""The tool contract: each tool as a plain call, as a LangChain tool and as MCP lists it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import skimage.data
from maskwright.errors import InputError
from maskwright.tools import captioner, detector, segmenter, tagger
from maskwright.tools.base import Tool
from maskwright.tools.image import ImageStore, load_image
from maskwright.tools.registry import BACKENDS, backend_class

TOOLS: dict[str, tuple[Any, dict[str, Any], str]] = {
    "tagger": (tagger, {}, "tags"),
    "captioner": (captioner, {}, "caption"),
    "detector": (detector, {"phrases": ["cat"], "n_points": 3}, "detections"),
    "segmenter": (
        segmenter,
        {"prompts": [{"box": [10, 5, 180, 190], "points": [[90, 90]], "phrase": "cat"}]},
        "masks",
    ),
}


@pytest.mark.parametrize("role", TOOLS)
def test_a_tool_is_a_plain_call_a_langchain_tool_and_what_mcp_lists(
    role: str, tmp_path: Path
) -> None:
    module, arguments, answer = TOOLS[role]
    images = ImageStore(tmp_path)
    ref = images.put(load_image(skimage.data.chelsea()[20:220, 80:280]))
    cls: Any = backend_class(role, next(iter(BACKENDS[role])))
    tool: Tool[Any, Any] = module.build(cls(cls.Settings()), images)
    arguments = {"image_id": ref.sha256, **arguments}

    output = tool(**arguments)
    assert isinstance(output, module.Output)
    assert getattr(output, answer)

    with pytest.raises(InputError, match=rf"{tool.name}\(colour\)"):
        tool(**arguments, colour="red")
    with pytest.raises(InputError, match=rf"{tool.name}\(image_id\)"):
        tool(**{key: value for key, value in arguments.items() if key != "image_id"})

    plain = tool.as_langchain().invoke(arguments)
    assert json.loads(json.dumps(plain)) == plain == output.model_dump(mode="json")

    listed = json.loads(json.dumps(tool.schema()))
    assert (listed["name"], listed["description"]) == (tool.name, tool.description)
    assert set(arguments) <= set(listed["inputSchema"]["properties"])
    assert listed["inputSchema"]["additionalProperties"] is False
    assert answer in listed["outputSchema"]["properties"]
