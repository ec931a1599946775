"""What all others are likely to do, given what was observed of some.

The changes, as logarithms, are taken for draws of a Gaussian process over entities whose
covariance is ``exp((cos - 1) / T) + a s``: cos is the centered cosine of two entities, s for two
occupations how alike the industries are that employ them (Bhattacharyya coefficient of their
shares of jobs by sector). So a change is a mean and what near ones have in common, and its
estimate is kernel ridge regression (Rasmussen & Williams 2006, chapter 2). Changes of small
occupations are measured with more noise: the ridge of each is ``λ (1 + √(10,000 / jobs))``. The
outermost changes are drawn in to the 5th and 95th percentile, lest one of them rule.

T, a, λ and the percentiles were chosen on the changes of employment from 2021 to 2022 and 2023,
not on those that ``laborspace validate`` reports first. Entities that do as their neighbors do are
no evidence of a cause: the same thing may have happened to both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.blocks import blocks, center_of
from laborspace.analysis.links import members
from laborspace.analysis.neighbors import check_top
from laborspace.analysis.shock.accounts import accounts
from laborspace.analysis.shock.changes import jobs_of
from laborspace.analysis.tables import result_table
from laborspace.errors import InputError
from laborspace.records import ITEM_LEVELS
from laborspace.space.vectors import Vector, unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from laborspace.analysis.shock.changes import Change
    from laborspace.space.container import Space

Floats = npt.NDArray[np.float64]

TEMPERATURE = 0.8
INDUSTRIES = 0.3
NOISE = 2.0
TYPICAL_JOBS = 10_000.0
OUTER = 0.05
_NORMAL = 1.645
_LEAST = 0.01  # what is left, at least, of something that falls by 100%, for its logarithm


@dataclass(frozen=True)
class Guess:
    """Estimates of q changes.

    Attributes
    ----------
    mean, error : ndarray, (q,)
        Log change and its standard error, noise of measuring included.
    weights : ndarray, (q, n)
        What each known change counts in each estimate, besides the mean.
    """

    mean: Floats
    error: Floats
    weights: Floats


def covariance(cosine: npt.NDArray[np.floating], industries: Floats | None = None) -> Floats:
    """Return the covariance of changes, up to scale.

    Parameters
    ----------
    cosine : ndarray, (q, n)
        Centered cosines.
    industries : ndarray, (q, n), optional
        How alike the industries are, in [0, 1].
    """
    found: Floats = np.exp((np.asarray(cosine, dtype=np.float64) - 1) / TEMPERATURE)
    return found if industries is None else found + INDUSTRIES * industries


def noise(jobs: Floats) -> Floats:
    """Return the variance of measuring, up to scale; unknown jobs count as 10,000."""
    known = np.where(np.isfinite(jobs) & (jobs > 0), jobs, TYPICAL_JOBS)
    return np.asarray(NOISE * (1 + np.sqrt(TYPICAL_JOBS / known)))


def guess(
    known: Floats, among: Floats, across: Floats, ridge: Floats, ridge_of_others: Floats
) -> Guess:
    """Estimate changes from known ones.

    Parameters
    ----------
    known : ndarray, (n,)
        Log changes.
    among, across : ndarray, (n, n) and (q, n)
        :func:`covariance` of the known ones with each other, of the others with them.
    ridge, ridge_of_others : ndarray, (n,) and (q,)
        :func:`noise`.
    """
    from scipy.linalg import cho_factor, cho_solve

    low, high = np.quantile(known, [OUTER, 1 - OUTER])
    drawn_in = np.clip(known, low, high)
    factor = cho_factor(among + np.diag(ridge), lower=True)
    ones = cho_solve(factor, np.ones(len(known)))
    level = float(ones @ drawn_in / ones.sum())
    weights = cho_solve(factor, across.T).T
    mean = level + weights @ (drawn_in - level)
    off = known - level
    scale = float(off @ cho_solve(factor, off)) / max(len(known) - 1, 1)
    peak = float(np.diag(among).max())
    variance = peak - (weights * across).sum(axis=1)
    level_error = (1 - weights.sum(axis=1)) ** 2 / ones.sum()
    error = np.sqrt(scale * (np.maximum(variance, 0) + level_error + ridge_of_others))
    return Guess(mean, error, weights)


def spread(
    space: Space,
    changes: Sequence[Change],
    *,
    kind: str | None = "occupation",
    level: str | None = None,
    top: int | None = None,
) -> pa.Table:
    """Estimate the changes of all others from those observed of some.

    Parameters
    ----------
    space : Space
    changes : sequence of Change
        Observed relative changes, two at least.
    kind, level, top
        As for :meth:`.Shock.spread`.

    Returns
    -------
    pyarrow.Table
        ``id, kind, code, title, impact, low, high, basis, why``, by kind, the largest change
        first; `low` and `high` bound the central 90% of what is expected.

    Raises
    ------
    UnknownKindError, InputError
        If there is no such kind or level, or fewer than two relative changes are given.
    """
    if top is not None:
        check_top(top)
    given = [change for change in changes if np.isfinite(change.relative)]
    if len(given) < 2:
        msg = "Spreading needs at least two observed relative changes; for one cause, use ripple."
        raise InputError(msg)
    asked = blocks(space, kind, level)
    rows = np.concatenate([own.rows for own in asked.values()])
    titles, ids = space.column("title"), space.ids
    known = np.log(np.maximum([1 + change.relative for change in given], _LEAST))
    vectors = np.stack([_place(space, change) for change in given])
    others = places(space, rows.tolist())
    mixes = industry_mix(space, [change.row for change in given])
    other_mixes = industry_mix(space, rows.tolist())
    jobs = np.array([jobs_of(space, c.row) if c.row >= 0 else np.nan for c in given])
    other_jobs = np.array([jobs_of(space, row) for row in rows.tolist()])
    found = guess(
        known,
        covariance(vectors @ vectors.T, mixes @ mixes.T),
        covariance(others @ vectors.T, other_mixes @ mixes.T),
        noise(jobs),
        noise(other_jobs),
    )
    impact, low, high = (np.expm1(found.mean + sign * _NORMAL * found.error) for sign in (0, -1, 1))
    named = {row: change for change in given for row in _named(space, change)}
    basis, why = [], []
    labels = [titles[c.row] if c.row >= 0 else f"“{c.label[5:].strip()}”" for c in given]
    for i, row in enumerate(rows.tolist()):
        if row in named:
            impact[i] = low[i] = high[i] = named[row].relative
            basis.append("given")
            why.append("given")
            continue
        best = np.argsort(-found.weights[i], kind="stable")[:3]
        voices = [f"{labels[j]} ({_percent(given[j].relative)})" for j in best.tolist()]
        basis.append("estimated")
        why.append(f"like {', '.join(voices)}")
    kinds = [list(asked).index(space.column("kind")[row]) for row in rows.tolist()]
    size = np.round(-np.abs(impact), 12)
    named_ids = np.array([ids[row] for row in rows.tolist()])
    order = np.lexsort((named_ids, size, np.array(kinds)))
    if top is not None:
        ordered = np.array(kinds)[order]
        order = np.concatenate([order[ordered == k][:top] for k in sorted(set(kinds))])
    return result_table(
        space,
        rows[order],
        {
            "impact": np.round(impact[order], 9),
            "low": np.round(low[order], 9),
            "high": np.round(high[order], 9),
            "basis": [basis[i] for i in order.tolist()],
            "why": [why[i] for i in order.tolist()],
        },
    )


def places(space: Space, rows: Sequence[int]) -> Vector:
    """Return centered unit vectors; a group lies at the mean of its items, if it has any."""
    levels, kinds = space.column("level"), space.column("kind")
    found = np.empty((len(rows), space.dimension), dtype=np.float32)
    for i, row in enumerate(rows):
        inside = [row] if levels[row] in ITEM_LEVELS else members(space, row) or [row]
        vectors = space.vectors_of(np.array(inside)) - center_of(space, kinds[row])
        lost = np.linalg.norm(vectors, axis=1) < 1e-5
        vectors[lost] = space.vectors_of(np.array(inside))[lost]
        mean = unit(vectors).mean(axis=0)
        found[i] = mean if np.linalg.norm(mean) > 1e-5 else unit(vectors)[0]
    normed: Vector = unit(found)
    return normed


def industry_mix(space: Space, rows: Sequence[int]) -> Floats:
    """Return the square roots of each occupation's shares of jobs by sector, (len(rows), s).

    The product of two rows is the Bhattacharyya coefficient; a row is zero for what has no jobs
    by sector. Without sectors, the industries themselves are taken.
    """
    known, levels = accounts(space), space.column("level")
    sectors = [row for row in known.cells if levels[row] == "sector"] or list(known.cells)
    jobs = np.array([known.cells[row] for row in sorted(sectors)])
    of_row: dict[int, list[int]] = {}
    for column, items in known.parts.items():
        for row in {*items, int(known.counted[column])}:
            of_row.setdefault(row, []).append(column)
    found = np.zeros((len(rows), max(len(jobs), 1)))
    for i, row in enumerate(rows):
        inside = [row]
        if row >= 0 and row not in of_row and levels[row] not in ITEM_LEVELS:
            inside = members(space, row)
        columns = sorted({column for each in inside for column in of_row.get(each, ())})
        if columns:
            amounts = jobs[:, columns].sum(axis=1)
            found[i] = np.sqrt(amounts / max(float(amounts.sum()), 1e-12))
    return found


def _place(space: Space, change: Change) -> Vector:
    if change.row >= 0:
        place: Vector = places(space, [change.row])[0]
        return place
    assert change.vector is not None
    direction: Vector = unit(change.vector - center_of(space, None))
    return direction


def _named(space: Space, change: Change) -> list[int]:
    if change.row < 0:
        return []
    inside = [] if space.column("level")[change.row] in ITEM_LEVELS else members(space, change.row)
    return [*inside, change.row]


def _percent(relative: float) -> str:
    return f"{100 * relative:+.0f}%".replace("-", "−")
