"""From scores to probabilities, shares and intervals, learned on estimates out of the fold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = npt.NDArray[np.floating]
Truths = npt.NDArray[np.bool_]
Bins = list[npt.NDArray[np.intp]]

LEVEL = 0.9
"""Coverage that intervals aim at."""


@dataclass(frozen=True)
class Logistic:
    """A logistic regression on standardized features.

    Attributes
    ----------
    coefficients : ndarray, (p,)
    intercept : float
    """

    coefficients: Floats
    intercept: float

    @classmethod
    def fit(
        cls, features: Floats, labels: npt.NDArray[np.bool_], weights: Floats, *, penalty: float = 1
    ) -> Logistic:
        """Fit by iteratively reweighted least squares with a small L2 penalty.

        Parameters
        ----------
        features : ndarray, (n, p)
        labels : ndarray of bool, (n,)
        weights : ndarray, (n,)
            Of the rows; mean 1.
        penalty : float
            On the squared coefficients of standardized features; the intercept is free.
        """
        mean, spread = features.mean(axis=0), features.std(axis=0)
        spread = np.where(spread > 1e-9, spread, 1)
        design = np.column_stack([(features - mean) / spread, np.ones(len(features))])
        design = design.astype(np.float64)
        ridge = penalty * np.append(np.ones(features.shape[1]), 1e-6)
        solution = np.zeros(design.shape[1])
        for _step in range(25):
            chance = expit(design @ solution)
            curvature = weights * np.maximum(chance * (1 - chance), 1e-9)
            gradient = design.T @ (weights * (labels - chance)) - ridge * solution
            hessian = design.T @ (curvature[:, np.newaxis] * design) + np.diag(ridge)
            step = np.linalg.solve(hessian, gradient)
            solution += step
            if np.abs(step).max() < 1e-6:
                break
        plain = solution[:-1] / spread
        return cls(plain, float(solution[-1] - plain @ mean))

    def predict(self, features: Sequence[Floats]) -> Floats:
        """Return the log odds, from one array a feature."""
        total: Floats = np.full(features[0].shape, self.intercept, dtype=np.float32)
        for coefficient, feature in zip(self.coefficients, features, strict=True):
            total += np.float32(coefficient) * feature
        return total


@dataclass(frozen=True)
class Curve:
    """A never falling curve from score to the mean outcome, linear between its knots.

    Isotonic regression by pooling adjacent violators (Barlow et al., 1972) over bins of
    neighboring scores. Bins grow from the greatest score down, where it matters most.
    """

    knots: Floats
    means: Floats

    @classmethod
    def fit(cls, scores: Floats, outcomes: Floats | Truths, parts: Bins | None = None) -> Curve:
        """Fit to scores and outcomes, (n,) each; `parts` are the bins, if known already."""
        knots, means, sizes = [], [], []
        for part in bins(scores) if parts is None else parts:
            knots.append(float(scores[part].mean()))
            means.append(float(outcomes[part].mean()))
            sizes.append(len(part))
        return cls(np.array(knots), pooled(np.array(means), np.array(sizes, dtype=np.float64)))

    def __call__(self, scores: Floats) -> Floats:
        """Return the mean outcome at each score."""
        return np.asarray(np.interp(scores, self.knots, self.means))


@dataclass(frozen=True)
class Band:
    """An interval around an outcome, given the score: quantiles in bins of neighboring scores."""

    knots: Floats
    low: Floats
    high: Floats

    @classmethod
    def fit(cls, scores: Floats, outcomes: Floats) -> Band:
        """Fit to scores and outcomes, (n,) each."""
        knots, low, high = [], [], []
        for part in bins(scores):
            knots.append(float(scores[part].mean()))
            ends = np.quantile(outcomes[part], [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
            low.append(float(ends[0]))
            high.append(float(ends[1]))
        ones = np.ones(len(knots))
        return cls(np.array(knots), pooled(np.array(low), ones), pooled(np.array(high), ones))

    def __call__(self, scores: Floats) -> tuple[Floats, Floats]:
        """Return the lower and the upper end at each score."""
        return np.interp(scores, self.knots, self.low), np.interp(scores, self.knots, self.high)


def expit(log_odds: Floats) -> Floats:
    """Return probabilities from log odds."""
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -40, 40))))


def logit(chance: Floats) -> Floats:
    """Return log odds, of probabilities kept within 1e-6 of 0 and 1."""
    kept = np.clip(chance, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(kept / (1 - kept)))


def pooled(values: Floats, sizes: Floats) -> Floats:
    """Return the nearest never falling sequence, by pooling adjacent violators."""
    blocks: list[list[float]] = []  # mean, size, number of values
    for value, size in zip(values.tolist(), sizes.tolist(), strict=True):
        blocks.append([value, size, 1])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            mean, weight, count = blocks.pop()
            below = blocks[-1]
            below[0] = (below[0] * below[1] + mean * weight) / (below[1] + weight)
            below[1] += weight
            below[2] += count
    return np.repeat([b[0] for b in blocks], [int(b[2]) for b in blocks])


def shift(log_odds: Floats, hits: float) -> float:
    """Return what to add to log odds so that their probabilities sum to a number of hits.

    Bisection on [-6, 6]; the ends are returned where the sum cannot be reached.
    """
    low, high = -6.0, 6.0
    for _step in range(25):
        middle = (low + high) / 2
        if expit(log_odds + middle).sum() < hits:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def bins(scores: Floats) -> Bins:
    """Return positions by bin, of rising score; the bin of the greatest scores is smallest."""
    first, growth, most = 60.0, 1.12, 200_000
    if len(scores) > most:  # the bulk of the lowest is one bin
        parted = np.argpartition(scores, -most)
        rest, top = parted[:-most], parted[-most:]
    else:
        rest, top = np.empty(0, dtype=np.intp), np.arange(len(scores))
    order = top[np.argsort(-scores[top], kind="stable")]
    found = [rest] if len(rest) else []
    ends = [0]
    while ends[-1] < len(order):
        ends.append(ends[-1] + int(first))
        first *= growth
    found += [order[low:high] for low, high in zip(ends[-2::-1], ends[:0:-1], strict=True)]
    return found
