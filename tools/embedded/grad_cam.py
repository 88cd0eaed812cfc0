"""Grad-CAM on the embedded network, in closed form.

The network's answer for a picture is the mean over small windows of their class probabilities (the
ViT's is the mean of its patch tokens), and a text's score is that answer times how well each
ImageNet class stands for the text. The gradient of the softmax over the texts with respect to the
class scores of a cell is then a formula: no backward pass.

Source: clip_as_rnn.txt, appendix B; reference.md, section 1.B (the closed form for CLIP).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..resize import resize
from .class_maps import unit_peak, windows
from .network import SCALES, Pyramid

WINDOW = 5
"""Side of the windows that stand for the patches, in cells of 16 pixels."""

Array = NDArray[np.float32]


def grad_cam(pyramid: Pyramid, members: Array, asked: int, sharpness: float) -> Array:
    """Class activation of the first texts against all of them.

    Args:
        pyramid: what the network sees.
        members: (C, 1000) float32, how well each class stands for each text; queries come first.
        asked: how many of the texts are queries, N.
        sharpness: what scores are multiplied with before the softmax over the texts.

    Returns:
        (N, G, F) float32 in [0, 1] on the texture grid; a map's maximum is 1, or 0 where no class
        of the text was seen anywhere.
    """
    total: Array = np.zeros((asked, *pyramid.grid_hw), np.float32)
    for scale in SCALES:
        weights = _gradients(windows(pyramid, scale, WINDOW), members, sharpness)[:asked]
        maps = np.einsum("ck,khw->chw", weights, pyramid.scores[scale])
        total += unit_peak(resize(maps, pyramid.grid_hw))
    found = unit_peak(total)
    found[members[:asked].sum(axis=1) == 0] = 0
    return found


def dense(pyramid: Pyramid, members: Array) -> Array:
    """The classifier read at every cell, summed over each text's classes, mean over the scales.

    Returns:
        (C, G, F) float32 in [0, 1] on the texture grid.
    """
    grid = pyramid.grid_hw
    each = [
        resize(np.einsum("ck,khw->chw", members, windows(pyramid, scale, WINDOW)), grid)
        for scale in SCALES
    ]
    return np.mean(each, axis=0).astype(np.float32)


def text_scores(pyramid: Pyramid, members: Array) -> Array:
    """(C,) float32 in [0, 1]: probability of each text's classes, mean of windows and scales."""
    means = [windows(pyramid, scale, WINDOW).mean(axis=(1, 2)) for scale in SCALES]
    return (members @ np.mean(means, axis=0)).astype(np.float32)


def _gradients(probability: Array, members: Array, sharpness: float) -> Array:
    """(C, K): how the share of each text grows with each class's score, mean over the cells.

    With s_c = sharpness * mean over cells of sum over classes p_k M_ck, the gradient of the text's
    log share is u_c - sum_j P_j u_j, where u_c is the mean of p_k (M_ck - sum_l p_l M_cl).
    """
    flat = probability.reshape(len(probability), -1)  # (K, cells)
    own = members @ flat  # (C, cells)
    first = members * flat.mean(axis=1)  # (C, K)
    second = own @ flat.T / flat.shape[1]
    pull = first - second
    logits = sharpness * own.mean(axis=1)
    share = np.exp(logits - logits.max())
    share /= share.sum()
    return (pull - share @ pull).astype(np.float32)
