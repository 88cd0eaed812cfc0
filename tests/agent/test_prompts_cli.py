"""`maskwright prompts`: list, show, tips."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from maskwright.agent.prompts_cli import app
from maskwright.errors import InputError
from PIL import Image
from typer.testing import CliRunner


def run(*arguments: str) -> str:
    ran = CliRunner().invoke(app, arguments)
    if ran.exception is not None and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    assert ran.exit_code == 0
    return ran.stdout


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """Tune: cat on sofa four times, horse thrice alone. Test: horse on sofa, four times."""
    (tmp_path / "classes.txt").write_text("0\tbackground\n1\tcat\n2\tsofa\n3\thorse\n")
    pictures = [("tune", (1, 2))] * 4 + [("tune", (3, 3))] * 3 + [("test", (3, 2))] * 4
    parts: list[str] = []
    for folder in ("images", "masks"):
        (tmp_path / folder).mkdir()
    for number, (part, ids) in enumerate(pictures):
        mask = np.array([[0, *ids]], np.uint8)
        Image.fromarray(mask).save(tmp_path / "masks" / f"{number}.png")
        Image.new("RGB", (3, 1)).save(tmp_path / "images" / f"{number}.png")
        parts.append(f"{number}\t{part}")
    (tmp_path / "parts.tsv").write_text("\n".join(parts) + "\n")
    return tmp_path


def test_list_names_prompts_with_version_and_source_and_the_tips() -> None:
    shown = run("list")
    assert "post_refine  version 2  PhraseInput -> ClassChoice" in shown
    assert "llm_refinement.txt, section 3.3.2" in shown
    assert "tips: paper" in shown
    rows = json.loads(run("list", "--json"))
    names = [
        "contrastive",
        "parts",
        "post_refine",
        "pre_refine",
        "understand",
        "use_tools",
        "visible",
    ]
    assert [row["name"] for row in rows["prompts"]] == names
    assert all(len(row["sha256"]) == 64 for row in rows["prompts"])


def test_show_prints_both_templates() -> None:
    shown = run("show", "pre_refine")
    assert "Step 1. Visualize the scene" in shown
    assert json.loads(run("show", "post_refine", "--json"))["user"] == "{{ phrase }}"
    with pytest.raises(InputError, match="did you mean 'pre_refine'"):
        run("show", "pre_refin")


def test_tips_are_counted_on_the_tune_part(dataset: Path) -> None:
    assert run("tips", str(dataset)).splitlines() == [
        'A scene with "cat" may include labels like "sofa".',
        'A scene with "sofa" may include labels like "cat".',
    ]


def test_another_part_can_be_chosen(dataset: Path) -> None:
    assert json.loads(run("tips", str(dataset), "--part", "test", "--json")) == []
    assert len(json.loads(run("tips", str(dataset), "--part", "all", "--json"))) == 2


def test_a_folder_that_is_no_dataset_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a dataset has images/ and masks/"):
        run("tips", str(tmp_path))
