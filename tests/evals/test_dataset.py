from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from maskwright.errors import InputError
from maskwright.evals.dataset import class_sets, read_dataset
from PIL import Image

from .builders import write_dataset, write_mask

TWO = {"a": [[0, 1], [1, 255]], "b": [[0, 2], [3, 0]]}


def test_reads_names_synonyms_and_the_background(tmp_path: Path) -> None:
    dataset = read_dataset(write_dataset(tmp_path / "set", TWO))
    assert dataset.names == ("background", "cat", "dog", "sofa")
    assert dataset.background == 0
    assert dataset.queries == ["cat", "dog", "sofa"]
    assert dataset.synonyms == {"dog": ("puppy", "hound")}
    assert [item.name for item in dataset.items] == ["a", "b"]
    assert dataset.part == "all"


def test_truth_holds_indices_and_minus_one_where_ignored(tmp_path: Path) -> None:
    classes = "7\tcat\n3\tbackground\n"
    root = write_dataset(tmp_path / "set", {"a": [[3, 7], [7, 255]]}, classes)
    dataset = read_dataset(root)
    assert dataset.truth(dataset.items[0]).tolist() == [[1, 0], [0, -1]]
    assert dataset.background == 1


def test_sixteen_bit_masks_ignore_65535_and_may_hold_class_255(tmp_path: Path) -> None:
    root = write_dataset(tmp_path / "set", {"a": [[0, 0]]}, "0\tbackground\n255\tcat\n300\tdog\n")
    wide = np.array([[255, 300]], dtype=np.uint16)
    Image.fromarray(wide).save(root / "masks/a.png")
    dataset = read_dataset(root)
    assert dataset.truth(dataset.items[0]).tolist() == [[1, 2]]
    Image.fromarray(np.array([[65535, 0]], dtype=np.uint16)).save(root / "masks/a.png")
    assert dataset.truth(dataset.items[0]).tolist() == [[-1, 0]]


def test_without_a_background_class_every_class_is_asked_for(tmp_path: Path) -> None:
    dataset = read_dataset(write_dataset(tmp_path / "set", {"a": [[0, 1]]}, "0\tsky\n1\troad\n"))
    assert dataset.background is None
    assert dataset.queries == ["sky", "road"]


def test_test_part_is_the_default_where_parts_are_listed(tmp_path: Path) -> None:
    root = write_dataset(tmp_path / "set", TWO, parts={"a": "tune", "b": "test"})
    assert [item.name for item in read_dataset(root).items] == ["b"]
    assert [item.name for item in read_dataset(root, "tune").items] == ["a"]
    assert len(read_dataset(root, "all").items) == 2


def test_a_larger_limit_holds_every_smaller_one(tmp_path: Path) -> None:
    root = write_dataset(tmp_path / "set", {f"p{i}": [[0, 1]] for i in range(9)})
    samples = [{item.name for item in read_dataset(root, limit=n).items} for n in range(1, 10)]
    assert [len(sample) for sample in samples] == list(range(1, 10))
    assert all(small < large for small, large in pairwise(samples))


def test_class_sets_leave_the_background_out(tmp_path: Path) -> None:
    assert class_sets(read_dataset(write_dataset(tmp_path / "set", TWO))) == [
        {"cat"},
        {"dog", "sofa"},
    ]


def test_digest_changes_with_the_ground_truth(tmp_path: Path) -> None:
    dataset = read_dataset(write_dataset(tmp_path / "set", TWO))
    before = dataset.items[0].digest()
    write_mask(dataset.items[0].mask, [[0, 1], [1, 1]])
    assert dataset.items[0].digest() != before


@dataclass(frozen=True)
class Bad:
    id: str
    spoil: Callable[[Path], object]
    message: str


def _second_mask(root: Path) -> None:
    write_mask(root / "masks/c.png", [[0]])


