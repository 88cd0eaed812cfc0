"""The house itself: what the wheel holds, what importing costs, which way imports go."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import maskwright
import pytest

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PACKAGES = ("agent", "evals", "graphs", "prompts", "tools")
HEAVY = (
    "torch",
    "torchvision",
    "timm",
    "transformers",
    "scipy",
    "skimage",
    "maxflow",
    "onnx",
    "onnxruntime",
    "matplotlib",
    "openai",
    "langgraph",
    "langchain_core",
    "ai_edge_litert",
    "sentence_transformers",
)


def run(*command: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a command; its output is shown where it fails."""
    ran = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, f"{command}\n{ran.stdout}\n{ran.stderr}"
    return ran


def tracked() -> list[Path]:
    """Files of the repository that are on disk, relative to its root."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    names = run("git", "ls-files", "-z").stdout.split("\0")
    return [Path(name) for name in names if name and (ROOT / name).is_file()]


def loaded_after(code: str) -> set[str]:
    """Top-level names of the modules that a fresh interpreter has after running `code`."""
    report = "import sys; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    return set(run(sys.executable, "-c", f"{code}\n{report}").stdout.split())


def test_a_bare_import_loads_nothing_heavy() -> None:
    assert loaded_after("import maskwright") & {*HEAVY, "numpy", "pydantic", "PIL"} == set()


def test_help_loads_nothing_heavy() -> None:
    code = """
import sys
sys.argv = ["maskwright", "--help"]
from maskwright.agent.cli import main
try:
    main()
except SystemExit:
    pass
print()
"""
    assert loaded_after(code) & {*HEAVY, "numpy"} == set()


def test_every_public_name_can_be_imported() -> None:
    for name in maskwright.__all__:
        assert getattr(maskwright, name).__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'Agents'"):
        maskwright.Agents  # noqa: B018


def test_versions_agree() -> None:
    declared = PYPROJECT["project"]["version"]
    assert maskwright.__version__ == declared == metadata.version("maskwright")


def test_imports_go_one_way() -> None:
    run(Path(sys.executable).parent / "lint-imports", "--no-cache")


def test_every_folder_of_modules_is_a_listed_package() -> None:
    folders = {path.parent for path in tracked() if path.suffix == ".py"}
    inside = {folder for folder in folders if folder.parts and folder.parts[0] in PACKAGES}
    needed = {"maskwright", *(".".join(["maskwright", *folder.parts]) for folder in inside)}
    assert set(PYPROJECT["tool"]["setuptools"]["packages"]) == needed


def test_every_pattern_of_package_data_finds_a_file() -> None:
    patterns = PYPROJECT["tool"]["setuptools"]["package-data"]
    for package, names in patterns.items():
        folder = ROOT.joinpath(*package.split(".")[1:])
        assert [name for name in names if not any(folder.glob(name))] == [], package


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but the wheel, built from a copy of the tracked files."""
    copy = tmp_path_factory.mktemp("source")
    for path in tracked():
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, copy / path)
    wheels, target = copy / "dist", copy / "site"
    run(sys.executable, "-m", "build", "--wheel", "--outdir", wheels, copy)
    (wheel,) = wheels.glob("*.whl")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    run(*pip, "--no-deps", "--target", target, wheel)
    return target


def test_the_wheel_holds_every_module_and_data_file_and_no_test(installed: Path) -> None:
    shipped = {path.relative_to(installed / "maskwright") for path in files_of(installed)}
    ours = {path for path in tracked() if path.parts[0] in PACKAGES and path.name != "README.md"}
    wanted = {path for path in ours if path.parts[:2] != ("evals", "results")}
    wanted |= {Path("__init__.py"), Path("errors.py"), Path("py.typed")}
    assert shipped == wanted
    assert sorted(path.name for path in installed.iterdir() if path.suffix != ".dist-info") == [
        "bin",
        "maskwright",
    ]


def files_of(installed: Path) -> list[Path]:
    paths = (installed / "maskwright").rglob("*")
    return [path for path in paths if path.is_file() and path.suffix != ".pyc"]


def test_every_module_of_the_wheel_imports_without_the_checkout(installed: Path) -> None:
    code = """
import importlib, pkgutil, sys
sys.path.insert(0, sys.argv[1])
sys.meta_path[:] = [f for f in sys.meta_path if "editable" not in repr(f)]
import maskwright
assert maskwright.__file__.startswith(sys.argv[1]), maskwright.__file__
for found in pkgutil.walk_packages(maskwright.__path__, "maskwright."):
    if not found.name.endswith("__main__"):
        importlib.import_module(found.name)
print(len([name for name in sys.modules if name.startswith("maskwright.")]))
"""
    count = int(run(sys.executable, "-I", "-c", code, installed, cwd=installed).stdout)
    assert count > 30


def test_constraints_pin_every_dependency_and_name_no_address() -> None:
    text = (ROOT / "constraints.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9_.-]+==[\w.+!-]+", line)] == []
    pinned = {normal(line.partition("==")[0]) for line in lines}
    project = PYPROJECT["project"]
    extras = [name for group in project["optional-dependencies"].values() for name in group]
    wanted = {
        normal(re.split(r"[\[<>=!~; ]", name)[0]) for name in project["dependencies"] + extras
    }
    assert wanted - pinned - {"maskwright"} == set()


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_no_committed_text_names_a_registry_or_a_path_of_one_machine() -> None:
    hosts = (
        "files.python" + "hosted",
        "py" + "pi.org",
        "registry.npm" + "js",
        "download.py" + "torch",
    )
    places = ("/root" + "/", "/home" + "/", "/work" + "/", "/opt" + "/pypi")
    forbidden = re.compile("|".join(re.escape(text) for text in (*hosts, *places)))
    found = [
        f"{path}:{number}: {line.strip()[:120]}"
        for path in tracked()
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if forbidden.search(line)
    ]
    assert found == []


def text_of(path: Path) -> str:
    """The text of a tracked file; "" for a binary one."""
    content = (ROOT / path).read_bytes()
    return "" if b"\0" in content[:8192] else content.decode("utf-8", "replace")


def test_langgraph_json_names_graphs_that_build() -> None:
    import json
    from importlib import import_module

    named = json.loads((ROOT / "langgraph.json").read_text("utf-8"))["graphs"]
    for name, place in named.items():
        module, _, attribute = place.partition(":")
        graph = getattr(import_module(module), attribute)({})
        assert graph.name == name


def test_the_commands_page_shows_the_present_help() -> None:
    shown = run(ROOT / ".ci" / "commands-page", sys.executable).stdout
    written = (ROOT / "docs" / "commands.md").read_text("utf-8")
    assert shown == written, "docs/commands.md is old; run: make docs"


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run make in the checkout, as from a shell; nothing here may install anything."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    command = ["make", *arguments]
    return subprocess.run(command, cwd=ROOT, env=plain, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("python", "sentence"),
    [
        ("", "No Python 3.11 or newer was found: install one"),
        ("no-such-python", "PYTHON=no-such-python is not a program on this machine"),
        ("false", "PYTHON=false is too old: Maskwright needs Python 3.11 or newer."),
    ],
)
def test_a_missing_python_is_one_clear_sentence(python: str, sentence: str, tmp_path: Path) -> None:
    if shutil.which("make") is None:
        pytest.skip("no make on this machine")
    ran = make("setup", f"PYTHON={python}", f"VENV={tmp_path / 'venv'}")
    said = [line for line in ran.stderr.splitlines() if not line.startswith("make: ***")]
    assert ran.returncode != 0
    assert len(said) == 1
    assert said[0].startswith(sentence)
    assert not (tmp_path / "venv").exists()
