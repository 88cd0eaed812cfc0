"""What the page shows while and after somebody is answered."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from http_doors import png
from maskwright.agent.conversation import Conversations
from maskwright.agent.events import Event, NodeStarted
from maskwright.agent.web.asking import How, is_thread
from maskwright.agent.web.talk import Talk, View


def said(talk: Talk, text: str, thread: str = "", *files: Path, **how: object) -> list[View]:
    told = {"text": text, "files": [str(each) for each in files]}
    return list(talk.say(thread, told, How(**how)))


def test_a_message_empties_the_box_tells_progress_and_ends_with_the_stage(
    garden_talk: Conversations, tmp_path: Path
) -> None:
    (tmp_path / "garden.png").write_bytes(png())
    views = said(Talk(garden_talk), "find tomato", "", tmp_path / "garden.png")
    assert (views[0].busy, views[0].text, is_thread(views[0].thread)) == (True, "", True)
    assert "garden.png" in str(views[0].talk)
    assert 'role="status"' in str(views[0].status)
    assert (views[-1].busy, views[-1].status) == (False, "")
    assert 'data-label="tomato"' in str(views[-1].stage)
    assert str(tmp_path) not in str(views)


def test_a_confirmation_waits_and_a_label_is_changed(
    garden_talk: Conversations, tmp_path: Path
) -> None:
    (tmp_path / "garden.png").write_bytes(png())
    talk = Talk(garden_talk)
    views = said(talk, "find tomato", "", tmp_path / "garden.png", confirm=True)
    thread = views[0].thread
    waits = garden_talk.waits(str(thread))
    assert waits is not None
    assert 'data-confirm="accept"' in str(views[-1].stage)
    number = waits.waiting["segments"][0]["id"]
    told = {"accept": True, "reject": [], "rename": {str(number): "berry"}}
    (*_, end) = talk.resume(thread, told)
    assert 'data-label="berry"' in str(end.stage)
    assert 'role="alert"' in str(list(talk.resume(thread, told))[-1].status)


def test_a_thread_is_opened_gone_back_to_undone_and_left(
    garden_talk: Conversations, tmp_path: Path
) -> None:
    (tmp_path / "garden.png").write_bytes(png())
    talk = Talk(garden_talk)
    thread = said(talk, "find tomato", "", tmp_path / "garden.png")[0].thread
    said(talk, "find lime", str(thread))
    assert 'data-label="lime"' in str(talk.open(thread).stage)
    assert 'data-label="tomato"' in str(talk.show(thread, 1, None).stage)
    assert 'data-label="tomato"' in str(talk.go_back(thread, 1).stage)
    assert talk.new().thread != thread


def test_an_export_is_among_the_downloads_and_nowhere_on_the_server(
    garden_talk: Conversations, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "garden.png").write_bytes(png())
    (tmp_path / "temporary").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    talk = Talk(garden_talk)
    thread = str(said(talk, "find tomato", "", tmp_path / "garden.png")[0].thread)
    end = said(talk, "export as COCO", thread)[-1]
    assert "Under Download, below the picture: COCO." in str(end.talk)
    assert "coco.zip" in str(end.stage)
    assert str(tmp_path) not in str(end)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["garden.png", "temporary"]
    assert list((tmp_path / "temporary").iterdir()) == []


def test_nonsense_is_one_clear_line(garden_talk: Conversations, tmp_path: Path) -> None:
    (tmp_path / "no.png").write_bytes(b"no picture")
    talk = Talk(garden_talk)
    assert "is empty" in str(said(talk, " ")[0].status)
    assert "no.png: " in str(said(talk, "find tomato", "", tmp_path / "no.png")[0].status)
    assert "has not begun" in str(talk.undo(None).status)
    assert "has not begun" in str(talk.go_back("../x", 1).status)
    assert "has not begun" in str(
        next(talk.resume({}, {"accept": 1, "reject": [], "rename": {}})).status
    )
    assert list(talk.try_example("", "../../etc/passwd")) == []


def test_what_nobody_expected_is_one_line_too_and_the_page_is_free_again(
    garden_talk: Conversations,
    found: object,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fails(*told: object, **more: object) -> Iterator[Event]:
        yield NodeStarted(node="understand")
        raise RuntimeError("inward")

    monkeypatch.setattr(garden_talk, "say", fails)
    monkeypatch.setattr(garden_talk, "undo", fails_at_once)
    talk = Talk(garden_talk)
    thread = "web-" + "0" * 32
    end = said(talk, "find tomato", thread)[-1]
    assert (end.busy, end.text) == (False, "find tomato")
    assert "The server failed unexpectedly" in str(end.status)
    assert "inward" not in str(end)
    assert "The server failed unexpectedly" in str(talk.undo(thread).status)
    assert "RuntimeError: inward" in caplog.text
    monkeypatch.setattr(garden_talk, "turns", fails_at_once)
    assert next(talk.say(thread, {"text": "find tomato"}, How())).busy is False


def fails_at_once(*told: object) -> None:
    raise RuntimeError("inward")


def test_a_server_that_stops_answers_nobody(garden_talk: Conversations, found: object) -> None:
    talk = Talk(garden_talk)
    talk.stopped = True
    thread = "web-" + "0" * 32
    before = garden_talk.turns(thread)
    end = said(talk, "find lime", thread)[-1]
    assert (end.busy, end.text) == (False, "find lime")
    assert "the server: is stopping; try again" in str(end.status)
    assert garden_talk.turns(thread) == before


def test_a_result_of_another_thread_is_not_shown(garden_talk: Conversations, found: object) -> None:
    talk = Talk(garden_talk)
    assert talk.show("web-" + "1" * 32, None, found.result_id) == View()
    assert talk.show("web-" + "0" * 32, None, found.result_id).stage
