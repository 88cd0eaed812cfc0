"""The whole pipeline with the models that come with the package, on a real photograph."""

import json
import os
import subprocess
import sys
from pathlib import Path

import PIL.Image
import pytest
import skimage.data
from maskwright import Agent, ClosedSet, Result
from maskwright.agent.files import FILES
from maskwright.tools.image import load_image
from maskwright.tools.labelmap import read_label_map
from maskwright.tools.mask import decode

CLASSES = ["aeroplane", "car", "cat", "dining table", "dog", "sofa"]


@pytest.fixture(scope="module")
def agent() -> Agent:
    return Agent.from_profile("embedded")


@pytest.fixture(scope="module")
def cat(agent: Agent) -> Result:
    return agent.segment(skimage.data.chelsea(), ClosedSet(CLASSES))


def test_a_cat_is_a_cat_and_nothing_else(cat: Result) -> None:
    assert cat.stop == "converged"
    assert set(cat.labels) == {"cat"}
    face = decode(cat.labels["cat"])
    assert face.shape == (300, 451)
    assert face.mean() > 0.25
    # Between the eyes and on the nose; not the blurred room behind the ear.
    assert face[140, 210]
    assert face[210, 270]
    assert not face[60:200, 430:].any()


def test_everything_that_ran_is_named(cat: Result) -> None:
    assert [info.role for info in cat.provenance.backends] == [
        *("tagger", "captioner", "detector", "segmenter")
    ]
    assert cat.provenance.language_model
    assert [call.prompt for call in cat.calls] == ["pre_refine"]
    # Kin of the tags may be asked for too; the detector has the last word.
    assert "cat" in cat.calls[0].answered["classes"]
    assert any(tag["name"] == "cat" for tag in cat.trace["recognise"]["tags"])


def test_the_same_picture_gives_the_same_result(agent: Agent, cat: Result) -> None:
    again = agent.segment(load_image(skimage.data.chelsea()), ClosedSet(CLASSES))
    assert again.segments == cat.segments
    assert again.labels == cat.labels


def test_what_is_not_there_is_not_found(agent: Agent) -> None:
    result = agent.segment(skimage.data.chelsea(), ClosedSet(["aeroplane", "dining table"]))
    assert (result.stop, result.segments, result.labels) == ("empty", [], {})
    assert result.reason


def test_one_pixel_is_no_failure(agent: Agent) -> None:
    result = agent.segment(skimage.data.chelsea()[:1, :1], ClosedSet(CLASSES))
    assert (result.image.width, result.image.height) == (1, 1)


def test_the_command_does_the_same_in_a_process_of_its_own(tmp_path: Path, cat: Result) -> None:
    PIL.Image.fromarray(skimage.data.chelsea()).save(tmp_path / "chelsea.png")
    command = [sys.executable, "-m", "maskwright.agent.cli", "segment", "chelsea.png", "--json"]
    done = subprocess.run(
        [*command, "--classes", ",".join(CLASSES)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env=os.environ,
    )
    assert done.returncode == 0, done.stderr
    result = Result.model_validate(json.loads(done.stdout))
    assert result.image.sha256 == cat.image.sha256
    assert result.segments == cat.segments
    folder = tmp_path / "maskwright-out" / "chelsea"
    assert {path.name for path in folder.iterdir()} == FILES
    assert set(read_label_map(folder / "label_map.png").ravel().tolist()) == {0, 3}
