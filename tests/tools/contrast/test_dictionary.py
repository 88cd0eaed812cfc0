"""The dictionary: neighbours, the concept that stands in, what a broken file says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from maskwright.errors import InputError
from maskwright.tools.contrast.dictionary import (
    Dictionary,
    Provenance,
    load_dictionary,
    save_dictionary,
    shipped_dictionary,
)
from numpy.typing import NDArray


def ints(*values: int) -> NDArray[np.int64]:
    return np.array(values, np.int64)


TABLE = Dictionary(
    concepts=("boat", "sea", "photo", "sail", "views"),
    captions=ints(200, 100, 90, 2, 50),
    first=ints(0, 0, 0, 0, 1),
    second=ints(1, 2, 3, 4, 2),
    together=ints(50, 40, 2, 9, 1),
    provenance=Provenance(n_read=400),
)


class Letters:
    """Texts are as similar as their sets of letters."""

    def similarity(self, a: Sequence[str], b: Sequence[str]) -> NDArray[np.float32]:
        rows = [[len({*x} & {*y}) / len({*x} | {*y}) for y in b] for x in a]
        return np.array(rows, np.float32).reshape(len(a), len(b))


def test_frequencies_are_of_the_row_and_must_be_above_gamma() -> None:
    assert TABLE.neighbours("boat") == [("sea", 0.25)]  # sail is at .01, not above
    assert TABLE.neighbours("boat", 0.009) == [("sea", 0.25), ("sail", 0.01)]
    assert TABLE.neighbours("Boats", 0.25) == []
    assert TABLE.neighbours("sail") == [("boat", 1.0)]


def test_words_that_tell_of_the_picture_are_left_out() -> None:
    words = {word for word, _ in TABLE.neighbours("boat", 0)}
    assert words == {"sea", "sail"}


def test_a_query_that_is_not_there_has_a_nearest_concept() -> None:
    assert TABLE.nearest("BOATS", Letters()) == ("boat", 1.0)
    concept, near = TABLE.nearest("seal", Letters())
    assert (concept, near) == ("sea", pytest.approx(0.75))
    assert "seal" not in TABLE
    with pytest.raises(InputError, match="'seal': is not in the dictionary"):
        TABLE.neighbours("seal")


def test_the_base_rate_is_the_share_of_all_captions() -> None:
    assert TABLE.base_rate("boat") == 0.5
    assert TABLE.base_rate("seal") == 0.0


def test_a_file_that_is_none_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    with pytest.raises(InputError, match="there is no such file"):
        load_dictionary(path)
    path.write_bytes(b"no zip")
    with pytest.raises(InputError, match="no co-occurrence dictionary; make one with"):
        load_dictionary(path)
    np.savez(path, concepts=ints(1))
    with pytest.raises(InputError, match="no co-occurrence dictionary"):
        load_dictionary(path)
    np.savez(path, concepts=np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(InputError, match="no co-occurrence dictionary"):
        load_dictionary(path)
    np.save(tmp_path / "b.npy", ints(1))
    with pytest.raises(InputError, match="no co-occurrence dictionary"):
        load_dictionary(tmp_path / "b.npy")


@pytest.mark.parametrize("name", ["captions", "second", "together", "row_length"])
def test_arrays_that_do_not_fit_are_noticed(tmp_path: Path, name: str) -> None:
    path = save_dictionary(TABLE, tmp_path)
    with np.load(path) as stored:
        arrays = {key: stored[key] for key in stored.files}
    np.savez(path, **{**arrays, name: arrays[name][:-1]})
    with pytest.raises(InputError, match="no co-occurrence dictionary"):
        load_dictionary(path)


def test_the_shipped_dictionary_knows_everyday_things_and_where_it_is_from() -> None:
    table = shipped_dictionary()
    assert len(table.concepts) > 2500
    assert dict(table.neighbours("boats"))["water"] > 0.2
    assert dict(table.neighbours("train"))["track"] > 0.1
    assert table.provenance.n_excluded >= 550
    assert all("/" not in each.name for each in table.provenance.captions)
