"""The proposer: what it keeps, what it tells, and pictures at the edge of what it can read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from maskwright.errors import InputError, MissingError
from maskwright.tools.clip.cam import Gradients
from maskwright.tools.clip.proposer import ClipProposer, Settings
from maskwright.tools.image import Image, load_image
from pydantic import ValidationError
from tiny_clip import difference, save

QUERIES, BACKGROUND = ["cat", "dog", "train"], ["sky", "sea"]


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(save(tmp_path_factory.mktemp("clip")))


@pytest.fixture(scope="module")
def image() -> Image:
    return load_image(np.random.default_rng(0).integers(0, 255, (50, 70, 3), np.uint8))


def backend(checkpoint: str, **settings: Any) -> ClipProposer:
    return ClipProposer(Settings(model="tiny", checkpoint=checkpoint, **settings))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many backward passes each call for gradients costs."""
    calls: list[int] = []
    pulls = Gradients.pulls

    def counted(self: Gradients, directions: Any) -> Any:
        calls.append(len(directions))
        return pulls(self, directions)

    monkeypatch.setattr(Gradients, "pulls", counted)
    return calls


def test_a_later_step_runs_no_backward_pass(
    checkpoint: str, image: Image, asked: list[int]
) -> None:
    proposer = backend(checkpoint)
    first = proposer.propose(image, QUERIES, BACKGROUND)
    assert asked == [4]
    second = proposer.propose(image, QUERIES[:2], BACKGROUND, step=1)
    assert asked == [4]
    assert second.scores.sum() > first.scores[:2].sum()
    fresh = backend(checkpoint).propose(image, QUERIES[:2], BACKGROUND)
    assert difference(second.maps, fresh.maps) < 1e-5
    assert difference(second.scores, fresh.scores) < 1e-6


def test_reference_words_its_queries_otherwise_after_the_first_step(
    checkpoint: str, image: Image, asked: list[int]
) -> None:
    proposer = backend(checkpoint, parity="reference")
    for step in (0, 1, 2):
        proposer.propose(image, QUERIES[:2], BACKGROUND, step)
    assert asked == [3, 2]


def test_reference_makes_an_empty_map_again_without_the_background(
    checkpoint: str, image: Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    from maskwright.tools.clip import proposer as module

    real, rivals = module.authors_directions, []

    def empty_at_first(pulls: Any, logits: Any, count: int, scale: float) -> Any:
        rivals.append(len(pulls) - count)
        return real(pulls, logits, count, scale) * (0 if len(rivals) == 1 else 1)

    monkeypatch.setattr(module, "authors_directions", empty_at_first)
    backend(checkpoint, parity="reference").propose(image, QUERIES, BACKGROUND)
    assert rivals == [1, 0]


@pytest.mark.parametrize("method", ["grad_cam", "clip_es"])
@pytest.mark.parametrize("parity", ["paper", "reference"])
@pytest.mark.parametrize(
    "pixels",
    [
        np.full((1, 1, 3), 99, np.uint8),
        np.random.default_rng(0).integers(0, 255, (3, 200, 3), np.uint8),
        np.zeros((40, 40, 3), np.uint8),
    ],
    ids=["smaller than a patch", "one row of patches", "all black"],
)
def test_every_picture_has_maps(checkpoint: str, pixels: Any, method: Any, parity: Any) -> None:
    image = load_image(pixels)
    found = backend(checkpoint, method=method, parity=parity).propose(image, QUERIES, BACKGROUND)
    assert found.maps.shape[0] == len(found.scores) == 3
    assert found.maps.dtype == found.scores.dtype == np.float32
    assert np.isfinite(found.maps).all()
    assert found.maps.min() >= 0
    assert found.maps.max() <= 1
    assert found.notes == ()


def test_one_row_of_patches_is_refined_although_the_authors_boxes_hold_nothing(
    checkpoint: str,
) -> None:
    row = load_image(np.random.default_rng(0).integers(0, 255, (3, 200, 3), np.uint8))
    assert backend(checkpoint).propose(row, QUERIES, BACKGROUND).maps.max() == 1
    assert not backend(checkpoint, parity="reference").propose(row, QUERIES, []).maps.any()


def test_a_large_picture_is_read_smaller_and_says_so(checkpoint: str) -> None:
    image = load_image(np.zeros((100, 200, 3), np.uint8))
    found = backend(checkpoint, max_tokens=50).propose(image, QUERIES, [])
    assert found.maps.shape[1:] == (5, 9)
    assert found.notes == ("read at 72 x 40 pixels",)


def test_a_lone_query_without_background_is_certain_and_has_a_map(
    checkpoint: str, image: Image
) -> None:
    found = backend(checkpoint, method="grad_cam").propose(image, ["cat"], [])
    assert found.scores.tolist() == [1]
    assert found.maps.max() == 1


def test_the_affinity_is_used_t_times(checkpoint: str, image: Image) -> None:
    once, twice = (
        backend(checkpoint, t=t).propose(image, QUERIES, BACKGROUND).maps for t in (1, 2)
    )
    squared = backend(checkpoint, t=1, parity="reference", query_template="{}")
    words = backend(checkpoint, t=2, query_template="{}").propose(image, QUERIES, BACKGROUND)
    assert difference(once, twice) > 1e-3
    same = squared.propose(image, QUERIES, BACKGROUND)
    # Reference rounds the table of positions; the power is what this test is about.
    assert difference(same.maps, words.maps) < 0.05


def test_who_it_is_names_the_checkpoint(checkpoint: str) -> None:
    info = backend(checkpoint).info
    assert (info.role, info.name) == ("proposer", "clip")
    assert info.revision.startswith(f"{Path(checkpoint).name} sha256:")
    assert ClipProposer(Settings()).info.revision == "ViT-B-16 openai"


def test_what_cannot_be_used_is_refused_with_its_name(checkpoint: str, image: Image) -> None:
    with pytest.raises(InputError, match="queries"):
        backend(checkpoint).propose(image, [], [])
    with pytest.raises(InputError, match="nowhere.safetensors"):
        backend("nowhere.safetensors")
    with pytest.raises(ValidationError, match="query_template"):
        Settings(query_template="no place for it")
    with pytest.raises(InputError, match="cuda:7"):
        backend(checkpoint, device="cuda:7").propose(image, QUERIES, [])
    with pytest.raises(MissingError, match="ViT-B-16 openai is missing"):
        ClipProposer(Settings()).propose(image, QUERIES, [])
