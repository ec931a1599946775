"""Numbers in words, the same in every sentence of an answer."""

from __future__ import annotations

import math

ALMOST_ALL = 0.9999
"""What a share is cut to where it is a rank: hardly anything is farther than all."""


def percent(share: float) -> str:
    """Return a share as a percentage, with as many digits as tell it from none and from all.

    Parameters
    ----------
    share : float
        Between 0 and 1.
    """
    value = 100 * share
    if value < 0.95:
        return f"{value:.2g}%"
    if value < 99:
        return f"{value:.0f}%"
    return f"{math.floor(10 * value + 1e-9) / 10:g}%"
