"""Absent queries: how often something is painted for a class that the picture does not hold.

    rate      = questions whose answer has any pixel / questions
    mean area = sum of the false masks' shares of their picture / number of false masks

Ours; neither paper measures it. Sums over pictures first, then the quotient. No question: NaN; no
false mask: its mean area is NaN.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Sums = NDArray[np.float64]
ASKED, FALSE, AREA = range(3)
"""Columns of the sums."""


def false_rate(sums: Sums) -> Sums:
    """Share of the questions that got a false mask: (..., 3) sums to (...) in [0, 1]."""
    with np.errstate(invalid="ignore"):
        return np.asarray(sums[..., FALSE] / sums[..., ASKED])


def false_area(sums: Sums) -> Sums:
    """Mean share of the picture that a false mask covers: (..., 3) sums to (...) in [0, 1]."""
    with np.errstate(invalid="ignore"):
        return np.asarray(sums[..., AREA] / sums[..., FALSE])
