"""Rank statistics of many pairs of columns at once, quick to draw again."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]


class PairedRanks:
    """Spearman's correlation and AUC of scores with truths, the mean over questions.

    A draw with replacement only changes how often each item counts, so the order of items is
    found once and ranks of a draw are sums of counts.

    Parameters
    ----------
    scores, truths : ndarray, (questions, n)
        A truth above zero is on the positive side.
    counted : ndarray of bool, (questions, n)
        Which items a question is about.
    """

    def __init__(self, scores: Table, truths: Table, counted: npt.NDArray[np.bool_]) -> None:
        self._scores, self._truths = _Ranking(scores), _Ranking(truths)
        self._positive = truths > 0
        self._counted = counted

    def spearman(self, rows: Rows) -> float:
        """Return the mean rank correlation over questions of the items drawn."""
        return float(self.each_spearman(rows).mean())

    def each_spearman(self, rows: Rows) -> Table:
        """Return the rank correlation of each question, of the items drawn, (questions,)."""
        times = self._times(rows)
        one, other = self._scores.ranks(times), self._truths.ranks(times)
        total = times.sum(1, keepdims=True)
        with np.errstate(invalid="ignore", divide="ignore"):
            one -= (times * one).sum(1, keepdims=True) / total
            other -= (times * other).sum(1, keepdims=True) / total
            spread = np.sqrt((times * one**2).sum(1) * (times * other**2).sum(1))
            each: Table = np.where(spread > 0, (times * one * other).sum(1) / spread, 0)
        return each

    def auc(self, rows: Rows) -> float:
        """Return the mean AUC over those questions that have items on both sides."""
        times = self._times(rows)
        positive = np.where(self._positive, times, 0)
        up = positive.sum(1)
        down = times.sum(1) - up
        above = (positive * self._scores.ranks(times)).sum(1) - up * (up + 1) / 2
        decided = (up > 0) & (down > 0)
        if not decided.any():
            return float("nan")
        return float((above[decided] / (up[decided] * down[decided])).mean())

    def _times(self, rows: Rows) -> Table:
        drawn = np.bincount(rows, minlength=self._counted.shape[1]).astype(np.float64)
        return self._counted * drawn


class _Ranking:
    """The order of each row of a table, with ties."""

    def __init__(self, values: Table) -> None:
        self._order = np.argsort(values, axis=1, kind="stable")
        in_order = np.take_along_axis(values, self._order, axis=1)
        new = np.ones(values.shape, dtype=bool)
        new[:, 1:] = in_order[:, 1:] != in_order[:, :-1]
        place = np.arange(values.shape[1])
        first = np.maximum.accumulate(np.where(new, place, 0), axis=1)
        last = np.ones(values.shape, dtype=bool)
        last[:, :-1] = new[:, 1:]
        end = np.where(last, place + 1, values.shape[1])
        end = np.minimum.accumulate(end[:, ::-1], axis=1)[:, ::-1]
        self._first, self._end = (np.empty_like(self._order) for _ in range(2))
        np.put_along_axis(self._first, self._order, first, axis=1)
        np.put_along_axis(self._end, self._order, end, axis=1)

    def ranks(self, times: Table) -> Table:
        """Return the mid-rank of each item among the items, each there so many times."""
        below = np.zeros((len(times), times.shape[1] + 1))
        np.cumsum(np.take_along_axis(times, self._order, axis=1), axis=1, out=below[:, 1:])
        first = np.take_along_axis(below, self._first, axis=1)
        end = np.take_along_axis(below, self._end, axis=1)
        ranks: Table = (first + end + 1) / 2
        return ranks
