"""What a destination requires, and what of it is kept or to be gained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.estimate.observed import RATED

if TYPE_CHECKING:
    from laborspace.analysis.transition.profiles import Held, Profiles
    from laborspace.space.container import Space

TOLERANCE = 0.125
"""By how much a rating may fall short and count as kept, on a scale from 0 to 1: half a point of
O*NET's importance, some two standard errors of the difference of two of its ratings."""
ENOUGH = 0.5
"""What share of a listed skill's weight counts as kept: more likely than not."""

NAMED = 3
"""Skills to gain that a row names."""


@dataclass(frozen=True)
class Shortfall:
    """The k requirements of one destination, in the order of skills.

    Attributes
    ----------
    skills : ndarray of int, (k,)
        Columns of the profiles.
    need, have, short : ndarray, (k,)
        What is required, what the origin has, and what it lacks, between 0 and 1.
    gain : ndarray of bool, (k,)
        Whether the skill is to be gained; all others are kept.
    """

    skills: npt.NDArray[np.intp]
    need: npt.NDArray[np.floating]
    have: npt.NDArray[np.floating]
    short: npt.NDArray[np.floating]
    gain: npt.NDArray[np.bool_]


def shortfall(profiles: Profiles, held: Held, place: int) -> Shortfall:
    """Compare what somebody has, one row, with what a destination requires."""
    start, end = profiles.need.indptr[place : place + 2]
    order = np.argsort(profiles.need.indices[start:end], kind="stable")
    skills = profiles.need.indices[start:end][order].astype(np.intp)
    need = profiles.need.data[start:end][order]
    have = held.values[0, skills]
    short = np.maximum(need - have, 0)
    enough = need - TOLERANCE if profiles.scale == RATED else ENOUGH * need
    return Shortfall(skills, need, have, short, have < enough - 1e-9)


def to_gain(space: Space, profiles: Profiles, lack: Shortfall, top: int = NAMED) -> list[str]:
    """Name the skills most to be gained, those that fall short most first."""
    ids, titles = space.ids, space.column("title")
    rows = profiles.targets[lack.skills]
    order = sorted(
        np.flatnonzero(lack.gain).tolist(),
        key=lambda i: (-round(float(lack.short[i]), 6), ids[rows[i]]),
    )
    return [titles[rows[i]] for i in order[:top]]
