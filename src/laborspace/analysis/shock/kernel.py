"""Who passes a change on to whom: the neighborhoods of a space as a sparse matrix.

Entity i takes ``w_ij`` of the change of entity j, where the weights of a row are the softmax of
centered cosines at a temperature over its nearest entities of each kind, so that a row sums to 1.
An entity does not listen to its own counterpart in another taxonomy, which is the same thing.
Skills hear of each other only through the occupations, industries and firms near both: demand for
skills is derived demand, and half of the work is saved.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.blocks import block, kinds_of
from laborspace.analysis.shock.accounts import relation
from laborspace.space.vectors import Vector, unit

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

    from laborspace.space.container import Rows, Space

Floats = npt.NDArray[np.float64]

NEAREST = 10
"""Neighbors of each kind that an entity listens to."""
_CHUNK = 1000


@dataclass(frozen=True)
class Kernel:
    """The neighborhoods of the n items of a space.

    Attributes
    ----------
    rows : ndarray of int, (n,)
        Rows of the items in the space, kind by kind.
    place : ndarray of int
        Row of the space → its place among the items, -1 for a group.
    centered : ndarray, (n, d)
        Unit vectors from the center of each kind.
    start : ndarray of int, (n + 1,)
        Where the neighbors of each item begin.
    neighbor : ndarray of int, (e,)
        Places of the neighbors, in ascending order within an item.
    cosine : ndarray, (e,)
        Centered cosines.
    """

    rows: Rows
    place: Rows
    centered: Vector
    start: Rows
    neighbor: Rows
    cosine: Floats

    @property
    def item(self) -> Rows:
        """The item of each neighbor, (e,)."""
        return np.repeat(np.arange(len(self.rows)), np.diff(self.start))

    def weights(self, temperature: float, factors: Floats | None = None) -> csr_matrix:
        """Return the row-normalized weights, (n, n); a row without neighbors is zero.

        Parameters
        ----------
        temperature : float
        factors : ndarray, (e,), optional
            Multiply the weights before they are normalized.
        """
        from scipy.sparse import csr_matrix

        count = len(self.rows)
        filled = np.diff(self.start) > 0
        begin = self.start[:-1][filled]
        highest, total = np.zeros(count), np.ones(count)
        if len(begin):
            highest[filled] = np.maximum.reduceat(self.cosine, begin)
        raw = np.exp((self.cosine - highest[self.item]) / temperature)
        if factors is not None:
            raw *= factors
        if len(begin):
            sums = np.add.reduceat(raw, begin)
            total[filled] = np.where(sums > 0, sums, 1.0)
        return csr_matrix((raw / total[self.item], self.neighbor, self.start), shape=(count, count))


def kernel(space: Space) -> Kernel:
    """Return the kernel of a space, kept on it after the first call."""
    return space.derived("shock kernel", lambda: _build(space))


def centered_items(space: Space) -> tuple[Rows, Vector, list[tuple[str, slice]]]:
    """Return the items kind by kind, their centered unit vectors, and where each kind lies."""
    rows, vectors, spans, begin = [], [], [], 0
    for kind in kinds_of(space):
        own = block(space, kind)
        offset = own.vectors - own.center
        lost = np.linalg.norm(offset, axis=1) < 1e-5
        offset[lost] = own.vectors[lost]  # an only child lies on the center
        rows.append(own.rows)
        vectors.append(unit(offset))
        spans.append((kind, slice(begin, begin + len(own.rows))))
        begin += len(own.rows)
    return np.concatenate(rows), np.concatenate(vectors), spans


def _build(space: Space) -> Kernel:
    rows, vectors, spans = centered_items(space)
    found_item, found_neighbor, found_cosine = [], [], []
    for kind, span in spans:
        for sender, reach in spans:
            if kind == sender == "skill":
                continue
            for begin in range(span.start, span.stop, _CHUNK):
                places = np.arange(begin, min(begin + _CHUNK, span.stop))
                item, neighbor, cosine = _nearest(vectors, places, reach)
                found_item.append(item)
                found_neighbor.append(neighbor)
                found_cosine.append(cosine)
    item, neighbor = np.concatenate(found_item), np.concatenate(found_neighbor)
    cosines: Floats = np.concatenate(found_cosine).astype(np.float64)
    kept = _different(space, rows[item], rows[neighbor])
    item, neighbor, cosines = item[kept], neighbor[kept], cosines[kept]
    order = np.lexsort((neighbor, item))
    counts = np.bincount(item, minlength=len(rows))
    place = np.full(len(space), -1, dtype=np.intp)
    place[rows] = np.arange(len(rows))
    start = np.concatenate([[0], np.cumsum(counts)]).astype(np.intp)
    return Kernel(rows, place, vectors, start, neighbor[order], cosines[order])


def _different(space: Space, one: Rows, other: Rows) -> npt.NDArray[np.bool_]:
    """Whether two entities are not the same one in two taxonomies, by their rows."""
    source, target, _weight = relation(space, "same_as")
    size = len(space)
    same = np.concatenate([source * size + target, target * size + source])
    different: npt.NDArray[np.bool_] = ~np.isin(one * size + other, same)
    return different


def _nearest(vectors: Vector, places: Rows, reach: slice) -> tuple[Rows, Rows, Vector]:
    """Return item, neighbor and cosine of the nearest of one kind, an item not its own."""
    cosines = vectors[places] @ vectors[reach].T
    inside = (places >= reach.start) & (places < reach.stop)
    cosines[np.flatnonzero(inside), places[inside] - reach.start] = -np.inf
    take = min(NEAREST, cosines.shape[1])
    columns = np.argpartition(cosines, -take, axis=1)[:, -take:]
    values = np.take_along_axis(cosines, columns, axis=1).ravel()
    kept = np.isfinite(values)
    return (
        np.repeat(places, take)[kept],
        (columns.ravel() + reach.start)[kept],
        values[kept],
    )


def solve(matrix: csr_matrix, direct: Floats, rho: float, tolerance: float) -> tuple[Floats, float]:
    """Solve ``x = direct + ρ W x`` and bound the error.

    The rows of W sum to 1 at most, so that ``|(I - ρW)⁻¹|∞ ≤ 1 / (1 - ρ)``, and the error of any x
    is at most its residual over 1 - ρ. The Neumann series, whose m-th partial sum errs by at most
    ``ρ^(m+1) / (1 - ρ)`` of the largest direct effect, converges for every ρ < 1, and does so
    quickly for the ρ one would choose; where it would take many terms, BiCGSTAB comes first
    (van der Vorst, SIAM J. Sci. Stat. Comput. 1992).

    Parameters
    ----------
    matrix : sparse, (n, n)
        Not negative, rows summing to 1 at most.
    direct : ndarray, (n,)
    rho : float
        In [0, 1).
    tolerance : float
        Largest error, as a share of the largest direct effect.

    Returns
    -------
    ndarray, (n,), and float
        The solution, and the bound of its error.
    """
    largest = float(np.abs(direct).max(initial=0.0))
    if not largest or not rho:
        return direct.copy(), 0.0
    scaled = direct / largest  # so that the answer is linear in the shock to the last digits
    limit = tolerance * (1 - rho)
    found = scaled.copy()
    if rho > 0.8:
        found = _bicgstab(matrix, scaled, rho, limit)
    residual = scaled + rho * (matrix @ found) - found
    while float(np.abs(residual).max()) > limit:
        found = found + residual
        residual = rho * (matrix @ residual)
    # What was left out of the sum is computed anew: rounding counts in the bound too.
    rest = float(np.abs(scaled + rho * (matrix @ found) - found).max())
    return found * largest, rest * largest / (1 - rho)


def _bicgstab(matrix: csr_matrix, direct: Floats, rho: float, limit: float) -> Floats:
    from scipy.sparse.linalg import LinearOperator, bicgstab

    size = len(direct)
    operator = LinearOperator((size, size), matvec=lambda x: x - rho * (matrix @ x), dtype=float)
    found, _status = bicgstab(operator, direct, rtol=0.0, atol=limit, maxiter=200)
    usable = bool(np.isfinite(found).all())
    return np.asarray(found, dtype=np.float64) if usable else direct.copy()
