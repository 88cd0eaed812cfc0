"""Class activation, affinity and the proposer against the authors' numbers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from maskwright.tools.clip.affinity import affinity_of, boxes_around, spread
from maskwright.tools.clip.cam import (
    AUTHORS_EPS,
    Gradients,
    authors_directions,
    class_directions,
    class_maps,
    log_sum_exp,
    normalised,
    softmax,
)
from maskwright.tools.clip.features import encode
from maskwright.tools.clip.load import Clip
from maskwright.tools.clip.proposer import ClipProposer, Settings
from maskwright.tools.clip.text import ORIGAMI, RAW
from maskwright.tools.image import Image, load_image
from maskwright.tools.resize import resize
from tiny_clip import difference, golden_clip

Shared = Callable[[str], Path]

CLIP_ES_EPS = 1e-7
WEIGHTS = "golden/weights/tiny_clip_12.safetensors"


@pytest.fixture
def clip(shared: Shared) -> Clip:
    return golden_clip(shared(WEIGHTS))


def picture(shared: Shared, name: str) -> Image:
    return load_image(shared(f"golden/images/{name}.png"))


def words(golden: Any) -> tuple[list[str], list[str]]:
    return [str(text) for text in golden["fg_texts"]], [str(text) for text in golden["bg_texts"]]


class Seen:
    """A picture's logits and gradients for a golden file's texts."""

    def __init__(
        self, clip: Clip, image: Image, golden: Any, template: str, half_table: bool
    ) -> None:
        queries, background = words(golden)
        self.features = encode(clip, image.pixels, 4096, half_table)
        self.gradients = Gradients(clip, self.features)
        front = clip.texts.directions(queries, template)
        behind = clip.texts.directions(background, ORIGAMI)
        self.texts = np.concatenate([front, behind])
        self.all_logits = clip.logit_scale * (
            self.texts.astype(np.float64) @ self.gradients.embedding
        )
        back = self.all_logits[len(queries) :]
        aims = np.concatenate([front, (softmax(back) @ behind)[None]]).astype(np.float32)
        self.pulls = self.gradients.pulls(aims)
        self.logits = np.append(self.all_logits[: len(queries)], log_sum_exp(back))
        self.count, self.scale = len(queries), clip.logit_scale

    def maps(self, parity: str) -> Any:
        if parity == "paper":
            directions = class_directions(self.pulls, self.logits, self.count)
        else:
            directions = authors_directions(self.pulls, self.logits, self.count, self.scale)
        return class_maps(self.gradients.activations, directions, self.features.grid_hw)


@pytest.mark.parametrize("name", ["chelsea", "rocket"])
@pytest.mark.parametrize("half_table", [True, False])
def test_cam_and_affinity_equal_the_authors(
    name: str, half_table: bool, clip: Clip, shared: Shared
) -> None:
    golden = np.load(shared(f"golden/p01_cam_caa_{name}.npz"))
    suffix = "" if half_table else "_posfp32"
    seen = Seen(clip, picture(shared, name), golden, RAW, half_table)
    assert difference(seen.texts, golden["text_features"]) < 1e-5
    assert difference(softmax(seen.all_logits), golden[f"scores{suffix}"]) < 1e-5
    maps = normalised(normalised(seen.maps("reference"), AUTHORS_EPS), AUTHORS_EPS)
    assert difference(maps, golden[f"cam{suffix}"]) < 1e-4
    assert difference(normalised(seen.maps("paper")), golden[f"cam{suffix}"]) < 1e-4
    assert seen.gradients.passes == seen.count + 1
    if half_table:
        assert difference(seen.features.tokens, golden["image_last_block_input"]) < 1e-4
        assert difference(seen.features.attention, golden["attn_last8"]) < 1e-5
    affinity = affinity_of(seen.features.attention)
    for lam, key in ((0.4, "lam04"), (0.5, "lam05")):
        boxes = boxes_around(maps, lam)
        raw = spread(maps, boxes, affinity, 2)
        assert (
            difference(normalised(raw, AUTHORS_EPS), golden[f"refined_grid_{key}{suffix}"]) < 2e-4
        )
        if half_table:
            assert np.array_equal(boxes, golden[f"boxmask_{key}"].astype(bool))
            assert difference(raw, golden[f"refined_raw_grid_{key}"]) < 1e-5


def test_cam_and_affinity_equal_clip_es(clip: Clip, shared: Shared) -> None:
    golden = np.load(shared("golden/p01_clipes_chelsea.npz"))
    image = picture(shared, "chelsea")
    seen = Seen(clip, image, golden, ORIGAMI, half_table=True)
    assert difference(seen.texts, golden["text_features"]) < 1e-5
    assert difference(softmax(seen.all_logits), golden["scores"]) < 1e-5
    maps = normalised(normalised(seen.maps("reference"), CLIP_ES_EPS), CLIP_ES_EPS)
    assert difference(maps, golden["cam"]) < 1e-4
    boxes = boxes_around(maps, 0.4, "clip_es")
    assert np.array_equal(boxes, golden["boxmask_lam04"].astype(bool))
    refined = normalised(spread(maps, boxes, affinity_of(seen.features.attention), 2), CLIP_ES_EPS)
    assert difference(refined, golden["refined_grid_lam04"]) < 2e-4
    full = resize(refined, (image.height, image.width))
    assert difference(full[:, ::2, ::2], golden["refined_image_lam04_every2"]) < 2e-4


def backend(shared: Shared, **settings: Any) -> ClipProposer:
    checkpoint = str(shared(WEIGHTS))
    return ClipProposer(Settings(model="tiny", checkpoint=checkpoint, quick_gelu=True, **settings))


@pytest.mark.parametrize("name", ["chelsea", "rocket"])
def test_proposals_equal_the_authors(name: str, shared: Shared) -> None:
    golden = np.load(shared(f"golden/p01_cam_caa_{name}.npz"))
    image = picture(shared, name)
    plain = backend(shared, parity="reference", method="grad_cam").propose(image, *words(golden))
    assert difference(plain.maps, golden["cam"]) < 1e-4
    assert difference(plain.scores, golden["scores"][: len(plain.scores)]) < 1e-5
    spread_out = backend(shared, parity="reference").propose(image, *words(golden))
    assert difference(spread_out.maps, golden["refined_grid_lam04"]) < 2e-4
    full = resize(spread_out.maps, (image.height, image.width))[:, ::2, ::2]
    whole = "refined_image_lam04"
    expected = golden[whole][:, ::2, ::2] if whole in golden else golden[f"{whole}_every2"]
    assert difference(full, expected) < 2e-4


@pytest.mark.parametrize("variant", ["raw", "synonyms", "blurgray", "nosurvivor"])
def test_each_step_of_the_recurrence_has_the_authors_maps(variant: str, shared: Shared) -> None:
    golden = np.load(shared(f"golden/p05_loop_chelsea_{variant}.npz"))
    image = picture(shared, "chelsea")
    proposer = backend(shared, parity="reference", lam=float(golden["lam"]))
    front, behind = ORIGAMI.split("{}")
    for step in range(int(golden["n_steps"])):
        # The file tells the texts as they were worded; the proposer words names itself.
        texts = [str(text) for text in golden[f"step{step}_cam_text"]]
        names = [text.removeprefix(front).removesuffix(behind) if step else text for text in texts]
        found = proposer.propose(image, names, [str(t) for t in golden["bg_texts"]], step)
        full = resize(found.maps, (image.height, image.width))
        assert difference(full[:, ::4, ::4], golden[f"step{step}_maps_every4"]) < 2e-4
