"""Means over jobs: industries through the occupations they employ, firms through their industries.

As AIIE is made of AIOE (Felten, Raj & Seamans 2021): the exposure of an industry is the mean of
its occupations' weighted by employment. Where no employment is observed, its expected shares
(:mod:`laborspace.analysis.estimators`) take its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.estimate.observed import observed, taxonomy
from laborspace.analysis.links import links
from laborspace.errors import InputError
from laborspace.space.arrow import codes, to_numpy

if TYPE_CHECKING:
    from laborspace.space.container import Rows, Space

RELATION = "employs"
KINDS_WITH_JOBS = ("industry", "firm")

Shares = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Jobs:
    """How the jobs of k entities are spread over the items of the kind occupation.

    Attributes
    ----------
    shares : ndarray, (k, n)
        By entity and occupation (in the order of ``space.rows("occupation")``); rows sum to 1.
    basis : list of str, (k,)
        ``"observed"`` where a source reports the jobs, else ``"estimated"``: also of firms, which
        are taken to employ as their industries do.
    """

    shares: Shares
    basis: list[str]


def check_through(through: str | None, kind: str | None) -> None:
    """Refuse a relation that is not about jobs, and a kind without employment."""
    if through is None:
        return
    if through != RELATION:
        msg = f"Exposure goes through {RELATION!r} only, not through {through!r}."
        raise InputError(msg)
    if kind is not None and kind not in KINDS_WITH_JOBS:
        msg = (
            f"The kind {kind} has no employment to go through; ask for industry or firm, or leave"
            " `through` out."
        )
        raise InputError(msg)


def jobs_of(
    space: Space, kind: str, rows: Rows, *, members: Rows | None = None, expected: bool = True
) -> Jobs:
    """Return the jobs of industries or firms.

    Parameters
    ----------
    space : Space
    kind : {"industry", "firm"}
    rows : ndarray of int, (k,)
    members : ndarray of int, optional
        Rows of the occupations that count (those scored); all items by default. The jobs of an
        occupation group are split evenly among its members that count.
    expected : bool
        Whether expected shares stand in where nothing is observed; if not, the row is zero.

    Raises
    ------
    InputError
        If the space has no employment, or none of it is of these occupations.
    """
    chosen = space.rows("occupation") if members is None else members
    key = ("jobs of", kind, rows.tobytes(), chosen.tobytes(), expected)
    return space.derived(key, lambda: _jobs_of(space, kind, rows, chosen, expected=expected))


def _jobs_of(space: Space, kind: str, rows: Rows, chosen: Rows, *, expected: bool) -> Jobs:
    if kind == "industry":
        return _of_industries(space, rows, chosen, expected=expected)
    owner, industry, weight = _operations(space, rows)
    every, place = np.unique(industry, return_inverse=True)
    if not len(every):
        msg = "The space does not know in which industries firms operate."
        raise InputError(msg)
    theirs = _of_industries(space, every, chosen, expected=expected)
    table = np.zeros((len(rows), len(every)), dtype=np.float32)
    np.add.at(table, (owner, place), weight)
    total = table.sum(axis=1, keepdims=True)
    shares = np.divide(table, total, out=np.zeros_like(table), where=total > 0) @ theirs.shares
    return Jobs(shares, ["estimated"] * len(rows))


def _of_industries(space: Space, rows: Rows, members: Rows, *, expected: bool) -> Jobs:
    from laborspace.analysis.expectation import estimator

    table = observed(space, RELATION)
    spread = _to_members(space, table.targets, members)
    place = np.full(len(space), -1)
    place[table.sources] = np.arange(len(table.sources))
    known = place[rows]
    shares = np.zeros((len(rows), len(table.targets)), dtype=np.float32)
    wanted = np.full(len(table.sources), -1)
    wanted[known[known >= 0]] = np.flatnonzero(known >= 0)
    kept = wanted[table.source] >= 0
    np.add.at(shares, (wanted[table.source[kept]], table.target[kept]), table.weight[kept])
    missing = np.flatnonzero((shares @ spread).sum(axis=1) <= 0)
    if len(missing) and expected:
        names = [space.ids[rows[i]] for i in missing]
        shares[missing] = estimator(space, RELATION, "").estimate(names).values
    found = shares @ spread
    total = found.sum(axis=1, keepdims=True)
    if not (total > 0).any():
        msg = "None of the observed employment is of the occupations that have scores."
        raise InputError(msg)
    basis = np.full(len(rows), "observed", dtype=object)
    basis[missing] = "estimated"
    return Jobs(np.divide(found, total, out=np.zeros_like(found), where=total > 0), basis.tolist())


def _to_members(space: Space, targets: Rows, members: Rows) -> Shares:
    """Return how the jobs of each target are split among the occupations that count, (m, n)."""

    def make() -> Shares:
        above = taxonomy(space)
        column = {int(row): j for j, row in enumerate(targets)}
        table = np.zeros((len(targets), len(members)), dtype=np.float32)
        for i, row in enumerate(members.tolist()):
            for group in (row, *above.above(row)):
                if group in column:
                    table[column[group], i] = 1
                    break
        count = table.sum(axis=1, keepdims=True)
        return np.asarray(np.divide(table, count, out=table, where=count > 0))

    return space.derived(("exposure jobs", members.tobytes()), make)


def _operations(space: Space, rows: Rows) -> tuple[Rows, Rows, npt.NDArray[np.float32]]:
    """Return pairs of a place in `rows` and an industry, with the relation's weight."""
    ends = links(space)
    names, values = codes(space.relations["relation"])
    code = values.index("operates_in") if "operates_in" in values else -1
    places = np.flatnonzero((names == code) & (ends.source >= 0) & (ends.target >= 0))
    owner = np.full(len(space), -1)
    owner[rows] = np.arange(len(rows))
    places = places[owner[ends.source[places]] >= 0]
    weight = to_numpy(space.relations["weight"])[places].astype(np.float32)
    return owner[ends.source[places]], ends.target[places].astype(np.intp), weight
