"""Occupations with their scores of one measure of exposure, and what a guess of them is worth."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.statistics.association import Values, demeaned, r_squared, spearman
from laborspace.validation.asking import known
from laborspace.validation.measure import Measure
from laborspace.validation.measures_of_exposure import ExposureMeasure, scores_of
from laborspace.validation.task import Skip

if TYPE_CHECKING:
    from laborspace.validation.evidence import Evidence
    from laborspace.validation.subject import Subject

UNIT = "SOC minor group"
WITHIN = "Spearman within groups"
_LEAST = 20  # occupations below which a correlation says nothing


@dataclass(frozen=True)
class Scored:
    """Occupations with their scores of one measure.

    Attributes
    ----------
    evidence : Evidence
    measure : ExposureMeasure
    ids : tuple of str, (n,)
    truth : ndarray, (n,)
    minor, major : tuple of str, (n,)
        Their SOC groups.
    """

    evidence: Evidence
    measure: ExposureMeasure
    ids: tuple[str, ...]
    truth: Values
    minor: tuple[str, ...]
    major: tuple[str, ...]

    @classmethod
    def of(cls, evidence: Evidence, measure: ExposureMeasure) -> Scored:
        """Read the scores.

        Raises
        ------
        Skip
            If they are not at hand, or the space lacks the occupations or their groups.
        """
        scores = scores_of(evidence, measure)
        ids = tuple(id_ for id_ in sorted(scores) if evidence.ancestor(id_, "minor group"))
        if len(ids) < _LEAST:
            msg = f"The space has {len(ids)} O*NET occupations with SOC groups and scores only."
            raise Skip(msg)
        minor, major = (
            tuple(evidence.ancestor(id_, level) or id_ for id_ in ids)
            for level in ("minor group", "major group")
        )
        return cls(evidence, measure, ids, np.array([scores[id_] for id_ in ids]), minor, major)

    def among(self, subject: Subject) -> Scored:
        """Return those that a subject knows.

        Raises
        ------
        Skip
            If they are too few.
        """
        found = set(known(subject, self.ids, "occupations with scores"))
        rows = [row for row, id_ in enumerate(self.ids) if id_ in found]
        if len(rows) < _LEAST:
            msg = f"It knows {len(rows)} of the occupations with scores only."
            raise Skip(msg)
        ids, minor, major = (
            tuple(column[row] for row in rows) for column in (self.ids, self.minor, self.major)
        )
        return Scored(self.evidence, self.measure, ids, self.truth[rows], minor, major)

    @cached_property
    def _paired(self) -> npt.NDArray[np.intp]:
        """Rows of the occupations that are not alone in their minor group."""
        _, place, sizes = np.unique(np.asarray(self.minor), return_inverse=True, return_counts=True)
        return np.flatnonzero(sizes[place] > 1)

    def correlation(self, guess: Values) -> Measure:
        """Return the rank correlation with a guess."""
        return Measure.of("Spearman", spearman(self.truth, guess), self.minor, UNIT)

    def within(self, guess: Values) -> Measure:
        """Return the rank correlation of what is left when each minor group's mean is taken out."""
        rows = self._paired
        groups = [self.minor[row] for row in rows]
        truth, left = (demeaned(column[rows], groups) for column in (self.truth, guess))
        return Measure.of(WITHIN, spearman(truth, left), groups, UNIT)

    def fit(self, guess: Values) -> Measure:
        """Return the share of variance that a guess explains."""
        return Measure.of("R²", r_squared(self.truth, guess), self.minor, UNIT)
