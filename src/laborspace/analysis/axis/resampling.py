"""Axes of poles drawn anew, and the intervals of scores on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from laborspace.analysis.axis.poles import Floats, Pole
from laborspace.analysis.blocks import Block
from laborspace.space.vectors import Vector

if TYPE_CHECKING:
    from collections.abc import Iterator

_AT_ONCE = 1000
"""Entities scored at once: twice as fast as all, whose scores would fill the memory first."""


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


def intervals(entities: Block, draws: Draws | None, *, center: bool) -> tuple[Floats, Floats]:
    """Return the bounds of the central 95% of the scores of entities on resampled axes, (n,)."""
    size = len(entities.rows)
    if draws is None:
        return interval(None, size)
    low, high = np.empty(size), np.empty(size)
    for part in pieces(size):
        some = entities.some(part)
        drawn = draws.scores(some.cosines(draws.vectors, centered=center))
        low[part], high[part] = interval(drawn, len(drawn))
    return low, high


def pieces(size: int) -> Iterator[slice]:
    """Yield runs of entities few enough that their scores stay near the processor."""
    for start in range(0, size, _AT_ONCE):
        yield slice(start, start + _AT_ONCE)


def interval(draws: Vector | None, size: int) -> tuple[Floats, Floats]:
    """Return the bounds of the central 95% of draws, (n, r); NaN where nothing was drawn."""
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
