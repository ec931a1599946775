"""Employment of sectors by occupation, and the entities that stand for both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.validation.task import Skip

if TYPE_CHECKING:
    import pandas as pd

    from laborspace.validation.evidence import Evidence

Table = npt.NDArray[np.float64]

UNPUBLISHED = 10.0
"""Jobs added to every cell: those too small to be published are not none."""

LEAST = 30
"""Occupations a question needs."""


@dataclass(frozen=True)
class Jobs:
    """Employment of sectors by occupation.

    Attributes
    ----------
    sectors : list of str
    poles : list of list of str
        The industries of each sector.
    occupations : list of str
        As the employment names them, e.g. SOC codes.
    items : list of list of str
        The entities that stand for each.
    groups : list of str
        The minor group of each.
    shares : ndarray, (sectors, occupations)
        Log share of the sector's jobs.
    present : ndarray of bool, (sectors, occupations)
        Whether any are published.
    guesses : ndarray, (sectors, occupations)
        Mean log share of the other occupations of the minor group, else the major group.
    """

    sectors: list[str]
    poles: list[list[str]]
    occupations: list[str]
    items: list[list[str]]
    groups: list[str]
    shares: Table
    present: npt.NDArray[np.bool_]
    guesses: Table

    def only(self, keep: Callable[[str], bool]) -> Jobs:
        """Return the same for some occupations."""
        kept = [place for place, name in enumerate(self.occupations) if keep(name)]
        return replace(
            self,
            occupations=[self.occupations[i] for i in kept],
            items=[self.items[i] for i in kept],
            groups=[self.groups[i] for i in kept],
            shares=self.shares[:, kept],
            present=self.present[:, kept],
            guesses=self.guesses[:, kept],
        )

    def within(self, industries: frozenset[str]) -> Jobs:
        """Return the same with poles of these industries, for the sectors that have some."""
        poles = [[i for i in pole if i in industries] for pole in self.poles]
        kept = [place for place, pole in enumerate(poles) if pole]
        return replace(
            self,
            sectors=[self.sectors[i] for i in kept],
            poles=[poles[i] for i in kept],
            shares=self.shares[kept],
            present=self.present[kept],
            guesses=self.guesses[kept],
        )


def jobs_by_sector(evidence: Evidence) -> Jobs:
    """Return the newest employment by sector that the space has.

    Raises
    ------
    Skip
        If it has none, or little.
    """
    sectors = evidence.ids(kind="industry", level="sector")
    rows = evidence.relations("employs")
    rows = rows[rows["source"].isin(sectors)]
    table = _table(rows[rows["origin"] == rows["origin"].max()])  # "BLS OEWS May 2024"
    members = {name: evidence.members(name) for name in table.columns}
    table = table[[name for name in table.columns if members[name]]]
    poles = {sector: evidence.members(sector) for sector in table.index}
    table = table.loc[[sector for sector in table.index if poles[sector]]]
    if len(table) < 2 or table.shape[1] < LEAST:
        msg = (
            "Needs employment of sectors by occupation (relation 'employs' from entities of level "
            "'sector'), such as BLS OEWS by sector."
        )
        raise Skip(msg)
    groups = [evidence.ancestor(name, "minor group") or name for name in table.columns]
    broad = [evidence.ancestor(name, "major group") or "" for name in table.columns]
    shares = log_shares(table)
    return Jobs(
        sectors=table.index.tolist(),
        poles=[poles[sector] for sector in table.index],
        occupations=table.columns.tolist(),
        items=[members[name] for name in table.columns],
        groups=groups,
        shares=shares,
        present=table.notna().to_numpy(),
        guesses=_group_means(shares, groups, broad),
    )


def earlier_shares(evidence: Evidence, jobs: Jobs) -> Table:
    """Return the log shares two years before, (sectors, occupations), from the user's folder.

    Raises
    ------
    Skip
        If the workbook is not there, or names too few of the occupations.
    """
    from laborspace.sources.bls import read_bls

    path = evidence.file("natsector_M2022_dl.xlsx", home="https://www.bls.gov/oes/tables.htm")
    relations = read_bls(path).relations
    table = _table(relations[relations["relation"] == "employs"])
    known = table.reindex(index=jobs.sectors, columns=jobs.occupations)
    if known.notna().any().sum() < LEAST:
        msg = f"{path.name} says nothing of these sectors and occupations."
        raise Skip(msg)
    return log_shares(known)


def log_shares(table: pd.DataFrame) -> Table:
    """Return the log share of each row's jobs, NaN counted as too few to publish."""
    counts = table.fillna(0).to_numpy(dtype=np.float64) + UNPUBLISHED
    return np.asarray(np.log(counts / counts.sum(1, keepdims=True)))


def _group_means(shares: Table, groups: list[str], broad: list[str]) -> Table:
    guesses = np.empty_like(shares)
    for place in range(shares.shape[1]):
        others = np.arange(shares.shape[1]) != place
        for column in (groups, broad):
            near = np.array([group == column[place] for group in column]) & others
            if near.any():
                break
        guesses[:, place] = shares[:, near if near.any() else others].mean(1)
    return guesses


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    table: pd.DataFrame = rows.pivot_table(
        index="source", columns="target", values="weight", aggfunc="sum"
    )
    return table
