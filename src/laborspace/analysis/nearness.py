"""How near is near: what a cosine is worth beside those that other questions get.

The nearest of many is always somewhat near, so the score of an answer is compared with the best
score that other entities get, which took their best from as many candidates (the maximum under
the null, as in Westfall and Young, Resampling-Based Multiple Testing, 1993, § 2.3). And some
entities are near to everything ("hubs": Radovanović, Nanopoulos and Ivanović, JMLR 11, 2010), so
it is also said how near the question is as seen from the answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.arithmetic import percentiles, places_in
from laborspace.analysis.blocks import Block, asked_kinds, block

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from laborspace.space.container import Rows, Space
    from laborspace.space.vectors import Vector

Numbers = npt.NDArray[np.float64]

STAND_INS = 200
"""Entities whose nearest are looked up for comparison."""

RANKED = 1000
"""Answers of a kind that are looked back from; what is farther has no rank."""

_AT_ONCE = 64  # columns of a product: bounds the memory
_ALIKE = 1e-6  # cosines that differ by less do so by rounding


def percentiles_among_nearest(
    space: Space,
    cosines: Vector,
    asked: Iterable[str | None],
    kind: str,
    level: str | None,
    *,
    centered: bool,
) -> Numbers:
    """Return the percentage of stand-ins whose nearest candidate is less near, (m,).

    Parameters
    ----------
    space : Space
    cosines : ndarray, (m,)
        Of answers with the question.
    asked : iterable of str or None
        Kinds of what was asked about; None, for free text, counts as all kinds. The stand-ins
        are up to :data:`STAND_INS` items of these kinds, each kind as likely.
    kind : str
    level : str or None
        Kind and level of the candidates.
    centered : bool
        Whether cosines are from the center of each kind.
    """
    kinds = asked_kinds(space, asked)

    def make() -> Vector:
        share = -(-STAND_INS // max(len(kinds), 1))
        best = [_best(space, each, share, kind, level, centered) for each in kinds]
        return np.sort(np.concatenate([*best, np.empty(0, dtype=np.float32)]))

    null = space.derived(("nearest of stand-ins", kinds, kind, level, centered), make)
    if not len(null):
        return np.full(len(cosines), np.nan)
    return percentiles(cosines.astype(np.float64), null[np.newaxis].astype(np.float64))


def ranks_back(
    space: Space,
    answers: Sequence[Block],
    cosines: Vector,
    asked: Iterable[str | None],
    excluded: Rows,
    *,
    centered: bool,
) -> Numbers:
    """Return which place the question takes as seen from each answer, (m,).

    Parameters
    ----------
    space : Space
    answers : sequence of Block
        m answers, a block a kind, best first.
    cosines : ndarray, (m,)
        Of the answers with the question.
    asked : iterable of str or None
        Kinds of what was asked about; the question is ranked among their items.
    excluded : ndarray of int
        Rows asked about, sorted, which do not compete with the question.
    centered : bool
        Whether cosines are from the center of each kind.

    Returns
    -------
    ndarray, (m,)
        1 if nothing is nearer. NaN beyond the first :data:`RANKED` answers of a kind, and where
        free text or a vector was asked about, which has no kind to be ranked in.
    """
    asked = set(asked)
    ranks = np.full(len(cosines), np.nan)
    kinds = () if None in asked else asked_kinds(space, asked)
    if not kinds:
        return ranks
    place = np.concatenate([np.arange(len(each.rows)) for each in answers])
    rows = np.concatenate([each.rows for each in answers])
    ends = np.concatenate(
        [each.directions(np.arange(len(each.rows)), centered=centered) for each in answers]
    )
    ranked = np.flatnonzero(place < RANKED)
    ranks[ranked] = 1
    for start in range(0, len(ranked), _AT_ONCE):
        part = ranked[start : start + _AT_ONCE]
        least = cosines[part] + _ALIKE
        for kind in kinds:
            items = block(space, kind)
            similarity = items.cosines(ends[part].T, centered=centered)
            similarity[places_in(items.rows, excluded)] = -np.inf
            _hide(similarity, items.rows, rows[part])
            ranks[part] += np.count_nonzero(similarity > least, axis=0)
    return ranks


def _best(
    space: Space, asked: str, number: int, kind: str, level: str | None, centered: bool
) -> Vector:
    """Return the cosine of some items of a kind with their nearest candidate."""
    candidates, items = block(space, kind, level), block(space, asked)
    places = _sample(space, items.rows, number)
    best = np.empty(len(places), dtype=np.float32)
    for start in range(0, len(places), _AT_ONCE):
        some = places[start : start + _AT_ONCE]
        ends = items.directions(some, centered=centered).T
        similarity = candidates.cosines(ends, centered=centered)
        _hide(similarity, candidates.rows, items.rows[some])
        best[start : start + _AT_ONCE] = similarity.max(axis=0)
    return best[np.isfinite(best)]


def _hide(similarity: Vector, rows: Rows, columns: Rows) -> None:
    """Give no entity a similarity with itself: sorted rows, (n,), by columns, (b,)."""
    places = np.minimum(np.searchsorted(rows, columns), len(rows) - 1)
    own = rows[places] == columns
    similarity[places[own], np.flatnonzero(own)] = -np.inf


def _sample(space: Space, rows: Rows, number: int) -> Rows:
    """Return places at even steps in the order of ids, so that all groups are there."""
    order = np.array(sorted(range(len(rows)), key=lambda i: space.ids[rows[i]]), dtype=np.intp)
    if len(order) <= number:
        return order
    steps = np.linspace(0, len(order) - 1, number).round().astype(np.intp)
    chosen: Rows = order[steps]
    return chosen
