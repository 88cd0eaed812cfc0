"""The classifier: what it keeps, and what an empty mask and foreign shapes yield."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from maskwright.errors import InputError
from maskwright.tools.clip import classifier as module
from maskwright.tools.clip.classifier import ClipClassifier, Settings
from maskwright.tools.image import Image, load_image
from tiny_clip import difference, save

QUERIES = ["cat", "dog", "train"]


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(save(tmp_path_factory.mktemp("clip")))


@pytest.fixture(scope="module")
def image() -> Image:
    return load_image(np.random.default_rng(0).integers(0, 255, (50, 70, 3), np.uint8))


@pytest.fixture(scope="module")
def masks() -> Any:
    out = np.zeros((3, 50, 70), np.bool_)
    out[0, 5:20, 10:30] = out[1, 30:45, 40:60] = True
    return out


def backend(checkpoint: str, **settings: Any) -> ClipClassifier:
    return ClipClassifier(Settings(model="tiny", checkpoint=checkpoint, **settings))


@pytest.fixture
def encoded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many pictures each pass through the tower has."""
    calls: list[int] = []
    real = module.embeddings

    def counted(clip: Any, pictures: Any, **others: Any) -> Any:
        calls.append(len(pictures))
        return real(clip, pictures, **others)

    monkeypatch.setattr(module, "embeddings", counted)
    return calls


def test_only_a_picture_whose_mask_changed_is_encoded_again(
    checkpoint: str, image: Image, masks: Any, encoded: list[int]
) -> None:
    classifier = backend(checkpoint)
    first = classifier.score(image, masks, QUERIES)
    assert first.shape == (3, 3)
    assert difference(first.sum(axis=1), np.ones(3)) < 1e-6
    classifier.score(image, masks[[0, 1]], QUERIES[:2])
    changed = masks.copy()
    changed[1, 0, 0] = True
    classifier.score(image, changed, QUERIES)
    assert encoded == [3, 1]
    flipped = load_image(image.pixels[:, ::-1])
    classifier.score(flipped, masks, QUERIES)
    assert encoded == [3, 1, 3]


def test_an_empty_mask_tells_how_the_whole_picture_fits(
    checkpoint: str, image: Image, masks: Any
) -> None:
    whole = backend(checkpoint, prompts=[]).score(image, masks, QUERIES)
    shown = backend(checkpoint).score(image, masks, QUERIES)
    assert difference(shown[2], whole[2]) == 0
    assert difference(shown[0], whole[0]) > 0


def test_the_paper_has_one_softmax_over_the_mean_of_templates(
    checkpoint: str, image: Image, masks: Any
) -> None:
    templates = ["{}", "a {} in the scene"]
    joined = backend(checkpoint, templates=templates).score(image, masks, QUERIES)
    apart = [backend(checkpoint, templates=[t]).score(image, masks, QUERIES) for t in templates]
    mean = np.exp(np.mean(np.log(apart), axis=0))
    assert difference(joined, mean / mean.sum(axis=1, keepdims=True)) < 1e-5


def test_the_authors_add_up_shares_and_take_their_softmax_again(
    checkpoint: str, image: Image, masks: Any
) -> None:
    templates = ["{}", "a {} in the scene"]
    same = {"parity": "reference"}
    joined = backend(checkpoint, templates=templates, **same).score(image, masks, QUERIES)
    apart = [
        backend(checkpoint, templates=[t], **same).score(image, masks, QUERIES) for t in templates
    ]
    powers = np.exp(np.sum(apart, axis=0))
    assert difference(joined, powers / powers.sum(axis=1, keepdims=True)) < 1e-5


def test_one_query_has_everything_and_no_masks_no_rows(
    checkpoint: str, image: Image, masks: Any
) -> None:
    assert backend(checkpoint).score(image, masks, ["cat"]).tolist() == [[1]] * 3
    assert backend(checkpoint).score(image, masks[:0], QUERIES).shape == (0, 3)


@pytest.mark.parametrize("shape", [(1, 1), (2, 900), (900, 2)])
@pytest.mark.parametrize("view", ["centre", "whole"])
def test_thin_and_tiny_pictures_are_scored(
    checkpoint: str, shape: tuple[int, int], view: Any
) -> None:
    image = load_image(np.full((*shape, 3), 7, np.uint8))
    masks = np.ones((1, *shape), np.bool_)
    found = backend(checkpoint, view=view).score(image, masks, QUERIES)
    assert np.isfinite(found).all()


def test_masks_of_another_picture_and_no_queries_are_refused(
    checkpoint: str, image: Image, masks: Any
) -> None:
    with pytest.raises(InputError, match=r"expected \(M, 50, 70\) bool"):
        backend(checkpoint).score(image, masks[:, :9], QUERIES)
    with pytest.raises(InputError, match="bool"):
        backend(checkpoint).score(image, masks.astype(np.uint8), QUERIES)
    with pytest.raises(InputError, match="queries"):
        backend(checkpoint).score(image, masks, [])


def test_who_it_is() -> None:
    info = ClipClassifier(Settings()).info
    assert (info.role, info.name, info.revision) == ("classifier", "clip", "ViT-L-14 openai")
