"""Where the phrases are: presence, and a soft map for each, from the network's cell scores.

Presence is the softmax over all of ImageNet, summed over a phrase's classes, of windows of about
the size that the network was trained on, slid over every scale, over what chance would give so
many classes (118 breeds of dog get 0.118 of any noise). The map is the class activation of those
classes that the windows found, weighted by how surely they found them, averaged over the scales
after each was scaled to a maximum of 1. (Softmax maps are sharper but cover less of a thing.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..resize import resize
from .network import SCALES, Pyramid, softmax

WINDOW = 12
"""Side of a presence window, in cells of 16 pixels of the resized picture."""
MEMBER_WINDOW = 11
MEMBER_SCALES = (384, 512)

Array = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class ClassMaps:
    """Evidence for C phrases in one picture; G x F is the texture grid of the pyramid.

    Attributes:
        activation: (C, G, F) float32 in [0, 1]; each map's maximum is 1, or 0 where nothing speaks
            for the phrase.
        probability: (S, C, G, F) float32 in [0, 1], window probability over chance at each of S
            scales.
        presence: (C,) float32 in [0, 1], mean over the scales of the best window.
        members: (C,) float32, how many ImageNet classes speak for each phrase, weighted.
    """

    activation: Array
    probability: Array
    presence: Array
    members: Array


def class_maps(pyramid: Pyramid, members: Array) -> ClassMaps:
    """Presence and maps of some phrases.

    Args:
        pyramid: what the network sees.
        members: (C, 1000) float32, from `concepts.membership`.

    Returns:
        maps on the pyramid's texture grid.
    """
    grid = pyramid.grid_hw
    grouped = [np.einsum("ck,khw->chw", members, windows(pyramid, s, WINDOW)) for s in SCALES]
    chance = members.sum(axis=1, keepdims=True)[:, :, None] / members.shape[1]
    grouped = [np.maximum(0, (group - chance) / (1 - chance)) for group in grouped]
    probability = np.stack([resize(group, grid) for group in grouped])
    presence = np.mean([group.max(axis=(1, 2)) for group in grouped], axis=0)
    weights = members * member_evidence(pyramid)[None]
    weights = weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-9)
    maps = [
        unit_peak(resize(np.einsum("ck,khw->chw", weights, pyramid.scores[s]), grid))
        for s in SCALES
    ]
    activation = unit_peak(np.mean(maps, axis=0))
    return ClassMaps(activation, probability, presence.astype(np.float32), members.sum(axis=1))


def member_evidence(pyramid: Pyramid) -> Array:
    """How surely each ImageNet class was found anywhere: (1000,) float32 in [0, 1]."""
    found = [windows(pyramid, s, MEMBER_WINDOW).max(axis=(1, 2)) for s in MEMBER_SCALES]
    return np.mean(found, axis=0).astype(np.float32)


def windows(pyramid: Pyramid, scale: int, side: int) -> Array:
    """Class probabilities of sliding windows, worked out once a picture; do not change them.

    Args:
        pyramid: what the network sees.
        scale: one of `SCALES`.
        side: of the windows, in cells.

    Returns:
        (1000, h - side + 1, w - side + 1) float32; columns sum to 1.
    """
    return pyramid.once(
        ("windows", scale, side), lambda: softmax(window_mean(pyramid.scores[scale], side))
    )


def window_mean(scores: Array, side: int) -> Array:
    """Mean over square windows at every position where they fit.

    Args:
        scores: (K, h, w) float32.
        side: in cells; cut down to the map where that is smaller.

    Returns:
        (K, h - side + 1, w - side + 1) float32.
    """
    _, height, width = scores.shape
    high, wide = min(side, height), min(side, width)
    table = np.zeros((scores.shape[0], height + 1, width + 1), np.float64)
    # In place: fresh memory for these large arrays would take longer than the sums.
    inner = table[:, 1:, 1:]
    scores.cumsum(axis=1, out=inner)
    inner.cumsum(axis=2, out=inner)
    total = table[:, high:, wide:] - table[:, :-high, wide:]
    total -= table[:, high:, :-wide]
    total += table[:, :-high, :-wide]
    total /= high * wide
    return total.astype(np.float32)


def unit_peak(maps: Array) -> Array:
    """Negative values to 0 and each map's maximum to 1; a map without positive values stays 0."""
    positive = np.maximum(maps, 0)
    return positive / np.maximum(positive.max(axis=(-2, -1), keepdims=True), 1e-6)
