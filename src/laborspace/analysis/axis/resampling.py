"""Axes of poles drawn anew, and the intervals of scores on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from laborspace.analysis.axis.poles import Floats, Pole
from laborspace.space.vectors import Vector


@dataclass(frozen=True)
class Draws:
    """Resampled axes, as sums of a few vectors where that makes less work of scoring on them.

    Attributes
    ----------
    vectors : ndarray, (d, k)
    coefficients : ndarray, (k, resamples), or None
        None if the vectors are the axes.
    """

    vectors: Vector
    coefficients: Vector | None

    def scores(self, products: Vector) -> Vector:
        """Return the scores on the axes, (n, resamples), given the products with the vectors."""
        return products if self.coefficients is None else products @ self.coefficients


def resample(
    negative: Pole, positive: Pole, resamples: int, rng: np.random.Generator
) -> Draws | None:
    """Return resampled axes, or None where there is nothing to draw."""
    # In an order of their own, so that swapped poles have the same draws, turned around.
    order = sorted((negative, positive), key=lambda pole: pole.key)
    drawn = [pole.draws(resamples, rng) for pole in order]
    if all(each is None for each in drawn):
        return None
    parts, bases = [], []
    for pole, each in zip(order, drawn, strict=True):
        side = 1 if pole is positive else -1
        coefficients, basis = each or (np.ones((resamples, 1)), pole.mean()[np.newaxis])
        parts.append(side * coefficients)
        bases.append(basis)
    coefficients, basis = np.concatenate(parts, axis=1), np.concatenate(bases)
    axes = coefficients @ basis
    lengths = np.linalg.norm(axes, axis=1, keepdims=True)
    # Poles that share members may be drawn alike; then there is no axis, and all score 0.
    scale = np.divide(1, lengths, out=np.zeros_like(lengths), where=lengths > 1e-4)
    size, dimension = basis.shape
    if size * (dimension + resamples) < dimension * resamples:
        return Draws(_transposed(basis), _transposed(coefficients * scale))
    return Draws(_transposed(axes * scale), None)


def _transposed(matrix: Floats) -> Vector:
    return np.ascontiguousarray(matrix.T, dtype=np.float32)


def interval(draws: Vector | None, size: int) -> tuple[Floats, Floats]:
    """Return the bounds of the central 95 % of draws, (n, r); NaN where nothing was drawn."""
    if draws is None:
        nothing = np.full(size, np.nan)
        return nothing, nothing
    ordered = np.sort(draws, axis=1)  # quicker than a partition, which is not vectorized
    last = draws.shape[1] - 1
    bounds = []
    for share in (0.025, 0.975):  # between the two nearest, as np.percentile has it
        place = share * last
        below = int(place)
        part = np.float32(place - below)
        above = min(below + 1, last)
        bounds.append(ordered[:, below] * (1 - part) + ordered[:, above] * part)
    low, high = (bound.astype(np.float64) for bound in bounds)
    return low, high
