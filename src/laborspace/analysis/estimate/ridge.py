"""Kernel ridge regression as a smoother: how much each known entity says about another.

With kernel matrix K of the known entities and ridge λ, an entity with kernel vector k is
estimated by weights ``w = k (K + λ I)⁻¹`` on what is known (Saunders, Gammerman & Vovk, ICML
1998). Leaving entities out of their own estimate needs no second fit: for a set G of them,
``w_G = -(A⁻¹_GG)⁻¹ A⁻¹_G·`` outside G, with A = K + λ I (Golub & Van Loan, section 2.1.4: the
inverse of a partitioned matrix), of which leave-one-out is the case of a single entity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from laborspace.space.container import Rows

BANDWIDTH = 2.0
"""Of the kernel ``exp(2 (cos - 1))``; chosen on development splits of training entities."""

Matrix = npt.NDArray[np.float32]


class Smoother:
    """Weights of known entities in the estimate of others.

    Parameters
    ----------
    vectors : ndarray, (n, d)
        Unit vectors of the known entities.
    groups : ndarray, (n, g), optional
        1 where an entity belongs to a group of its taxonomy; each group shared adds
        `group_weight` to the kernel.
    ridge, group_weight : float
    """

    def __init__(
        self,
        vectors: Matrix,
        groups: Matrix | None = None,
        *,
        ridge: float,
        group_weight: float = 0.0,
    ) -> None:
        from scipy.linalg import cho_factor

        self.vectors = vectors
        self._groups = groups
        self._group_weight = group_weight
        system = self._kernel(vectors, groups)
        system[np.diag_indices_from(system)] += ridge
        self._factor = cho_factor(system, lower=True, overwrite_a=True, check_finite=False)

    def weights(self, vectors: Matrix, groups: Matrix | None = None) -> Matrix:
        """Return the weights for new entities, (q, n)."""
        return self._solve(self._kernel(self.vectors, self._groups, vectors, groups)).T

    def without(self, sets: Sequence[Rows]) -> list[Matrix]:
        """Return the weights for known entities, nothing of their set being known.

        Parameters
        ----------
        sets : sequence of ndarray of int
            Positions of the entities left out together.

        Returns
        -------
        list of ndarray, (len(set), n)
            Zero within the set.
        """
        members = np.concatenate(sets) if sets else np.empty(0, dtype=np.intp)
        unit = np.zeros((len(self.vectors), len(members)), dtype=np.float32)
        unit[members, np.arange(len(members))] = 1
        inverse = self._solve(unit)  # columns of A⁻¹
        found = []
        start = 0
        for each in sets:
            part = inverse[:, start : start + len(each)]
            start += len(each)
            weights = -np.linalg.solve(part[each].astype(np.float64), part.T.astype(np.float64))
            weights[:, each] = 0
            found.append(weights.astype(np.float32))
        return found

    def _kernel(
        self,
        vectors: Matrix,
        groups: Matrix | None,
        others: Matrix | None = None,
        other_groups: Matrix | None = None,
    ) -> Matrix:
        if others is None:
            others, other_groups = vectors, groups
        kernel = vectors @ others.T
        kernel -= 1
        kernel *= BANDWIDTH
        np.exp(kernel, out=kernel)
        if self._group_weight and groups is not None and other_groups is not None:
            kernel += np.float32(self._group_weight) * (groups @ other_groups.T)
        return np.asarray(kernel)

    def _solve(self, right: Matrix) -> Matrix:
        from scipy.linalg import cho_solve

        solved: Matrix = cho_solve(self._factor, right, overwrite_b=True, check_finite=False)
        return solved
