from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from maskwright.errors import InputError
from maskwright.evals.dataset import Dataset, read_dataset
from maskwright.evals.phrases import object_index, object_mask, read_phrases, video_of

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
