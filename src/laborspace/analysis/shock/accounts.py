"""What sources say links the items of a space: jobs, wages, requirements, crosswalks.

Jobs are counted where the source counts them, which for BLS are detailed SOC occupations; an
O*NET occupation has an even part of the jobs of its SOC occupation, so that the parts add up.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.estimate.ground import OPTIONAL
from laborspace.analysis.estimate.observed import RATED, observed, taxonomy, vocabularies
from laborspace.analysis.links import links, members
from laborspace.errors import InputError
from laborspace.records import ITEM_LEVELS
from laborspace.space.arrow import codes, to_numpy

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

    from laborspace.analysis.estimate.observed import Observed
    from laborspace.analysis.estimators import Estimate
    from laborspace.space.container import Rows, Space

Floats = npt.NDArray[np.float64]

_NORMAL = 1.645  # of an interval of 90%
_LEAST_COVERED = 0.6  # share that listed occupations have at least, when a size is guessed


@dataclass(frozen=True)
class Accounts:
    """Jobs of occupations by industry, and what each item has of them.

    Attributes
    ----------
    prefix : str
        Vocabulary in which jobs are counted, e.g. ``"soc:"``; ``""`` where none are.
    counted : ndarray of int, (m,)
        Rows of the occupations counted.
    total : ndarray, (m,)
        Their jobs; NaN if unknown.
    cells : dict of int to ndarray, (m,)
        Row of an industry or sector → its jobs by occupation, as observed.
    jobs : dict of int to float
        Row of an entity → its jobs, where a source says or its cells do.
    stated : frozenset of int
        Rows of which a source says how many jobs there are in all.
    wage : dict of int to float
        Row of an entity → mean wage, USD a year.
    parts : dict of int to list of int
        Place in `counted` → rows of the items that share its jobs evenly.
    """

    prefix: str
    counted: Rows
    total: Floats
    cells: dict[int, Floats]
    jobs: dict[int, float]
    stated: frozenset[int]
    wage: dict[int, float]
    parts: dict[int, list[int]]

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        """Which of the occupations counted have jobs, (m,)."""
        return np.asarray(np.nan_to_num(self.total) > 0)


def accounts(space: Space) -> Accounts:
    """Return the accounts of a space, kept on it after the first call."""
    return space.derived("shock accounts", lambda: _read(space))


def _read(space: Space) -> Accounts:
    given, wage = _attributes(space, "employment"), _attributes(space, "wage_mean")
    try:
        table = observed(space, "employs")
    except InputError:
        empty = np.empty(0)
        own = {row: jobs for row, jobs in given.items() if jobs > 0}
        return Accounts("", np.empty(0, dtype=np.intp), empty, {}, own, frozenset(own), wage, {})
    cells = _cells(table)
    jobs = dict(given)
    for row, cell in cells.items():
        jobs[row] = max(given.get(row, 0.0), float(cell.sum()))
    total = _total(space, table, cells, given)
    parts: dict[int, list[int]] = {}
    for column, row in enumerate(table.targets.tolist()):
        levels = space.column("level")
        items = [row] if levels[row] in ITEM_LEVELS else members(space, row)
        parts[column] = items
        if total[column] > 0:
            jobs[row] = float(total[column])
            for item in items:
                jobs.setdefault(item, float(total[column]) / len(items))
                if row in wage:
                    wage.setdefault(item, wage[row])
    found = {row: amount for row, amount in jobs.items() if amount > 0}
    return Accounts(table.prefix, table.targets, total, cells, found, frozenset(given), wage, parts)


def _attributes(space: Space, name: str) -> dict[int, float]:
    table = space.attributes
    kinds, names = codes(table["attribute"].dictionary_encode())
    if name not in names:
        return {}
    places = np.flatnonzero(kinds == names.index(name))
    ids, values = table["id"].take(places).to_pylist(), to_numpy(table["value"])[places]
    rows = space.rows_of(ids)
    return {int(r): float(v) for r, v in zip(rows, values, strict=True) if r >= 0}


def _cells(table: Observed) -> dict[int, Floats]:
    cells: dict[int, Floats] = {}
    for i, row in enumerate(table.sources.tolist()):
        mine = table.source == i
        cell = np.zeros(len(table.targets))
        np.add.at(cell, table.target[mine], table.weight[mine])
        cells[row] = cell
    return cells


def _total(
    space: Space, table: Observed, cells: dict[int, Floats], given: dict[int, float]
) -> Floats:
    """Jobs of each occupation: as given, at least those of any industry, or of all items' sum."""
    levels = space.column("level")
    items = [cell for row, cell in cells.items() if levels[row] in ITEM_LEVELS]
    summed = np.sum(items or list(cells.values()), axis=0)
    most = np.max(list(cells.values()), axis=0)
    total: Floats = np.array([given.get(row, np.nan) for row in table.targets.tolist()])
    total = np.where(np.isfinite(total), total, summed)
    return np.asarray(np.maximum(total, most))


