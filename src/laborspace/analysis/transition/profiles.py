"""What the occupations of one vocabulary require, as one table of occupations by skills.

Requirements are put on one scale from 0 to 1: a rating by its place between the ends of its scale
(O*NET: importance 1 is 0, 5 is 1), a listed skill by 1 if essential and by :data:`OPTIONAL` if
optional. They are what a source says where it says something, and the estimates of
:mod:`laborspace.analysis.expectation` where it says nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from laborspace.analysis.estimate.ground import OPTIONAL
from laborspace.analysis.estimate.observed import RATED, Observed, observed, vocabularies
from laborspace.analysis.estimators import Estimate
from laborspace.analysis.expectation import estimator
from laborspace.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scipy.sparse import csc_matrix, csr_matrix

    from laborspace.space.container import Rows, Space

REQUIRED = 0.5
"""From which place on its scale a rating counts as a requirement: O*NET's 3, "important"."""
LIKELY = 0.5
"""From which probability of being listed on an estimated skill counts as a requirement."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Held:
    """What occupations, or whoever asks, have of each skill.

    Attributes
    ----------
    values, low, high : ndarray, (q, m)
        Between 0 and 1, with a 90% interval for what is estimated.
    essential, optional : ndarray, (q, m)
        Probabilities that a source lists the skill so; for ratings, the rating and zeros.
    observed : ndarray of bool, (q,)
    """

    values: Floats
    low: Floats
    high: Floats
    essential: Floats
    optional: Floats
    observed: npt.NDArray[np.bool_]

    def at(self, rows: list[int]) -> Held:
        """Return some rows."""
        return Held(*(getattr(self, each.name)[rows] for each in fields(self)))

    def range(self, row: int, skills: Rows) -> tuple[Floats, Floats, Floats]:
        """Return values and their interval of one row and some skills."""
        value, low, high = (x[row, skills] for x in (self.values, self.low, self.high))
        return value, low, high


class Profiles:
    """Requirements of all occupations of a vocabulary; see :func:`profiles`.

    Attributes
    ----------
    vocabulary : str
        Prefix of the occupations, e.g. ``"onet:"``.
    skills : str
        Prefix of the skills they are described by.
    scale : {"listed", "rated"}
    limits : (float, float)
        Ends of the source's scale.
    rows : ndarray of int, (n,)
        The occupations' rows in the space, in the order of ids.
    targets : ndarray of int, (m,)
        The skills' rows in the space.
    need : csr_matrix, (n, m)
        Requirements, above 0 and at most 1; nothing else.
    have : csr_matrix, (n, m)
        What whoever works there has: the requirements and, for ratings, all the rest.
    observed : ndarray of bool, (n,)
        Whether a source describes the occupation.
    """

    def __init__(self, space: Space, vocabulary: str, skills: str) -> None:
        from scipy.sparse import csr_matrix, vstack

        self._space = space
        self.vocabulary, self.skills = vocabulary, skills
        table = observed(space, "requires", skills)
        self._table = table
        self.scale, self.targets = table.scale, table.targets
        self.limits = (0.0, 1.0)
        if table.scale == RATED:
            self.limits = float(table.weight.min()), float(table.weight.max())
        self.rows = occupations(space, vocabulary)
        self._source = {int(row): i for i, row in enumerate(table.sources)}
        self._place = {int(row): i for i, row in enumerate(self.rows)}
        self.observed = np.array([int(row) in self._source for row in self.rows], dtype=bool)
        known = [self._source[int(row)] for row in self.rows[self.observed]]
        parts = [_listed(table, self.limits)[known]]
        missing = self.rows[~self.observed]
        self._guess = {int(row): i for i, row in enumerate(missing)}
        if len(missing):
            self._guesses = self._estimated([space.ids[row] for row in missing])
            parts.append(csr_matrix(self._guesses.values))
        order = np.argsort(np.argsort(~self.observed, kind="stable"), kind="stable")
        self.have = csr_matrix(vstack(parts, format="csr")[order])
        self.need = self._requirements(self.have)
        self.need_sum = np.asarray(self.need.sum(axis=1)).ravel()
        self._by_skill = self.have.tocsc()

    def held(self, ids: Sequence[str]) -> Held:
        """Return what occupations have of each skill: observed, or else estimated.

        Parameters
        ----------
        ids : sequence of str
            Occupations of any vocabulary.
        """
        rows = [int(row) for row in self._space.rows_of(ids)]
        shape = (len(ids), len(self.targets))
        names = ("values", "low", "high", "essential", "optional")
        parts = {name: np.zeros(shape) for name in names}
        known = np.array([row in self._source for row in rows], dtype=bool)
        guessed = np.array([row in self._guess for row in rows], dtype=bool)
        if known.any():
            places = [self._source[row] for row in rows if row in self._source]
            self._fill(parts, known, self._observed(places))
        if guessed.any():
            places = [self._guess[row] for row in rows if row in self._guess]
            self._fill(parts, guessed, self._guesses.at(places))
        others = ~(known | guessed)
        if others.any():
            asked = [id_ for id_, other in zip(ids, others, strict=True) if other]
            self._fill(parts, others, self._estimated(asked))
        return Held(**parts, observed=known)

    def held_by(self, vector: npt.NDArray[np.floating]) -> Held:
        """Return what somebody described by a text or vector, (d,), has: all estimated."""
        return self._read(estimator(self._space, "requires", self.skills).estimate_of(vector))

    def estimated_anew(self, places: Rows) -> Held:
        """Estimate occupations of the vocabulary as if nothing had been observed about them."""
        return self._estimated([self._space.ids[row] for row in self.rows[places]])

    def place(self, row: int) -> int | None:
        """Return the place of an occupation, given its row in the space; None if elsewhere."""
        return self._place.get(row)

    def needed(self, held: Held) -> Floats:
        """Return what of that which is held counts as a requirement, (q, m); 0 elsewhere."""
        least = np.full((len(held.values), 1), REQUIRED if self.scale == RATED else 1e-9)
        if self.scale != RATED:
            least[~held.observed] = OPTIONAL * LIKELY
        return np.where(held.values >= least, held.values, 0)

    def columns(self, skills: Rows) -> csc_matrix:
        """Return what all occupations have of some skills, (n, k)."""
        return self._by_skill[:, skills]

    def on_scale(self, values: npt.NDArray[np.floating]) -> Floats:
        """Return values between 0 and 1 on the source's own scale."""
        low, high = self.limits
        return np.asarray(low + values * (high - low), dtype=np.float64)

    def _requirements(self, have: csr_matrix) -> csr_matrix:
        need = have.copy()
        least = np.full(len(self.rows), REQUIRED if self.scale == RATED else 1e-9)
        if self.scale != RATED:
            # The sum of an estimated essential and optional chance is not told from one value:
            # a skill that is as likely as not listed as optional weighs OPTIONAL × LIKELY.
            least[~self.observed] = OPTIONAL * LIKELY
        need.data[need.data < np.repeat(least, np.diff(need.indptr))] = 0
        need.eliminate_zeros()
        return need

    def _observed(self, places: list[int]) -> Held:
        table = self._table
        values = _listed(table, self.limits)[places].toarray().astype(np.float64)
        optional = np.zeros_like(values)
        if self.scale != RATED:
            optional[:] = (values > 0) & (values < 1)
        essential = self.on_scale(values) if self.scale == RATED else (values == 1).astype(float)
        return Held(values, values, values, essential, optional, np.ones(len(places), dtype=bool))

    def _estimated(self, ids: Sequence[str]) -> Held:
        return self._read(estimator(self._space, "requires", self.skills).estimate(ids))

    def _read(self, found: Estimate) -> Held:
        parts = [np.asarray(x, dtype=np.float64) for x in (found.values, found.low, found.high)]
        optional = np.zeros_like(parts[0])
        if self.scale == RATED:
            low, high = self.limits
            spread = max(high - low, 1e-9)
            values = [np.clip((part - low) / spread, 0, 1) for part in parts]
        else:
            if found.optional is not None:
                optional = np.asarray(found.optional, dtype=np.float64)
            values = [np.clip(part + OPTIONAL * optional, 0, 1) for part in parts]
        middle, low_end, high_end = values
        unseen = np.zeros(len(middle), dtype=bool)
        return Held(middle, low_end, high_end, parts[0], optional, unseen)

    @staticmethod
    def _fill(parts: dict[str, Floats], where: npt.NDArray[np.bool_], held: Held) -> None:
        for name, table in parts.items():
            table[where] = getattr(held, name)


