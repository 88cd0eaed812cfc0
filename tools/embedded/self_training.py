"""A picture's own pixel classifier, learnt from soft seeds.

Class activation finds the telling part of a thing (a cat's face) and bleeds over its border. A
ridge regression from the network's texture features and colour to the soft seeds, fitted on this
picture alone and read back on it, spreads the labels to what looks alike and takes them from what
does not. Two rounds; the first guess stays as a prior.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

SEED_SHARPNESS = 8.0
FIT_SHARPNESS = 6.0
RIDGE = 0.03
PRIOR_POWER = 0.5
ROUNDS = 2
COLOUR_WEIGHT = 0.5


def features(texture: Array, pixels: NDArray[np.uint8]) -> Array:
    """Rows for the regression: texture and colour of each cell.

    Args:
        texture: (D, G, F) float32, of unit mean energy.
        pixels: (H, W, 3) uint8, the picture.

    Returns:
        (G * F, D + 4) float32; the last column is constant.
    """
    depth, high, wide = texture.shape
    colour = lab_colour(pixels, (high, wide)).reshape(-1, 3)
    colour = colour - colour.mean(axis=0)
    colour *= COLOUR_WEIGHT / max(float(np.sqrt((colour**2).sum(axis=1).mean())), 1e-6)
    rows = texture.reshape(depth, -1).T
    return np.concatenate([rows, colour, np.ones((len(rows), 1), np.float32)], axis=1)


def lab_colour(pixels: NDArray[np.uint8], size_hw: tuple[int, int]) -> Array:
    """The picture in CIE Lab at another size (area mean): (*size_hw, 3) float32."""
    import PIL.Image
    from skimage import color

    size = (size_hw[1], size_hw[0])
    small = PIL.Image.fromarray(pixels).resize(size, PIL.Image.Resampling.BOX)
    return cast(Any, color).rgb2lab(np.asarray(small)).astype(np.float32)


def spread(
    rows: Array, seeds: Array, certain: NDArray[np.int64] | None = None
) -> NDArray[np.float32]:
    """Soft labels that agree with the seeds and with what looks alike.

    Args:
        rows: (N, D) float32, from `features`.
        seeds: (C, N) float32 in [0, 1]; row 0 is the background.
        certain: (N,) int64, a row of `seeds` where the label is known, else -1.

    Returns:
        (C, N) float32, columns sum to 1.
    """
    from scipy import linalg  # pyright: ignore[reportMissingTypeStubs]

    lapack = cast(Any, linalg)  # it has no types
    prior = _softmax(seeds, SEED_SHARPNESS)
    known = np.zeros(0, np.int64) if certain is None else np.flatnonzero(certain >= 0)
    if certain is not None and known.size:
        prior[:, known] = 0.02
        prior[certain[known], known] = 1.0
        prior /= prior.sum(axis=0)
    gram = rows.T @ rows
    gram += np.diag(_penalty(rows))
    # Factored once for both rounds; NumPy's `solve` takes 200 times as long on a busy machine,
    # where its threads wait for one another.
    factor = lapack.cho_factor(gram)
    labels = prior
    for _ in range(ROUNDS):
        weights: Array = lapack.cho_solve(factor, rows.T @ labels.T)
        fitted = np.clip((rows @ weights).T, 0, 1).astype(np.float32)
        labels = _softmax(fitted, FIT_SHARPNESS) * prior**PRIOR_POWER
        labels = labels / labels.sum(axis=0)
    return labels.astype(np.float32)


def _penalty(rows: Array) -> Array:
    penalty = np.full(rows.shape[1], RIDGE * len(rows), np.float32)
    penalty[-1] *= 0.01
    return penalty


def _softmax(values: Array, sharpness: float) -> Array:
    raised = np.exp(sharpness * (values - values.max(axis=0, keepdims=True)))
    return raised / raised.sum(axis=0, keepdims=True)
