"""docs/mcp.md says what the server does."""

from __future__ import annotations

import re
from pathlib import Path

from maskwright.agent.mcp_server import Settings
from maskwright.agent.mcp_server.tasks import TASKS

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "mcp.md").read_text("utf-8")


def test_the_page_lists_the_whole_tasks() -> None:
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE) == list(TASKS)


def test_the_page_names_the_limits() -> None:
    chosen, words = Settings(), " ".join(PAGE.split())
    assert f"at most {chosen.max_bytes // 2**20} MiB" in words
    assert f"at most {chosen.max_pixels // 10**6} million pixels" in words
    assert f"newest {chosen.kept_runs} runs" in words
