"""Many clients at once: all are answered or refused, none is lost, memory stays."""

from __future__ import annotations

from http_doors import Door, png
from maskwright.evals.bench.serve import Wave, bounded, flood, photographs, table


def test_eight_clients_and_a_queue_of_two(opened) -> None:
    served: Door = opened(queue=2, workers=1)
    wave = flood(served.url, [png()] * 8)
    assert wave.lost == 0
    assert wave.answered + wave.refused == wave.sent == 8
    assert wave.answered >= 1
    assert served.number("maskwright_queue_length") == 0
    assert len(served.client.get("/v1/runs").json()["runs"]) == wave.answered


def test_fifty_clients_of_which_none_is_lost(opened) -> None:
    served: Door = opened(queue=16, workers=2)
    wave = flood(served.url, [png()] * 50)
    assert wave.lost == 0
    assert wave.answered + wave.refused == 50
    assert served.house.desk.stopped is False
    assert flood(served.url, [png()]).answered == 1


def test_a_server_that_is_not_there_loses_all() -> None:
    assert flood("http://127.0.0.1:9", [b"x"] * 2).lost == 2


def test_growth_is_seen() -> None:
    waves = [
        Wave(sent=1, answered=1, refused=0, lost=0, peak_mib=peak) for peak in (900, 1000, 1100)
    ]
    assert bounded(waves)
    assert not bounded(waves, limit=50)
    assert bounded(waves[:1])
    assert "1000" in table(waves)


def test_pictures_differ() -> None:
    assert len(set(photographs(3, 10))) == 3
