"""The baselines' own rules for what is nobody's.

Each rule reads one number per patch, which is laid over the picture like any map and then
compared with the rule's threshold. All texts count, also contrastive ones: a pixel that one of
those wins is no query's anyway.

Source: contrastive_concepts.txt, section 4.2 and appendix 6.1.1.
"""

# pyright: reportUnknownMemberType=false

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from ...errors import InputError

if TYPE_CHECKING:
    import torch

    from .encoders import Method

Rule = Literal["none", "similarity", "normalised", "saliency"]

THRESHOLDS = {"none": 0.0, "similarity": 0.5, "normalised": 0.85, "saliency": 0.99}
"""TCL's; GEM's, which its authors say has to be chosen for the number of classes; CLIP-DINOiser's
delta."""


def threshold(rule: Rule, given: float | None) -> float:
    """The threshold of a rule: what was given, or its authors'."""
    return THRESHOLDS[rule] if given is None else given


def check(rule: Rule, method: Method, given: float | None) -> None:
    """Check that a rule can be had with a method.

    Raises:
        InputError: saliency without CLIP-DINOiser, or similarity without TCL's trained sigmoid and
            without a threshold (plain cosines lie far below TCL's).
    """
    if rule == "saliency" and method != "dinoiser":
        raise InputError("background_rule", f"{method} has no saliency", "take method dinoiser")
    if rule == "similarity" and method != "tcl" and given is None:
        problem = f"{method} has no threshold for similarity of its own"
        raise InputError("background_rule", problem, "set background_threshold, a cosine")


def reading(
    rule: Rule,
    delta: float,
    similarity: Callable[[torch.Tensor], torch.Tensor],
    *,
    cosine: torch.Tensor,
    share: torch.Tensor,
    saliency: torch.Tensor | None,
) -> torch.Tensor:
    """What a rule reads of W windows.

    Args:
        rule: which.
        delta: its threshold.
        similarity: cosines to what is compared with a similarity rule's threshold.
        cosine: (W, T, h, w) in [-1, 1].
        share: (W, T, h, w) in [0, 1], 1 summed over T.
        saliency: (W, h, w) in [0, 1], where the method has one.

    Returns:
        (W, 1, h, w): the greatest similarity or share, or for saliency 1 where the greatest share
        is below delta outside the foreground; (W, 0, h, w) without a rule.
    """
    if rule == "similarity":
        return similarity(cosine).amax(dim=1, keepdim=True)
    if rule == "normalised":
        return share.amax(dim=1, keepdim=True)
    if rule == "saliency" and saliency is not None:
        uncertain = share.amax(dim=1, keepdim=True) < delta
        return (uncertain & (saliency[:, None] <= 0.5)).to(share.dtype)
    return share[:, :0]


def nobody(rule: Rule, maps: NDArray[np.float32], at: float) -> NDArray[np.bool_]:
    """Where the rule says that no query is.

    Args:
        rule: which.
        maps: (1, H, W), the stitched reading; (0, H, W) without a rule.
        at: the threshold.

    Returns:
        (H, W) bool. At a tie TCL's pixel is nobody's, GEM's is somebody's.
    """
    if not len(maps):
        return np.zeros(maps.shape[1:], bool)
    if rule == "similarity":
        return maps[0] <= at
    if rule == "normalised":
        return maps[0] < at
    return maps[0] > 0.5
