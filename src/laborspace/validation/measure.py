"""What a suite measures, and its interval by bootstrap over the right unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.intp]
Values = npt.NDArray[np.float64]

DRAWS = 1000
"""Bootstrap draws of a mean, which cost little."""

STATISTIC_DRAWS = 200
"""Bootstrap draws of anything else."""


@dataclass(frozen=True)
class Measure:
    """One figure, and what is needed to draw it again.

    Attributes
    ----------
    metric : str
        E.g. ``"MAP"``, ``"nDCG@10"``, ``"Spearman"``.
    groups : tuple of str, (n,)
        The unit each scored item belongs to; whole units are drawn, since items of one unit
        (occupations of one ISCO unit group, say) are not independent.
    unit : str
        What the unit is, in words.
    values : ndarray, (n,), optional
        One value an item, if the figure is their mean.
    statistic : callable, optional
        Rows of drawn items → the figure, if it is not a mean.
    higher_is_better : bool
    """

    metric: str
    groups: tuple[str, ...]
    unit: str
    values: Values | None = None
    statistic: Callable[[Rows], float] | None = None
    higher_is_better: bool = True

    @classmethod
    def mean(
        cls,
        metric: str,
        values: npt.ArrayLike,
        groups: Sequence[str],
        unit: str,
        *,
        higher_is_better: bool = True,
    ) -> Measure:
        """Make the measure that is the mean of one value an item."""
        column = np.asarray(values, dtype=np.float64)
        return cls(metric, tuple(groups), unit, column, None, higher_is_better)

    @classmethod
    def of(
        cls,
        metric: str,
        statistic: Callable[[Rows], float],
        groups: Sequence[str],
        unit: str,
        *,
        higher_is_better: bool = True,
    ) -> Measure:
        """Make the measure of any statistic of the items drawn."""
        return cls(metric, tuple(groups), unit, None, statistic, higher_is_better)

    @property
    def n(self) -> int:
        """Number of items scored."""
        return len(self.groups)

    @property
    def value(self) -> float:
        """The figure over all items; NaN if there are none."""
        if not self.n:
            return float("nan")
        if self.values is not None:
            return float(self.values.mean())
        if self.statistic is None:
            msg = "a measure has values or a statistic"
            raise AssertionError(msg)
        return float(self.statistic(np.arange(self.n)))

    def draws(self) -> Values:
        """Return the figure in each bootstrap draw: the same units for the same groups.

        NaN of a single unit: drawing it over and over would feign certainty.
        """
        return self._drawn

    @cached_property
    def _drawn(self) -> Values:
        if not self.n:
            return np.empty(0)
        if len(set(self.groups)) < 2:
            return np.full(STATISTIC_DRAWS, np.nan)
        if self.values is not None:
            return _mean_draws(self.values, self.groups)
        assert self.statistic is not None
        return np.array([self.statistic(rows) for rows in _row_draws(self.groups)])

    def interval(self, share: float = 0.95) -> tuple[float, float]:
        """Return the percentile bootstrap interval of the figure."""
        return percentile_interval(self.draws(), share)


def gain(one: Measure, other: Measure) -> tuple[float, float, float]:
    """Return the difference of two measures of the same items, and its paired interval.

    Parameters
    ----------
    one, other : Measure
        With the same groups; draw for draw the same units are taken.
    """
    if one.groups != other.groups:
        msg = f"{one.metric}: the two measures are of different items"
        raise ValueError(msg)
    mine, theirs = one.draws(), other.draws()
    shared = min(len(mine), len(theirs))  # a mean is drawn more often, at first the same units
    low, high = percentile_interval(mine[:shared] - theirs[:shared])
    return one.value - other.value, low, high


def percentile_interval(draws: Values, share: float = 0.95) -> tuple[float, float]:
    """Return the central interval of the finite draws; NaNs if there are none."""
    finite = draws[np.isfinite(draws)]
    if not len(finite):
        return float("nan"), float("nan")
    tail = 50 * (1 - share)
    low, high = np.percentile(finite, [tail, 100 - tail])
    return float(low), float(high)


@lru_cache(maxsize=256)
def _members(groups: tuple[str, ...]) -> tuple[Rows, ...]:
    """Return the rows of each unit."""
    _, codes = np.unique(np.asarray(groups, dtype=object).astype(str), return_inverse=True)
    order = np.argsort(codes, kind="stable")
    return tuple(np.split(order, np.cumsum(np.bincount(codes))[:-1]))


def _mean_draws(values: Values, groups: tuple[str, ...]) -> Values:
    members = _members(groups)
    sums = np.array([values[rows].sum() for rows in members])
    counts = np.array([len(rows) for rows in members])
    drawn = np.random.default_rng(0).integers(len(members), size=(DRAWS, len(members)))
    means: Values = sums[drawn].sum(1) / counts[drawn].sum(1)
    return means


@lru_cache(maxsize=32)
def _row_draws(groups: tuple[str, ...]) -> tuple[Rows, ...]:
    members = _members(groups)
    drawn = np.random.default_rng(0).integers(len(members), size=(STATISTIC_DRAWS, len(members)))
    return tuple(np.concatenate([members[unit] for unit in draw]) for draw in drawn)
