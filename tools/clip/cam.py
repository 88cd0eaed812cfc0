"""Grad-CAM on a ViT CLIP, in closed form.

Class activation weighs the features A (output of the last block's first normalisation) by the
gradient of a class's share p_c in the softmax over queries and background, averaged over patches.
With z_j the logits and u_j the gradient of text j's cosine, averaged likewise, that is

    dp_c = p_c (u_c - sum_j p_j u_j) = p_c (1 - p_c) (u_c - sum over j != c of q_j u_j),

where q is the softmax over all but c. The factor before the bracket goes where a map is
normalised, so nothing underflows. A u_j does not depend on the other texts: one backward pass
for each text serves every later set of queries, and the background, whose shares among themselves
never change, is one text with the mean direction.

Letters: N queries, K = N or N + 1 rivals (the last is the background), E embedding width, D tower
width, n = h * w patches.

Source: clip_as_rnn.txt, appendix B (Grad-CAM); reference.md, section 1.B.
"""

# torch has no types throughout.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from .blocks import finish_block, projected

if TYPE_CHECKING:
    from .features import Features
    from .load import Clip

Array = NDArray[np.float32]
Logits = NDArray[np.float64]
Parity = Literal["paper", "reference"]

AUTHORS_EPS = 1e-15
"""What the authors add to a map's peak before they divide by it."""


class Gradients:
    """How the cosine of a picture with any direction changes with the picture's last features.

    The picture's embedding is the mean of its patches, not the class token (the authors' choice).

    Attributes:
        embedding: (E,) float32 of length 1.
        activations: (n, D) float32, the features that maps are made of.
        passes: backward passes so far.
    """

    def __init__(self, clip: Clip, features: Features) -> None:
        self._clip = clip
        self._tokens = features.tokens.float()
        self.passes = 0
        self._graph: tuple[Any, Any] | None = self._forward()
        self.embedding: Array = self._graph[1].detach().cpu().numpy()

    def pulls(self, directions: Array) -> Array:
        """The gradient of the picture's cosine with each direction, averaged over patches.

        Args:
            directions: (K, E) float32; need not have length 1.

        Returns:
            (K, D) float32.
        """
        import torch

        shift, embedding = self._graph or self._forward()
        rows = [
            torch.autograd.grad(embedding, shift, row, retain_graph=True)[0]
            for row in torch.from_numpy(np.ascontiguousarray(directions)).to(embedding.device)
        ]
        # Most pictures are asked once with all their texts: the graph need not stay.
        self._graph = None
        self.passes += len(rows)
        block, _, _ = self._clip.tail
        pulls = torch.stack(rows) @ block.attn.in_proj_weight / len(self.activations)
        return pulls.cpu().numpy()

    def _forward(self) -> tuple[Any, Any]:
        """A shift that is added to the projected features of all patches, and the embedding.

        The gradient by the shift is the sum over patches of the gradient by theirs, and the
        projection of features to queries, keys and values is the same for all: it is turned back
        once for the sum, not for each patch.
        """
        import torch

        block, norm, projection = self._clip.tail
        with torch.no_grad():
            normed = block.ln_1(self._tokens)
            joined = projected(block.attn, normed)  # (1 + n, 3 D)
        self.activations: Array = normed[1:].cpu().numpy()
        with torch.enable_grad():
            shift = torch.zeros_like(joined[0], requires_grad=True)
            shifted = torch.cat([joined[:1], joined[1:] + shift])
            tokens = finish_block(block, self._tokens[None], shifted[None])[0]
            pooled = norm(tokens)[1:].mean(dim=0) @ projection
            return shift, pooled / pooled.norm()


def class_maps(activations: Array, directions: Array, grid_hw: tuple[int, int]) -> Array:
    """Features seen along each class's direction, negative values cut off.

    Args:
        activations: (n, D) float32.
        directions: (N, D) float32.
        grid_hw: (h, w).

    Returns:
        (N, h, w) float32, 0 or above, not normalised.
    """
    seen = np.maximum(directions @ activations.T, 0)
    return seen.reshape(len(directions), *grid_hw).astype(np.float32)


def class_directions(pulls: Array, logits: Logits, count: int) -> Array:
    """The gradient of each query's share, without the factor that normalising takes away.

    A query without rivals has no gradient (its share is 1 whatever the picture); it is given the
    gradient of its cosine.

    Args:
        pulls: (K, D) float32, of the queries and, if there is one, of the background.
        logits: (K,) float64, scaled cosines; the background's is their log-sum-exp.
        count: N, how many are queries.

    Returns:
        (N, D) float32.
    """
    if len(pulls) == 1:
        return pulls
    others = np.repeat(logits[None], count, axis=0)
    others[np.arange(count), np.arange(count)] = -np.inf
    return (pulls[:count] - softmax(others) @ pulls).astype(np.float32)


def authors_directions(pulls: Array, logits: Logits, count: int, scale: float) -> Array:
    """As `class_directions`, with the size and the rounding that the authors' float32 gives it.

    The size matters to `normalised` where a share is tiny.

    Args:
        pulls: (K, D) float32.
        logits: (K,) float64.
        count: N.
        scale: what cosines were multiplied with.
    """
    shares = softmax(logits).astype(np.float32)
    factors = -shares[:count, None] * shares
    factors[np.arange(count), np.arange(count)] += shares[:count]
    return ((np.float32(scale) * factors).astype(np.float64) @ pulls).astype(np.float32)


def softmax(logits: Logits) -> NDArray[np.float64]:
    """(..., K) shares; sums to 1 along the last axis."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def log_sum_exp(logits: Logits) -> float:
    """The logit of some rivals taken together."""
    peak = float(logits.max())
    return peak + float(np.log(np.exp(logits - peak).sum()))


def normalised(maps: Array, eps: float = 0.0) -> Array:
    """Each map stretched to [0, 1].

    Args:
        maps: (N, h, w) float32.
        eps: added to the peak before dividing (CaR 1e-15, CLIP-ES 1e-7); 0 for exactly 1 at the
            peak, and 0 everywhere in a flat map.
    """
    raised = maps - maps.min(axis=(1, 2), keepdims=True)
    peaks = raised.max(axis=(1, 2), keepdims=True) + np.float32(eps)
    return raised / np.where(peaks > 0, peaks, 1)
