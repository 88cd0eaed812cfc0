"""A dense conditional random field: soft maps become labels with edges where the picture has them.

Source: clip_as_rnn.txt, section 3.4; its numbers are the authors' (reference.md, section 1.A, CRF).
"""

# pydensecrf has no types.
# pyright: reportMissingTypeStubs=false, reportMissingImports=false
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from ..errors import InputError, MissingError
from .base import Frozen
from .resize import resize

Pixels = NDArray[np.uint8]
Maps = NDArray[np.float32]

MEAN_BGR = (104.008, 116.669, 122.675)
LEAST = 1e-5
"""A probability below this counts as this, so that its logarithm exists."""
SLACK = 1e-3
"""How far rounding may take a map out of [0, 1]."""
MOST_VALUES = 25_000_000
"""Pixels times labels at most; above, the picture is made smaller. About 2 GiB in a noisy one."""


class CrfSettings(Frozen):
    """Hyper-parameters of the field: those of the authors' code, which the paper calls defaults."""

    iterations: int = Field(default=10, ge=1, description="Steps of mean-field inference.")
    gaussian_sxy: float = Field(
        default=1, gt=0, description="Reach of the smoothness kernel, in pixels."
    )
    gaussian_compat: float = Field(default=3, ge=0, description="Weight of the smoothness kernel.")
    bilateral_sxy: float = Field(
        default=67, gt=0, description="Reach of the appearance kernel, in pixels."
    )
    bilateral_srgb: float = Field(
        default=3, gt=0, description="Reach of the appearance kernel, in grey levels."
    )
    bilateral_compat: float = Field(default=4, ge=0, description="Weight of the appearance kernel.")
    bg_factor: float = Field(
        default=1, gt=0,
        description="The background's probability is (1 - strongest map) to this power.",
    )  # fmt: skip
    max_side: int = Field(
        default=1024, ge=16,
        description="Long side in pixels above which the picture is made smaller first; time and "
        "memory grow with its area and with the number of maps, and reaches count its pixels.",
    )  # fmt: skip
    parity: Literal["paper", "reference"] = Field(
        default="paper",
        description="'paper': colours as they are; 'reference': as the authors feed them, blue "
        "first, minus a mean, wrapped around below 0.",
    )


@dataclass(frozen=True, eq=False)
class Refined:
    """What the field made of the maps.

    Attributes:
        labels: (H, W) int32; 0 is the background, i + 1 is map i.
        probability: (N + 1, H, W) float32 in [0, 1], the background first; sums to 1.
        side: long side of the picture as the field saw it, in pixels; less than the picture's own
            where that was too large.
    """

    labels: NDArray[np.int32]
    probability: Maps
    side: int


def refine(pixels: Pixels, maps: Maps, settings: CrfSettings | None = None) -> Refined:
    """Let maps compete for the pixels, neighbours of like colour going together.

    Maps that may overlap, as those of referring expressions, are given one by one.

    Args:
        pixels: (H, W, 3) uint8, RGB.
        maps: (N, H, W) float32 in [0, 1], same grid; N may be 0.
        settings: the defaults if None.

    Returns:
        labels, all 0 where no map has a pixel left, and probabilities.

    Raises:
        InputError: shapes or types do not fit, or a map leaves [0, 1].
        MissingError: pydensecrf is not installed.
    """
    settings = settings or CrfSettings()
    _check(pixels, maps)
    size_hw = pixels.shape[:2]
    if not len(maps):
        ones = np.ones((1, *size_hw), np.float32)
        return Refined(np.zeros(size_hw, np.int32), ones, max(size_hw))
    shares = with_background(maps, settings.bg_factor)
    small_hw = working_size(size_hw, len(shares), settings.max_side)
    if small_hw == size_hw:
        probability = _infer(pixels, shares, settings)
    else:
        small = _infer(_shrink(pixels, small_hw), _shrink_all(shares, small_hw), settings)
        probability = resize(small, size_hw)
    return Refined(probability.argmax(axis=0).astype(np.int32), probability, max(small_hw))


