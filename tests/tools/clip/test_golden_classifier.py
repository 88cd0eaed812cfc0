"""The classifier against the authors' numbers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from maskwright.tools.clip.classifier import ClipClassifier, Settings
from maskwright.tools.clip.proposer import ClipProposer
from maskwright.tools.clip.proposer import Settings as ProposerSettings
from maskwright.tools.clip.text import ORIGAMI, SEMANTIC
from maskwright.tools.clip.views import embeddings, square
from maskwright.tools.image import load_image
from maskwright.tools.resize import resize
from tiny_clip import difference, golden_clip

Shared = Callable[[str], Path]

WEIGHTS = "golden/weights/tiny_clip_12.safetensors"
TYPES = {
    "circle": ["circle"],
    "circle_blur": ["circle", "blur"],
    "blur_gray": ["blur", "gray"],
    "contour": ["contour"],
    "rectangle": ["rectangle"],
    "black": ["mask"],
}


def drawn(kind: str) -> str:
    """The key of what this OpenCV draws: ellipses are others since version 5."""
    import cv2

    newer = int(cv2.__version__.split(".")[0]) >= 5
    return f"{kind}_cv5" if newer and "circle" in kind else kind


def settings(shared: Shared, **others: Any) -> dict[str, Any]:
    weights = str(shared(WEIGHTS))
    same = {"model": "tiny", "checkpoint": weights, "quick_gelu": True, "parity": "reference"}
    return {**same, **others}


@pytest.mark.parametrize("kind", TYPES)
def test_scores_equal_the_authors(kind: str, shared: Shared) -> None:
    golden = np.load(shared("golden/p04_classifier_chelsea.npz"))
    masks = np.load(shared("golden/p03_masks_chelsea.npz"))["masks"].astype(bool)
    image = load_image(shared("golden/images/chelsea.png"))
    texts = [str(text) for text in golden["texts"]]
    key = drawn(kind)
    classifier = ClipClassifier(Settings(**settings(shared, prompts=TYPES[kind])))
    assert difference(classifier.embed(image, masks), golden[f"cls_embed_skip_last_{key}"]) < 1e-4
    assert difference(classifier.score(image, masks, texts), golden[f"scores_{key}"]) < 1e-5
    alone = settings(shared, prompts=TYPES[kind], templates=[ORIGAMI])
    scores = ClipClassifier(Settings(**alone)).score(image, masks, texts)
    assert difference(scores, golden[f"single_template_{key}"]) < 1e-5
    for row, template in enumerate(golden["templates"][:3]):
        one = settings(shared, prompts=TYPES[kind], templates=[str(template)])
        scores = ClipClassifier(Settings(**one)).score(image, masks, texts)
        assert difference(scores, golden[f"per_template_{key}"][row]) < 1e-5


@pytest.mark.parametrize("folder", ["prompts", "prompts_cv5"])
def test_embeddings_of_the_authors_drawings_equal_theirs(folder: str, shared: Shared) -> None:
    golden = np.load(shared("golden/p04_classifier_chelsea.npz"))
    clip = golden_clip(shared(WEIGHTS))
    suffix = "_cv5" if folder == "prompts_cv5" else ""
    for kind in ("circle", "circle_blur"):
        paths = [shared(f"golden/{folder}/chelsea_m{mask}_{kind}.png") for mask in range(4)]
        pictures = np.stack([square(load_image(path).pixels, clip.side) for path in paths])
        found = embeddings(clip, pictures, skip_last=True, half_table=True)
        assert difference(found, golden[f"cls_embed_skip_last_{kind}{suffix}"]) < 1e-4


def test_texts_and_templates_are_the_authors(shared: Shared) -> None:
    golden = np.load(shared("golden/p04_classifier_chelsea.npz"))
    assert list(SEMANTIC) == [str(template) for template in golden["templates"]]
    clip = golden_clip(shared(WEIGHTS))
    found = clip.texts.embed([str(text) for text in golden["texts"]], SEMANTIC)
    assert difference(found, golden["text_embed"]) < 1e-4


@pytest.mark.parametrize("variant", ["raw", "blurgray"])
def test_each_step_of_the_recurrence_has_the_authors_scores(variant: str, shared: Shared) -> None:
    golden = np.load(shared(f"golden/p05_loop_chelsea_{variant}.npz"))
    image = load_image(shared("golden/images/chelsea.png"))
    prompts = [str(prompt) for prompt in golden["prompts"]]
    proposer = ClipProposer(ProposerSettings(**settings(shared, lam=float(golden["lam"]))))
    classifier = ClipClassifier(Settings(**settings(shared, prompts=prompts)))
    suffix = drawn("circle").removeprefix("circle") if "circle" in prompts else ""
    front, behind = ORIGAMI.split("{}")
    for step in range(int(golden["n_steps"])):
        texts = [str(text) for text in golden[f"step{step}_cam_text{suffix}"]]
        names = [text.removeprefix(front).removesuffix(behind) if step else text for text in texts]
        maps = proposer.propose(image, names, [str(t) for t in golden["bg_texts"]], step).maps
        masks = resize(maps, (image.height, image.width)) > float(golden["eta"])
        scores = classifier.score(image, masks, names)
        assert difference(scores, golden[f"step{step}_score_matrix{suffix}"]) < 1e-3