def requirements(space: Space) -> csr_matrix:
    """Return what occupations require, (rows, rows): occupation by skill, not negative.

    Of a rating the amount above the least is taken; an optional skill counts 0.4 of an essential.
    """

    def make() -> csr_matrix:
        from scipy.sparse import csr_matrix

        source, target, amount = [np.empty(0, np.intp)], [np.empty(0, np.intp)], [np.empty(0)]
        try:
            known = vocabularies(space, "requires")
        except InputError:
            known = []
        for prefix in known:
            table = observed(space, "requires", prefix)
            weight = np.where(table.optional, OPTIONAL, 1.0)
            source.append(table.sources[table.source])
            target.append(table.targets[table.target])
            amount.append(np.maximum(table.weight - 1, 0) if table.scale == RATED else weight)
        every = [np.concatenate(each) for each in (source, target, amount)]
        size = len(space)
        return csr_matrix((every[2], (every[0], every[1])), shape=(size, size))

    return space.derived("shock requirements", make)


def relation(space: Space, name: str) -> tuple[Rows, Rows, Floats]:
    """Return source rows, target rows and weights of a relation between known entities."""
    ends = links(space)
    names, words = codes(space.relations["relation"])
    code = words.index(name) if name in words else -1
    places = np.flatnonzero((names == code) & (ends.source >= 0) & (ends.target >= 0))
    weight = to_numpy(space.relations["weight"])[places].astype(np.float64)
    return ends.source[places].astype(np.intp), ends.target[places].astype(np.intp), weight


@dataclass(frozen=True)
class Guessed:
    """Jobs of an industry in the occupations that no source lists of it, and their errors, (m,)."""

    jobs: Floats
    spread: Floats


def guessed(space: Space) -> dict[int, Guessed]:
    """Estimate the jobs that no source lists of the industries of a sector.

    What the listed jobs of a sector's industries leave of its jobs in an occupation is divided
    among those that do not list the occupation, in proportion to the shares that ``expect``
    estimates times the size of the industry: nothing is lost or made. The size of an industry of
    which some occupations are listed is their jobs over the share they are expected to have; of
    the others it is an even part of what is then left of the sector.

    Returns
    -------
    dict of int to Guessed
        By row of the industry; empty where there are no sectors to divide.
    """

    def make() -> dict[int, Guessed]:
        known, levels = accounts(space), space.column("level")
        above = taxonomy(space).above
        sectors: dict[int, list[int]] = defaultdict(list)
        for row in space.rows("industry").tolist():
            group = next((g for g in above(row) if g in known.cells), None)
            if group is not None and levels[group] not in ITEM_LEVELS:
                sectors[group].append(row)
        if not sectors:
            return {}
        from laborspace.analysis.expectation import estimator

        try:
            learned = estimator(space, "employs", known.prefix)
        except InputError:
            return {}
        found: dict[int, Guessed] = {}
        for sector, inside in sorted(sectors.items()):
            found |= _divided(
                known, sector, inside, learned.estimate([space.ids[r] for r in inside])
            )
        return found

    return space.derived("shock guesses", make)


def _divided(
    known: Accounts, sector: int, inside: list[int], estimate: Estimate
) -> dict[int, Guessed]:
    none = np.zeros(len(known.counted))
    listed = np.array([known.cells.get(row, none) for row in inside])
    shares = np.maximum(estimate.values.astype(np.float64), 1e-9)
    left = np.maximum(known.cells[sector] - listed.sum(axis=0), 0.0)
    jobs, covered = listed.sum(axis=1), (shares * (listed > 0)).sum(axis=1)
    size = np.where(jobs > 0, jobs / np.maximum(covered, _LEAST_COVERED), 0.0)
    free = jobs == 0
    if free.any():
        rest = max(known.jobs[sector] - float(size.sum()), 0.05 * known.jobs[sector])
        size[free] = rest / free.sum()
    claims = np.where(listed > 0, 0.0, shares * size[:, np.newaxis])
    total = claims.sum(axis=0)
    part = np.divide(claims, total, out=np.zeros_like(claims), where=total > 0)
    relative = (estimate.high - estimate.low).astype(np.float64) / (2 * _NORMAL) / shares
    # An occupation that only one industry can have is no guess; sizes err by half and more.
    spread = left * part * np.hypot(np.minimum(relative, 1.0), 0.5) * (1 - part)
    return {row: Guessed(left * part[i], spread[i]) for i, row in enumerate(inside)}


def industry_jobs(space: Space, row: int) -> float:
    """Return the jobs of an industry, those that no source lists estimated; NaN if unknown."""
    known = accounts(space)
    if row in known.stated:
        return known.jobs[row]
    guess = guessed(space).get(row)
    total = known.jobs.get(row, 0.0) + (0.0 if guess is None else float(guess.jobs.sum()))
    return total if total > 0 else float("nan")


def crosswalk(space: Space) -> dict[int, list[tuple[int, float]]]:
    """Return, for occupations without jobs of their own, their counterparts that have some."""

    def make() -> dict[int, list[tuple[int, float]]]:
        jobs, kinds = accounts(space).jobs, space.column("kind")
        found: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for one, other, weight in zip(*relation(space, "same_as"), strict=True):
            for mine, theirs in ((int(one), int(other)), (int(other), int(one))):
                occupations = kinds[mine] == kinds[theirs] == "occupation"
                if occupations and mine not in jobs and theirs in jobs and weight > 0:
                    found[mine].append((theirs, float(weight)))
        return dict(found)

    return space.derived("shock crosswalk", make)
