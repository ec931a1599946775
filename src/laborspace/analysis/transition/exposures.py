"""A measure of exposure the caller brings, looked up for origin and destinations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.estimate.observed import taxonomy
from laborspace.analysis.transition.circumstances import STEPS, counterparts
from laborspace.analysis.transition.measures import Exposure, Measure, published
from laborspace.errors import InputError
from laborspace.space.resolve import resolve

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from laborspace.space.container import Space


Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Exposures:
    """Exposure of an origin and its destinations, on the scale of the measure; NaN if unknown.

    Attributes
    ----------
    here : float
    there : ndarray, (n,)
    percentile : ndarray, (n,)
        Share of the occupations measured that are less exposed, ties counting half.
    """

    here: float
    there: Floats
    percentile: Floats


def exposures(
    space: Space,
    measure: Exposure,
    here: Sequence[int],
    shares: npt.NDArray[np.floating],
    there: Sequence[int],
) -> Exposures | None:
    """Look a measure up; None if a published one knows no occupation of the space.

    An occupation without a number of its own has that of the SOC groups above it, and an ESCO
    occupation the mean of its O*NET counterparts, as with wages.

    Parameters
    ----------
    space : Space
    measure : str, mapping of str to float, or Series
        Name of a published measure, or ids or codes of occupations and how exposed they are.
    here, there : sequence of int
        Rows in the space of the members of the origin, and of the destinations.
    shares : ndarray, (len(here),)
        Weights of the members of the origin.

    Raises
    ------
    UnknownEntityError, AmbiguousEntityError, InputError
        If an occupation is not known, or a number is not finite.
    """
    if measure is None:
        return None
    if isinstance(measure, str):
        measure = published(space, measure)
        if not measure:
            return None
    known = _read(space, measure)
    ordered = np.sort(list(known.values()))
    every = np.array([_of(space, known, row) for row in there], dtype=np.float64)
    left, right = (np.searchsorted(ordered, every, side) for side in ("left", "right"))
    percentile = (left + right) / (2 * len(ordered))
    own = np.array([_of(space, known, row) for row in here], dtype=np.float64)
    found = np.isfinite(own)
    mean = float(shares[found] @ own[found] / shares[found].sum()) if found.any() else np.nan
    return Exposures(mean, every, np.where(np.isfinite(every), percentile, np.nan))


def _read(space: Space, measure: Measure) -> dict[int, float]:
    known = {}
    for name, value in measure.items():
        id_ = name if name in space else resolve(space, str(name))
        if not np.isfinite(value):
            msg = f"The exposure of {name!r} is {value!r}, not a finite number."
            raise InputError(msg)
        known[space.index_of(id_)] = float(value)
    if not known:
        msg = "The measure of exposure is empty; give at least one occupation and its number."
        raise InputError(msg)
    return known


def _of(space: Space, known: Mapping[int, float], row: int) -> float:
    own = _own(space, known, row)
    if np.isfinite(own):
        return own
    others = [_own(space, known, other) for other in counterparts(space).get(row, [])]
    others = [value for value in others if np.isfinite(value)]
    return float(np.mean(others)) if others else float("nan")


def _own(space: Space, known: Mapping[int, float], row: int) -> float:
    line = (row, *taxonomy(space).above(row)[:STEPS])
    return next((known[each] for each in line if each in known), float("nan"))
