"""Ridge regression with the penalty chosen inside the training folds, in closed form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]

PENALTIES: tuple[float, ...] = tuple(float(p) for p in np.geomspace(0.01, 100, 9))
"""Penalties tried, for features of unit length."""

_SMALLEST = 1e-10  # eigenvalues below this share of the largest are rounding


@dataclass(frozen=True)
class _Decomposition:
    """Centered features as left singular vectors and squared singular values."""

    mean: Matrix
    right: Matrix
    left: Matrix
    squares: Matrix

    @classmethod
    def of(cls, features: Matrix) -> _Decomposition:
        mean = features.mean(0)
        centered = features - mean
        squares, right = np.linalg.eigh(centered.T @ centered)
        kept = squares > _SMALLEST * max(squares.max(initial=0.0), 1e-300)
        squares, right = squares[kept], right[:, kept]
        return cls(mean, right, centered @ right / np.sqrt(squares), squares)


@dataclass(frozen=True)
class Ridge:
    """A fitted ridge regression with an intercept; make one with :meth:`fit`.

    Attributes
    ----------
    penalty : float
    left_out : ndarray, (n,)
        Prediction of each item by the ridge that did not see its group.
    spread : ndarray, (n,)
        √(1 + leverage) of each item in that ridge: how much less sure it is of an item unlike
        those it has seen.
    """

    _parts: _Decomposition
    _target: Matrix
    penalty: float
    left_out: Matrix
    spread: Matrix

    @classmethod
    def fit(
        cls,
        features: Matrix,
        target: Matrix,
        groups: Sequence[str],
        penalties: Sequence[float] = PENALTIES,
    ) -> Ridge:
        """Fit with the penalty of least squared error, each item predicted without its group.

        Parameters
        ----------
        features : ndarray, (n, d)
        target : ndarray, (n,)
        groups : sequence of str, (n,)
            Give every item its own group to leave items out one by one.
        penalties : sequence of float
        """
        parts, blocks = _Decomposition.of(features), _blocks(groups)
        guesses = [_left_out(parts, target, blocks, penalty) for penalty in penalties]
        best = int(np.argmin([((target - guess) ** 2).sum() for guess in guesses]))
        penalty = penalties[best]
        spread = np.sqrt(1 + _leverage_left_out(parts, blocks, penalty, len(target)))
        return cls(parts, target, penalty, guesses[best], spread)

    def predict(self, features: Matrix) -> Matrix:
        """Return predictions of new items, (m,)."""
        squares = self._parts.squares
        weights = np.sqrt(squares) / (squares + self.penalty) * (self._parts.left.T @ self._target)
        inside = (features - self._parts.mean) @ self._parts.right
        return np.asarray(inside @ weights + self._target.mean())

    def spread_of(self, features: Matrix) -> Matrix:
        """Return √(1 + leverage) of new items, (m,)."""
        offset = features - self._parts.mean
        inside = (offset @ self._parts.right) ** 2
        seen = inside @ (1 / (self._parts.squares + self.penalty))
        outside = np.maximum((offset**2).sum(axis=1) - inside.sum(axis=1), 0) / self.penalty
        return np.asarray(np.sqrt(1 + seen + outside + 1 / len(self._target)))


def _leverage_left_out(
    parts: _Decomposition, blocks: Sequence[Rows], penalty: float, n: int
) -> Matrix:
    """Return x' (X'X + λI)⁻¹ x of each item x, X lacking its block: diag of (I - H)⁻¹ H."""
    scaled = parts.left * (parts.squares / (parts.squares + penalty))
    if len(blocks) == n:
        own = np.einsum("ij,ij->i", scaled, parts.left)
        return np.asarray(own / (1 - own) + 1 / n)
    found = np.empty(n)
    for rows in blocks:
        own = scaled[rows] @ parts.left[rows].T
        found[rows] = np.diag(np.linalg.solve(np.eye(len(rows)) - own, own)) + 1 / n
    return found


def fold_of(groups: Sequence[str], folds: int, *, seed: int = 0) -> Rows:
    """Return the fold of each item, (n,); a group lies in one fold whole, folds of like size.

    Parameters
    ----------
    groups : sequence of str, (n,)
        Give every item its own group for folds at random.
    folds : int
    seed : int
    """
    names, place, sizes = np.unique(
        np.asarray(groups, dtype=str), return_inverse=True, return_counts=True
    )
    order = np.random.default_rng(seed).permutation(len(names))
    order = order[np.argsort(-sizes[order], kind="stable")]
    filled = np.zeros(folds, dtype=np.intp)
    chosen = np.zeros(len(names), dtype=np.intp)
    for name in order:
        chosen[name] = filled.argmin()
        filled[chosen[name]] += sizes[name]
    return np.asarray(chosen[place], dtype=np.intp)


def left_out(features: Matrix, target: Matrix, groups: Sequence[str], penalty: float) -> Matrix:
    """Return the prediction of each item by the ridge that did not see its group, (n,).

    No refitting: with the hat matrix H of ridge with an intercept, the residuals of a block b
    left out are (I - H_bb)^-1 times those left in (Cook & Weisberg, 1982, for least squares;
    the identity holds for any quadratic penalty).
    """
    return _left_out(_Decomposition.of(features), target, _blocks(groups), penalty)


def cross_validated(
    features: Matrix,
    target: Matrix,
    groups: Sequence[str],
    *,
    folds: int = 5,
    penalties: Sequence[float] = PENALTIES,
) -> Matrix:
    """Return out-of-fold predictions of ridge regression, (n,).

    For each fold the penalty is the one of least squared error over the training items, each
    predicted without its own group.

    Parameters
    ----------
    features : ndarray, (n, d)
    target : ndarray, (n,)
    groups : sequence of str, (n,)
        Groups that folds keep whole; every item its own for folds at random.
    folds : int
    penalties : sequence of float
    """
    names = np.asarray(groups, dtype=str)
    fold = fold_of(groups, folds)
    predicted = np.empty(len(target))
    for number in range(folds):
        test = fold == number
        if not test.any():
            continue
        parts = _Decomposition.of(features[~test])
        known, blocks = target[~test], _blocks(names[~test])
        errors = [
            ((known - _left_out(parts, known, blocks, penalty)) ** 2).sum() for penalty in penalties
        ]
        penalty = penalties[int(np.argmin(errors))]
        weights = np.sqrt(parts.squares) / (parts.squares + penalty) * (parts.left.T @ known)
        new = (features[test] - parts.mean) @ parts.right
        predicted[test] = new @ weights + known.mean()
    return predicted


def kernel_features(kernel: Matrix, most: int = 384) -> Matrix:
    """Return features whose products are (nearly) a kernel, (n, d): its leading eigenvectors.

    Ridge on them is kernel ridge regression, so subjects without vectors can be asked, too.

    Parameters
    ----------
    kernel : ndarray, (n, n)
        Symmetric; negative eigenvalues are dropped.
    most : int
        Largest d.
    """
    values, vectors = np.linalg.eigh(kernel)
    kept = np.flatnonzero(values > _SMALLEST * max(values.max(initial=0.0), 1e-300))[-most:]
    features: Matrix = vectors[:, kept] * np.sqrt(values[kept])
    return features


def _blocks(groups: Sequence[str] | npt.NDArray[np.str_]) -> list[Rows]:
    _, place = np.unique(np.asarray(groups, dtype=str), return_inverse=True)
    order = np.argsort(place, kind="stable")
    return np.split(order, np.cumsum(np.bincount(place))[:-1])


def _left_out(
    parts: _Decomposition, target: Matrix, blocks: Sequence[Rows], penalty: float
) -> Matrix:
    n = len(target)
    scaled = parts.left * (parts.squares / (parts.squares + penalty))
    residual = target - target.mean() - scaled @ (parts.left.T @ target)
    if len(blocks) == n:  # every item its own block: division is enough
        diagonal = 1 - 1 / n - np.einsum("ij,ij->i", scaled, parts.left)
        return np.asarray(target - residual / diagonal)
    out = np.empty(n)
    for rows in blocks:
        inside = np.eye(len(rows)) - scaled[rows] @ parts.left[rows].T - 1 / n
        out[rows] = target[rows] - np.linalg.solve(inside, residual[rows])
    return out
