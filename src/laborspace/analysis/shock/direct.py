"""The direct effect of a shock: what follows from observed relations by counting alone.

Industries lose or gain jobs in proportion to their mix of occupations, so an occupation changes
by the jobs it has in the shocked industries over all its jobs; an industry by those it has in the
shocked occupations; a skill by the requirements of the changed occupations, weighted with their
jobs; an occupation by the share of its requirements that changed; a firm as its industries do.
Where a source lists no occupations of an industry they are estimated, and so marked. What is
given is held: nothing is added to the change of an entity that the shock names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.links import members
from laborspace.analysis.shock.accounts import (
    accounts,
    crosswalk,
    guessed,
    industry_jobs,
    relation,
    requirements,
)
from laborspace.analysis.shock.losses import Loss, losses_of, losses_of_firms
from laborspace.errors import InputError
from laborspace.records import ITEM_LEVELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scipy.sparse import csr_matrix

    from laborspace.analysis.shock.accounts import Accounts
    from laborspace.analysis.shock.changes import Change
    from laborspace.space.container import Space

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Link:
    """A step that a change takes: ``effect[to] += weight * effect[from]``; rows of the space."""

    source: npt.NDArray[np.intp]
    target: npt.NDArray[np.intp]
    weight: Floats
    stage: int


@dataclass(frozen=True)
class Direct:
    """Direct effects on the rows of a space.

    Attributes
    ----------
    given : dict of int to float
        Row → the change the shock gives it: held.
    observed, estimated : ndarray, (rows,)
        Relative change that rests on observed, on estimated relations.
    spread : ndarray, (rows,)
        Standard error of `estimated`.
    covered : ndarray, (rows,)
        Share of each entity, in [0, 1], that the direct effect speaks of, such as the share of an
        occupation's jobs that lies in the shocked industries.
    losses : tuple of Loss
    links : tuple of Link
        The steps, in the order in which they are taken.
    origins : dict of int to float
        Row where a path may begin → size of its change.
    """

    given: dict[int, float]
    observed: Floats
    estimated: Floats
    spread: Floats
    covered: Floats
    losses: tuple[Loss, ...]
    links: tuple[Link, ...]
    origins: dict[int, float]


def direct(space: Space, changes: Sequence[Change], *, estimated: float = 1.0) -> Direct:
    """Return the direct effect of changes; linear in them.

    Parameters
    ----------
    space : Space
    changes : sequence of Change
    estimated : float
        How much estimated relations count beside observed ones, in [0, 1].
    """
    known, kinds, size = accounts(space), space.column("kind"), len(space)
    given = _given(space, changes)
    losses = [*losses_of(space, changes, estimated), *losses_of_firms(space, changes, estimated)]
    effect = np.zeros((size, 4))  # observed, estimated, standard error of the latter, covered
    for row, change in given.items():
        effect[row, [0, 3]] = change, 1
    held = np.zeros(size, dtype=bool)
    held[list(given)] = True
    free = ~held
    own = effect[:, 0].copy()
    origins = {change.row: abs(change.relative) for change in changes if change.row >= 0}
    origins = {row: size for row, size in origins.items() if np.isfinite(size)}
    origins.update({loss.row: abs(loss.change) for loss in losses if loss.change})
    taken: list[Link] = []

    def step(link: Link, *, of: Floats) -> None:
        """Take one step from the effects `of` to entities that are not held."""
        keep = free[link.target] & (link.weight != 0)
        link = Link(link.source[keep], link.target[keep], link.weight[keep], link.stage)
        if len(link.source):
            np.add.at(effect, link.target, link.weight[:, np.newaxis] * of[link.source])
            taken.append(link)

    of_kind = {kind: np.array([k == kind for k in kinds]) for kind in set(kinds)}
    nothing = np.zeros(size, dtype=bool)
    skills = of_kind.get("skill", nothing) & held & (own != 0)
    if skills.any():
        step(_by_share(space, skills), of=effect.copy())
    # What occupations pass on to industries must not come from industries.
    through = effect.copy()
    for loss in losses if len(known.counted) else ():
        if free[loss.row]:  # of a firm that loses jobs there
            effect[loss.row, 0] += loss.change
            effect[loss.row, 3] += abs(loss.change)
        _spread_loss(known, loss, effect, free, taken)
    occupations = of_kind.get("occupation", nothing)
    changed = np.flatnonzero(occupations & (through[:, :3] != 0).any(axis=1))
    if len(changed):
        seen, guess = _to_industries(space, changed, estimated)
        step(seen, of=through)
        moved = np.zeros_like(through)  # whatever it rests on, it arrives by an estimate
        moved[:, 1], moved[:, 3] = through[:, 0] + through[:, 1], through[:, 3]
        step(guess, of=moved)
    if np.abs(effect[occupations, :3]).any():
        step(_across(space), of=effect.copy())
        changed = np.flatnonzero(occupations & (effect[:, :3] != 0).any(axis=1))
        step(_to_skills(space, changed), of=effect.copy())
    industries = of_kind.get("industry", nothing)
    if np.abs(effect[industries]).any():
        step(_to_firms(space), of=effect.copy())
    spread = np.abs(effect[:, 2])
    spread[held] = 0
    covered = np.clip(effect[:, 3], 0, 1)
    return Direct(
        given, effect[:, 0], effect[:, 1], spread, covered, tuple(losses), tuple(taken), origins
    )


def _given(space: Space, changes: Sequence[Change]) -> dict[int, float]:
    """Return the change of every item that the shock names, the narrowest group having the say."""
    levels = space.column("level")
    named: list[tuple[int, list[int], float]] = []
    for change in changes:
        if change.row < 0 or not np.isfinite(change.relative):
            continue
        inside = [change.row] if levels[change.row] in ITEM_LEVELS else members(space, change.row)
        if not inside and change.row not in accounts(space).cells:
            title = space.column("title")[change.row]
            msg = (
                f"{title} ({change.label}) is a group without members in this space, so that a"
                " change of it reaches nothing; name one with members."
            )
            raise InputError(msg)
        named.append((len(inside), [*inside, change.row], change.relative))
    found: dict[int, float] = {}
    for _size, rows, value in sorted(named, key=lambda each: -each[0]):
        found.update(dict.fromkeys(rows, value))
    return found


def _spread_loss(
    known: Accounts, loss: Loss, effect: Floats, free: npt.NDArray[np.bool_], taken: list[Link]
) -> None:
    """Add what an industry loses to the occupations counted and their parts."""
    source, target, weight = [], [], []
    total = np.where(known.known, known.total, np.inf)
    seen, guess, error = (c / total for c in (loss.cells, loss.guessed, loss.spread))
    for column in np.flatnonzero(seen + guess).tolist():
        share = (seen[column] + guess[column]) / loss.change if loss.change else 0.0
        for row in dict.fromkeys([*known.parts.get(column, ()), int(known.counted[column])]):
            if free[row]:
                effect[row, 0] += seen[column]
                effect[row, 1] += guess[column]
                effect[row, 2] = np.hypot(effect[row, 2], error[column])
                effect[row, 3] += share
                source.append(loss.row)
                target.append(row)
                weight.append(share)
    taken.append(_link(source, target, weight, 0))


def _across(space: Space) -> Link:
    """Occupations without jobs of their own change as their counterparts in another taxonomy."""
    pairs = crosswalk(space)
    source, target, weight = [], [], []
    for mine, partners in sorted(pairs.items()):
        total = sum(each for _, each in partners)
        for theirs, closeness in partners:
            source.append(theirs)
            target.append(mine)
            weight.append(closeness / total)
    return _link(source, target, weight, 1)


def _to_skills(space: Space, occupations: npt.NDArray[np.intp]) -> Link:
    """Return the share of the demand for each skill that comes from some occupations."""
    matrix = _demand(space)
    total = np.asarray(matrix.sum(axis=0)).ravel()
    part = matrix[occupations].tocoo()
    weight = part.data / total[part.col]
    return Link(occupations[part.row], part.col.astype(np.intp), weight, 3)


def _demand(space: Space) -> csr_matrix:
    """Return the requirements times jobs; where a taxonomy has no jobs, all count alike."""

    def make() -> csr_matrix:
        from scipy.sparse import diags

        known = accounts(space).jobs
        jobs = np.array([known.get(row, np.nan) for row in range(len(space))])
        prefix = np.array([id_.partition(":")[0] for id_ in space.ids])
        for name in np.unique(prefix):
            mine = prefix == name
            some = jobs[mine & np.isfinite(jobs)]
            jobs[mine & ~np.isfinite(jobs)] = np.median(some) if len(some) else 1.0
        return (diags(jobs) @ requirements(space)).tocsr()

    return space.derived("shock demand", make)


def _by_share(space: Space, skills: npt.NDArray[np.bool_]) -> Link:
    """Return the share of each occupation's requirements that some skills are."""
    matrix = requirements(space)
    total = np.asarray(matrix.sum(axis=1)).ravel()
    part = matrix[:, np.flatnonzero(skills)].tocoo()
    weight = part.data / total[part.row]
    return Link(np.flatnonzero(skills)[part.col], part.row.astype(np.intp), weight, 0)


