"""CLIP as RNN written down plainly, to time ours against and to check it.

One backward pass for each class, everything again at each step, and every template encodes the
prompted pictures again, as the authors' code does. It is kinder than theirs where kindness changes
nothing: no gradients of parameters, one forward pass of the last block for all classes, attention
without weights where none are needed, and one affinity for all classes of a step. Drawing, resizing
and the boxes of a map are ours. Numbers follow `parity = "reference"`.

Source: clip_as_rnn.txt, sections 3.2 to 3.4, appendices B and C; reference.md, section 1.
"""

# torch has no types throughout.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ...tools.box_mask import box_mask
from ...tools.clip.blocks import embed
from ...tools.clip.cam import AUTHORS_EPS, normalised
from ...tools.clip.features import grid_of, stretched
from ...tools.clip.features import normalised as coloured
from ...tools.clip.text import ORIGAMI, SEMANTIC, worded
from ...tools.clip.views import square
from ...tools.image import Image
from ...tools.resize import resize
from ...tools.visual_prompts import VisualPrompt, draw

if TYPE_CHECKING:
    import torch

    from ...tools.clip.load import Clip

Maps = NDArray[np.float32]
Masks = NDArray[np.bool_]

WORDS = [
    "cat", "dog", "bird", "horse", "sheep", "cow", "bear", "zebra", "person", "bicycle",
    "car", "bus", "train", "boat", "bench", "bottle", "cup", "chair", "sofa", "lamp",
]  # fmt: skip
LAYERS = 8
ROUNDS = 3
MAX_TOKENS = 2048


@dataclass(frozen=True, eq=False)
class Case:
    """What both formulations are asked.

    Attributes:
        image: the picture.
        queries: texts.
        background: texts without a map.
        theta: a query stays if its score is above.
        eta: a mask is where its map is above.
        lam: part of a map's peak that makes its boxes.
        prompts: visual prompts.
        max_steps: steps at most.
    """

    image: Image
    queries: list[str]
    background: list[str]
    theta: float
    eta: float = 0.4
    lam: float = 0.4
    prompts: tuple[VisualPrompt, ...] = ("circle", "blur")
    max_steps: int = 20


@dataclass(frozen=True, eq=False)
class Step:
    """One step of the recurrence.

    Attributes:
        queries: who was looked for.
        masks: (N, H, W) bool, what was pointed out for each.
        scores: (N,) diagonal of P.
        kept: who stays.
        seconds: of the processor; on a shared machine the clock tells about others too.
    """

    queries: list[str]
    masks: Masks
    scores: list[float]
    kept: list[str]
    seconds: float


def plain_loop(clip: Clip, case: Case) -> tuple[list[Step], dict[str, Masks]]:
    """The recurrence until as many stay as before, two steps at least; then a label a pixel.

    Returns:
        the steps; for each survivor (H, W) bool, where its map is the strongest and above eta.
    """
    steps: list[Step] = []
    alive, count = case.queries, 0
    size_hw = (case.image.height, case.image.width)
    full = np.zeros((0, *size_hw), np.float32)
    while len(steps) < case.max_steps:
        start = time.process_time()
        full = resize(propose(clip, case, alive, first=not steps), size_hw)
        masks = full > case.eta
        scores = np.diagonal(classify(clip, case, masks, alive))
        keep = scores > case.theta
        if not keep.any():
            keep[int(scores.argmax())] = True
        kept = [query for query, stays in zip(alive, keep, strict=True) if stays]
        took = time.process_time() - start
        steps.append(Step(alive, masks, scores.tolist(), kept, took))
        full, alive = full[keep], kept
        if len(kept) == count:
            break
        count = len(kept)
    best = np.where(full.max(axis=0) > case.eta, full.argmax(axis=0), -1)
    return steps, {query: best == row for row, query in enumerate(alive)}


