"""How the employment of occupations changed between two years, and who is told what of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.shock.spreading import industry_mix
from laborspace.validation.task import Skip

if TYPE_CHECKING:
    from laborspace.validation.evidence import Evidence

Table = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

LEAST = 40
"""Occupations a back-test needs."""
CHOICES = 30
"""Choices of what is revealed."""
HARD_HIT, TOLD = 0.1, 0.3
"""Share of the occupations that fell most, and share of those that is revealed."""


@dataclass(frozen=True)
class Changes:
    """Changes of n occupations.

    Attributes
    ----------
    ids : tuple of str, (n,)
        As counted, e.g. ``soc:29-1141``.
    items : tuple of list of str, (n,)
        The ranked occupations of each.
    change : ndarray, (n,)
        Log change of jobs.
    jobs : ndarray, (n,)
        In the first year.
    minor, major : tuple of str, (n,)
        Groups.
    mix : ndarray, (n, s)
        Square roots of the shares of jobs by sector.
    """

    ids: tuple[str, ...]
    items: tuple[list[str], ...]
    change: Table
    jobs: Table
    minor: tuple[str, ...]
    major: tuple[str, ...]
    mix: Table

    def revealed(self, share: float) -> Mask:
        """Choose at random which occupations are revealed, (:data:`CHOICES`, n)."""
        count = max(round(share * len(self.ids)), 2)
        return self._chosen(np.arange(len(self.ids)), count)

    def hard_hit(self) -> Mask:
        """Choose at random among those that fell most, (:data:`CHOICES`, n)."""
        most = np.argsort(self.change, kind="stable")[: max(round(HARD_HIT * len(self.ids)), 4)]
        return self._chosen(most, max(round(TOLD * len(most)), 2))

    def _chosen(self, among: npt.NDArray[np.intp], count: int) -> Mask:
        rng = np.random.default_rng(0)
        told = np.zeros((CHOICES, len(self.ids)), dtype=bool)
        for row in told:
            row[rng.permutation(among)[:count]] = True
        return told


def changes_between(evidence: Evidence, first: int, last: int) -> Changes:
    """Return the changes of the occupations that the space knows and both years count.

    Raises
    ------
    Skip
        If there are too few.
    """
    table = evidence.fact("oews_employment")
    jobs = table.pivot_table(index="id", columns="year", values="jobs")
    jobs = jobs[[first, last]].dropna() if {first, last} <= set(jobs.columns) else jobs[:0]
    known = [id_ for id_ in jobs.index if id_ in evidence.space and evidence.members(id_)]
    if len(known) < LEAST:
        msg = (
            "Needs occupations of SOC 2018 (soc:29-1141 and the like) with members; this space has"
            f" {len(known)} of those whose employment is known."
        )
        raise Skip(msg)
    jobs = jobs.loc[known]
    before, after = (jobs[year].to_numpy(dtype=np.float64) for year in (first, last))
    rows = evidence.space.rows_of(known).tolist()
    return Changes(
        ids=tuple(known),
        items=tuple(evidence.members(id_) for id_ in known),
        change=np.log(after / before),
        jobs=before,
        minor=tuple(evidence.ancestor(id_, "minor group") or id_ for id_ in known),
        major=tuple(evidence.ancestor(id_, "major group") or "" for id_ in known),
        mix=industry_mix(evidence.space, rows),
    )


def group_means(changes: Changes, told: Mask, *, minor: bool) -> Table:
    """Return the mean change of the revealed occupations of each group, (choices, n).

    A group of which none is revealed has the mean of the next wider one, or of all revealed.
    """
    levels = [np.array(changes.minor), np.array(changes.major)] if minor else [
        np.array(changes.major)]  # fmt: skip
    found = np.empty(told.shape)
    for row, known in zip(found, told, strict=True):
        row[:] = changes.change[known].mean()
        for groups in reversed(levels):
            for group in np.unique(groups[known]):
                row[groups == group] = changes.change[known & (groups == group)].mean()
    return found


def through_industries(changes: Changes, told: Mask) -> Table:
    """Return what the industries of the revealed occupations say by shares of jobs alone.

    A sector changes as the revealed occupations do, weighted with their jobs in it; an occupation
    as the sectors do, weighted with their shares of its jobs.
    """
    shares = changes.mix**2
    cells = shares * changes.jobs[:, np.newaxis]
    found = np.empty(told.shape)
    for row, known in zip(found, told, strict=True):
        amounts = cells[known].sum(axis=0)
        level = changes.change[known].mean()
        of_sector = np.divide(
            changes.change[known] @ cells[known],
            amounts,
            out=np.full(len(amounts), level),
            where=amounts > 0,
        )
        row[:] = np.where(shares.any(axis=1), shares @ of_sector, level)
    return found
