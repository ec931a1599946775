"""How far a score and a gap hang on the skills asked about, on estimates, and on the making."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.estimate.calibration import LEVEL

if TYPE_CHECKING:
    from laborspace.analysis.transition.pairs import Null

DRAWS = 200
"""Draws of the bootstrap."""

_ENDS = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
_Z = 1.6448536269514722  # of the standard normal distribution at 95%
Floats = npt.NDArray[np.floating]


Range = tuple[Floats, Floats, Floats]
"""Values and their 90% interval, (k,) each; all the same for what was observed."""


def drawn(need: Range, have: Range, rng: np.random.Generator, *, together: bool) -> Floats:
    """Return the share of k requirements that is not met, with the skills drawn anew, (DRAWS,).

    Requirements are drawn with replacement (Efron 1979), and what is needed and had of them,
    where it is estimated, is moved within its interval.

    Parameters
    ----------
    need, have : tuple of ndarray
    rng : numpy.random.Generator
    together : bool
        Whether all skills of one side move together, as listed ones do (sources describe some
        occupations at greater length than others), or each by itself, as ratings do.
    """
    count = len(need[0])
    if not count:
        return np.full(DRAWS, np.nan)
    times = rng.multinomial(count, np.full(count, 1 / count), size=DRAWS)
    needed, had = (_moved(side, rng, together=together) for side in (need, have))
    short = np.maximum(needed - had, 0)
    return np.asarray((times * short).sum(axis=1) / np.maximum((times * needed).sum(axis=1), 1e-12))


def _moved(side: Range, rng: np.random.Generator, *, together: bool) -> Floats:
    value, low, high = side
    moves = rng.standard_normal((DRAWS, 1 if together else len(value))) / _Z
    moved = value + np.where(moves > 0, moves * (high - value), moves * (value - low))
    return np.clip(moved, 0, 1)


def bounds(draws: Floats, value: float) -> tuple[float, float]:
    """Return the central 90% of draws, stretched to hold the value itself."""
    if not np.isfinite(draws).all():
        return float("nan"), float("nan")
    low, high = np.quantile(draws, _ENDS)
    return float(min(low, value)), float(max(high, value))


def drawn_scores(
    null: Null, similarity: float, mismatches: Floats, noise: float, rng: np.random.Generator
) -> Floats:
    """Return the score with its mismatch drawn anew, the similarity moved by its noise."""
    total = null.normal(np.full(DRAWS, similarity), mismatches)
    return null.score(total + noise * rng.standard_normal(DRAWS))