def propose(clip: Clip, case: Case, queries: list[str], *, first: bool) -> Maps:
    """Grad-CAM with class-aware affinity, one backward pass for each query; (N, h, w)."""
    import torch

    tokens, layers, grid_hw = _encode(clip, case.image)
    words = queries if first else [worded(ORIGAMI, query) for query in queries]
    behind = [worded(ORIGAMI, text) for text in case.background]
    texts = torch.cat([_text(clip, [each]) for each in [*words, *behind]])
    block, norm, projection = clip.tail
    with torch.enable_grad():
        features = block.ln_1(tokens).detach().requires_grad_()
        mixed, weights = block.attn(features, features, features, need_weights=True)
        seen = _rest(block, tokens, mixed)
        pooled = norm(seen)[0, 1:].mean(dim=0) @ projection
        logits = clip.logit_scale * (pooled / pooled.norm()) @ texts.T
        cams = [_cam(logits, features, row) for row in range(len(queries))]
        for row, cam in enumerate(cams):
            if not cam.any():
                cams[row] = _cam(logits[: len(queries)], features, row)
    layers = [*layers, weights.detach()[0]][-LAYERS:]
    attention = torch.stack(layers).mean(dim=0)[1:, 1:].double().numpy()
    maps = np.stack(cams).reshape(len(queries), *grid_hw)
    maps = normalised(normalised(maps, AUTHORS_EPS), AUTHORS_EPS)
    return _spread(maps, attention, case.lam)


def classify(clip: Clip, case: Case, masks: Masks, queries: list[str]) -> NDArray[np.float32]:
    """Score prompted pictures, encoding them anew for each template; (N, N)."""
    import torch

    drawn = [draw(case.image.pixels, mask, case.prompts) for mask in masks]
    pictures = np.stack([square(each, clip.side) for each in drawn])
    shares = torch.zeros(len(masks), len(queries))
    for template in SEMANTIC:
        with torch.no_grad():
            tokens = embed(clip, coloured(clip, pictures), half_table=True)
            for block in clip.visual.transformer.resblocks[:-1]:
                tokens = block(tokens)
            found = clip.visual.ln_post(tokens[:, 0]) @ clip.visual.proj
        found = found / found.norm(dim=-1, keepdim=True)
        texts = _text(clip, [worded(template, query) for query in queries])
        shares += (clip.logit_scale * found @ texts.T).softmax(dim=-1)
    return shares.softmax(dim=-1).numpy()


def _encode(clip: Clip, image: Image) -> tuple[Any, list[Any], tuple[int, int]]:
    """Tokens that enter the last block, attention of the blocks before it, and the grid."""
    import torch

    grid_hw = grid_of((image.height, image.width), clip.patch, MAX_TOKENS)
    pixels = stretched(image.pixels, (grid_hw[0] * clip.patch, grid_hw[1] * clip.patch))
    layers: list[torch.Tensor] = []
    with torch.no_grad():
        tokens = embed(clip, coloured(clip, pixels[None]), half_table=True)
        for block in clip.visual.transformer.resblocks[:-1]:
            normed = block.ln_1(tokens)
            mixed, weights = block.attn(normed, normed, normed, need_weights=True)
            tokens = _rest(block, tokens, mixed)
            layers.append(weights[0])
    return tokens, layers, grid_hw


def _rest(block: Any, tokens: Any, mixed: Any) -> Any:
    tokens = tokens + block.ls_1(mixed)
    return tokens + block.ls_2(block.mlp(block.ln_2(tokens)))


def _cam(logits: Any, features: Any, row: int) -> Maps:
    import torch

    share = logits.softmax(dim=-1)[row]
    (gradient,) = torch.autograd.grad(share, features, retain_graph=True)
    pull = gradient[0, 1:].mean(dim=0)
    return torch.relu(features.detach()[0, 1:] @ pull).numpy()


def _spread(maps: Maps, attention: NDArray[np.float64], lam: float) -> Maps:
    """Class-aware affinity, its square made as a matrix."""
    for _ in range(ROUNDS):
        attention = attention / attention.sum(axis=0, keepdims=True)
        attention = attention / attention.sum(axis=1, keepdims=True)
    affinity = (attention + attention.T) / 2
    affinity = affinity @ affinity
    rows = [affinity @ (cam * box_mask(cam, lam)).ravel() for cam in maps]
    return normalised(np.array(rows, np.float32).reshape(maps.shape), AUTHORS_EPS)


def _text(clip: Clip, texts: list[str]) -> Any:
    """(N, E) of length 1, each text padded to the whole context."""
    import torch

    with torch.no_grad():
        rows = clip.model.encode_text(clip.tokenize(texts).to(clip.device))
    return rows / rows.norm(dim=-1, keepdim=True)
