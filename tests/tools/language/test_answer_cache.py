"""The answer cache: exact questions only, whole files only, never a reason to fail."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from maskwright.tools.language.answer_cache import AnswerCache

ASKED = {"model": "m", "user": "girl \ud800 \N{DOG}", "temperature": 0.0}


def test_an_answer_comes_back_for_exactly_the_same_question(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path / "answers")
    assert cache.get(ASKED) is None
    cache.put(ASKED, {"value": {"choice": "person"}})
    assert cache.get(dict(reversed(ASKED.items()))) == {"value": {"choice": "person"}}
    assert cache.get({**ASKED, "temperature": 0.1}) is None


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"answer": 3}', "\x00"])
def test_a_broken_file_is_no_answer_and_is_replaced(tmp_path: Path, broken: str) -> None:
    cache = AnswerCache(tmp_path)
    cache.put(ASKED, {"value": 1})
    (path,) = tmp_path.glob("*/*.json")
    path.write_text(broken)
    assert cache.get(ASKED) is None
    cache.put(ASKED, {"value": 2})
    assert cache.get(ASKED) == {"value": 2}


def test_writers_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: cache.put(ASKED, {"value": "x" * 10_000, "n": n}), range(32)))
    stored = cache.get(ASKED)
    assert stored is not None
    assert len(stored["value"]) == 10_000
    assert [path.suffix for path in tmp_path.glob("*/*")] == [".json"]


def test_a_folder_that_cannot_be_written_is_passed_over(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    AnswerCache(tmp_path / "file" / "answers").put(ASKED, {"value": 1})
    assert "answers are not cached" in caplog.text