BAD = [
    Bad("no-root", lambda r: r.rename(r.with_name("gone")), "no such folder"),
    Bad("no-masks", lambda r: (r / "masks").rename(r / "x"), "masks: no such folder"),
    Bad("no-images", lambda r: (r / "images").rename(r / "x"), "images: no such folder"),
    Bad("no-classes", lambda r: (r / "classes.txt").unlink(), "classes.txt: no such file"),
    Bad("empty-classes", lambda r: (r / "classes.txt").write_text("\n"), "no classes in it"),
    Bad(
        "bad-line", lambda r: (r / "classes.txt").write_text("0 sky\n"), "expected 'id <tab> name'"
    ),
    Bad("twice", lambda r: (r / "classes.txt").write_text("0\ta\n0\tb\n"), "listed twice"),
    Bad("binary", lambda r: (r / "classes.txt").write_bytes(b"\xff\xfe\x00\xd8"), "not a UTF-8"),
    Bad("lonely-mask", _second_mask, "no picture called 'c'"),
    Bad("size", lambda r: write_mask(r / "masks/a.png", [[0]]), "is 1 x 1, its picture 2 x 2"),
    Bad("text-mask", lambda r: (r / "masks/a.png").write_text("hello"), "not a readable picture"),
    Bad("no-pictures", lambda r: [p.unlink() for p in (r / "masks").iterdir()], "no pictures"),
    Bad("bad-part", lambda r: (r / "parts.tsv").write_text("a\tdev\n"), "tune|test"),
]


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.id)
def test_a_broken_folder_is_one_clear_sentence(case: Bad, tmp_path: Path) -> None:
    root = write_dataset(tmp_path / "set", TWO)
    case.spoil(root)
    with pytest.raises(InputError) as error:
        read_dataset(root)
    assert case.message in str(error.value)
    assert "\n" not in str(error.value)


def test_an_id_that_classes_txt_lacks_is_named(tmp_path: Path) -> None:
    dataset = read_dataset(write_dataset(tmp_path / "set", {"a": [[0, 9]]}))
    with pytest.raises(InputError, match=r"a\.png: id 9 is not in classes\.txt"):
        dataset.truth(dataset.items[0])


def test_a_coloured_mask_is_refused(tmp_path: Path) -> None:
    root = write_dataset(tmp_path / "set", TWO)
    Image.new("RGB", (2, 2)).save(root / "masks/a.png")
    dataset = read_dataset(root)
    with pytest.raises(InputError, match="one channel of class ids, this one is RGB"):
        dataset.truth(dataset.items[0])


def test_part_tune_needs_a_parts_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"parts\.tsv: no such file"):
        read_dataset(write_dataset(tmp_path / "set", TWO), "tune")


def test_limit_zero_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--limit"):
        read_dataset(write_dataset(tmp_path / "set", TWO), limit=0)


@pytest.mark.parametrize(
    ("pack", "part", "pictures", "classes", "background"),
    [("voc", "test", 91, 21, 0), ("msrc", "all", 120, 23, None), ("camvid", "all", 40, 11, None)],
)
def test_the_packs_are_read(
    shared: Callable[[str], Path],
    pack: str,
    part: str,
    pictures: int,
    classes: int,
    background: int | None,
) -> None:
    dataset = read_dataset(shared(f"packs/{pack}"), part)  # type: ignore[arg-type]
    assert (len(dataset.items), len(dataset.names)) == (pictures, classes)
    assert dataset.background == background
    sets = class_sets(dataset)
    assert all(sets)
    assert set().union(*sets) <= set(dataset.queries)


def test_masks_that_refs_tsv_lists_belong_to_its_pictures(tmp_path: Path) -> None:
    root = write_dataset(tmp_path / "photos", {"25": [[0, 1]], "7": [[1, 1]]}, parts={"25": "tune"})
    (root / "masks/25.png").rename(root / "masks/25_1.png")
    write_mask(root / "masks/25_2.png", [[1, 0]])
    (root / "refs.tsv").write_text("image\tmask\texpression\n25\t25_1.png\ta\n25\t25_2.png\tb\n")
    found = read_dataset(root, "tune")
    assert [(item.name, item.image.name) for item in found.items] == [
        ("25_1", "25.png"),
        ("25_2", "25.png"),
    ]
    assert found.truth(found.items[1]).tolist() == [[1, 0]]
    assert [item.name for item in read_dataset(root, "all").items] == ["25_1", "25_2", "7"]
    (root / "refs.tsv").unlink()
    with pytest.raises(InputError, match="no picture called '25_1'"):
        read_dataset(root)
