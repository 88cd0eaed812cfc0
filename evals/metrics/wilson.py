"""The interval around a share of cases: Wilson's score interval.

    centre = (p + z^2 / 2n) / (1 + z^2 / n)
    half   = z / (1 + z^2 / n) * sqrt(p (1 - p) / n + z^2 / 4n^2)

With p = right / n and z = 1.96 for 95 %. It stays in [0, 1] and says something where all cases are
right, which a bootstrap does not. No case: the share is NaN and the interval [0, 1].

Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
"""

from __future__ import annotations

import math

from .bootstrap import Interval

Z = 1.959964
"""Of the normal distribution, 95 % within."""


def wilson(right: int, cases: int) -> Interval:
    """The share of right cases, and its 95 % interval.

    Args:
        right: in [0, cases].
        cases: how many were tried.

    Example:
        >>> [round(x, 3) for x in wilson(9, 10)]
        [0.9, 0.596, 0.982]
    """
    if cases == 0:
        return Interval(math.nan, 0.0, 1.0)
    share, weight = right / cases, Z * Z / cases
    centre = (share + weight / 2) / (1 + weight)
    half = Z / (1 + weight) * math.sqrt(share * (1 - share) / cases + weight / (4 * cases))
    return Interval(share, max(0.0, centre - half), min(1.0, centre + half))
