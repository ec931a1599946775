"""Rank correlation of items drawn with repetition, exact and quick; and within groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]


@dataclass(frozen=True)
class _Ranker:
    """Midranks of a column under any number of repetitions of its items."""

    order: Rows
    starts: Rows
    place: Rows

    @classmethod
    def of(cls, column: Values) -> _Ranker:
        _, place = np.unique(column, return_inverse=True)
        order = np.argsort(place, kind="stable")
        starts = np.searchsorted(place[order], np.arange(place.max(initial=0) + 1))
        return cls(order, starts, place)

    def ranks(self, counts: Values) -> Values:
        """Return the midrank of every item where item i occurs counts[i] times."""
        tied = np.add.reduceat(counts[self.order], self.starts)
        middle = np.cumsum(tied) - tied / 2
        ranks: Values = middle[self.place]
        return ranks


def percentiles(scores: npt.NDArray[np.floating]) -> Values:
    """Return the percentage of finite scores that are lower, ties counting half, (n,)."""
    ordered = np.sort(scores[np.isfinite(scores)])
    left, right = (np.searchsorted(ordered, scores, side) for side in ("left", "right"))
    return np.asarray(50 * (left + right) / max(len(ordered), 1), dtype=np.float64)


def spearman(one: npt.ArrayLike, other: npt.ArrayLike) -> Callable[[Rows], float]:
    """Return the function from drawn rows to Spearman's rank correlation of two columns.

    Ranks are those within the draw, ties at their mean, as in :func:`scipy.stats.spearmanr`;
    the sorting is done once. 0 where a column does not vary, since a constant orders nothing.

    Parameters
    ----------
    one, other : array, (n,)
        Finite.
    """
    columns = [np.asarray(column, dtype=np.float64) for column in (one, other)]
    first, second = (_Ranker.of(column) for column in columns)
    n = len(columns[0])

    def statistic(rows: Rows) -> float:
        counts = np.bincount(rows, minlength=n).astype(np.float64)
        return _weighted_correlation(first.ranks(counts), second.ranks(counts), counts)

    return statistic


def r_squared(truth: npt.ArrayLike, predicted: npt.ArrayLike) -> Callable[[Rows], float]:
    """Return the function from drawn rows to 1 less squared error over variance."""
    y = np.asarray(truth, dtype=np.float64)
    error = (y - np.asarray(predicted, dtype=np.float64)) ** 2

    def statistic(rows: Rows) -> float:
        spread = float(((y[rows] - y[rows].mean()) ** 2).sum())
        return 1 - float(error[rows].sum()) / spread if spread else float("nan")

    return statistic


def demeaned(values: npt.ArrayLike, groups: Sequence[str]) -> Values:
    """Return the values less the mean of their group, (n,)."""
    column = np.asarray(values, dtype=np.float64)
    _, place = np.unique(np.asarray(groups, dtype=str), return_inverse=True)
    means = np.bincount(place, column) / np.bincount(place)
    inside: Values = column - means[place]
    inside[np.abs(inside) < 1e-12] = 0.0  # what rounding leaves of a group of one
    return inside


def leave_one_out(
    values: npt.ArrayLike, *levels: Sequence[str], whole_group: bool = False
) -> Values:
    """Return for each item the mean of the others of its group.

    Parameters
    ----------
    values : array, (n,)
    levels : sequences of str, (n,)
        Groups, the finest first. Where nobody else is in a group, the next level answers, and
        the mean of all items last.
    whole_group : bool
        Leave out every item of the finest group, and answer from the next level on.
    """
    column = np.asarray(values, dtype=np.float64)
    own = np.arange(len(column)).astype(str) if not whole_group else np.asarray(levels[0], str)
    found = np.full(len(column), np.nan)
    for groups in levels[1:] if whole_group else levels:
        names = np.asarray(groups, dtype=str)
        total, count = _sums(column, names)
        pairs = np.char.add(np.char.add(own, "\t"), names)
        own_total, own_count = _sums(column, pairs)
        rest = count - own_count
        mean = np.divide(total - own_total, rest, out=np.full(len(column), np.nan), where=rest > 0)
        found = np.where(np.isnan(found), mean, found)
    return np.where(np.isnan(found), column.mean(), found)


def _sums(column: Values, names: npt.NDArray[np.str_]) -> tuple[Values, Values]:
    _, place = np.unique(names, return_inverse=True)
    sums = np.bincount(place, column).astype(np.float64)
    return sums[place], np.bincount(place).astype(np.float64)[place]


def _weighted_correlation(one: Values, other: Values, weights: Values) -> float:
    total = weights.sum()
    one = one - (weights @ one) / total
    other = other - (weights @ other) / total
    spread = np.sqrt((weights @ one**2) * (weights @ other**2))
    return float((weights * one) @ other / spread) if spread > 1e-9 else 0.0
