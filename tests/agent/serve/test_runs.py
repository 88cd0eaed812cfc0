"""Finished runs: files by fixed names, random ids, a time and a disk that they are kept for."""

from __future__ import annotations

import io
import json
import os
import re
import socket
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from http_doors import Door, door, picture
from maskwright.agent.serve.problems import Refusal
from maskwright.agent.serve.runs import ID, TYPES, Runs

SECRET = "a secret beside the runs"


def segment(served: Door, **more: Any) -> dict[str, Any]:
    asked = {"images": [picture()], "queries": ["lime"], **more}
    return served.client.post("/v1/segment", json=asked).json()["runs"][0]


def raw(served: Door, path: str) -> tuple[int, bytes]:
    """The status and the bytes for a path that no client tidies up first."""
    host, port = served.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as line:
        line.sendall(
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
        )
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    return int(answer.split(b" ")[1]), answer


def test_every_file_of_a_run_can_be_fetched(served: Door) -> None:
    run = segment(served, formats=["coco"])
    assert set(run["files"]) == {*list(TYPES)[:4], "coco.zip"}
    starts = {"overlay.png": b"\x89PNG", "label_map.png": b"\x89PNG", "coco.zip": b"PK"}
    for name, place in run["files"].items():
        answer = served.client.get(place)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == TYPES[name]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.content.startswith(starts.get(name, b""))
    assert "<html" in served.client.get(run["files"]["report.html"]).text
    again = served.client.get(f"/v1/runs/{run['id']}").json()
    assert again["result"]["segments"] == run["result"]["segments"]
    assert again["expires"] - again["created"] == pytest.approx(86_400)


@pytest.mark.parametrize(
    ("name", "file_name"), [("../a b.jpg", "a b.jpg"), ("/etc/cat.png", "cat.png"), (None, None)]
)
def test_an_export_names_the_picture_as_the_client_did(
    served: Door, name: str | None, file_name: str | None
) -> None:
    run = segment(served, images=[picture(**({"name": name} if name else {}))], formats=["coco"])
    assert run["result"]["image"]["path"] is None
    with zipfile.ZipFile(io.BytesIO(served.client.get(run["files"]["coco.zip"]).content)) as held:
        (told,) = [each for each in held.namelist() if each.endswith(".json")]
        (named,) = json.loads(held.read(told))["images"]
    assert named["file_name"] == (file_name or f"{run['result']['image']['sha256'][:16]}.png")


def test_runs_are_listed_newest_first_and_deleted(served: Door, tmp_path: Path) -> None:
    first, second = segment(served), segment(served)
    listed = served.client.get("/v1/runs").json()["runs"]
    assert [run["id"] for run in listed] == [second["id"], first["id"]]
    assert listed[0]["result"] is None
    assert served.client.get("/v1/runs?limit=1").json()["runs"][0]["id"] == second["id"]
    assert served.client.delete(f"/v1/runs/{first['id']}").status_code == 204
    assert served.client.delete(f"/v1/runs/{first['id']}").status_code == 404
    assert served.client.get(f"/v1/runs/{first['id']}").status_code == 404
    assert [path.name for path in (tmp_path / "runs").iterdir()] == [second["id"]]
    assert served.number("maskwright_kept_runs") == 1


def test_ids_are_random_and_of_one_pattern(served: Door) -> None:
    ids = [segment(served)["id"] for _ in range(3)]
    assert len(set(ids)) == 3
    assert all(ID.fullmatch(each) for each in ids)


NAMES = [
    "../secret",
    "..%2fsecret",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/secret",
    "..%5csecret",
    "%2fetc%2fpasswd",
    "run.json",
    "result.json%00",
    "result.json/",
    ".",
    "..",
    "%00",
    "export",
    "x" * 5000,
]


