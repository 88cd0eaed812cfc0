"""What the embedded backends see in real photographs."""

from __future__ import annotations

import numpy as np
import pytest
from maskwright.tools.embedded.baseline import plain_activation_labels
from maskwright.tools.embedded.captioner import EmbeddedCaptioner, sentence
from maskwright.tools.embedded.captioner import Settings as CaptionerSettings
from maskwright.tools.embedded.detector import EmbeddedDetector
from maskwright.tools.embedded.detector import Settings as DetectorSettings
from maskwright.tools.embedded.segmenter import EmbeddedSegmenter
from maskwright.tools.embedded.segmenter import Settings as SegmenterSettings
from maskwright.tools.embedded.tagger import EmbeddedTagger
from maskwright.tools.embedded.tagger import Settings as TaggerSettings
from maskwright.tools.image import Image, load_image
from maskwright.tools.segmenter import Prompt

DETECTOR = EmbeddedDetector(DetectorSettings())
SEGMENTER = EmbeddedSegmenter(SegmenterSettings())


def test_the_tagger_names_the_cat(chelsea: Image) -> None:
    tags = {tag.name: tag.score for tag in EmbeddedTagger(TaggerSettings()).tag(chelsea)}
    assert tags["cat"] > 0.5
    assert not {"dog", "car", "person"} & set(tags)


def test_at_most_so_many_tags(chelsea: Image) -> None:
    assert len(EmbeddedTagger(TaggerSettings(max_tags=1)).tag(chelsea)) == 1


def test_the_tagger_names_a_person(astronaut: Image) -> None:
    assert "person" in {tag.name for tag in EmbeddedTagger(TaggerSettings()).tag(astronaut)}


def test_the_captioner_says_a_sentence(chelsea: Image) -> None:
    assert EmbeddedCaptioner(CaptionerSettings()).caption(chelsea) == "A photo of a cat."


def test_the_captioner_names_what_its_tagger_may_name(chelsea: Image) -> None:
    strict = TaggerSettings(threshold=1, thing_threshold=1, person_threshold=1)
    assert EmbeddedCaptioner(CaptionerSettings(tagger=strict)).caption(chelsea) == ""
    sure = EmbeddedTagger(TaggerSettings()).tag(chelsea)[0].score
    assert EmbeddedCaptioner(CaptionerSettings(threshold=sure)).caption(chelsea)
    assert EmbeddedCaptioner(CaptionerSettings(threshold=sure + 1e-4)).caption(chelsea) == ""


def test_the_captioner_is_silent_about_nothing() -> None:
    grey = load_image(np.full((16, 64, 3), 128, np.uint8))
    assert EmbeddedCaptioner(CaptionerSettings()).caption(grey) == ""


@pytest.mark.parametrize(
    ("nouns", "expected"),
    [
        ([], ""),
        (["cat"], "A photo of a cat."),
        (["cat", "umbrella"], "A photo of a cat and an umbrella."),
        (["cat", "dog", "ox"], "A photo of a cat, a dog and an ox."),
    ],
)
def test_sentences(nouns: list[str], expected: str) -> None:
    assert sentence(nouns) == expected


def test_the_detector_finds_the_cat_and_nothing_else(chelsea: Image) -> None:
    found = DETECTOR.detect(chelsea, ["cat", "dog", "person", "aeroplane"], 5)
    assert {detection.phrase for detection in found} == {"cat"}
    x0, y0, x1, y1 = found[0].box
    assert (x1 - x0) * (y1 - y0) > 0.4 * chelsea.width * chelsea.height
    assert len(found[0].points) == 5


def test_a_phrase_asked_twice_is_answered_once(chelsea: Image) -> None:
    assert DETECTOR.detect(chelsea, ["cat", "cat"], 2) == DETECTOR.detect(chelsea, ["cat"], 2)


def test_the_woman_is_cut_out_of_her_box(astronaut: Image) -> None:
    best = DETECTOR.detect(astronaut, ["woman"], 5)[0]
    cut = SEGMENTER.segment(astronaut, [Prompt(box=best.box, points=best.points, phrase="woman")])
    mask = cut.logits[0] > 0
    assert mask[90, 220]
    assert mask[400, 250]
    assert not mask[100, 470]
    assert cut.scores[0] > 0.5


@pytest.mark.parametrize("phrase", ["", "zzqx"])
@pytest.mark.parametrize("points", [[], [[210.0, 140.0], [270.0, 210.0]]])
def test_a_thing_without_a_known_name_is_cut_out_all_the_same(
    chelsea: Image, phrase: str, points: list[list[float]]
) -> None:
    box = [60.0, 10.0, 400.0, 290.0]
    cut = SEGMENTER.segment(chelsea, [Prompt(box=box, points=points, phrase=phrase)])
    mask = cut.logits[0] > 0
    assert mask[140, 210]
    assert mask[210, 270]
    assert mask.mean() > 0.2
    assert not mask[60:200, 430:].any()


def test_prompts_are_contrast_for_one_another(chelsea: Image) -> None:
    cat = Prompt(box=[0.0, 0.0, 400.0, 300.0], phrase="cat")
    room = Prompt(box=[400.0, 0.0, 451.0, 300.0], points=[[435.0, 100.0]])
    both = SEGMENTER.segment(chelsea, [cat, room]).logits > 0
    assert both.any(axis=(1, 2)).all()
    assert not (both[0] & both[1]).any()


def test_the_baseline_labels_the_cat(chelsea: Image) -> None:
    labels = plain_activation_labels(chelsea, ["dog", "cat", "car"])
    assert labels.shape == (300, 451)
    assert labels.dtype == np.int32
    assert set(np.unique(labels)) == {0, 2}
    assert labels[140, 210] == 2
    assert not plain_activation_labels(chelsea, []).any()
