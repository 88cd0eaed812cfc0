"""Results are whole folders: all files, or nothing; nobody's other files are touched."""

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
from colour_world import garden
from maskwright import Agent, ClosedSet, InputError, Result, ToolError
from maskwright.agent import files as files_module
from maskwright.agent.files import (
    FILES,
    beside,
    label_map,
    plan_folders,
    to_json,
    write_folder,
)
from maskwright.agent.overlay import draw_overlay, free_place, name_spot
from maskwright.tools.image import Image, load_image
from maskwright.tools.labelmap import read_label_map
from maskwright.tools.mask import decode

MakeAgent = Callable[..., Agent]
Found = tuple[Result, Image]


@pytest.fixture
def found(agent: MakeAgent) -> Found:
    image = load_image(garden())
    return agent().segment(image, ClosedSet(["red fruit", "green fruit", "violet fruit"])), image


def test_a_folder_holds_the_four_files_and_nothing_stays_beside(
    found: Found, tmp_path: Path
) -> None:
    folder = write_folder(tmp_path / "out" / "garden", *found)
    assert {path.name for path in folder.iterdir()} == FILES
    assert [path.name for path in folder.parent.iterdir()] == ["garden"]
    labels = read_label_map(folder / "label_map.png")
    assert np.unique(labels, return_counts=True)[1].tolist() == [32 * 48 - 328, 200, 128]
    assert (labels == label_map(found[0])).all()
    with PIL.Image.open(folder / "label_map.png") as stored:
        assert stored.mode == "P"
    with PIL.Image.open(folder / "overlay.png") as overlay:
        assert overlay.size == (48, 32)
    plain = json.loads((folder / "result.json").read_text())
    assert Result.model_validate(plain) == found[0].model_copy(
        update={"label_map": "label_map.png"}
    )


def test_json_begins_with_the_fields_that_others_build_on(found: Found) -> None:
    plain = to_json(found[0])
    first = ["image", "task", "classes", "segments", "label_map", "stop", "timings", "provenance"]
    assert list(plain)[:8] == first
    assert list(plain["image"]) == ["path", "sha256", "width", "height"]
    assert list(plain["segments"][0])[:5] == ["label", "score", "box", "area", "mask"]
    assert list(plain["segments"][0]["mask"]) == ["size", "counts"]


def test_no_report_if_it_is_not_wanted(found: Found, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "a", *found, report=False)
    assert {path.name for path in folder.iterdir()} == FILES - {"report.html"}


def test_equal_stems_get_a_suffix(tmp_path: Path) -> None:
    names = ["a/photo.jpg", "b/photo.png", "photo-2.jpg", "photo.webp", "-"]
    folders = plan_folders(names, tmp_path, overwrite=False)
    assert [path.name for path in folders] == [
        *("photo", "photo-2", "photo-2-2"),
        *("photo-3", "stdin"),
    ]
    assert not list(tmp_path.iterdir())


def test_results_are_replaced_only_if_told_and_other_files_never(
    found: Found, tmp_path: Path
) -> None:
    folder = write_folder(tmp_path / "photo", *found)
    with pytest.raises(InputError, match="has results already; say --overwrite"):
        plan_folders(["photo.jpg"], tmp_path, overwrite=False)
    assert plan_folders(["photo.jpg"], tmp_path, overwrite=True) == [folder]
    write_folder(folder, *found, report=False)
    assert not (folder / "report.html").exists()
    (folder / "holiday.jpg").write_text("mine")
    with pytest.raises(InputError, match=r"holds other files \(holiday.jpg\)"):
        plan_folders(["photo.jpg"], tmp_path, overwrite=True)


def test_an_output_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ToolError, match="cannot write to .*: not a directory") as caught:
        plan_folders(["a.jpg"], tmp_path / "file" / "out", overwrite=False)
    assert (caught.value.code, caught.value.exit_code) == ("unwritable", 1)