def _to_industries(
    space: Space, occupations: npt.NDArray[np.intp], estimated: float
) -> tuple[Link, Link]:
    """Return the share of each industry's jobs that some occupations have, listed and guessed."""
    known = accounts(space)
    chosen = set(occupations.tolist())
    columns = [c for c, items in known.parts.items() if chosen.intersection(items)]
    found = []
    cells = {row: each.jobs * estimated for row, each in guessed(space).items()}
    for table in (known.cells, cells if estimated else {}):
        source, target, weight = [], [], []
        for row, cell in table.items():
            jobs = industry_jobs(space, row)
            for column in columns:
                if cell[column]:
                    items = known.parts[column]
                    inside = [item for item in items if item in chosen]
                    source += inside
                    target += [row] * len(inside)
                    weight += [cell[column] / len(items) / jobs] * len(inside)
        found.append(_link(source, target, weight, 2))
    return found[0], found[1]


def _to_firms(space: Space) -> Link:
    source, target, weight = relation(space, "operates_in")
    total = np.bincount(source, weight, minlength=len(space))
    return Link(target, source, weight / np.where(total > 0, total, 1)[source], 4)


def _link(source: list[int], target: list[int], weight: list[float], stage: int) -> Link:
    ends = np.array(source, dtype=np.intp), np.array(target, dtype=np.intp)
    return Link(*ends, np.array(weight, dtype=np.float64), stage)
