"""GICS sub-industries of firms, the second part of the suite ``firms``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.validation.asking import absent, held_out, known
from laborspace.validation.measure import Measure
from laborspace.validation.task import Reference, Skip, Task

if TYPE_CHECKING:
    from laborspace.validation.evidence import Evidence
    from laborspace.validation.subject import Subject

ABOUT = (
    "GICS sub-industries of the S&P 500 are those of a public list of constituents; the nearest "
    "other firm must be of the same one, leave-one-out. Share classes of one firm (CIK) do not "
    "answer for each other."
)

_NAME = "GICS sub-industry"
_QUESTION = "Is a firm's nearest other firm of the same GICS sub-industry?"


@dataclass(frozen=True)
class Gics:
    """The GICS sub-industry of firms.

    Attributes
    ----------
    firms : list of str
    answers : ndarray of str, (firms,)
    owner : ndarray of str, (firms,)
        The same for share classes of one firm, which may not answer for each other.
    scored : list of str
        The firms that were held out.
    """

    firms: list[str]
    answers: npt.NDArray[np.str_]
    owner: npt.NDArray[np.str_]
    scored: list[str]

    @classmethod
    def of(cls, evidence: Evidence) -> Gics:
        """Take the table that ships, for the firms of the space.

        Raises
        ------
        Skip
            If the space has none of them, or none was held out.
        """
        table = evidence.fact("gics")
        table = table[table["id"].isin(evidence.entities.index)].sort_values("id")
        if len(table) < 2:
            msg = "The space has no two firms of the S&P 500, whose GICS sub-industries are known."
            raise Skip(msg)
        firms = [str(id_) for id_ in table["id"]]
        answers, owner = (table[name].to_numpy().astype(str) for name in ("gics", "cik"))
        scored = held_out(evidence, firms, "firms of the S&P 500")
        return cls(firms, answers, owner, scored)

    def nearest(self, subject: Subject) -> list[Measure]:
        """Score the sub-industry of the nearest other firm, centered per kind."""
        scored = known(subject, self.scored, "firms held out")
        firms = known(subject, self.firms, "firms")
        similarity = np.array(subject.similarity(scored, firms, centered=True), dtype=float)
        place = {id_: row for row, id_ in enumerate(self.firms)}
        rows, columns = ([place[id_] for id_ in ids] for ids in (scored, firms))
        similarity[self.owner[rows][:, None] == self.owner[columns][None, :]] = -np.inf
        found = self.answers[columns][similarity.argmax(1)]
        return self._measure(found == self.answers[rows], scored)

    def commonest(self) -> list[Measure]:
        """Score the one sub-industry that is right most often."""
        scored = self.answers[[self.firms.index(id_) for id_ in self.scored]]
        most = Counter(scored.tolist()).most_common(1)[0][0]
        return self._measure(scored == most, self.scored)

    def possible(self) -> list[Measure]:
        """Score an oracle: right wherever another firm has the same sub-industry."""
        companions = dict(zip(self.firms, self._companions(), strict=True))
        return self._measure(np.array([companions[id_] > 0 for id_ in self.scored]), self.scored)

    def _companions(self) -> npt.NDArray[np.intp]:
        same = self.answers[:, None] == self.answers[None, :]
        return np.asarray((same & (self.owner[:, None] != self.owner[None, :])).sum(1))

    @staticmethod
    def _measure(correct: npt.NDArray[np.bool_], firms: Sequence[str]) -> list[Measure]:
        return [Measure.mean("1-NN accuracy", correct.astype(float), list(firms), "firm")]


def tasks(evidence: Evidence) -> list[Task]:
    """Return the task about GICS."""
    try:
        gics = Gics.of(evidence)
    except Skip as reason:
        return [absent(_NAME, _QUESTION, reason)]
    return [
        Task(
            _NAME,
            _QUESTION,
            gics.nearest,
            f"the NAICS industries of {len(gics.scored)} firms; GICS is never learned",
            twin=True,
            floors=(Reference("commonest sub-industry", gics.commonest),),
            ceilings=(Reference("right wherever another firm is of it", gics.possible),),
        )
    ]