def profiles(space: Space, vocabulary: str) -> Profiles:
    """Return the requirements of the occupations of a vocabulary, kept on the space.

    Parameters
    ----------
    space : Space
    vocabulary : str
        Prefix of occupations, e.g. ``"onet:"``. They are described by the skills that sources
        report for most of them; if none are, by those of the most relations.

    Raises
    ------
    InputError
        If the space has no such occupations, or no requirements at all.
    """
    known = occupation_vocabularies(space)
    if vocabulary not in known:
        names = " or ".join(name.rstrip(":") for name in known)
        msg = f"There are no occupations of {vocabulary.rstrip(':')!r}; choose {names}."
        raise InputError(msg)

    def make() -> Profiles:
        return Profiles(space, vocabulary, _described_by(space, vocabulary))

    return space.derived(("profiles", vocabulary), make)


def occupation_vocabularies(space: Space) -> list[str]:
    """Return the prefixes of a space's occupations, those with the most first."""

    def make() -> list[str]:
        counts = Counter(prefix(space.ids[row]) for row in space.rows("occupation"))
        return sorted(counts, key=lambda name: (-counts[name], name))

    return space.derived("occupation vocabularies", make)


def occupations(space: Space, vocabulary: str) -> Rows:
    """Return the rows of the occupations of a vocabulary, in the order of ids."""
    rows = [
        row for row in space.rows("occupation").tolist() if prefix(space.ids[row]) == vocabulary
    ]
    return np.array(sorted(rows, key=space.ids.__getitem__), dtype=np.intp)


def prefix(id_: str) -> str:
    """Return the vocabulary an id is of, with its colon."""
    return id_.partition(":")[0] + ":"


def _described_by(space: Space, vocabulary: str) -> str:
    rows = occupations(space, vocabulary)
    counts = {
        skills: int(np.isin(observed(space, "requires", skills).sources, rows).sum())
        for skills in vocabularies(space, "requires")
    }
    return max(counts, key=lambda skills: counts[skills])  # of equal ones the most used


def _listed(table: Observed, limits: tuple[float, float]) -> csr_matrix:
    """Return what sources say, (sources, m), on a scale from 0 to 1."""
    from scipy.sparse import csr_matrix

    if table.scale == RATED:
        low, high = limits
        values: Any = np.clip((table.weight - low) / max(high - low, 1e-9), 0, 1)
    else:
        values = np.where(table.optional, OPTIONAL, 1.0)
    shape = (len(table.sources), len(table.targets))
    return csr_matrix((values, (table.source, table.target)), shape=shape)
