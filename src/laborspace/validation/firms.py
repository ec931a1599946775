"""The suite ``firms``: which industry a firm belongs to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.validation.asking import absent, groups_above, held_out, known, scores
from laborspace.validation.measure import Measure
from laborspace.validation.ranking import reciprocal_rank
from laborspace.validation.task import Reference, Skip, Suite, Task

if TYPE_CHECKING:
    from laborspace.validation.evidence import Evidence
    from laborspace.validation.subject import Subject

_INDUSTRY, _GICS = "industry", "GICS sub-industry"
_QUESTION = "In which industry does a firm operate whose industry was never shown?"
_GICS_QUESTION = "Is a firm's nearest other firm of the same GICS sub-industry?"
_DIGITS = ("4 digits", "3 digits", "sector")
_STEPS = ("industry", "its group", "its top group")


@dataclass(frozen=True)
class Operations:
    """The industries of firms.

    Attributes
    ----------
    scored : list of str
        Firms held out whose industries are known.
    industries : list of str
        Those a firm may be put into.
    right : ndarray of bool, (scored, industries)
        A firm has several where its SIC code became several NAICS industries.
    above : tuple of list of str, each (industries,)
        Each industry itself, its group, its top group.
    names : tuple of str
        What these three are called.
    """

    scored: list[str]
    industries: list[str]
    right: npt.NDArray[np.bool_]
    above: tuple[list[str], list[str], list[str]]
    names: tuple[str, str, str]

    @classmethod
    def of(cls, evidence: Evidence) -> Operations:
        """Read the relation.

        Raises
        ------
        Skip
            If no firm has an industry, or none of those that have one was held out.
        """
        rows = evidence.relations("operates_in")
        items = np.asarray(evidence.space.ids)[evidence.space.rows("industry")]
        prefixes = tuple({target.split(":")[0] + ":" for target in rows["target"]})
        industries = [str(id_) for id_ in items if id_.startswith(prefixes)]
        column = {id_: place for place, id_ in enumerate(industries)}
        rows = rows[rows["target"].isin(column)]
        firms = sorted(set(rows["source"]))
        scored = held_out(evidence, firms, "firms whose industries are known")
        row = {id_: place for place, id_ in enumerate(scored)}
        rows = rows[rows["source"].isin(row)]
        right = np.zeros((len(row), len(column)), dtype=bool)
        right[rows["source"].map(row), rows["target"].map(column)] = True
        lines = [[id_, *groups_above(evidence, id_)] for id_ in industries]
        group, top = [line[:2][-1] for line in lines], [line[-1] for line in lines]
        names = _DIGITS if prefixes == ("naics:",) else _STEPS
        return cls(scored, industries, right, (industries, group, top), names)

    def measures(
        self, guess: npt.NDArray[np.floating], firms: Sequence[str] | None = None
    ) -> list[Measure]:
        """Return accuracy at each level and MRR of scores, (firms, industries)."""
        ids = list(firms or self.scored)
        places = {id_: place for place, id_ in enumerate(self.scored)}
        right = self.right[[places[id_] for id_ in ids]]
        best = guess.argmax(1)
        measures = [
            Measure.mean(f"accuracy, {name}", self._same(level, best, right), ids, "firm")
            for name, level in zip(self.names, self.above, strict=True)
        ]
        return [*measures, Measure.mean("MRR", reciprocal_rank(guess, right), ids, "firm")]

    def commonest(self) -> list[Measure]:
        """Score the one answer that is right most often, at each level; MRR by frequency."""
        often = np.broadcast_to(self.right.sum(0), self.right.shape)
        measures = []
        for name, level in zip(self.names, self.above, strict=True):
            groups, codes = np.unique(level, return_inverse=True)
            member = np.eye(len(groups), dtype=bool)[codes]  # (industries, groups)
            has = self.right.astype(int) @ member > 0
            values = has[:, has.sum(0).argmax()].astype(float)
            measures.append(Measure.mean(f"accuracy, {name}", values, self.scored, "firm"))
        rank = Measure.mean("MRR", reciprocal_rank(often, self.right), self.scored, "firm")
        return [*measures, rank]

    @staticmethod
    def _same(
        level: Sequence[str], best: npt.NDArray[np.intp], right: npt.NDArray[np.bool_]
    ) -> npt.NDArray[np.float64]:
        _, codes = np.unique(level, return_inverse=True)
        same = codes[best][:, None] == codes[None, :]
        return np.asarray((same & right).any(1), dtype=np.float64)


def nearest_industry(operations: Operations, subject: Subject) -> list[Measure]:
    """Score the ranking of industries by similarity, centered per kind."""
    firms = known(subject, operations.scored, "firms held out")
    known(subject, operations.industries, "industries")
    guess = scores(subject, firms, operations.industries, centered=True)
    return operations.measures(guess, firms)


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
    """Return the tasks: NAICS industries, and GICS sub-industries leave-one-out."""
    return [
        *_attempt(_INDUSTRY, _QUESTION, _industry_tasks, evidence),
        *_attempt(_GICS, _GICS_QUESTION, _gics_tasks, evidence),
    ]


def _attempt(
    name: str, question: str, make: Callable[[Evidence], list[Task]], evidence: Evidence
) -> list[Task]:
    try:
        return make(evidence)
    except Skip as reason:
        return [absent(name, question, reason)]


def _industry_tasks(evidence: Evidence) -> list[Task]:
    operations = Operations.of(evidence)
    return [
        Task(
            _INDUSTRY,
            _QUESTION,
            lambda subject: nearest_industry(operations, subject),
            f"the industries of {len(operations.scored)} firms",
            twin=True,
            floors=(Reference("commonest industry", operations.commonest),),
        )
    ]


def _gics_tasks(evidence: Evidence) -> list[Task]:
    gics = Gics.of(evidence)
    return [
        Task(
            _GICS,
            _GICS_QUESTION,
            gics.nearest,
            f"the NAICS industries of {len(gics.scored)} firms; GICS is never learned",
            twin=True,
            floors=(Reference("commonest sub-industry", gics.commonest),),
            ceilings=(Reference("right wherever another firm is of it", gics.possible),),
        )
    ]


SUITE = Suite(
    "firms",
    "Which industry does a firm belong to?",
    "For each firm held out the nearest 4-digit NAICS industry is right if the firm operates in "
    "it, in one of the same three digits, or in one of the same sector. Truth is the firm's SIC "
    "code as the SEC has it, bridged to NAICS, two industries a firm on average, any of which is "
    "right. GICS sub-industries of the S&P 500 are those of a public list of constituents; the "
    "nearest other firm must be of the same one, leave-one-out. Share classes of one firm (CIK) "
    "do not answer for each other. The unit of the bootstrap is the firm.",
    tasks,
)
