"""Overlaps are settled by the named rule, and a label map comes back from its file as it was."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from maskwright.errors import InputError
from maskwright.tools.labelmap import (
    IGNORE,
    compose,
    read_label_map,
    remove_overlaps,
    to_png,
    voc_palette,
)

MASKS = np.array([[[1, 1, 1, 0]], [[0, 0, 1, 1]], [[0, 1, 0, 0]]], bool)


@pytest.mark.parametrize(
    ("overlap", "scores", "expected"),
    [
        ("score", [0.5, 0.6, 0.4], [1, 1, 2, 2]),
        ("score", [0.5, 0.5, 0.5], [1, 1, 1, 2]),
        ("area", [0.9, 0.1, 0.1], [1, 3, 2, 2]),
        ("order", [0.9, 0.1, 0.1], [1, 3, 2, 2]),
    ],
)
def test_overlap_rules(overlap: str, scores: list[float], expected: list[int]) -> None:
    assert compose(MASKS, [1, 2, 3], scores, overlap).tolist() == [expected]


def test_area_and_order_differ_where_the_last_is_larger() -> None:
    masks = MASKS[[2, 0]]
    assert compose(masks, [3, 1], [0.5, 0.5], "area").tolist() == [[1, 3, 1, 0]]
    assert compose(masks, [3, 1], [0.5, 0.5], "order").tolist() == [[1, 1, 1, 0]]


def test_no_segments_are_all_background_and_counts_must_agree() -> None:
    assert compose(np.zeros((0, 2, 3), bool), [], []).tolist() == [[0] * 3] * 2
    with pytest.raises(InputError, match="3 masks, 1 indices"):
        compose(MASKS, [1], [0.5])


def test_authors_rule_lets_both_lose_at_a_tie_and_cuts_scores() -> None:
    masks = np.array([[[1, 1, 0]], [[0, 1, 1]]], bool)
    surer = remove_overlaps(masks, ["cat", "dog"], [0.4, 0.6])
    assert surer.tolist() == [[[True, False, False]], [[False, True, True]]]
    tie = remove_overlaps(masks, ["cat", "dog"], [0.451, 0.459])
    assert tie.tolist() == [[[True, False, False]], [[False, False, True]]]
    same = remove_overlaps(masks, ["cat", "cat"], [0.4, 0.6])
    assert same.tolist() == masks.tolist()
    assert remove_overlaps(masks, ["cat", "dog"], [1e-7, 0.01]).tolist() == surer.tolist()


@pytest.mark.parametrize("case", [0, 1, 2])
def test_authors_rule_equals_their_code(case: int, shared: Callable[[str], Path]) -> None:
    golden = np.load(shared("golden/p09_llm_points.npz"))
    names = [str(text) for text in golden[f"phrases_{case}"]]
    phrases = [name.split("(")[0] for name in names]
    scores = [float(name.split("(")[1].rstrip(")")) for name in names]
    ours = remove_overlaps(golden[f"masks_in_{case}"].astype(bool), phrases, scores)
    assert np.array_equal(ours, golden[f"masks_out_{case}"].astype(bool))


def test_palette_is_pascals() -> None:
    known = {0: (0, 0, 0), 1: (128, 0, 0), 8: (64, 0, 0), 15: (192, 128, 128), 20: (0, 64, 128)}
    palette = voc_palette()
    assert {index: tuple(palette[index].tolist()) for index in known} == known
    assert palette[255].tolist() == [224, 224, 192]
    assert len({tuple(colour) for colour in palette.tolist()}) == 256


@given(
    labels=st.sampled_from([5, 254, 600]).flatmap(
        lambda top: arrays(
            np.int32, array_shapes(min_dims=2, max_dims=2), elements=st.integers(-1, top)
        )
    ),
    spare=st.integers(0, 300),
)
def test_a_label_map_survives_its_file(
    labels: np.ndarray, spare: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    classes = max(int(labels.max()), 1) + spare
    path = tmp_path_factory.mktemp("labels") / "map.png"
    path.write_bytes(to_png(labels, classes))
    assert np.array_equal(read_label_map(path), labels)
    with PIL.Image.open(path) as picture:
        assert picture.mode == ("P" if classes <= 254 else "I;16")


@pytest.mark.parametrize(("classes", "ignore"), [(254, 255), (255, 65535), (500, 65535)])
def test_ignore_is_255_or_65535_where_255_is_a_class(
    classes: int, ignore: int, tmp_path: Path
) -> None:
    data = to_png(np.array([[IGNORE, classes]], np.int32), classes)
    (tmp_path / "map.png").write_bytes(data)
    assert read_label_map(tmp_path / "map.png").tolist() == [[IGNORE, classes]]
    with PIL.Image.open(io.BytesIO(data)) as picture:
        assert np.asarray(picture).tolist() == [[ignore, classes]]


def test_indices_beyond_the_classes_and_other_pictures_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"outside -1\.\.2"):
        to_png(np.array([[3]], np.int32), 2)
    with pytest.raises(InputError, match="more than 65534"):
        to_png(np.array([[3]], np.int32), 70000)
    path = tmp_path / "a.png"
    PIL.Image.new("RGB", (2, 2)).save(path)
    with pytest.raises(InputError, match="got RGB"):
        read_label_map(path)
    path.write_text("no")
    with pytest.raises(InputError, match="no readable label map"):
        read_label_map(path)
