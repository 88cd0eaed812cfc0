"""Every protocol once for real: two photographs of a pack, the embedded profile."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from maskwright.agent.eval_bridge import AgentPredictor
from maskwright.evals import runner
from maskwright.evals.cli import app
from typer.testing import CliRunner

QUICK = [
    "classifier.prompts=[]",
    "open_vocabulary.max_steps=2",
    "open_vocabulary.refine=none",
    *(
        f"{role}.{part}=false"
        for role in ("proposer", "classifier")
        for part in ("things", "people")
    ),
]
"""Fewer views and networks: these tests ask whether it runs, not how well."""


@pytest.fixture(autouse=True)
def _agent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "_factories", [AgentPredictor])


@pytest.mark.parametrize(
    ("pack", "protocol", "figure"),
    [
        ("voc", "classic", "miou_present"),
        ("voc", "single", "miou_present"),
        ("voc", "absent", "false masks"),
        ("davis_phrases", "phrases", "J"),
        ("grefexp", "phrases", "oIoU"),
    ],
)
def test_a_protocol_runs_on_photographs(
    shared: Callable[[str], Path], tmp_path: Path, pack: str, protocol: str, figure: str
) -> None:
    words = [str(shared(f"packs/{pack}")), "--task", "open_vocabulary", "--protocol", protocol]
    sample = ["--part", "tune", "--limit", "2", "--out", str(tmp_path / "out"), "--json"]
    changes = [word for text in QUICK for word in ("--set", text)]
    result = CliRunner().invoke(app, ["dataset", *words, *sample, *changes])
    assert result.exit_code == 0, result.output
    table = json.loads(result.stdout)
    summary = table["summary"]
    assert table["spec"]["protocol"] == protocol
    assert (summary["pictures"], summary["failed"]) == (2, {})
    found = summary.get(figure) or summary["figures"][figure]
    assert 0 <= found["value"] <= 1
    if "questions" in summary:
        assert summary["questions"] == {"absent": 10, "phrases": 2}[protocol]
    if protocol != "absent":
        assert (tmp_path / "out/contact_sheet.jpg").exists()
