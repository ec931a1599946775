"""What the industries of a shock lose or gain, occupation by occupation."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.links import members
from laborspace.analysis.shock.accounts import accounts, guessed, industry_jobs, relation
from laborspace.errors import InputError
from laborspace.records import ITEM_LEVELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from laborspace.analysis.shock.changes import Change
    from laborspace.space.container import Space

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Loss:
    """What an industry loses, and where: the parts and the rest sum to the whole.

    Attributes
    ----------
    row : int
        Of the industry.
    change : float
        Relative.
    jobs : float
        Change in its jobs.
    cells, guessed : ndarray, (m,)
        Change in jobs by occupation counted: as listed, and as estimated.
    spread : ndarray, (m,)
        Standard error of `guessed`.
    """

    row: int
    change: float
    jobs: float
    cells: Floats
    guessed: Floats
    spread: Floats

    @property
    def unlisted(self) -> float:
        """Change in the jobs whose occupation is neither listed nor estimated."""
        return self.jobs - float(self.cells.sum()) - float(self.guessed.sum())


@dataclass(frozen=True)
class _Mix:
    """Jobs of an industry by occupation: listed, guessed, the standard error of the latter."""

    jobs: float
    cells: Floats
    guessed: Floats
    spread: Floats

    def loss(self, row: int, change: float, *, jobs: float | None = None) -> Loss:
        """Return the loss from a relative change, or from one in jobs."""
        factor = change if jobs is None else jobs / self.jobs
        lost = factor * self.jobs
        return Loss(row, change, lost, factor * self.cells, factor * self.guessed,
                    abs(factor) * self.spread)  # fmt: skip


def losses_of(space: Space, changes: Sequence[Change], estimated: float) -> list[Loss]:
    """Return what each industry of the shock loses by occupation.

    Of a sector with members that have a change of their own, only the rest takes the sector's.

    Parameters
    ----------
    space : Space
    changes : sequence of Change
    estimated : float
        How much of what is estimated is taken over, in [0, 1].
    """
    known, kinds, levels = accounts(space), space.column("kind"), space.column("level")
    named = {
        change.row: change.relative
        for change in changes
        if change.row >= 0 and kinds[change.row] == "industry"
    }
    inside = {row: [] if levels[row] in ITEM_LEVELS else members(space, row) for row in named}
    narrow_first = sorted(named, key=lambda row: len(inside[row]))
    whole: dict[int, float] = {}  # industries and sectors whose jobs are known or guessed
    for row in narrow_first:
        if row in known.cells or not inside[row]:
            whole.setdefault(row, named[row])
        else:
            for member in inside[row]:
                whole.setdefault(member, named[row])
    losses, taken = [], {}
    for row in sorted(whole, key=lambda each: len(inside.get(each, ()))):
        mix = _mix(space, row, estimated)
        if mix is None:
            continue
        taken[row] = mix
        parts = [taken[each] for each in inside.get(row, ()) if each in taken]
        if parts:
            gone = np.sum([part.cells + part.guessed for part in parts], axis=0)
            rest = np.maximum(mix.cells - gone, 0.0)
            jobs = max(mix.jobs - sum(part.jobs for part in parts), float(rest.sum()))
            mix = _Mix(jobs, rest, mix.guessed, mix.spread)
        losses.append(mix.loss(row, whole[row]))
    return losses


def losses_of_firms(space: Space, changes: Sequence[Change], estimated: float) -> list[Loss]:
    """Return the losses in the industries of firms whose change is in jobs.

    A firm is taken to have the mix of occupations of its industries.

    Raises
    ------
    InputError
        If nothing is known about the jobs of any of its industries.
    """
    kinds = space.column("kind")
    source, target, weight = relation(space, "operates_in")
    found = []
    for change in changes:
        if change.row < 0 or kinds[change.row] != "firm" or math.isfinite(change.relative):
            continue
        mine = source == change.row
        mixes = [(row, _mix(space, row, estimated)) for row in target[mine].tolist()]
        shares = [
            (row, mix, share)
            for (row, mix), share in zip(mixes, weight[mine].tolist(), strict=True)
            if mix is not None and share > 0
        ]
        if not shares:
            title = space.column("title")[change.row]
            msg = (
                f"In which occupations {title} ({change.label}) has its jobs is not known; name"
                " its industries instead, or give a relative change."
            )
            raise InputError(msg)
        total = sum(share for _row, _mix, share in shares)
        for row, mix, share in shares:
            jobs = change.jobs * share / total
            found.append(mix.loss(row, max(jobs / mix.jobs, -1.0), jobs=jobs))
    return found


def _mix(space: Space, row: int, estimated: float) -> _Mix | None:
    """Return the jobs of an industry by occupation; None if nothing is known of them."""
    known = accounts(space)
    if not len(known.counted):
        return None
    none = np.zeros(len(known.counted))
    cells = known.cells.get(row, none)
    guess = guessed(space).get(row)
    jobs = industry_jobs(space, row)
    if not math.isfinite(jobs) or (row not in known.cells and not estimated):
        return None
    if guess is None or row in known.stated:
        return _Mix(jobs, cells, none, none)
    return _Mix(jobs, cells, estimated * guess.jobs, estimated * guess.spread)
