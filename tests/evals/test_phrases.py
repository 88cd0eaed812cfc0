from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from maskwright.errors import InputError
from maskwright.evals.dataset import Dataset, read_dataset
from maskwright.evals.phrases import (
    is_referring,
    object_index,
    object_mask,
    read_phrases,
    video_of,
)

from .builders import write_dataset

CLASSES = "0\trest\n1\tannotated object\n"


def dataset(root: Path, phrases: str, classes: str = CLASSES) -> Dataset:
    write_dataset(root / "frames", {"bear_00010": [[0, 1, 255]]}, classes=classes)
    (root / "frames/phrases.tsv").write_text(phrases, encoding="utf-8")
    return read_dataset(root / "frames")


def test_a_picture_may_have_several_phrases_and_other_pictures_are_kept(tmp_path: Path) -> None:
    text = "image\tphrase\nbear_00010\ta bear\nbear_00010\tthe animal\nother_1\ta cat\n"
    assert read_phrases(dataset(tmp_path, text)) == {
        "bear_00010": ["a bear", "the animal"],
        "other_1": ["a cat"],
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("bear_00010\n", "phrases.tsv:1: expected"),
        ("other\ta cat\n", "has no phrase for 'bear_00010'"),
    ],
)
def test_a_bad_line_and_a_picture_without_a_phrase_are_told(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read_phrases(dataset(tmp_path, text))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    found = dataset(tmp_path, "")
    (found.root / "phrases.tsv").unlink()
    with pytest.raises(InputError, match="no such file"):
        read_phrases(found)


@pytest.mark.parametrize("classes", [CLASSES, "1\tfox\n0\tbackground\n"])
def test_the_object_is_every_class_but_the_background(tmp_path: Path, classes: str) -> None:
    found = dataset(tmp_path, "bear_00010\ta bear\n", classes)
    truth = found.truth(found.items[0])
    assert object_mask(found, truth).tolist() == [[False, True, False]]
    assert found.ids[object_index(found)] == 1


def test_a_dataset_of_background_alone_has_no_object(tmp_path: Path) -> None:
    write_dataset(tmp_path / "nothing", {"a": [[0]]}, classes="0\trest\n")
    with pytest.raises(InputError, match="lists no object"):
        object_index(read_dataset(tmp_path / "nothing"))


def test_frames_of_a_video_share_its_name() -> None:
    names = ["bmx-trees_00016", "bmx-trees_00048", "2007_000033", "photo", "_7", "a_b"]
    assert [*map(video_of, names)] == ["bmx-trees", "bmx-trees", "2007", "photo", "_7", "a_b"]
    assert np.unique([video_of(name) for name in names[:2]]).size == 1


REFS = "image\tann_id\tmask\tcategory\texpression\n"


def referring(root: Path, refs: str) -> Dataset:
    """Two objects of the photograph "25" and one of "7", as refs.tsv names them."""
    grid = [[0, 1, 255]]
    masks = dict.fromkeys(("25_1", "25_2", "7_3"), grid)
    write_dataset(root / "photos", masks, classes="0\trest\n1\treferred object\n")
    for picture in ("25", "7"):
        shutil.copy(root / "photos/images/7_3.png", root / f"photos/images/{picture}.png")
    (root / "photos/refs.tsv").write_text(refs, encoding="utf-8")
    return read_dataset(root / "photos")


def test_an_expression_belongs_to_its_mask_not_to_its_picture(tmp_path: Path) -> None:
    rows = "25\t1\t25_1.png\tbear\ta big bear\n25\t2\t25_2.png\tbear\tits cub\n"
    again = "25\t1\t25_1.png\tbear\tthe mother\n7\t3\t7_3.png\tcup\ta cup, half full\n"
    found = referring(tmp_path, REFS + rows + again)
    assert is_referring(found)
    assert read_phrases(found) == {
        "25_1": ["a big bear", "the mother"],
        "25_2": ["its cub"],
        "7_3": ["a cup, half full"],
    }
    assert {*map(video_of, read_phrases(found))} == {"25", "7"}


def test_phrases_of_frames_come_before_expressions(tmp_path: Path) -> None:
    found = dataset(tmp_path, "bear_00010\ta bear\n")
    assert not is_referring(found)
    (found.root / "refs.tsv").write_text("nonsense", encoding="utf-8")
    assert read_phrases(found) == {"bear_00010": ["a bear"]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "refs.tsv:1: expected the columns image, mask, expression"),
        ("image\tmask\n", "refs.tsv:1: expected the columns"),
        (REFS + "25\t1\t25_1.png\tbear\n", "refs.tsv:2: lacks one of"),
        (REFS + "25\t1\t25_1.png\tbear\ta bear\n", "has no phrase for '25_2'"),
    ],
)
def test_bad_expressions_are_told(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_phrases(referring(tmp_path, text))