def with_background(maps: Maps, bg_factor: float = 1) -> Maps:
    """Maps behind a background that is strong where they all are weak; no sum to 1 is enforced.

    Args:
        maps: (N, H, W) float32 in [0, 1], N at least 1.
        bg_factor: see `CrfSettings`.

    Returns:
        (N + 1, H, W) float32 in [0, 1].
    """
    clipped = np.clip(maps, 0, 1).astype(np.float32)
    background = (1 - clipped.max(axis=0, keepdims=True)) ** np.float32(bg_factor)
    return np.concatenate([background, clipped])


def working_size(size_hw: tuple[int, int], labels: int, max_side: int) -> tuple[int, int]:
    """The grid on which the field runs: at most `max_side` long, at most `MOST_VALUES` values.

    Example:
        >>> working_size((375, 500), 3, 1024), working_size((1500, 2000), 3, 1024)
        ((375, 500), (768, 1024))
    """
    high, wide = size_hw
    scale = min(1.0, max_side / max(size_hw), (MOST_VALUES / (high * wide * labels)) ** 0.5)
    return max(1, round(high * scale)), max(1, round(wide * scale))


def reference_colours(pixels: Pixels) -> Pixels:
    """The colours as the authors feed them: BGR minus the mean, cut to whole numbers, modulo 256.

    Casting a negative float to uint8 does this on x86 and is undefined elsewhere, so it is written
    out here.

    Args:
        pixels: (H, W, 3) uint8, RGB.

    Returns:
        (H, W, 3) uint8; a black pixel is (152, 140, 134).
    """
    centred = pixels[:, :, ::-1].astype(np.float32) - np.array(MEAN_BGR, np.float32)
    return np.mod(np.trunc(centred).astype(np.int32), 256).astype(np.uint8)


def _infer(pixels: Pixels, shares: Maps, settings: CrfSettings) -> Maps:
    try:
        from pydensecrf.densecrf import DenseCRF2D
    except ImportError as error:
        command = "pip install 'maskwright[crf]'"
        raise MissingError("pydensecrf2", command, "the dense CRF") from error
    colours = reference_colours(pixels) if settings.parity == "reference" else pixels
    labels, high, wide = shares.shape
    field = DenseCRF2D(wide, high, labels)
    energy = -np.log(np.clip(shares, LEAST, 1)).reshape(labels, high * wide)
    field.setUnaryEnergy(np.ascontiguousarray(energy, np.float32))
    field.addPairwiseGaussian(sxy=settings.gaussian_sxy, compat=settings.gaussian_compat)
    field.addPairwiseBilateral(
        sxy=settings.bilateral_sxy,
        srgb=settings.bilateral_srgb,
        # It takes no array that is read-only or a view.
        rgbim=np.array(colours, order="C"),
        compat=settings.bilateral_compat,
    )
    found = np.array(field.inference(settings.iterations), np.float32)
    return found.reshape(labels, high, wide)


def _shrink(values: NDArray[np.generic], size_hw: tuple[int, int]) -> Pixels:
    import cv2

    small = cv2.resize(values, size_hw[::-1], interpolation=cv2.INTER_AREA)  # pyright: ignore[reportCallIssue, reportArgumentType]
    return cast("Pixels", small)


def _shrink_all(maps: Maps, size_hw: tuple[int, int]) -> Maps:
    return np.stack([_shrink(row, size_hw) for row in maps]).astype(np.float32)


def _check(pixels: Pixels, maps: Maps) -> None:
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8 or not pixels.size:
        got = f"{pixels.shape} {pixels.dtype}"
        raise InputError("picture", f"expected (H, W, 3) uint8, not empty, got {got}")
    if maps.ndim != 3 or maps.shape[1:] != pixels.shape[:2]:
        expected = f"(N, {pixels.shape[0]}, {pixels.shape[1]}) as the picture has"
        raise InputError("maps", f"expected {expected}, got {maps.shape}")
    # Written so that a value that is no number fails too.
    if maps.size and not (maps.min() >= -SLACK and maps.max() <= 1 + SLACK):
        raise InputError("maps", f"expected values in [0, 1], got {maps.min()} to {maps.max()}")
