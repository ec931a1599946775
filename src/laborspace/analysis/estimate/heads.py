"""How the parts of an estimate combine to a score, and what a score means.

One class for each meaning of a weight: that a source lists the pair (:class:`Chances`), how it
rates it (:class:`Ratings`), what share of an industry's jobs it is (:class:`Shares`). Each is
learned on parts estimated out of the fold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.estimate.calibration import (
    LEVEL,
    Band,
    Curve,
    Floats,
    Logistic,
    bins,
    expit,
    logit,
    shift,
)

if TYPE_CHECKING:
    from laborspace.analysis.estimate.ridge import Matrix

CANDIDATES = 400
"""Pairs of an entity that the combination is learned on: those most likely at first sight."""
FIRST_SIGHT = 0.6  # weight of the cosine beside the ridge estimate, at first sight
FLOOR, VOTE_FLOOR = 0.02, 0.01  # added before a logarithm is taken
LIKELY = 0.005  # pairs that enter the interval of probabilities
COSINE, PRIOR = 0.3, 0.2  # of the cosine and of an industry's sector, on the scale of √share

ENDS = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)


@dataclass(frozen=True)
class Parts:
    """What is known about q entities and m targets.

    Attributes
    ----------
    ridge : ndarray, (q, m)
        Kernel ridge estimate from near known entities.
    cosine : ndarray, (q, m)
    taxonomy : ndarray, (q, m), or None
        Vote of the taxonomic siblings, or √share of the group; None without a taxonomy.
    """

    ridge: Matrix
    cosine: Matrix
    taxonomy: Matrix | None


@dataclass(frozen=True)
class Values:
    """What scores mean; arrays of one shape."""

    values: Floats
    low: Floats
    high: Floats
    optional: Floats | None = None


class Chances:
    """Probability that a source lists a pair.

    A logistic regression combines ridge estimate r, cosine c and vote v: r, log r, c, c·log r,
    c², c²·log r, log v. (Where near entities say much, the cosine adds little; where they say
    nothing, it is all there is.) Isotonic curves then calibrate the score.

    Parameters
    ----------
    parts : Parts
        Out of the fold.
    essential, optional : ndarray of bool, (q, m)
    """

    def __init__(
        self, parts: Parts, essential: npt.NDArray[np.bool_], optional: npt.NDArray[np.bool_]
    ) -> None:
        features = _features(parts)
        count = min(CANDIDATES, essential.shape[1])
        first = parts.ridge + np.float32(FIRST_SIGHT) * parts.cosine
        best = np.argpartition(-first, count - 1, axis=1)[:, :count]
        i, j = np.repeat(np.arange(len(best)), count), best.ravel()
        weight = 1 / np.sqrt(essential.sum(axis=1) + 1)[i]  # so that no entity outweighs others
        table = np.stack([feature[i, j] for feature in features], axis=1)
        self._model = Logistic.fit(table, essential[i, j], weight / weight.mean())
        scores = self._model.predict(features)
        flat = scores.ravel()
        parted = bins(flat)
        self._curve = Curve.fit(flat, essential.ravel(), parted)
        self._listed = None
        if optional.any():
            self._listed = Curve.fit(flat, (essential | optional).ravel(), parted)
        moves = []
        for chance, truth in zip(self._curve(scores), essential, strict=True):
            likely = chance > LIKELY
            moves.append(shift(logit(chance[likely]), float(truth[likely].sum())))
        self.span = tuple(np.quantile(moves, ENDS).tolist())

    def scores(self, parts: Parts) -> Matrix:
        """Return log odds, (q, m)."""
        return self._model.predict(_features(parts))

    def read(self, scores: Matrix) -> Values:
        """Return probabilities of an essential and of an optional target.

        The interval moves all log odds of an entity together, as far as the number of its
        targets moved them for nine in ten entities out of the fold: sources describe some
        occupations at greater length than others.
        """
        values = self._curve(scores)
        odds = logit(values)
        low, high = expit(odds + self.span[0]), expit(odds + self.span[1])
        optional = None
        if self._listed is not None:
            optional = np.maximum(self._listed(scores) - values, 0)
        return Values(values, np.minimum(low, values), np.maximum(high, values), optional)


class Ratings:
    """Expected rating, such as O*NET's importance from 1 to 5.

    Parameters
    ----------
    parts : Parts
        Out of the fold.
    truth : ndarray, (q, m)
    limits : tuple of float
        Ends of the scale.
    """

    def __init__(self, parts: Parts, truth: Matrix, limits: tuple[float, float]) -> None:
        self._limits = limits
        scores = self.scores(parts).ravel()
        self._band = Band.fit(scores, truth.ravel() - scores)

    def scores(self, parts: Parts) -> Matrix:
        """Return expected ratings, (q, m)."""
        return np.asarray(np.clip(parts.ridge, *self._limits))

    def read(self, scores: Matrix) -> Values:
        """Return ratings; the interval holds nine in ten ratings out of the fold."""
        below, above = self._band(scores)
        low, high = (np.clip(scores + end, *self._limits) for end in (below, above))
        return Values(scores, np.minimum(low, scores), np.maximum(high, scores))


class Shares:
    """Expected share of an industry's jobs.

    Ridge estimate, cosine and the share in the group are summed on the scale of √share, where
    a few large occupations do not drown the rest (the Hellinger scale); an isotonic curve turns
    the sum into the mean share observed at such scores.

    Parameters
    ----------
    parts : Parts
        Out of the fold.
    truth : ndarray, (q, m)
        Shares.
    """

    def __init__(self, parts: Parts, truth: Matrix) -> None:
        scores = self.scores(parts).ravel()
        self._curve = Curve.fit(scores, truth.ravel())
        self._band = Band.fit(scores, truth.ravel())

    def scores(self, parts: Parts) -> Matrix:
        """Return scores on the scale of √share, (q, m)."""
        scores = parts.ridge + np.float32(COSINE) * parts.cosine
        if parts.taxonomy is not None:
            scores += np.float32(PRIOR) * parts.taxonomy
        return scores

    def read(self, scores: Matrix) -> Values:
        """Return shares that sum to 1; the interval holds nine in ten out of the fold."""
        values = self._curve(scores)
        values = values / np.maximum(values.sum(axis=-1, keepdims=True), 1e-12)
        low, high = self._band(scores)
        return Values(values, np.minimum(low, values), np.maximum(high, values))


Head = Chances | Ratings | Shares


def _features(parts: Parts) -> list[Matrix]:
    ridge, cosine = parts.ridge, parts.cosine
    logarithm = np.log(np.maximum(ridge, 0) + np.float32(FLOOR))
    square = cosine * cosine
    features = [ridge, logarithm, cosine, cosine * logarithm, square, square * logarithm]
    if parts.taxonomy is not None:
        features.append(np.log(parts.taxonomy + np.float32(VOTE_FLOOR)))
    return features