@pytest.mark.parametrize("name", NAMES)
def test_no_name_leads_out_of_a_run(served: Door, tmp_path: Path, name: str) -> None:
    run = segment(served)
    (tmp_path / "secret").write_text(SECRET)
    (tmp_path / "runs" / "secret").write_text(SECRET)
    for path in (
        f"/v1/runs/{run['id']}/{name}",
        f"/v1/runs/{name}",
        f"/v1/runs/{name}/result.json",
    ):
        status, answer = raw(served, path)
        assert status != 500
        assert SECRET.encode() not in answer
        assert b"root:" not in answer
        if status == 200:
            assert raw(served, path)[1].count(b'"runs":') == 1  # the list, by /v1/runs/.


def test_links_and_strangers_in_the_folder_are_no_runs(tmp_path: Path) -> None:
    folder = tmp_path / "runs"
    (folder / ("A" * 22)).mkdir(parents=True)
    (folder / ("A" * 22) / "run.json").write_text('{"id": "../../x"}')
    assert Runs(folder, 60, 10**6).list() == []


def test_an_old_run_goes(opened, tmp_path: Path) -> None:
    served: Door = opened(run_seconds=0.3)
    run = segment(served)
    assert served.client.get(f"/v1/runs/{run['id']}").status_code == 200
    time.sleep(0.4)
    assert served.client.get(f"/v1/runs/{run['id']}").status_code == 404
    assert served.client.get("/v1/runs").json() == {"runs": []}
    served.house.runs.sweep()
    assert list((tmp_path / "runs").iterdir()) == []


def test_the_oldest_runs_make_room(opened, tmp_path: Path) -> None:
    served: Door = opened(run_bytes=100_000)
    ids = [segment(served)["id"] for _ in range(6)]
    kept = [run["id"] for run in served.client.get("/v1/runs").json()["runs"]]
    assert 1 <= len(kept) < 6
    assert kept == ids[::-1][: len(kept)]
    assert served.house.runs.bytes <= 100_000
    assert sorted(path.name for path in (tmp_path / "runs").iterdir()) == sorted(kept)


def test_a_run_that_is_larger_than_the_disk_is_still_answered(opened) -> None:
    served: Door = opened(run_bytes=10)
    run = segment(served)
    assert served.client.get(run["files"]["overlay.png"]).status_code == 200


def test_runs_outlive_the_server_and_halves_do_not(tmp_path: Path) -> None:
    with door(tmp_path) as served:
        run = segment(served)
    half = tmp_path / "runs" / ".half.written"
    half.mkdir()
    os.utime(half, (time.time() - 7200,) * 2)
    with door(tmp_path) as served:
        assert served.client.get(f"/v1/runs/{run['id']}").json()["result"] is not None
        assert not half.exists()


def test_a_full_disk_is_said(served: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    from maskwright.agent.serve import runs as module
    from maskwright.errors import ToolError

    def full(*arguments: object, **named: object) -> None:
        raise ToolError("output", "no space left on the disk for /srv/runs/x", "no_space")

    monkeypatch.setattr(module, "write_folder", full)
    asked = {"images": [picture()], "queries": ["lime"]}
    answer = served.client.post("/v1/segment", json=asked)
    assert answer.status_code == 507
    assert "/srv" not in answer.text


def test_files_that_are_gone_are_said(served: Door, tmp_path: Path) -> None:
    run = segment(served)
    (tmp_path / "runs" / run["id"] / "overlay.png").unlink()
    answer = served.client.get(run["files"]["overlay.png"])
    assert (answer.status_code, answer.json()["error"]) == (404, "the run's files are gone")


def test_an_id_of_another_pattern_is_not_looked_for(tmp_path: Path) -> None:
    runs = Runs(tmp_path, 60, 10**6)
    for run_id in ("", "..", "a/b", "A" * 21, "A" * 23, "A" * 22 + "\n"):
        with pytest.raises(Refusal, match="404"):
            runs.get(run_id)
    assert re.fullmatch(ID, "A" * 22)
