"""`maskwright segment`: what it prints and writes, and how it fails: one line, the right code."""

import json
import os
import signal
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import PIL.Image
import pytest
from colour_world import World, dead_server, draw, garden
from maskwright import Agent, Result
from maskwright.agent import cli
from maskwright.agent.files import FILES
from maskwright.tools.labelmap import read_label_map

MakeAgent = Callable[..., Agent]
CLASSES = ["--classes", "red fruit,green fruit"]


@pytest.fixture
def photo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, agent: MakeAgent) -> Path:
    """A picture in the working directory, and the colour world behind every profile."""
    monkeypatch.chdir(tmp_path)
    agent()
    path = tmp_path / "photo.png"
    PIL.Image.fromarray(garden()).save(path)
    return path


def segment(*arguments: str | Path) -> int:
    return cli.run(["segment", *(str(argument) for argument in arguments)])


def test_a_table_on_stdout_and_four_files_under_maskwright_out(
    photo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert segment("photo.png", *CLASSES) == 0
    out, err = capsys.readouterr()
    assert err == ""
    for part in ("photo.png", "red fruit", "green fruit", "5.2%", "2, 2, 12, 10"):
        assert part in out
    folder = photo.parent / "maskwright-out" / "photo"
    assert {path.name for path in folder.iterdir()} == FILES
    assert f"maskwright-out{os.sep}photo{os.sep}overlay.png" in out
    assert "report.html" in out


def test_json_prints_one_object_a_picture_and_nothing_else(
    photo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    PIL.Image.fromarray(draw({"lime": [(0, 0, 5, 5)]}, (9, 9))).save("b.png")
    assert segment("photo.png", "b.png", *CLASSES, "--json", "--out", "res", "--no-report") == 0
    out, err = capsys.readouterr()
    assert err == ""
    first, second = (json.loads(line) for line in out.splitlines())
    assert list(first)[:8] == [
        *("image", "task", "classes", "segments", "label_map", "stop", "timings", "provenance")
    ]
    assert first["image"]["path"] == "photo.png"
    assert read_label_map(first["label_map"]).shape == (32, 48)
    assert second["segments"][0]["box"] == [0, 0, 5, 5]
    assert Result.model_validate(first).classes == ["red fruit", "green fruit"]
    assert not list(Path("res").rglob("report.html"))


def test_results_that_are_there_need_overwrite(
    photo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert segment("photo.png", *CLASSES) == 0
    before = Path("maskwright-out/photo/result.json").read_bytes()
    capsys.readouterr()
    assert segment("photo.png", *CLASSES) == 2
    assert "has results already; say --overwrite" in capsys.readouterr().err
    assert Path("maskwright-out/photo/result.json").read_bytes() == before
    assert segment("photo.png", "--classes", "red fruit", "--overwrite") == 0
    assert json.loads(Path("maskwright-out/photo/result.json").read_text())["classes"] == [
        "red fruit"
    ]


def test_two_pictures_of_one_stem_get_two_folders(photo: Path) -> None:
    PIL.Image.fromarray(garden()).save("photo.webp", lossless=True)
    assert segment("photo.png", "photo.webp", *CLASSES) == 0
    assert sorted(path.name for path in Path("maskwright-out").iterdir()) == ["photo", "photo-2"]


def test_five_hundred_classes_from_a_file_make_a_16_bit_label_map(photo: Path) -> None:
    lines = [f"class {number}" for number in range(499)] + ["red fruit: tomato, 🍅"]
    Path("classes.txt").write_text("\n".join(lines), "utf-8")
    assert segment("photo.png", "--classes-file", "classes.txt") == 0
    path = Path("maskwright-out/photo/label_map.png")
    with PIL.Image.open(path) as picture:
        assert picture.mode == "I;16"
    assert read_label_map(path).max() == 500


def test_nothing_found_is_said_and_is_no_failure(
    photo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert segment("photo.png", "--classes", "cow") == 0
    assert "names none of the classes in this picture" in capsys.readouterr().out
    assert read_label_map("maskwright-out/photo/label_map.png").max() == 0


def bomb() -> bytes:
    chunk = b"IHDR" + struct.pack(">IIBBBBB", 30000, 30000, 8, 2, 0, 0, 0)
    crc = struct.pack(">I", zlib.crc32(chunk))
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + crc


BAD = {
    "no such file": (["no.jpg", *CLASSES], "no.jpg: no such file"),
    "directory": ([".", *CLASSES], ".: is a directory"),
    "text": (["text.jpg", *CLASSES], "text.jpg: holds text"),
    "empty": (["empty.jpg", *CLASSES], "empty.jpg: is empty"),
    "bomb": (["bomb.png", *CLASSES], "bomb.png: is too large"),
    "one of several": (["photo.png", "empty.jpg", *CLASSES], "empty.jpg: is empty"),
    "no classes": (["photo.png"], "classes: not given"),
    "empty list": (["photo.png", "--classes", " , "], "classes: no class is named"),
    "both": (["photo.png", *CLASSES, "--classes-file", "c.txt"], "excludes --classes-file"),
    "missing file": (["photo.png", "--classes-file", "c.txt"], "c.txt: no such file"),
    "unknown option": (["photo.png", *CLASSES, "--clases", "x"], "No such option: --clases"),
    "no picture": ([*CLASSES], "Missing argument"),
    "unknown command": (None, "No such command 'segmnt'"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_one_line_exit_2_and_nothing_written(
    photo: Path, world: World, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    Path("text.jpg").write_text("no picture")
    Path("empty.jpg").touch()
    Path("bomb.png").write_bytes(bomb())
    before = sorted(Path().rglob("*"))
    arguments, message = BAD[case]
    code = cli.run(["segmnt"]) if arguments is None else segment(*arguments)
    out, err = capsys.readouterr()
    assert code == 2
    assert message in err
    assert err.startswith("maskwright: ")
    assert err.count("\n") == 1
    assert out == ""
    assert sorted(Path().rglob("*")) == before
    assert world.log == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--profile", "embeded"], "did you mean 'embedded'?"),
        (["--profile", "no.toml"], "no.toml: no such profile file"),
        (["--set", "closed_set.n_poinst=3"], "did you mean"),
        (["--set", "closed_set.n_points=no"], "closed_set.n_points"),
        (["--set", "nonsense"], "not of the form section.key=value"),
    ],
)
def test_unknown_profiles_and_settings_name_the_nearest(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    PIL.Image.fromarray(garden()).save("photo.png")
    assert segment("photo.png", *CLASSES, *arguments) == 2
    err = capsys.readouterr().err
    assert message in err
    assert err.count("\n") == 1
    assert not Path("maskwright-out").exists()


def test_an_output_folder_in_the_way_fails_before_the_work(
    photo: Path, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("file").write_text("in the way")
    assert segment("photo.png", *CLASSES, "--out", "file/sub") == 1
    assert "cannot write to file/sub: not a directory" in capsys.readouterr().err
    assert world.log == []


def test_a_dead_language_model_server_is_one_line_exit_1_and_nothing_written(
    photo: Path, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.failures = {"answer": [dead_server()]}
    assert segment("photo.png", *CLASSES) == 1
    assert capsys.readouterr().err == "maskwright: http://127.0.0.1:9: connection refused\n"
    assert not Path("maskwright-out").exists()


def test_an_unforeseen_error_is_one_line_too_unless_debugging(
    photo: Path,
    world: World,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world.failures = {"detect": [ZeroDivisionError("oh\nno"), ZeroDivisionError("again")]}
    assert segment("photo.png", *CLASSES) == 1
    err = capsys.readouterr().err
    assert err.startswith("maskwright: unexpected ZeroDivisionError: oh no (MASKWRIGHT_DEBUG=1")
    assert err.count("\n") == 1
    monkeypatch.setenv("MASKWRIGHT_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        segment("photo.png", *CLASSES)


SCRIPT = """
import sys, time
sys.path.insert(0, {tests!r})
from pathlib import Path
from colour_world import World, resolver
import maskwright.agent.agent
from maskwright.agent import cli
from maskwright.graphs.toolbox import install_resolver

class Slow(World):
    def segment(self, image, prompts):
        print("waiting", flush=True)
        time.sleep(60)

install_resolver(resolver({world}(), Path("images")))
sys.exit(cli.run(["segment", {image!r}, "--classes", "red fruit"]))
"""


def script(world: str, image: str) -> list[str]:
    """A process of its own that segments a picture of the colour world."""
    text = SCRIPT.format(tests=str(Path(__file__).parent.parent), world=world, image=image)
    return [sys.executable, "-c", text]


def test_ctrl_c_exits_130_and_leaves_nothing(photo: Path) -> None:
    process = subprocess.Popen(
        script("Slow", "photo.png"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=photo.parent,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "waiting\n"
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, "maskwright: interrupted\n")
    assert not (photo.parent / "maskwright-out").exists()


HEAVY = [
    "torch",
    "onnx",
    "onnxruntime",
    "transformers",
    "langgraph",
    "openai",
    "scipy",
    "numpy",
    "PIL",
    "jinja2",
]


def test_help_lists_every_command_and_imports_nothing_heavy() -> None:
    text = (
        "import sys\nfrom maskwright.agent import cli\ncode = cli.run(['--help'])\n"
        f"sys.exit(code or ', '.join(set(sys.modules) & set({HEAVY})) or 0)"
    )
    command = [sys.executable, "-c", text]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    for name in ("segment", "eval", "models", "profiles", "prompts"):
        assert f" {name} " in done.stdout


@pytest.mark.parametrize("group", ["eval", "models", "profiles", "prompts"])
def test_every_command_group_opens(group: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([group, "--help"]) == 0
    out = capsys.readouterr().out
    assert f"Usage: maskwright {group} " in out


def test_a_picture_comes_from_stdin(photo: Path) -> None:
    done = subprocess.run(
        script("World", "-"),
        input=photo.read_bytes(),
        capture_output=True,
        check=False,
        cwd=photo.parent,
    )
    assert done.returncode == 0, done.stderr
    folder = photo.parent / "maskwright-out" / "stdin"
    assert {path.name for path in folder.iterdir()} == FILES
