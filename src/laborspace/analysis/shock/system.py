"""The equations of a ripple, and how its answer varies with what nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.blocks import center_of
from laborspace.analysis.shock.kernel import NEAREST, Kernel, solve
from laborspace.records import KINDS
from laborspace.space.vectors import unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scipy.sparse import csr_matrix

    from laborspace.analysis.shock.changes import Change
    from laborspace.analysis.shock.direct import Direct
    from laborspace.space.container import Space

Floats = npt.NDArray[np.float64]

TOLERANCE = 1e-7
"""Largest error of the solution, as a share of the largest direct effect."""
_COARSE = 1e-3  # of the draws, which only measure a spread


class System:
    """``x = d + ρ C W x`` among the n items of a space.

    d is the direct effect, C the diagonal of what it does not speak of, W the kernel. A text is
    about its nearest items: the nearest of all takes on its change, others less by the factor
    ``exp((cos - highest) / temperature)``; that counts as direct and as estimated.

    Attributes
    ----------
    texts : list of Change
    spread : ndarray, (n,)
        Standard errors of what is estimated.
    """

    def __init__(
        self,
        space: Space,
        known: Kernel,
        first: Direct,
        changes: Sequence[Change],
        estimated: float,
    ) -> None:
        self.kernel = known
        self._direct = (first.observed + first.estimated)[known.rows]
        self._left = 1 - first.covered[known.rows]
        self.spread = first.spread[known.rows]
        self.texts = [change for change in changes if change.vector is not None]
        self._size = np.array([estimated * change.relative for change in self.texts])
        self._nearness = _nearness(space, known, self.texts)

    def texts_at(self, temperature: float) -> Floats:
        """Return what each text does to each item, (n, t)."""
        return np.asarray(self._about(temperature) * self._left[:, np.newaxis] * self._size)

    def weights(self, temperature: float, factors: Floats | None = None) -> csr_matrix:
        """Return C W, (n, n): rows sum to what the direct effect does not speak of."""
        matrix = self.kernel.weights(temperature, factors)
        left = self._left * np.prod(1 - self._about(temperature), axis=1)
        matrix.data *= left[self.kernel.item]
        return matrix

    def solve(self, rho: float, temperature: float) -> tuple[Floats, float]:
        """Return the total effect on each item, (n,), and the bound of its error."""
        entering = self._direct + self.texts_at(temperature).sum(axis=1)
        return solve(self.weights(temperature), entering, rho, TOLERANCE)

    def draw(self, rho: float, temperature: float, rng: np.random.Generator) -> Floats:
        """Return the total effect with neighbors and estimates drawn anew."""
        factors = rng.exponential(size=len(self.kernel.neighbor))
        noise = rng.standard_normal(len(self.spread)) * self.spread
        entering = self._direct + noise + self.texts_at(temperature).sum(axis=1)
        return solve(self.weights(temperature, factors), entering, rho, _COARSE)[0]

    def _about(self, temperature: float) -> Floats:
        """Return how much each text is about each item, (n, t), in [0, 1]."""
        return np.asarray(np.exp(self._nearness / temperature))


def _nearness(space: Space, known: Kernel, texts: Sequence[Change]) -> Floats:
    """Return the cosines of items and texts less the highest; -inf beyond the nearest of a kind."""
    found = np.full((len(known.rows), len(texts)), -np.inf)
    kinds = np.array(space.column("kind"))[known.rows]
    for column, change in enumerate(texts):
        assert change.vector is not None
        cosines = known.centered @ unit(change.vector - center_of(space, None))
        for kind in KINDS:
            mine = np.flatnonzero(kinds == kind)
            nearest = mine[np.argsort(-cosines[mine], kind="stable")[:NEAREST]]
            found[nearest, column] = cosines[nearest] - cosines.max()
    return found


def variation(
    system: System, rho: float, temperature: float, draws: int, rng: np.random.Generator
) -> Floats:
    """Return the standard deviation of the total effect over draws, (n,); NaN without draws.

    In each draw the neighbors of every entity are weighted anew (Bayesian bootstrap; Rubin, Ann.
    Stat. 1981), estimated relations vary by their standard errors, ρ is drawn between half and
    one and a half of its value (at most half-way to 1), and the temperature up to a factor of 1.5.
    """
    if not draws:
        return np.full(len(system.spread), np.nan)
    places = (np.arange(draws) + 0.5) / draws  # spread evenly, then paired by chance
    low, high = rho / 2, min(1.5 * rho, (1 + rho) / 2)
    rhos = low + (high - low) * rng.permutation(places)
    temperatures = temperature * 1.5 ** (2 * rng.permutation(places) - 1)
    mean, square = np.zeros(len(system.spread)), np.zeros(len(system.spread))
    for number, (each, width) in enumerate(zip(rhos.tolist(), temperatures.tolist(), strict=True)):
        drawn = system.draw(each, width, rng)
        off = drawn - mean
        mean += off / (number + 1)
        square += off * (drawn - mean)
    return np.asarray(np.sqrt(square / max(draws - 1, 1)))
