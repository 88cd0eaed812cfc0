"""The objects network: what it finds, and which words its labels stand for."""

from __future__ import annotations

import itertools

import numpy as np
import PIL.Image
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from maskwright.tools.embedded.detector import EmbeddedDetector
from maskwright.tools.embedded.evidence import things_of
from maskwright.tools.embedded.objects import LABELS, label_owners, objects
from maskwright.tools.embedded.segmenter import EmbeddedSegmenter
from maskwright.tools.embedded.tagger import EmbeddedTagger
from maskwright.tools.image import Image, load_image
from maskwright.tools.mask import box_iou
from maskwright.tools.segmenter import Prompt

ALONE = EmbeddedDetector.Settings(things=False)


def owner(label: str, *phrases: str) -> str:
    """The phrase that a label stands for, or ""."""
    row = label_owners(phrases)[LABELS.index(label)]
    return phrases[row] if row >= 0 else ""


@pytest.mark.parametrize(
    ("label", "phrase"),
    [
        ("chair", "chair"), ("chair", "armchair"), ("cattle", "cow"), ("table", "dining table"),
        ("table", "diningtable"), ("computer monitor", "tvmonitor"), ("car", "taxi"),
        ("car", "vehicle"), ("coffee cup", "cup"), ("computer mouse", "mouse"), ("cat", "kitten"),
        ("desk", "furniture"), ("person", "girl"),
    ],
)  # fmt: skip
def test_a_label_stands_for_its_name_its_kinds_and_wider_words(label: str, phrase: str) -> None:
    assert owner(label, phrase) == phrase


@pytest.mark.parametrize(
    ("label", "phrase"),
    [
        ("chair", "sofa"), ("vehicle", "bus"), ("vehicle", "boat"), ("cattle", "sheep"),
        ("car", "train"), ("bottle", "vase"), ("dog", "horse"), ("table", "chair"),
        ("person", "statue"), ("book", ""), ("cat", "zzqx"),
    ],
)  # fmt: skip
def test_a_label_does_not_stand_for_its_neighbours(label: str, phrase: str) -> None:
    assert owner(label, phrase) == ""


def test_of_several_phrases_a_label_goes_to_the_one_it_names() -> None:
    assert owner("chair", "furniture", "chair", "armchair") == "chair"
    assert owner("car", "vehicle", "car") == "car"


def test_no_phrases_own_nothing() -> None:
    assert label_owners(()) == [-1] * len(LABELS)


def test_the_cat_is_found_as_a_whole(chelsea: Image) -> None:
    best = objects().find(chelsea)[0]
    assert LABELS[best.label] == "cat"
    assert best.score > 0.5
    x0, y0, x1, y1 = best.box
    # She fills nearly the whole picture, 451 x 300.
    assert max(x0, y0) < 100
    assert min(x1, y1) > 250


def test_finds_are_kept_and_come_best_first(chelsea: Image) -> None:
    finds = objects().find(chelsea)
    assert objects().find(chelsea) is finds
    assert [find.score for find in finds] == sorted((f.score for f in finds), reverse=True)


@settings(max_examples=12)
@given(
    high=st.integers(min_value=1, max_value=90),
    wide=st.integers(min_value=1, max_value=90),
    seed=st.integers(min_value=0, max_value=9),
)
def test_boxes_stay_in_the_picture_whatever_its_shape(high: int, wide: int, seed: int) -> None:
    noise = np.random.default_rng(seed).integers(0, 256, (high, wide, 3), np.uint8)
    for find in objects().find(load_image(noise)):
        x0, y0, x1, y1 = find.box
        assert 0 <= x0 <= x1 - 1 <= wide - 1
        assert 0 <= y0 <= y1 - 1 <= high - 1
        assert 0 < find.score <= 1


def test_people_are_left_to_their_own_evidence(astronaut: Image) -> None:
    assert any(LABELS[find.label] == "person" for find in objects().find(astronaut))
    assert things_of(astronaut, ("person",)) == [[]]


def test_the_detector_answers_with_its_box(chelsea: Image) -> None:
    detector = EmbeddedDetector(EmbeddedDetector.Settings())
    found = [one for one in detector.detect(chelsea, ["cat", "dog"], 20) if one.phrase == "cat"]
    box = objects().find(chelsea)[0].box
    assert found[0].box == pytest.approx(box, abs=0.01)


def test_switched_off_it_is_not_asked(astronaut: Image, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the objects network was asked")

    monkeypatch.setattr(type(objects()), "find", refuse)
    EmbeddedTagger(EmbeddedTagger.Settings(things=False)).tag(astronaut)
    found = EmbeddedDetector(ALONE).detect(astronaut, ["person", "chair"], 5)
    assert [one.phrase for one in found] == ["person"]
    prompts = [Prompt(box=one.box, points=one.points, phrase=one.phrase) for one in found]
    cut = EmbeddedSegmenter(EmbeddedSegmenter.Settings(things=False)).segment(astronaut, prompts)
    assert (cut.logits[0] > 0).any()


@pytest.mark.parametrize("times", [2, 4])
def test_a_larger_photograph_of_the_same_has_the_same_boxes(chelsea: Image, times: int) -> None:
    def cats(image: Image) -> list[list[float]]:
        finds = things_of(image, ("cat",))[0]
        return [[v / image.width for v in find.box] for find in finds if find.score > 0.5]

    large = PIL.Image.fromarray(chelsea.pixels).resize(
        (chelsea.width * times, chelsea.height * times), PIL.Image.Resampling.BICUBIC
    )
    one, other = cats(chelsea), cats(load_image(np.asarray(large)))
    assert len(one) == len(other)
    for a, b in zip(one, other, strict=True):
        assert b == pytest.approx(a, abs=0.05)


def test_a_thing_that_two_labels_see_is_one_find(chelsea: Image) -> None:
    finds = things_of(chelsea, ("animal",))[0]
    boxes = [find.box for find in finds]
    assert all(box_iou(a, b) < 0.5 for a, b in itertools.combinations(boxes, 2))


def test_provenance_leaves_out_a_network_that_is_switched_off() -> None:
    for kind in (EmbeddedTagger, EmbeddedDetector, EmbeddedSegmenter):
        info = kind(kind.Settings(things=False)).info
        assert "mediapipe-object-detection" not in info.revision
        assert "mediapipe-pose-detection" in info.revision


def test_provenance_names_every_network() -> None:
    for backend in (
        EmbeddedTagger(EmbeddedTagger.Settings()),
        EmbeddedDetector(EmbeddedDetector.Settings()),
        EmbeddedSegmenter(EmbeddedSegmenter.Settings()),
    ):
        assert "mediapipe-object-detection sha256:d0a5255b" in backend.info.revision
        assert "efficientnet-lite2" in backend.info.revision
