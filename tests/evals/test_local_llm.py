from __future__ import annotations

import json
import os
from pathlib import Path

import httpx
import pytest
from maskwright.errors import MaskwrightError, ToolError
from maskwright.evals.ablation import LOCAL_MODEL
from maskwright.evals.local_llm import serve
from maskwright.tools.weights.download import pull


@pytest.fixture(scope="module")
def weights() -> Path:
    """The local model's file, fetched where it is missing."""
    try:
        return pull(LOCAL_MODEL)
    except MaskwrightError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(error))


def test_a_served_model_answers_the_openai_protocol_within_a_schema(weights: Path) -> None:
    schema = {
        "type": "object",
        "properties": {"label": {"enum": ["cat", "dog"]}},
        "required": ["label"],
    }
    request = {
        "messages": [{"role": "user", "content": "A tabby: cat or dog?"}],
        "response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": schema}},
        "max_tokens": 32,
        "temperature": 0,
    }
    with serve(weights) as address:
        assert address.startswith("http://127.0.0.1:")
        answer = httpx.post(f"{address}/chat/completions", json=request, timeout=60).json()
    content = json.loads(answer["choices"][0]["message"]["content"])
    assert content in ({"label": "cat"}, {"label": "dog"})
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{address}/models", timeout=5)


def test_a_file_that_is_no_model_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "broken.gguf"
    path.write_bytes(b"GGUF but not really")
    with pytest.raises(ToolError, match=r"cannot serve broken\.gguf"), serve(path):
        pass
