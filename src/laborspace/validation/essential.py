"""The relation that the suite ``skills`` scores: which skills are essential in an occupation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from laborspace.validation.asking import held_out
from laborspace.validation.calibration import calibration
from laborspace.validation.measure import Measure
from laborspace.validation.ranking import average_precision, order_of, recall_at, reciprocal_rank
from laborspace.validation.task import Skip

if TYPE_CHECKING:
    import pandas as pd

    from laborspace.validation.evidence import Evidence


SHOWN = 50
"""Skills of an occupation whose probabilities are judged one by one."""


@dataclass(frozen=True)
class Essential:
    """The relation that is scored: who needs what, and who was held out.

    Attributes
    ----------
    rows : pandas.DataFrame
        ``source, target`` of each known pair.
    scored, training : list of str
        Occupations held out, and the others.
    skills : list of str
        Every skill, ranked for each occupation.
    groups : tuple of str, (len(scored),)
        The taxonomic group of each scored occupation.
    unit : str
        What the groups are.
    """

    rows: pd.DataFrame
    scored: list[str]
    training: list[str]
    skills: list[str]
    groups: tuple[str, ...]
    unit: str

    @classmethod
    def of(cls, evidence: Evidence) -> Essential:
        """Take ESCO's essential skills; in a space without ESCO, whatever is required.

        Raises
        ------
        Skip
            If no occupation requires a skill, or none of those that do was held out.
        """
        rows = evidence.relations("requires")
        # O*NET rates every element for every occupation: importance.py scores that.
        rows = rows[~rows["source"].str.startswith("onet:")]
        if (rows["detail"] == "essential").any():
            rows = rows[rows["detail"] == "essential"]
        if rows.empty:
            msg = "No occupation of the space requires named skills; O*NET rates all of them."
            raise Skip(msg)
        occupations = rows["source"].drop_duplicates().tolist()
        scored = sorted(held_out(evidence, occupations, "occupations"))
        prefixes = tuple({target.split(":")[0] + ":" for target in rows["target"]})
        items = np.asarray(evidence.space.ids)[evidence.space.rows("skill")]
        skills = [str(id_) for id_ in items if id_.startswith(prefixes)]
        groups = [evidence.ancestor(id_, "isco 4") for id_ in scored]
        unit = "ISCO unit group" if any(groups) else "group of occupations"
        named = tuple(
            group or evidence.parents.get(id_, id_)
            for id_, group in zip(scored, groups, strict=True)
        )
        training = [id_ for id_ in occupations if id_ not in evidence.held_out]
        return cls(rows, scored, training, skills, named, unit)

    def matrix(self, occupations: Sequence[str]) -> Any:
        """Return which of the skills each occupation needs, (occupations, skills) sparse 0/1."""
        from scipy.sparse import csr_matrix

        row = {id_: place for place, id_ in enumerate(occupations)}
        column = {id_: place for place, id_ in enumerate(self.skills)}
        pairs = self.rows[self.rows["source"].isin(row) & self.rows["target"].isin(column)]
        pairs = pairs.drop_duplicates(["source", "target"])
        places = (pairs["source"].map(row), pairs["target"].map(column))
        shape = (len(row), len(column))
        return csr_matrix((np.ones(len(pairs)), places), shape=shape)

    @cached_property
    def right(self) -> npt.NDArray[np.bool_]:
        """What each scored occupation needs, (scored, skills)."""
        return np.asarray(self.matrix(self.scored).toarray() > 0)

    def measures(
        self, table: npt.NDArray[np.floating], occupations: Sequence[str] | None = None
    ) -> list[Measure]:
        """Return MAP, recall and MRR of scores, (occupations, skills); all scored by default."""
        rows, groups = self.places(occupations)
        # Four metrics sort the columns; what is sorted once is quick to sort again.
        order = order_of(table)
        right = np.take_along_axis(self.right[rows], order, axis=1)
        table = np.take_along_axis(table, order, axis=1)
        return [
            Measure.mean(metric, values, groups, self.unit)
            for metric, values in (
                ("MAP", average_precision(table, right)),
                ("R@10", recall_at(table, right, 10)),
                ("R@50", recall_at(table, right, 50)),
                ("MRR", reciprocal_rank(table, right)),
            )
        ]

    def calibration(
        self, chances: npt.NDArray[np.floating], occupations: Sequence[str] | None = None
    ) -> list[Measure]:
        """Return ECE and Brier score of probabilities, (occupations, skills)."""
        rows, groups = self.places(occupations)
        return calibration(chances, self.right[rows], groups, self.unit, shown=SHOWN)

    def places(self, occupations: Sequence[str] | None) -> tuple[list[int], list[str]]:
        """Return the places of occupations among those scored, and their groups."""
        places = {id_: place for place, id_ in enumerate(self.scored)}
        rows = [places[id_] for id_ in occupations or self.scored]
        return rows, [self.groups[row] for row in rows]
