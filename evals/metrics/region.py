"""Region similarity J: the intersection over union of one mask with its ground truth.

    J = hit / (truth + painted - hit)

Perazzi et al., "A Benchmark Dataset and Evaluation Methodology for Video Object Segmentation",
CVPR 2016, section 5.1; averaged over frames, unlike the class IoU of `iou.py`, whose pixels are
summed over pictures first. Both masks empty: 1, as the benchmark's own code counts it.
"""

from __future__ import annotations


def region_similarity(hit: int, truth: int, painted: int) -> float:
    """J of one frame.

    Args:
        hit: pixels both true and painted.
        truth: true pixels.
        painted: painted pixels, on pixels that count.

    Returns:
        in [0, 1].
    """
    whole = truth + painted - hit
    return hit / whole if whole else 1.0
