"""`maskwright eval verify`: false masks and recall by column, counted by hand."""

from pathlib import Path

import numpy as np
import pytest
from maskwright.evals.dataset import read_dataset
from maskwright.evals.verify import Answers, Asked, ask_picture, report, table
from maskwright.tools.image import ImageRef
from maskwright.tools.mask import encode
from maskwright.tools.result import Provenance, Result

from .builders import write_dataset

CAT = [[1, 1, 0, 0], [1, 1, 0, 0]]


def result(label: str, mask: np.ndarray | None) -> Result:
    return Result(
        image=ImageRef(sha256="0", width=4, height=2),
        task="open_vocabulary",
        classes=[label],
        labels={} if mask is None else {label: encode(mask)},
        provenance=Provenance(maskwright="0", profile="x"),
    )


def test_each_column_is_one_stage_of_one_run(tmp_path: Path) -> None:
    dataset = read_dataset(write_dataset(tmp_path / "pack", {"a": CAT}))
    left, all_of_it = np.array(CAT, bool), np.ones((2, 4), bool)

    def ask(image: Path, query: str, synonyms: object) -> Answers:
        if query == "cat":
            stages = (result(query, left), result(query, None), result(query, all_of_it))
        else:
            first = all_of_it if query == "dog" else None
            stages = (result(query, first), result(query, None), result(query, None))
        return Answers(stages, 2.0, 0.5)

    rows = ask_picture(ask, dataset, dataset.items[0])
    assert {row.query: row.there for row in rows} == {"cat": True, "dog": False, "sofa": False}
    assert rows[0].ious == [1.0, 0.0, 0.5]
    found = table(rows)
    assert (found.pictures, found.absent, found.there) == (1, 2, 1)
    values = {
        column: [figure.value for figure in figures.values()]
        for column, figures in found.figures.items()
    }
    assert values == {
        "without": [0.5, 1.0, 1.0],
        "verify": [0.0, 0.0, 0.0],
        "verify + repair": [0.0, 1.0, 0.5],
    }
    assert [figure.value for figure in found.lost.values()] == [-0.5, 0.0, -0.5]
    assert "| without | 50.0 [50.0, 50.0] | 100.0" in report(found, "pack")
    assert found.checking == 0.5


def test_a_row_survives_its_file() -> None:
    row = Asked(
        picture="a", query="cat", there=True, masks=[True] * 3, ious=[1.0] * 3,
        seconds=1.0, checking=0.1,
    )  # fmt: skip
    assert Asked.model_validate_json(row.model_dump_json()) == row


def test_the_bench_of_the_agent_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import sys

    from maskwright.agent import resolve
    from maskwright.evals.bench import agent_overhead
    from maskwright.graphs.toolbox import install_resolver

    monkeypatch.setattr(sys, "argv", ["agent_overhead", "--turns", "8"])
    try:
        agent_overhead.main()
    finally:
        install_resolver(resolve.resolve)
    told = capsys.readouterr().out
    assert told.startswith("8 turns, database ")
    assert [line.split(":")[0].strip() for line in told.splitlines()[1:]] == [
        "segment", "question", "edit", "undo",
    ]  # fmt: skip