FULL_DISK = """
import resource, sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from colour_world import World, garden, resolver
from maskwright import Agent, ClosedSet, ToolError
from maskwright.agent.files import write_folder
from maskwright.graphs.toolbox import Context, install_resolver
from maskwright.tools.image import load_image
folder = Path(sys.argv[1])
import maskwright.agent.agent
install_resolver(resolver(World(), folder / "images"))
image = load_image(garden())
result = Agent(Context("colour world")).segment(image, ClosedSet(["red fruit"]))
# No file may become larger than this: the first one fits, the others do not.
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
try:
    write_folder(folder / "out" / "garden", result, image)
except ToolError as error:
    print(error.code, error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX resource limits")
def test_a_full_disk_leaves_the_old_result_and_no_half_a_file(found: Found, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "out" / "garden", *found)
    before = (folder / "result.json").read_bytes()
    script = FULL_DISK.format(tests=str(Path(__file__).parent.parent))
    command = [sys.executable, "-c", script, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
    assert done.stdout == f"no_space output: no space left on the disk for {folder}\n", done.stderr
    assert [path.name for path in folder.parent.iterdir()] == ["garden"]
    assert (folder / "result.json").read_bytes() == before


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), KeyboardInterrupt()])
@pytest.mark.parametrize("files", [0, 2])
def test_a_failure_leaves_no_folder_that_was_made_for_it(
    found: Found, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, files: int
) -> None:
    write = files_module._write
    written: list[Path] = []

    def fails(path: Path, data: bytes) -> None:
        if len(written) == files:
            raise error
        written.append(path)
        write(path, data)

    monkeypatch.setattr(files_module, "_write", fails)
    (tmp_path / "mine").mkdir()
    expected = KeyboardInterrupt if isinstance(error, KeyboardInterrupt) else ToolError
    with pytest.raises(expected):
        write_folder(tmp_path / "mine" / "a" / "b" / "photo", *found)
    assert [path.name for path in tmp_path.rglob("*")] == ["mine"]


def test_a_failure_to_make_the_folders_leaves_none_of_them(
    found: Found, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(**_: object) -> str:
        raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("tempfile.mkdtemp", fails)
    with pytest.raises(ToolError, match="permission denied"):
        write_folder(tmp_path / "a" / "b" / "photo", *found)
    assert not list(tmp_path.iterdir())


def test_a_failure_keeps_what_others_put_into_a_new_folder(tmp_path: Path) -> None:
    def fails() -> None:
        with beside(tmp_path / "a" / "b" / "photo"):
            (tmp_path / "a" / "theirs").touch()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert [path.name for path in tmp_path.rglob("*")] == ["a", "theirs"]


def test_overlay_keeps_the_size_tints_segments_and_leaves_the_rest(agent: MakeAgent) -> None:
    wide = np.kron(garden(), np.ones((8, 8, 1), np.uint8))
    result = agent().segment(wide, ClosedSet(["red fruit", "green fruit"]))
    drawn = draw_overlay(wide, result)
    assert drawn.shape == wide.shape
    assert (drawn[250, 380] == wide[250, 380]).all()
    inside = drawn[6 * 8, 3 * 8 + 4]
    assert inside[0] > inside[1]
    assert not (inside == wide[6 * 8, 3 * 8 + 4]).all()
    for segment in result.segments:
        x, y = name_spot(segment)
        assert decode(segment.mask)[y, x]


def test_a_single_pixel_and_odd_names_are_drawn(agent: MakeAgent) -> None:
    pixel = garden()[3:4, 3:4]
    result = agent().segment(pixel, ClosedSet(["red fruit"]))
    assert draw_overlay(pixel, result).shape == (1, 1, 3)
    odd = agent(pre_refine=False).segment(garden(), ClosedSet(["tomato", "🍅 Ünïcödé 西红柿"]))
    assert draw_overlay(garden(), odd).shape == (32, 48, 3)


def test_names_in_the_overlay_hide_no_other_name() -> None:
    first = free_place((10, 10), (30, 8), (100, 60), [])
    assert first == (10, 10, 40, 18)
    second = free_place((12, 10), (30, 8), (100, 60), [first])
    assert second == (12, 2, 42, 10)  # a line higher
    assert free_place((95, -4), (30, 8), (100, 60), []) == (70, 0, 100, 8)  # kept inside
    assert free_place((0, 0), (30, 60), (30, 60), [(0, 0, 30, 60)]) is None
